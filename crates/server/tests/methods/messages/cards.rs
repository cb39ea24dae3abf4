//! Cards in CreateMessage and UpdateMessage: what is refused where, what is
//! left out, whose they are. Source: today's Card, CardWithId and
//! AccessoryWidget; the rules of single widgets are rows of
//! `tests/data/bad-cards.json`.

use serde_json::{Value, json};

use super::{create, get};
use crate::harness::{As, assert_matches, assert_refused, both};

fn with(widget: Value) -> Value {
    json!({"card": {"sections": [{"widgets": [widget]}]}})
}

#[tokio::test]
async fn refusals_say_where() {
    both(async |w| {
        let space = w.space("Where", &["robo"]).await;
        let send = async |body: Value| create(w, As::bot("robo"), &space, body, json!({})).await;
        let bad = with(json!({"buttonList": {"buttons": [{"text": "Go"}]}}));
        let part = "cardsV2[0].card.sections[0].widgets[0].buttonList.buttons[0]: a button needs";
        let refusal = send(json!({"cardsV2": [bad]})).await.unwrap_err();
        assert_eq!(refusal.status, "INVALID_ARGUMENT");
        assert!(refusal.message.starts_with(part), "{}", refusal.message);
        let violation = &refusal.details[0]["fieldViolations"][0];
        let field = "message.cards_v2[0].card.sections[0].widgets[0].button_list.buttons[0]";
        assert_eq!(violation["field"], field);

        let accessory = json!({"text": "x", "accessoryWidgets": [{"buttonList": {}}]});
        let part = "accessoryWidgets[0].buttonList.buttons: ";
        assert_refused(send(accessory).await, "INVALID_ARGUMENT", part);
        let old = json!({"cards": [{"sections": [{"widgets": [{"buttons": [{}]}]}]}]});
        let part = "cards[0].sections[0].widgets[0].buttons[0]: ";
        assert_refused(send(old).await, "INVALID_ARGUMENT", part);

        let sent = send(json!({"text": "x"})).await.unwrap();
        let bad = with(json!({"image": {}}));
        let request = json!({"message": {"name": sent["name"], "cardsV2": [bad]},
            "updateMask": "cardsV2"});
        let changed = w.call(As::bot("robo"), "UpdateMessage", request).await;
        assert_refused(changed, "INVALID_ARGUMENT", "widgets[0].image.imageUrl");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_shown_is_left_out() {
    both(async |w| {
        let space = w.space("Long", &["robo"]).await;
        let section = json!({"widgets": vec![json!({"divider": {}}); 60]});
        let card = json!({"header": {"title": "x"}, "sections": [section, section, section]});
        let body = json!({"text": "Long", "cardsV2": [{"card": card}]});
        let sent = create(w, As::bot("robo"), &space, body, json!({}))
            .await
            .unwrap();
        let sections = &sent["cardsV2"][0]["card"]["sections"];
        assert_eq!(sections.as_array().unwrap().len(), 1);
        // A first section that is too long leaves nothing, and the text can
        // still be changed.
        let long = json!({"widgets": vec![json!({"divider": {}}); 101]});
        let body = json!({"text": "Long", "cardsV2": [{"card": {"sections": [long]}}]});
        let sent = create(w, As::bot("robo"), &space, body, json!({}))
            .await
            .unwrap();
        assert_eq!(sent["cardsV2"][0]["card"]["sections"], json!(null));
        let request = json!({"message": {"name": sent["name"], "text": "Changed"},
            "updateMask": "text"});
        w.ok(As::bot("robo"), "UpdateMessage", request).await;
        // An empty widget stays and shows nothing.
        let body = json!({"cardsV2": [with(json!({}))]});
        create(w, As::bot("robo"), &space, body, json!({}))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn cards_have_an_owner() {
    both(async |w| {
        let space = w.space("Owner", &["bob", "robo"]).await;
        let card = with(json!({"textParagraph": {"text": "x"}}));
        let mut claimed = card.clone();
        claimed["ownerUser"] = json!({"name": w.name("bob")});
        let body = json!({"cardsV2": [claimed]});
        let sent = create(w, As::bot("robo"), &space, body, json!({}))
            .await
            .unwrap();
        let owner = json!([{"ownerUser": {"name": w.name("robo"), "type": "BOT"}}]);
        assert_matches(&sent["cardsV2"], &owner);
        let request = json!({"message": {"name": sent["name"], "cardsV2": [card]},
            "updateMask": "cardsV2"});
        w.ok(As::bot("robo"), "UpdateMessage", request).await;
        let read = get(w, As::user("bob"), &sent["name"]).await.unwrap();
        assert_matches(&read["cardsV2"], &owner);
    })
    .await;
}
