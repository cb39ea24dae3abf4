//! Behaviour table of ListSpaceEvents.
//! Source: the reference's ListSpaceEvents, ListSpaceEventsRequest and
//! SpaceEvent. Payloads are in `payloads.rs`.

use domain::Time;
use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use serde_json::{Value, json};

use super::{EVERYTHING, delete_thread, events, kinds, types};
use crate::harness::{As, World, assert_matches, assert_refused, both};

async fn rename(w: &World, space: &str, name: &str) {
    let space = json!({"name": space, "displayName": name});
    let request = json!({"space": space, "updateMask": "displayName"});
    w.ok(As::user("alice"), "UpdateSpace", request).await;
}

#[tokio::test]
async fn everything_that_happened_oldest_first() {
    both(async |w| {
        let space = w.space("All", &["bob"]).await;
        let sent = w.send(As::user("bob"), &space, "Hello").await;
        let patch = json!({"message": {"name": sent["name"], "text": "Bye"}, "updateMask": "text"});
        w.ok(As::user("bob"), "UpdateMessage", patch).await;
        let reaction = json!({"parent": sent["name"], "reaction": {"emoji": {"unicode": "👍"}}});
        let reaction = w.ok(As::user("alice"), "CreateReaction", reaction).await;
        w.ok(
            As::user("alice"),
            "DeleteReaction",
            json!({"name": reaction["name"]}),
        )
        .await;
        rename(w, &space, "Renamed").await;
        w.ok(
            As::user("bob"),
            "DeleteMessage",
            json!({"name": sent["name"]}),
        )
        .await;
        let bob = format!("{space}/members/{}", w.id("bob"));
        let role =
            json!({"membership": {"name": bob, "role": "ROLE_MANAGER"}, "updateMask": "role"});
        w.ok(As::user("alice"), "UpdateMembership", role).await;
        w.ok(As::user("alice"), "DeleteMembership", json!({"name": bob}))
            .await;
        let all = [
            "membership.v1.created",
            "membership.v1.created",
            "message.v1.created",
            "message.v1.updated",
            "reaction.v1.created",
            "reaction.v1.deleted",
            "space.v1.updated",
            "message.v1.deleted",
            "membership.v1.updated",
            "membership.v1.deleted",
        ];
        let found = events(w, As::user("alice"), &space, EVERYTHING).await;
        assert_eq!(kinds(&found), all);
        let times: Vec<_> = found
            .iter()
            .map(|event| event["eventTime"].as_str().unwrap())
            .collect();
        assert!(times.is_sorted());
        // Pages change nothing, and each type finds its own.
        let request = json!({"parent": space, "filter": EVERYTHING});
        let page = w.ok(As::user("alice"), "ListSpaceEvents", request).await;
        assert_eq!(page, json!({"spaceEvents": found}));
        for wanted in [
            "message.v1.created",
            "membership.v1.created",
            "reaction.v1.deleted space.v1.updated",
            "membership.v1.deleted message.v1.updated",
        ] {
            let expected: Vec<_> = all
                .into_iter()
                .filter(|kind| wanted.contains(kind))
                .collect();
            let found = events(w, As::user("alice"), &space, &types(wanted)).await;
            assert_eq!(kinds(&found), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn times_choose() {
    both(async |w| {
        let space = w.space("Times", &[]).await;
        for name in ["One", "Two", "Three"] {
            rename(w, &space, name).await;
        }
        let filter = types("space.v1.updated");
        let all = events(w, As::user("alice"), &space, &filter).await;
        let time = |at: usize| all[at]["eventTime"].as_str().unwrap();
        for (times, expected) in [
            // Later than the start, and up to the end.
            (format!("start_time=\"{}\"", time(0)), &all[1..]),
            (format!("end_time=\"{}\"", time(1)), &all[..2]),
            (
                format!("startTime=\"{}\" AND endTime=\"{}\"", time(0), time(1)),
                &all[1..2],
            ),
            ("start_time=\"2001-01-01T00:00:00Z\"".to_owned(), &all[..]),
            ("end_time=\"2001-01-01T00:00:00Z\"".to_owned(), &all[..0]),
            ("start_time=\"2100-01-01T00:00:00Z\"".to_owned(), &all[..0]),
        ] {
            let filter = format!("({filter}) AND {times}");
            assert_eq!(
                events(w, As::user("alice"), &space, &filter).await,
                expected,
                "{times}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn events_are_told_for_28_days() {
    both(async |w| {
        let space = w.space("Old", &[]).await;
        let id = SpaceId::parse(space.strip_prefix("spaces/").unwrap()).unwrap();
        let store = &w.running.server.store;
        let now = w.running.server.now();
        for days in [29, 27] {
            let time = Time(now.0 - days * Time::DAY);
            let event = Event {
                space: id,
                time,
                n: 0,
                kind: Kind::SpaceUpdated,
            };
            let unit = async move |tx: &mut store::Tx| store::events::append(tx, &event).await;
            store
                .write(move |tx| Box::pin(async move { unit(tx).await }))
                .await
                .unwrap();
        }
        let filter = format!(
            "{} AND start_time=\"2001-01-01T00:00:00Z\"",
            types("space.v1.updated")
        );
        let found = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(found.len(), 1);
        let named = json!({"name": found[0]["name"]});
        assert_eq!(
            w.ok(As::user("alice"), "GetSpaceEvent", named).await,
            found[0]
        );
        let old = Event {
            space: id,
            time: Time(now.0 - 29 * Time::DAY),
            n: 0,
            kind: Kind::SpaceUpdated,
        };
        let old = domain::event_batches::EventName::of(&old, old.kind.event_type());
        let request = json!({"name": format!("{space}/spaceEvents/{}", old.segment())});
        let outcome = w.call(As::user("alice"), "GetSpaceEvent", request).await;
        assert_refused(outcome, "NOT_FOUND", "");
    })
    .await;
}

#[tokio::test]
async fn other_filters_are_refused() {
    both(async |w| {
        let space = w.space("Filters", &[]).await;
        let updated = types("space.v1.updated");
        for filter in [
            "",
            "start_time=\"2023-08-23T19:20:33+00:00\"",
            "start_time=\"2023-08-23T19:20:33+00:00\" OR end_time=\"2023-08-23T19:21:54+00:00\"",
            &format!("{updated} AND {}", types("message.v1.created")),
            &types("space.v1.batchUpdated"),
            &types("space.v1.deleted"),
        ] {
            let request = json!({"parent": space, "filter": filter});
            let outcome = w.call(As::user("alice"), "ListSpaceEvents", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", "filter");
        }
        for (extra, part) in [
            (json!({"pageSize": -1}), "page_size"),
            (json!({"pageToken": "x"}), "page_token"),
        ] {
            let mut request = extra;
            request["parent"] = json!(space);
            request["filter"] = json!(updated);
            let outcome = w.call(As::user("alice"), "ListSpaceEvents", request).await;
            assert_refused(outcome, "INVALID_ARGUMENT", part);
        }
        rename(w, &space, "Once").await;
        rename(w, &space, "Twice").await;
        let request = json!({"parent": space, "filter": updated, "pageSize": 1});
        let page = w.ok(As::user("alice"), "ListSpaceEvents", request).await;
        let other = types("message.v1.created");
        let request = json!({"parent": space, "filter": other, "pageToken": page["nextPageToken"]});
        let outcome = w.call(As::user("alice"), "ListSpaceEvents", request).await;
        assert_refused(outcome, "INVALID_ARGUMENT", "page_token");
    })
    .await;
}

#[tokio::test]
async fn one_change_is_one_event() {
    both(async |w| {
        let space = w.space("Batch", &["bob", "carol"]).await;
        let first = delete_thread(w, &space, 3).await;
        let filter = types("message.v1.deleted");
        let found = events(w, As::user("bob"), &space, &filter).await;
        assert_eq!(kinds(&found), ["message.v1.batchDeleted"]);
        let messages = &found[0]["messageBatchDeletedEventData"]["messages"];
        assert_eq!(messages.as_array().unwrap().len(), 4);
        assert_matches(
            &messages[0]["message"],
            &json!({"name": first["name"], "deleteTime": found[0]["eventTime"]}),
        );
        // Changes that follow each other stay apart; see `windows.rs`.
        let created = events(w, As::user("bob"), &space, &types("message.v1.created")).await;
        assert_eq!(kinds(&created), ["message.v1.created"; 4]);

        let request = json!({"space": {"spaceType": "SPACE", "displayName": "Set up"},
            "memberships": [{"member": {"name": w.name("bob"), "type": "HUMAN"}},
                {"member": {"name": w.name("carol"), "type": "HUMAN"}}]});
        let made = w.ok(As::user("alice"), "SetUpSpace", request).await;
        let made = made["name"].as_str().unwrap();
        let found = events(w, As::user("bob"), made, &types("membership.v1.created")).await;
        assert_eq!(kinds(&found), ["membership.v1.batchCreated"]);
        let members = &found[0]["membershipBatchCreatedEventData"]["memberships"];
        assert_matches(
            &members[1]["membership"],
            &json!({"state": "JOINED", "member": "*"}),
        );
        assert_eq!(members.as_array().unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn long_changes_are_several_batches() {
    both(async |w| {
        let space = w.space("Long", &["bob"]).await;
        delete_thread(w, &space, 104).await;
        let filter = types("message.v1.deleted");
        let found = events(w, As::user("alice"), &space, &filter).await;
        let sizes = found.iter().map(|event| {
            let messages = &event["messageBatchDeletedEventData"]["messages"];
            messages.as_array().unwrap().len()
        });
        assert_eq!(sizes.collect::<Vec<_>>(), [100, 5]);
        let request = json!({"parent": space, "filter": filter});
        let page = w.ok(As::user("alice"), "ListSpaceEvents", request).await;
        assert_eq!(page["spaceEvents"], Value::Array(found));
    })
    .await;
}

#[tokio::test]
async fn scopes_by_type() {
    both(async |w| {
        let space = w.space("Scopes", &["bob", "robo", "other"]).await;
        let list = async |who, wanted: &str| {
            let request = json!({"parent": space, "filter": types(wanted)});
            w.call(who, "ListSpaceEvents", request).await
        };
        for (scope, wanted) in [
            ("chat.messages", "message.v1.created reaction.v1.created"),
            (
                "chat.messages.readonly",
                "message.v1.deleted reaction.v1.deleted",
            ),
            ("chat.messages.reactions", "reaction.v1.created"),
            ("chat.messages.reactions.readonly", "reaction.v1.deleted"),
            (
                "chat.memberships",
                "membership.v1.created membership.v1.updated",
            ),
            ("chat.memberships.readonly", "membership.v1.deleted"),
            ("chat.spaces", "space.v1.updated"),
            ("chat.spaces.readonly", "space.v1.updated"),
        ] {
            list(As::scoped("bob", scope), wanted).await.unwrap();
        }
        for (who, wanted, part) in [
            (
                As::scoped("bob", "chat.messages.reactions"),
                "message.v1.created",
                "insufficient",
            ),
            (
                As::scoped("bob", "chat.spaces"),
                "space.v1.updated reaction.v1.created",
                "insufficient",
            ),
            (
                As::scoped("bob", "chat.messages"),
                "membership.v1.created",
                "insufficient",
            ),
            (
                As::scoped("bob", "chat.memberships"),
                "space.v1.updated",
                "insufficient",
            ),
            (
                As::scoped("bob", "chat.import"),
                "message.v1.created",
                "insufficient",
            ),
            (As::user("carol"), "message.v1.created", "not a member"),
            (As::bot("robo"), "message.v1.created", "insufficient"),
            (
                As::app("other"),
                "message.v1.created",
                "administrator must grant",
            ),
        ] {
            assert_refused(list(who, wanted).await, "PERMISSION_DENIED", part);
        }
        for wanted in [
            "message.v1.created reaction.v1.created",
            "membership.v1.created",
            "space.v1.updated",
        ] {
            list(As::app("robo"), wanted).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn memberships_before_the_first_message_of_a_direct_message() {
    both(async |w| {
        let request = json!({"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": [
            {"member": {"name": w.name("bob"), "type": "HUMAN"}}]});
        let dm = w.ok(As::user("alice"), "SetUpSpace", request).await;
        let dm = dm["name"].as_str().unwrap();
        let filter = types("membership.v1.created");
        assert!(events(w, As::user("bob"), dm, &filter).await.is_empty());
        w.send(As::user("alice"), dm, "Hello").await;
        let found = events(w, As::user("bob"), dm, &filter).await;
        assert_eq!(kinds(&found), ["membership.v1.batchCreated"]);
    })
    .await;
}

#[tokio::test]
async fn a_page_is_no_longer_than_clients_take() {
    both(async |w| {
        let space = w.space("Long", &[]).await;
        let alice = As::user("alice");
        let mut sent = Vec::new();
        for _ in 0..50 {
            let message = w.send(alice, &space, &"x".repeat(31_000)).await;
            sent.push(message["name"].clone());
        }
        let filter = "event_types:\"google.workspace.chat.message.v1.created\"";
        let mut request = json!({"parent": space, "filter": filter, "pageSize": 1_000});
        let (mut told, mut pages) = (Vec::new(), 0);
        loop {
            let page = w.ok(alice, "ListSpaceEvents", request.clone()).await;
            assert!(page.to_string().len() < 4 * 1024 * 1024);
            for event in page["spaceEvents"].as_array().unwrap() {
                told.push(event["messageCreatedEventData"]["message"]["name"].clone());
            }
            pages += 1;
            match page["nextPageToken"].as_str() {
                Some(next) => request["pageToken"] = json!(next),
                None => break,
            }
        }
        assert_eq!((told, pages), (sent, 2));
    })
    .await;
}
