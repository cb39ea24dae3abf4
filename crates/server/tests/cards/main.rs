//! Cards as JSON: the examples in `tests/data`, which the web client reads
//! too, are accepted and hold every widget; what is refused says where; and
//! `confab card check` says so as a program.
#![allow(clippy::unwrap_used)]

mod limits;
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use server::card_check::check;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/data")
        .join(name)
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn examples() -> Vec<(PathBuf, Value)> {
    let entries = fs::read_dir(data("cards")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), read(&path))).collect()
}

#[test]
fn examples_are_accepted() {
    for (path, card) in examples() {
        let found = check(card.to_string().as_bytes());
        assert_eq!(found.as_deref(), Ok("good, 1 card"), "{}", path.display());
    }
    let old = json!({"cards": [read(&data("cards-v1/everything.json"))]});
    assert_eq!(
        check(old.to_string().as_bytes()).as_deref(),
        Ok("good, 1 card")
    );
}

/// Every field of every message that a card may hold stands in some example,
/// but for what Chat does not have.
#[test]
fn examples_hold_everything() {
    const NOT_IN_CHAT: [&str; 7] = [
        "Card.card_actions",
        "Card.display_style",
        "Card.peek_card_header",
        "OnClick.card",
        "OnClick.open_dynamic_link_action",
        "OpenLink.on_close",
        "OpenLink.open_as",
    ];
    // Older spellings of what the examples hold, and what a test needs no
    // picture of.
    const LEFT_OUT: [&str; 6] = [
        "Action.all_widgets_are_required",
        "Action.persist_values",
        "Chip.enabled",
        "DecoratedText.icon",
        "Icon.image_type",
        "TextInput.auto_complete_action",
    ];
    let mut used = BTreeSet::new();
    for (_, card) in examples() {
        keys(&card, &mut used);
    }
    let schema = transcode::Schema::new(proto::DESCRIPTOR_SET).unwrap();
    let messages = schema.descriptors().all_messages();
    let mut missing = BTreeSet::new();
    for message in messages.filter(|message| message.package_name() == "google.apps.card.v1") {
        for field in message.fields() {
            let name = format!("{}.{}", message.name(), field.name());
            let known = NOT_IN_CHAT.contains(&name.as_str()) || LEFT_OUT.contains(&name.as_str());
            if !known && message.name() != "CardAction" && !used.contains(field.json_name()) {
                missing.insert(name);
            }
        }
    }
    assert_eq!(missing, BTreeSet::new(), "add them to tests/data/cards");
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn faults_say_where() {
    let rows = read(&data("bad-cards.json"));
    for row in rows.as_array().unwrap() {
        let expected = row["error"].as_str().unwrap();
        let fault = check(row["card"].to_string().as_bytes()).expect_err(expected);
        assert!(fault.starts_with(expected), "{expected:?}: {fault}");
    }
    let items = vec![json!({"text": "a", "value": "a"}); 101];
    let input = json!({"name": "x", "items": items});
    let card = json!({"sections": [{"widgets": [{"selectionInput": input}]}]});
    let expected = "cardsV2[0].card.sections[0].widgets[0].selectionInput.items: \
                    101 items, more than 100";
    assert_eq!(check(card.to_string().as_bytes()), Err(expected.to_owned()));
}

#[test]
fn what_a_file_may_hold() {
    let good = |value: Value, expected: &str| {
        assert_eq!(
            check(value.to_string().as_bytes()).as_deref(),
            Ok(expected),
            "{value}"
        );
    };
    let card = json!({"header": {"title": "x"}});
    let with_id = |id: &str| json!({"cardId": id, "card": card});
    good(card.clone(), "good, 1 card");
    good(with_id("a"), "good, 1 card");
    good(json!([with_id("a"), with_id("b")]), "good, 2 cards");
    good(
        json!({"text": "x", "cards_v2": [with_id("a")]}),
        "good, 1 card",
    );
    good(json!({"text": "x"}), "good, 0 cards");
    let widgets = vec![json!({"divider": {}}); 60];
    let long = json!({"sections": [{"widgets": widgets}, {"widgets": widgets}]});
    let lost = "good, 1 card; but 1 of the sections will not be shown: a card shows 100 widgets";
    good(long, lost);

    let bad = |text: &str, expected: &str| {
        let fault = check(text.as_bytes()).expect_err(text);
        assert!(fault.contains(expected), "{text}: {fault}");
    };
    bad("{", "no JSON");
    bad("7", "Root element must be a message.");
    let twice = json!([with_id("a"), with_id("a")]).to_string();
    bad(&twice, "cardsV2[1].cardId: the id \"a\" is used twice");
    bad(
        r#"{"sections": [{"widgetz": []}]}"#,
        "Unknown name \"widgetz\"",
    );
    bad(
        r#"{"accessoryWidgets": [{}]}"#,
        "accessoryWidgets[0]: an accessory widget needs a buttonList",
    );
    let dialog = json!({"actionResponse": {"type": "DIALOG", "dialogAction": {"dialog": {"body":
        {"sections": [{"widgets": [{"textInput": {"label": "x"}}]}]}}}}});
    bad(
        &dialog.to_string(),
        "actionResponse.dialogAction.dialog.body.sections[0].widgets[0].textInput.name: ",
    );
    let old = json!({"cards": [{"sections": [{"widgets": [{"buttons": [{"textButton":
        {"text": "x", "onClick": {"openLink": {"url": "data:x"}}}}]}]}]}]});
    bad(
        &old.to_string(),
        "cards[0].sections[0].widgets[0].buttons[0].textButton.onClick.openLink.url: ",
    );
    let large = json!({"text": "x".repeat(32_000)}).to_string();
    bad(&large, "32000 bytes");
}
