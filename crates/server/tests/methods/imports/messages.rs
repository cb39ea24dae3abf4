//! Messages and reactions of the past.

use serde_json::json;

use super::{complete, imported, post, reading, through};
use crate::harness::{As, assert_matches, assert_refused, both};

#[tokio::test]
async fn messages_have_their_time_and_their_sender() {
    both(async |w| {
        let space = imported(w, "Talk").await;
        // In any order; what comes back is ordered by time.
        for (who, text, time) in [
            ("bob", "third", "2016-01-01T00:00:00.000002Z"),
            ("alice", "first", "2015-03-01T09:00:00Z"),
            ("carol", "second", "2016-01-01T00:00:00.000001Z"),
        ] {
            let sent = post(w, through(who), &space, text, time).await.unwrap();
            assert_matches(
                &sent,
                &json!({"text": text, "createTime": time,
                    "sender": {"name": w.name(who), "type": "HUMAN"}}),
            );
            let request = json!({"name": sent["name"]});
            let shown = w.ok(reading("alice"), "GetMessage", request).await;
            assert_eq!(shown["createTime"], time);
        }
        let list = w
            .ok(through("dave"), "ListMessages", json!({"parent": space}))
            .await;
        let texts: Vec<_> = list["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| &m["text"])
            .collect();
        assert_eq!(texts, ["first", "second", "third"]);
        let filter = "create_time > \"2015-12-31T00:00:00Z\"";
        let request = json!({"parent": space, "filter": filter});
        let list = w.ok(through("alice"), "ListMessages", request).await;
        assert_eq!(list["messages"].as_array().unwrap().len(), 2);
        // The space was last active when its last message was sent.
        let shown = w
            .ok(reading("alice"), "GetSpace", json!({"name": space}))
            .await;
        assert_eq!(shown["lastActiveTime"], "2016-01-01T00:00:00.000002Z");
        // Without a time a message is of now, and the past goes on after it.
        let now = w.send(through("alice"), &space, "now").await;
        assert!(now["createTime"].as_str().unwrap() > "2020");
        post(w, through("bob"), &space, "fourth", "2017-01-01T00:00:00Z")
            .await
            .unwrap();
        // The importing app itself stands in for people who are gone.
        let own = post(
            w,
            As::bot("robo"),
            &space,
            "as the app",
            "2018-01-01T00:00:00Z",
        )
        .await;
        assert_matches(&own.unwrap(), &json!({"sender": {"type": "BOT"}}));
    })
    .await;
}

#[tokio::test]
async fn times_are_checked_and_unique() {
    both(async |w| {
        let space = imported(w, "Times").await;
        let alice = through("alice");
        for (time, part) in [
            ("2015-03-01T08:59:59Z", "creation time"),
            ("2999-01-01T00:00:00Z", "creation time"),
        ] {
            let outcome = post(w, alice, &space, "bad", time).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        let time = "2016-05-05T05:05:05.123456Z";
        let first = post(w, alice, &space, "first", time).await.unwrap();
        let outcome = post(w, through("bob"), &space, "second", time).await;
        assert_refused(outcome, "ALREADY_EXISTS", "unique");
        // Also against messages that were deleted.
        w.ok(alice, "DeleteMessage", json!({"name": first["name"]}))
            .await;
        let outcome = post(w, alice, &space, "again", time).await;
        assert_refused(outcome, "ALREADY_EXISTS", "unique");
        // Times are kept to the microsecond.
        let finer = "2016-05-05T05:05:05.123457999Z";
        let sent = post(w, alice, &space, "finer", finer).await.unwrap();
        assert_eq!(sent["createTime"], "2016-05-05T05:05:05.123457Z");
        // Elsewhere the field is output only.
        let plain = w.space("Plain", &[]).await;
        let sent = post(w, As::user("alice"), &plain, "now", time)
            .await
            .unwrap();
        assert!(sent["createTime"].as_str().unwrap() > "2020");
    })
    .await;
}

#[tokio::test]
async fn threads_edits_and_deletions() {
    both(async |w| {
        let space = imported(w, "Threads").await;
        let first = post(w, through("bob"), &space, "first", "2016-01-01T00:00:00Z")
            .await
            .unwrap();
        let reply = |text: &str, time: &str| {
            let thread = json!({"name": first["thread"]["name"]});
            let message = json!({"text": text, "createTime": time, "thread": thread});
            json!({"parent": space, "message": message,
                "messageReplyOption": "REPLY_MESSAGE_OR_FAIL"})
        };
        let request = reply("reply", "2016-01-02T00:00:00Z");
        let sent = w.ok(through("carol"), "CreateMessage", request).await;
        assert_matches(
            &sent,
            &json!({"threadReply": true, "thread": {"name": first["thread"]["name"]}}),
        );
        // Their sender changes them; anybody whom the app impersonates deletes.
        let patch = json!({"message": {"name": first["name"], "text": "edited"},
            "updateMask": "text"});
        assert_refused(
            w.call(through("alice"), "UpdateMessage", patch.clone())
                .await,
            "PERMISSION_DENIED",
            "sender",
        );
        let edited = w.ok(through("bob"), "UpdateMessage", patch).await;
        assert_matches(
            &edited,
            &json!({"text": "edited", "createTime": first["createTime"]}),
        );
        let request = json!({"name": first["name"], "force": true});
        w.ok(through("dave"), "DeleteMessage", request).await;
        let list = w
            .ok(through("alice"), "ListMessages", json!({"parent": space}))
            .await;
        assert_eq!(list, json!({}));
    })
    .await;
}

#[tokio::test]
async fn people_are_mentioned_and_react_and_nobody_is_told() {
    both(async |w| {
        let space = imported(w, "Quiet").await;
        let text = format!("<{}> and <users/all>", w.name("bob"));
        let sent = post(w, through("alice"), &space, &text, "2016-01-01T00:00:00Z")
            .await
            .unwrap();
        assert_eq!(sent["annotations"].as_array().unwrap().len(), 2);
        let reaction = json!({"parent": sent["name"], "reaction": {"emoji": {"unicode": "👍"}}});
        let reacted = w
            .ok(through("bob"), "CreateReaction", reaction.clone())
            .await;
        assert_eq!(reacted["user"]["name"], w.name("bob"));
        let second = w.ok(through("carol"), "CreateReaction", reaction).await;
        w.ok(
            through("carol"),
            "DeleteReaction",
            json!({"name": second["name"]}),
        )
        .await;
        let patch = json!({"message": {"name": sent["name"], "text": "hi"}, "updateMask": "text"});
        w.ok(through("alice"), "UpdateMessage", patch).await;
        let patch = json!({"space": {"name": space, "displayName": "Very quiet"},
            "updateMask": "displayName"});
        w.ok(through("alice"), "UpdateSpace", patch).await;

        complete(w, through("alice"), &space).await.unwrap();
        let list = w
            .ok(As::user("alice"), "ListMessages", json!({"parent": space}))
            .await;
        assert_matches(
            &list["messages"][0],
            &json!({"text": "hi", "emojiReactionSummaries": [
                {"emoji": {"unicode": "👍"}, "reactionCount": 1}]}),
        );
        // The log holds the first member, and nothing of the import.
        let types = [
            "message.v1.created",
            "message.v1.updated",
            "reaction.v1.created",
            "reaction.v1.deleted",
            "membership.v1.created",
            "space.v1.updated",
        ];
        let filter = types
            .map(|t| format!("event_types:\"google.workspace.chat.{t}\""))
            .join(" OR ");
        let request = json!({"parent": space, "filter": filter});
        let events = w.ok(As::user("alice"), "ListSpaceEvents", request).await;
        let events = events["spaceEvents"].as_array().unwrap();
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!(
            events[0]["eventType"],
            "google.workspace.chat.membership.v1.created"
        );
    })
    .await;
}
