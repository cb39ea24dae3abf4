//! Behaviour table of batch events of many changes made at the same time.
//! Source: the reference's SpaceEvent and the messages named BatchEventData;
//! when changes are many is a reading in `docs/conformance.md`.

use domain::event_batches::{EventName, batch_type};
use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId};
use domain::members::Member;
use domain::names::MessageRef;
use domain::page::{Fingerprint, Position};
use domain::reactions::{Emoji, Key};
use domain::{Time, names};
use serde_json::{Value, json};

use super::{events, kinds, types};
use crate::harness::{As, World, assert_refused, both};

/// Microseconds of a window.
const WINDOW: i64 = 10_000;
const HOUR: i64 = 3_600 * Time::SECOND;

/// The beginning of a window that many hours ago.
fn hours_ago(w: &World, hours: i64) -> i64 {
    let time = w.running.server.now().0 - hours * HOUR;
    time - time.rem_euclid(WINDOW)
}

/// Changes of the space at those times, as the log has them.
async fn append(w: &World, space: &str, changes: impl IntoIterator<Item = (i64, Kind)>) {
    let space = SpaceId::parse(space.strip_prefix("spaces/").unwrap()).unwrap();
    let event = |(time, kind)| Event {
        space,
        time: Time(time),
        n: 0,
        kind,
    };
    let log: Vec<_> = changes.into_iter().map(event).collect();
    let unit = async move |tx: &mut store::Tx| {
        for event in &log {
            store::events::append(tx, event).await?;
        }
        Ok(())
    };
    let store = &w.running.server.store;
    let done = store.write(move |tx| {
        let unit = unit.clone();
        Box::pin(async move { unit(tx).await })
    });
    done.await.unwrap();
}

/// This many changes of a kind, 100 microseconds apart.
fn changes(first: i64, count: i64, kind: Kind) -> impl Iterator<Item = (i64, Kind)> {
    (0..count).map(move |at| (first + 100 * at, kind))
}

/// Messages of bob: their names and their ids.
async fn messages(w: &World, space: &str, count: usize) -> Vec<(Value, MessageId)> {
    let mut sent = Vec::new();
    for _ in 0..count {
        let message = w.send(As::user("bob"), space, "Hello").await;
        sent.push((message["name"].clone(), id(&message)));
    }
    sent
}

fn id(message: &Value) -> MessageId {
    let name = message["name"].as_str().unwrap();
    match names::message("name", name).unwrap().1 {
        MessageRef::Id { message, .. } => message,
        other => panic!("{other:?}"),
    }
}

/// What an event tells: the parts of a batch, or its one payload.
fn parts(event: &Value) -> Vec<Value> {
    let mut fields = event.as_object().unwrap().iter();
    let (name, data) = fields
        .find(|(name, _)| name.ends_with("EventData"))
        .unwrap();
    if !name.contains("Batch") {
        return vec![data.clone()];
    }
    let lists = data.as_object().unwrap().values();
    lists
        .flat_map(|list| list.as_array().unwrap().clone())
        .collect()
}

fn sizes(events: &[Value]) -> Vec<usize> {
    events.iter().map(|event| parts(event).len()).collect()
}

/// The name of the event at a time, or of the batch that it begins.
fn name(space: &str, time: i64, kind: Kind, event_type: &str) -> String {
    let event = Event {
        space: SpaceId(0),
        time: Time(time),
        n: 0,
        kind,
    };
    let segment = EventName::of(&event, event_type).segment();
    format!("{space}/spaceEvents/{segment}")
}

#[tokio::test]
async fn ten_at_the_same_time_are_one_event() {
    both(async |w| {
        let space = w.space("Ten", &[]).await;
        let start = hours_ago(w, 4);
        append(w, &space, changes(start, 10, Kind::SpaceUpdated)).await;
        let filter = types("space.v1.updated");
        let found = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(kinds(&found), ["space.v1.batchUpdated"]);
        assert_eq!(sizes(&found), [10]);
        assert_eq!(found[0]["eventTime"], Time(start).to_rfc3339());
        let now = w.ok(
            As::user("alice"),
            "ListSpaceEvents",
            json!({"parent": space, "filter": filter}),
        );
        assert_eq!(now.await, json!({"spaceEvents": found}));

        // Nine are told one by one, and so are twice nine on both sides of the
        // edge of a window.
        append(w, &space, changes(hours_ago(w, 3), 9, Kind::SpaceUpdated)).await;
        let edge = hours_ago(w, 2) + WINDOW - 900;
        append(w, &space, changes(edge, 18, Kind::SpaceUpdated)).await;
        // The last window is not over.
        append(w, &space, changes(hours_ago(w, -1), 10, Kind::SpaceUpdated)).await;
        let found = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(found.len(), 1 + 9 + 18 + 10);
        assert_eq!(kinds(&found[1..]), ["space.v1.updated"; 37]);
    })
    .await;
}

