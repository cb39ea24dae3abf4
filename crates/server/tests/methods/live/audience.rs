//! Who is told what.

use serde_json::json;

use super::*;
use crate::harness::both;

/// Source: Confab's own; what `spaces.spaceEvents` shows under the same name.
#[tokio::test]
async fn every_change_in_ones_spaces_is_told() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        let mut bob = listen(w, As::user("bob"), None).await;
        let message = w.send(As::user("alice"), &space, "Hello").await;
        let told = bob.event().await;
        assert_eq!(told["space"], space.as_str());
        let shown = &told["spaceEvent"]["messageCreatedEventData"]["message"];
        assert_eq!(*shown, message);
        let request = json!({"name": told["spaceEvent"]["name"]});
        let got = w.ok(As::user("bob"), "GetSpaceEvent", request).await;
        assert_eq!(got, told["spaceEvent"]);

        let name = &message["name"];
        let request = json!({"message": {"name": name, "text": "Hi"}, "updateMask": "text"});
        w.ok(As::user("alice"), "UpdateMessage", request).await;
        let request = json!({"parent": name, "reaction": {"emoji": {"unicode": "🙂"}}});
        w.ok(As::user("bob"), "CreateReaction", request).await;
        w.join(&space, "carol").await;
        let request = json!({"space": {"name": space, "displayName": "Other"},
            "updateMask": "displayName"});
        w.ok(As::user("alice"), "UpdateSpace", request).await;
        w.ok(As::user("alice"), "DeleteMessage", json!({"name": name}))
            .await;
        let told = bob.kinds(5).await;
        assert_eq!(
            told,
            [
                "message.v1.updated",
                "reaction.v1.created",
                "membership.v1.created",
                "space.v1.updated",
                "message.v1.deleted"
            ]
        );
    })
    .await;
}

/// Source: Confab's own; nobody is told of spaces that they are not in.
#[tokio::test]
async fn members_are_told_from_joining_to_leaving() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        let elsewhere = w.space("Elsewhere", &["carol"]).await;
        let mut carol = listen(w, As::user("carol"), None).await;
        w.send(As::user("alice"), &space, "before").await;
        w.join(&space, "carol").await;
        w.send(As::user("alice"), &space, "within").await;
        let name = format!("{space}/members/{}", w.id("carol"));
        let request = json!({"name": name});
        w.ok(As::user("alice"), "DeleteMembership", request).await;
        w.send(As::user("alice"), &space, "after").await;
        w.send(As::user("alice"), &elsewhere, "end").await;

        let joined = carol.event().await;
        assert_eq!(kind(&joined), "membership.v1.created");
        assert_eq!(carol.texts(1).await, ["within"]);
        let left = carol.event().await;
        assert_eq!(kind(&left), "membership.v1.deleted");
        assert_eq!(
            left["spaceEvent"]["membershipDeletedEventData"]["membership"]["name"],
            name.as_str()
        );
        assert_eq!(carol.texts(1).await, ["end"]);
    })
    .await;
}

/// Source: Confab's own; invitations are told to whom they invite.
#[tokio::test]
async fn the_invited_are_told_of_their_invitation_and_its_end() {
    both(async |w| {
        let space = w.space("Live", &[]).await;
        let mut dave = listen(w, As::user("dave"), None).await;
        for _ in 0..2 {
            w.join(&space, "dave").await;
            w.send(As::user("alice"), &space, "not for the invited")
                .await;
            let invited = dave.event().await;
            assert_eq!(kind(&invited), "membership.v1.created");
            let membership = &invited["spaceEvent"]["membershipCreatedEventData"]["membership"];
            assert_eq!(membership["state"], "INVITED");
            let request = json!({"name": format!("{space}/members/{}", w.id("dave"))});
            w.ok(As::user("alice"), "DeleteMembership", request).await;
            assert_eq!(dave.kinds(1).await, ["membership.v1.deleted"]);
        }
    })
    .await;
}

/// Source: Confab's own; members of a group are in its spaces.
#[tokio::test]
async fn groups_bring_their_people() {
    both(async |w| {
        let space = w.space("Live", &[]).await;
        let mut carol = listen(w, As::user("carol"), None).await;
        w.join(&space, "team").await;
        w.send(As::user("alice"), &space, "Hello").await;
        assert_eq!(carol.kinds(1).await, ["membership.v1.created"]);
        assert_eq!(carol.texts(1).await, ["Hello"]);
    })
    .await;
}

/// Source: create message, `privateMessageViewer`: seen by that user and the app.
#[tokio::test]
async fn private_messages_are_told_to_their_viewer_alone() {
    both(async |w| {
        let space = w.space("Live", &["bob", "carol", "robo"]).await;
        let mut bob = listen(w, As::user("bob"), None).await;
        let mut carol = listen(w, As::user("carol"), None).await;
        let message = json!({"text": "For Bob", "privateMessageViewer": {"name": w.name("bob")}});
        let request = json!({"parent": space, "message": message});
        w.ok(As::app("robo"), "CreateMessage", request).await;
        w.send(As::user("alice"), &space, "For all").await;
        assert_eq!(bob.texts(2).await, ["For Bob", "For all"]);
        assert_eq!(carol.texts(1).await, ["For all"]);
    })
    .await;
}

/// Source: Confab's own; read states are nobody else's business.
#[tokio::test]
async fn read_states_are_told_to_their_owner() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        w.send(As::user("alice"), &space, "Hello").await;
        let mut alice = listen(w, As::user("alice"), None).await;
        let mut bob = listen(w, As::user("bob"), None).await;
        let name = format!("users/me/{space}/spaceReadState");
        let state = json!({"name": name, "lastReadTime": "2100-01-01T00:00:00Z"});
        let request = json!({"spaceReadState": state, "updateMask": "lastReadTime"});
        let state = w.ok(As::user("bob"), "UpdateSpaceReadState", request).await;
        w.send(As::user("alice"), &space, "Next").await;
        assert_eq!(bob.event().await["readState"], state);
        assert_eq!(bob.texts(1).await, ["Next"]);
        assert_eq!(alice.texts(1).await, ["Next"]);
    })
    .await;
}

/// Source: Confab's own; a deleted space ends its memberships.
#[tokio::test]
async fn the_end_of_a_space_is_told_to_its_members() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        let mut bob = listen(w, As::user("bob"), None).await;
        w.ok(As::user("alice"), "DeleteSpace", json!({"name": space}))
            .await;
        let own = format!("{space}/members/{}", w.id("bob"));
        loop {
            let event = bob.event().await;
            assert_eq!(kind(&event), "membership.v1.deleted");
            let ended = &event["spaceEvent"]["membershipDeletedEventData"]["membership"];
            if ended["name"] == own.as_str() {
                break;
            }
        }
    })
    .await;
}
