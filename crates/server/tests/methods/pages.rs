//! The sizes of pages, with as many rows as it takes.
//! Source: page_size of the reference's ListMembershipsRequest,
//! ListSpacesRequest and SearchSpacesRequest: 100 unless asked, 1,000 at most,
//! "it's automatically changed to 1000".

use domain::Time;
use domain::ids::{SpaceId, UserId};
use domain::members::{Member, Membership, Role};
use domain::users::{User, UserKind};
use proto::chat::membership::MembershipState;
use serde_json::{Value, json};
use store::Tx;

use crate::harness::{As, World, both};

/// One more than the longest page.
const ROWS: i64 = 1_001;

/// Makes 1,001 spaces of alice out of one, which has as many members.
async fn fill(w: &World) -> String {
    let name = w.space("Many", &[]).await;
    let first = domain::names::space("name", &name).unwrap().unwrap();
    let alice = w.user_id("alice");
    let unit = async move |tx: &mut Tx| {
        for n in 1..ROWS {
            let person = UserId(8_000_000_000_000_000 + n);
            store::users::insert(tx, &user(person, n), None).await?;
            join(tx, first, person).await?;
            let mut space = store::spaces::get(tx, first).await?.unwrap();
            space.id = SpaceId(first.0 + n);
            space.display_name = format!("Many {n}");
            store::spaces::claim_name(tx, &space.display_name, space.id).await?;
            store::spaces::insert(tx, &space).await?;
            join(tx, space.id, alice).await?;
        }
        Ok(())
    };
    let store = &w.running.server.store;
    let done = store.write(move |tx| Box::pin(async move { unit(tx).await }));
    done.await.unwrap();
    name
}

async fn join(tx: &mut Tx, space: SpaceId, person: UserId) -> domain::Result<()> {
    let membership = Membership {
        space,
        member: Member::Person(person),
        state: MembershipState::Joined,
        role: Some(Role::Member),
        create_time: Time(1),
        delete_time: None,
    };
    store::members::insert(tx, &membership).await
}

fn user(id: UserId, n: i64) -> User {
    User {
        id,
        kind: UserKind::Person,
        email: Some(format!("user{n}@example.com")),
        display_name: format!("User {n}"),
        avatar_url: String::new(),
        domain_id: "1a2b3c4".into(),
        admin: false,
        disabled: false,
        auto_accept: true,
        create_time: Time(1),
    }
}

#[tokio::test]
async fn a_hundred_unless_asked_and_a_thousand_at_most() {
    both(async |w| {
        let space = fill(w).await;
        let query = r#"customer = "customers/my_customer" AND space_type = "SPACE""#;
        let search = json!({"query": query, "useAdminAccess": true});
        for (who, rpc, request, field) in [
            (
                As::user("alice"),
                "ListMemberships",
                json!({"parent": space}),
                "memberships",
            ),
            (As::user("alice"), "ListSpaces", json!({}), "spaces"),
            (As::admin("alice"), "SearchSpaces", search, "spaces"),
        ] {
            for (asked, shown) in [
                (Value::Null, 100),
                (json!(0), 100),
                (json!(999), 999),
                (json!(1_000), 1_000),
                (json!(1_001), 1_000),
                (json!(i32::MAX), 1_000),
            ] {
                let mut request = request.clone();
                request["pageSize"] = asked.clone();
                let page = w.ok(who, rpc, request).await;
                assert_eq!(
                    page[field].as_array().unwrap().len(),
                    shown,
                    "{rpc} {asked}"
                );
                assert!(page["nextPageToken"].is_string(), "{rpc} {asked}");
            }
        }
    })
    .await;
}