#[tokio::test]
async fn each_kind_has_batches_of_its_own() {
    both(async |w| {
        let space = w.space("Kinds", &["bob"]).await;
        let message = messages(w, &space, 1).await[0].1;
        let reaction = Key {
            message,
            user: w.user_id("bob"),
            emoji: Emoji::parse("👍").unwrap(),
        };
        let bob = Member::Person(w.user_id("bob"));
        let all = [
            Kind::MessageCreated(message),
            Kind::MessageUpdated(message),
            Kind::MessageDeleted(message),
            Kind::MembershipCreated(bob),
            Kind::MembershipUpdated(bob),
            Kind::MembershipDeleted(bob),
            Kind::SpaceUpdated,
            Kind::ReactionCreated(reaction),
            Kind::ReactionDeleted(reaction),
        ];
        // All in one window, each ten times, by turns.
        let start = hours_ago(w, 1);
        for (place, kind) in (0..).zip(all) {
            append(w, &space, changes(start + place, 10, kind)).await;
        }
        let end = Time(start + WINDOW).to_rfc3339();
        let filter = format!("start_time=\"2001-01-01T00:00:00Z\" AND end_time=\"{end}\"");
        let found = events(w, As::user("alice"), &space, &filter).await;
        let batches = all.map(|kind| batch_type(kind).replace("google.workspace.chat.", ""));
        assert_eq!(kinds(&found), batches);
        assert_eq!(sizes(&found), [10; 9]);
        for event in &found {
            let request = json!({"name": event["name"]});
            let got = w.ok(As::user("alice"), "GetSpaceEvent", request).await;
            assert_eq!(got, *event);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_of_every_size_tell_each_event_once() {
    both(async |w| {
        let space = w.space("Pages", &["bob"]).await;
        let sent = messages(w, &space, 7).await;
        let start = hours_ago(w, 1);
        let alone = (start - 5 * WINDOW, Kind::MessageUpdated(sent[6].1));
        let updates = (0..250).map(|at| {
            let message = sent[at as usize % 7].1;
            (start + 30 * at, Kind::MessageUpdated(message))
        });
        // Of another kind at the same time, and more after the window.
        let renamed = changes(start + 1, 9, Kind::SpaceUpdated);
        let after = changes(start + 3 * WINDOW, 3, Kind::MessageUpdated(sent[6].1));
        let log: Vec<_> = [alone]
            .into_iter()
            .chain(updates)
            .chain(renamed)
            .chain(after)
            .collect();
        append(w, &space, log).await;
        let filter = types("message.v1.updated space.v1.updated");
        let told = events(w, As::user("alice"), &space, &filter).await;
        let updates: Vec<_> = told
            .iter()
            .filter(|event| event["eventType"].as_str().unwrap().contains("message"))
            .cloned()
            .collect();
        assert_eq!(sizes(&updates), [1, 100, 100, 50, 1, 1, 1]);
        assert_eq!(told.len(), 7 + 9);
        let names: Vec<_> = updates
            .iter()
            .flat_map(parts)
            .map(|part| part["message"]["name"].clone())
            .collect();
        let order = [6]
            .into_iter()
            .chain((0..250).map(|at| at % 7))
            .chain([6, 6, 6]);
        let expected: Vec<_> = order.map(|at: usize| sent[at].0.clone()).collect();
        assert_eq!(names, expected);
        for size in [2, 3, 5, 1_000] {
            let mut request = json!({"parent": space, "filter": filter, "pageSize": size});
            let mut found = Vec::new();
            loop {
                let page = w
                    .ok(As::user("alice"), "ListSpaceEvents", request.clone())
                    .await;
                found.extend(page["spaceEvents"].as_array().unwrap().clone());
                match page["nextPageToken"].as_str() {
                    Some(next) => request["pageToken"] = json!(next),
                    None => break,
                }
            }
            assert_eq!(found, told, "{size}");
        }
    })
    .await;
}

#[tokio::test]
async fn parts_and_batches_by_name() {
    both(async |w| {
        let space = w.space("Names", &[]).await;
        let kind = Kind::SpaceUpdated;
        let single = |time| name(&space, time, kind, kind.event_type());
        let batch = |time| name(&space, time, kind, &batch_type(kind));
        let get = async |name: String| {
            w.call(As::user("alice"), "GetSpaceEvent", json!({"name": name}))
                .await
        };
        let (old, few, young) = (hours_ago(w, 3), hours_ago(w, 2), hours_ago(w, -1));
        append(w, &space, changes(old, 12, kind)).await;
        append(w, &space, changes(few, 9, kind)).await;
        append(w, &space, changes(young, 12, kind)).await;
        assert_eq!(parts(&get(batch(old)).await.unwrap()).len(), 12);
        for time in [old, old + 100, old + 1_100, few, young] {
            let event = get(single(time)).await.unwrap();
            assert_eq!(event["name"], single(time));
            assert_eq!(event["eventTime"], Time(time).to_rfc3339());
        }
        // Nobody is told of these: too few, not over, no event, one alone.
        for time in [few, young, old + 50, old + 1_100] {
            assert_refused(get(batch(time)).await, "NOT_FOUND", "");
        }

        // A start time leaves a batch that begins later, or too few.
        let since = |time| {
            let (filter, time) = (types("space.v1.updated"), Time(time).to_rfc3339());
            let end = Time(few - 1).to_rfc3339();
            format!("{filter} AND start_time=\"{time}\" AND end_time=\"{end}\"")
        };
        let found = events(w, As::user("alice"), &space, &since(old + 100)).await;
        assert_eq!(sizes(&found), [10]);
        assert_eq!(found[0]["name"], batch(old + 200));
        assert_eq!(get(batch(old + 200)).await.unwrap(), found[0]);
        let found = events(w, As::user("alice"), &space, &since(old + 200)).await;
        assert_eq!(kinds(&found), ["space.v1.updated"; 9]);
    })
    .await;
}

#[tokio::test]
async fn a_listing_goes_on_as_it_began() {
    both(async |w| {
        let space = w.space("Began", &[]).await;
        let start = hours_ago(w, 1);
        append(w, &space, [(start - WINDOW, Kind::SpaceUpdated)]).await;
        append(w, &space, changes(start, 10, Kind::SpaceUpdated)).await;
        let filter = types("space.v1.updated");
        let first = json!({"parent": space, "filter": filter, "pageSize": 1});
        let first = w.ok(As::user("alice"), "ListSpaceEvents", first).await;
        let token = first["nextPageToken"].as_str().unwrap();
        let parameters = Fingerprint::of("spaceEvents.list")
            .text(&w.name("alice"))
            .text(&space)
            .text(&filter);
        let position = Position::resume(token, parameters).unwrap().unwrap();
        // The moment of the first page: none, before the window is settled,
        // and as it was.
        let early = (start + WINDOW + Time::SECOND).to_string();
        for (moment, expected) in [(None, 10), (Some(early), 10), (position.text.clone(), 1)] {
            let position = Position {
                text: moment,
                ..position.clone()
            };
            let mut request = json!({"parent": space, "filter": filter, "pageSize": 3,
                "pageToken": position.token(parameters)});
            let mut found = Vec::new();
            loop {
                let page = w
                    .ok(As::user("alice"), "ListSpaceEvents", request.clone())
                    .await;
                found.extend(page["spaceEvents"].as_array().unwrap().clone());
                match page["nextPageToken"].as_str() {
                    Some(next) => request["pageToken"] = json!(next),
                    None => break,
                }
            }
            assert_eq!(found.len(), expected);
            assert_eq!(sizes(&found).iter().sum::<usize>(), 10);
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_caller_may_not_see_drops_out() {
    both(async |w| {
        let space = w.space("Private", &["bob", "robo"]).await;
        let message = json!({"text": "Psst", "privateMessageViewer": {"name": w.name("bob")}});
        let request = json!({"parent": space, "message": message});
        let private = w.ok(As::bot("robo"), "CreateMessage", request).await;
        let public = messages(w, &space, 1).await[0].1;
        let start = hours_ago(w, 1);
        let private = Kind::MessageUpdated(id(&private));
        append(w, &space, changes(start, 9, private)).await;
        append(w, &space, [(start + 900, Kind::MessageUpdated(public))]).await;
        let filter = types("message.v1.updated");
        let found = events(w, As::user("bob"), &space, &filter).await;
        assert_eq!(sizes(&found), [10]);
        let batch = json!({"name": found[0]["name"]});
        let outcome = w
            .call(As::user("alice"), "GetSpaceEvent", batch.clone())
            .await;
        assert_refused(outcome, "NOT_FOUND", "");
        let found = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(kinds(&found), ["message.v1.updated"]);
        // With a second one that all may see it is a batch of these two.
        append(w, &space, [(start + 950, Kind::MessageUpdated(public))]).await;
        let found = events(w, As::user("alice"), &space, &filter).await;
        assert_eq!(sizes(&found), [2]);
        assert_eq!(found[0]["name"], batch["name"]);
        let got = w.ok(As::user("alice"), "GetSpaceEvent", batch).await;
        assert_eq!(got, found[0]);
    })
    .await;
}
