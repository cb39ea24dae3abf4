//! Behaviour table of ReplaceMessageCards.
//! Source: `spaces.messages.replaceCards` of today's discovery document.

use serde_json::{Value, json};

use super::{create, get, private};
use crate::harness::{As, World, assert_matches, assert_refused, both};

fn card(text: &str) -> Value {
    json!({"cardId": "a", "card": {"sections": [
        {"widgets": [{"textParagraph": {"text": text}}]}]}})
}

async fn replace(
    w: &World,
    who: As,
    name: &Value,
    cards: Value,
) -> Result<Value, crate::harness::Refusal> {
    let request = json!({"name": name, "cardsV2": cards});
    w.call(who, "ReplaceMessageCards", request).await
}

/// Puts a card of robo's on a message, as its answer to a link would.
async fn put_card(w: &World, name: &Value) {
    let (_, name) = domain::names::message("name", name.as_str().unwrap()).unwrap();
    let domain::names::MessageRef::Id { message, .. } = name else {
        panic!("no id");
    };
    let robo = w.user_id("robo");
    let spaces = w.ok(As::user("alice"), "ListSpaces", json!({})).await;
    let space = spaces["spaces"][0]["name"].as_str().unwrap();
    let space = domain::names::space("name", space).unwrap().unwrap();
    let write = w.running.server.store.write(move |tx| {
        Box::pin(async move {
            let mut found = store::messages::get(tx, space, message).await?.unwrap();
            found.content.cards_v2 = vec![proto::chat::CardWithId {
                card: Some(Default::default()),
                ..Default::default()
            }];
            domain::cards::own(&mut found.content.cards_v2, robo);
            store::messages::update(tx, &found).await
        })
    });
    write.await.unwrap();
}

#[tokio::test]
async fn an_app_replaces_its_cards() {
    both(async |w| {
        let space = w.space("Replace", &["bob", "robo"]).await;
        let body = json!({"text": "Text", "cardsV2": [card("old")]});
        let sent = create(w, As::bot("robo"), &space, body, json!({}))
            .await
            .unwrap();
        let answer = replace(w, As::bot("robo"), &sent["name"], json!([card("new")])).await;
        assert_eq!(answer.unwrap(), json!({}));
        let read = get(w, As::user("bob"), &sent["name"]).await.unwrap();
        assert_matches(&read, &json!({"text": "Text", "lastUpdateTime": null}));
        assert_matches(&read["cardsV2"], &json!([card("new")]));
        let filter = "event_types:\"google.workspace.chat.message.v1.updated\"";
        let request = json!({"parent": space, "filter": filter});
        let events = w.ok(As::user("bob"), "ListSpaceEvents", request).await;
        assert_eq!(events["spaceEvents"].as_array().unwrap().len(), 1);

        // None removes them, for good.
        let none = replace(w, As::bot("robo"), &sent["name"], json!([])).await;
        assert_eq!(none.unwrap(), json!({}));
        let read = get(w, As::user("bob"), &sent["name"]).await.unwrap();
        assert_eq!(read["cardsV2"], json!(null));
        let again = replace(w, As::bot("robo"), &sent["name"], json!([card("x")])).await;
        assert_refused(again, "PERMISSION_DENIED", "cards of its own");
    })
    .await;
}

#[tokio::test]
async fn on_messages_of_people() {
    both(async |w| {
        let space = w.space("People", &["bob", "robo", "other"]).await;
        let sent = w
            .send(As::user("bob"), &space, "https://example.com/1")
            .await;
        let refused = replace(w, As::bot("robo"), &sent["name"], json!([card("x")])).await;
        assert_refused(refused, "PERMISSION_DENIED", "cards of its own");
        put_card(w, &sent["name"]).await;
        let other = replace(w, As::bot("other"), &sent["name"], json!([card("x")])).await;
        assert_refused(other, "PERMISSION_DENIED", "cards of its own");
        let done = replace(w, As::bot("robo"), &sent["name"], json!([card("new")])).await;
        assert_eq!(done.unwrap(), json!({}));
        let read = get(w, As::user("bob"), &sent["name"]).await.unwrap();
        assert_matches(&read["cardsV2"], &json!([card("new")]));
        assert_matches(&read["sender"], &json!({"type": "HUMAN"}));
        // Their author's new text takes them away.
        let request = json!({"message": {"name": sent["name"], "text": "New"},
            "updateMask": "text"});
        w.ok(As::user("bob"), "UpdateMessage", request).await;
        let gone = replace(w, As::bot("robo"), &sent["name"], json!([card("x")])).await;
        assert_refused(gone, "PERMISSION_DENIED", "cards of its own");
    })
    .await;
}

#[tokio::test]
async fn refusals() {
    both(async |w| {
        let space = w.space("Refused", &["bob", "robo"]).await;
        let body = json!({"cardsV2": [card("old")]});
        let sent = create(w, As::bot("robo"), &space, body, json!({}))
            .await
            .unwrap();
        let name = &sent["name"];
        let refuse = async |who, name: &Value, cards, status: &str, part: &str| {
            assert_refused(replace(w, who, name, cards).await, status, part);
        };
        let good = || json!([card("x")]);
        refuse(As::Nobody, name, good(), "UNAUTHENTICATED", "").await;
        refuse(As::user("bob"), name, good(), "PERMISSION_DENIED", "").await;
        refuse(
            As::user_of("bob", "robo"),
            name,
            good(),
            "PERMISSION_DENIED",
            "",
        )
        .await;
        refuse(
            As::bot("other"),
            name,
            good(),
            "PERMISSION_DENIED",
            "not permitted",
        )
        .await;
        let bad = json!([{"card": {"sections": [{"widgets": [{"image": {}}]}]}}]);
        let part = "cardsV2[0].card.sections[0].widgets[0].image.imageUrl";
        refuse(As::bot("robo"), name, bad, "INVALID_ARGUMENT", part).await;
        // Nothing else would be left of it.
        refuse(
            As::bot("robo"),
            name,
            json!([]),
            "INVALID_ARGUMENT",
            "cannot be empty",
        )
        .await;
        let missing = json!(format!("{space}/messages/AAAAAAAAAAE.AAAAAAAAAAE"));
        refuse(As::bot("robo"), &missing, good(), "NOT_FOUND", "not found").await;
        // A private message without cards.
        let psst = private(w, &space, "bob").await;
        refuse(
            As::bot("robo"),
            &psst["name"],
            good(),
            "PERMISSION_DENIED",
            "own",
        )
        .await;
    })
    .await;
}
