//! Which spaces an audience discovers, on both databases.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::{Db, each};
use domain::Time;
use domain::ids::{SpaceId, UserId};
use domain::spaces::{DEFAULT_AUDIENCE, Space};
use proto::chat::HistoryState;
use proto::chat::space::SpaceType;
use store::{audiences, spaces};

fn space(id: i64, audience: &str, external: bool) -> Space {
    Space {
        id: SpaceId(id),
        space_type: SpaceType::Space,
        single_user_bot_dm: false,
        admin_installed: false,
        display_name: format!("Space {id}"),
        description: String::new(),
        guidelines: String::new(),
        external_user_allowed: external,
        history_state: HistoryState::HistoryOn,
        import_mode: false,
        import_expire_time: None,
        creator: UserId(1),
        creator_app: None,
        audience: audience.to_owned(),
        permission_settings: None,
        access_permission_settings: None,
        human_count: 0,
        group_count: 0,
        create_time: Time(1),
        last_active_time: None,
        clock: Time(1),
    }
}

async fn found(db: &Db, internal: bool, after: i64) -> Vec<i64> {
    let read = db.store.read(move |tx| {
        Box::pin(async move {
            let person = (UserId(9), internal);
            audiences::discoverable(tx, DEFAULT_AUDIENCE, person, SpaceId(after), 2).await
        })
    });
    let spaces = read.await.unwrap();
    spaces.into_iter().map(|space| space.id.0).collect()
}

#[tokio::test]
async fn spaces_are_found_by_audience_in_order() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                for (id, audience, external) in [
                    (3, DEFAULT_AUDIENCE, false),
                    (1, DEFAULT_AUDIENCE, true),
                    (2, "", true),
                    (4, DEFAULT_AUDIENCE, false),
                    (5, DEFAULT_AUDIENCE, false),
                ] {
                    spaces::insert(tx, &space(id, audience, external)).await?;
                }
                spaces::mark_deleted(tx, SpaceId(5), Time(2)).await?;
                let of = audiences::of_space(tx, SpaceId(5)).await?;
                Ok(of.len())
            })
        });
        assert_eq!(write.await.unwrap(), 0);
        assert_eq!(found(db, true, -1).await, [1, 3]);
        assert_eq!(found(db, true, 3).await, [4]);
        assert_eq!(found(db, false, -1).await, [1]);
        // What the settings say now counts.
        let write = db.store.write(|tx| {
            Box::pin(async move {
                spaces::update(tx, &space(1, "", true)).await?;
                spaces::update(tx, &space(2, DEFAULT_AUDIENCE, true)).await
            })
        });
        write.await.unwrap();
        assert_eq!(found(db, true, -1).await, [2, 3]);
        let read = db
            .store
            .read(|tx| Box::pin(audiences::of_space(tx, SpaceId(2))));
        let of = read.await.unwrap();
        assert_eq!(of.len(), 1);
        assert!(of[0].may_join && of[0].name == DEFAULT_AUDIENCE);
    })
    .await;
}
