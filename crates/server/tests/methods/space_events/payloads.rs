//! What events of both methods hold: today's version of the resource.
//! Source: the reference's SpaceEvent and the messages named EventData.

use serde_json::{Value, json};

use super::{events, kinds, types};
use crate::harness::{As, World, assert_matches, both};

/// The only event of a type.
async fn only(w: &World, who: As, space: &str, wanted: &str) -> Value {
    let found = events(w, who, space, &types(wanted)).await;
    assert_eq!(kinds(&found), [wanted]);
    found[0].clone()
}

#[tokio::test]
async fn messages_as_they_are_now() {
    both(async |w| {
        let space = w.space("Messages", &["bob"]).await;
        let sent = w.send(As::user("bob"), &space, "Hello").await;
        let patch = json!({"message": {"name": sent["name"], "text": "Bye"}, "updateMask": "text"});
        w.ok(As::user("bob"), "UpdateMessage", patch).await;
        let now = w
            .ok(
                As::user("alice"),
                "GetMessage",
                json!({"name": sent["name"]}),
            )
            .await;
        let created = only(w, As::user("alice"), &space, "message.v1.created").await;
        assert_eq!(created["messageCreatedEventData"], json!({"message": now}));
        assert_eq!(created["eventTime"], sent["createTime"]);
        let updated = only(w, As::user("alice"), &space, "message.v1.updated").await;
        assert_eq!(updated["messageUpdatedEventData"], json!({"message": now}));

        w.ok(
            As::user("bob"),
            "DeleteMessage",
            json!({"name": sent["name"]}),
        )
        .await;
        let deleted = only(w, As::user("alice"), &space, "message.v1.deleted").await;
        let left = json!({"message": {"name": sent["name"], "createTime": sent["createTime"],
            "deleteTime": deleted["eventTime"], "deletionMetadata": {"deletionType": "CREATOR"}}});
        assert_eq!(deleted["messageDeletedEventData"], left);
        let created = only(w, As::user("alice"), &space, "message.v1.created").await;
        assert_eq!(created["messageCreatedEventData"], left);
    })
    .await;
}

#[tokio::test]
async fn private_messages_are_told_to_their_readers() {
    both(async |w| {
        let space = w.space("Private", &["bob", "robo"]).await;
        let message = json!({"text": "Psst", "privateMessageViewer": {"name": w.name("bob")}});
        let request = json!({"parent": space, "message": message});
        let sent = w.ok(As::bot("robo"), "CreateMessage", request).await;
        let reaction = json!({"parent": sent["name"], "reaction": {"emoji": {"unicode": "👍"}}});
        w.ok(As::user("bob"), "CreateReaction", reaction).await;
        let event = only(w, As::user("bob"), &space, "message.v1.created").await;
        let wanted = "message.v1.created reaction.v1.created";
        assert_eq!(
            events(w, As::user("bob"), &space, &types(wanted))
                .await
                .len(),
            2
        );
        for who in [As::user("alice"), As::app("robo")] {
            assert!(events(w, who, &space, &types(wanted)).await.is_empty());
            let request = json!({"name": event["name"]});
            let refusal = w.call(who, "GetSpaceEvent", request).await.unwrap_err();
            assert_eq!(refusal.status, "NOT_FOUND");
        }
    })
    .await;
}

#[tokio::test]
async fn memberships_as_they_are_now() {
    both(async |w| {
        let space = w.space("Members", &[]).await;
        w.join(&space, "bob").await;
        let name = format!("{space}/members/{}", w.id("bob"));
        let filter = types("membership.v1.created");
        let role =
            json!({"membership": {"name": name, "role": "ROLE_MANAGER"}, "updateMask": "role"});
        let now = w.ok(As::user("alice"), "UpdateMembership", role).await;
        let created = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(
            created[1]["membershipCreatedEventData"],
            json!({"membership": now})
        );

        w.ok(As::user("alice"), "DeleteMembership", json!({"name": name}))
            .await;
        let deleted = only(w, As::user("alice"), &space, "membership.v1.deleted").await;
        let left = json!({"membership": {"name": name, "state": "NOT_A_MEMBER"}});
        assert_eq!(deleted["membershipDeletedEventData"], left);
        let empty = json!({"membership": {}});
        let created = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(created[1]["membershipCreatedEventData"], empty);
        let updated = only(w, As::user("alice"), &space, "membership.v1.updated").await;
        assert_eq!(updated["membershipUpdatedEventData"], empty);
    })
    .await;
}

#[tokio::test]
async fn spaces_and_reactions() {
    both(async |w| {
        let space = w.space("Before", &["bob"]).await;
        let patch = json!({"name": space, "displayName": "After"});
        let patch = json!({"space": patch, "updateMask": "displayName"});
        w.ok(As::user("alice"), "UpdateSpace", patch).await;
        let updated = only(w, As::user("bob"), &space, "space.v1.updated").await;
        assert_matches(
            &updated["spaceUpdatedEventData"]["space"],
            &json!({"name": space, "displayName": "After", "permissionSettings": null}),
        );
        let sent = w.send(As::user("bob"), &space, "Hello").await;
        let request = json!({"parent": sent["name"], "reaction": {"emoji": {"unicode": "👍"}}});
        let made = w.ok(As::user("alice"), "CreateReaction", request).await;
        w.ok(
            As::user("alice"),
            "DeleteReaction",
            json!({"name": made["name"]}),
        )
        .await;
        let created = only(w, As::user("bob"), &space, "reaction.v1.created").await;
        assert_eq!(
            created["reactionCreatedEventData"],
            json!({"reaction": made})
        );
        let deleted = only(w, As::user("bob"), &space, "reaction.v1.deleted").await;
        assert_eq!(
            deleted["reactionDeletedEventData"],
            json!({"reaction": made})
        );
    })
    .await;
}
