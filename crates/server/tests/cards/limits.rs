//! Google's limits on cards one by one: what is just accepted, what is refused,
//! and where the refusal says it is.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use server::card_check::check;

/// A limit in words, a message that keeps it and one that does not, and how the
/// refusal begins.
struct Row(&'static str, Value, Value, String);

fn link() -> Value {
    json!({"openLink": {"url": "https://example.com"}})
}

fn button() -> Value {
    json!({"text": "Go", "onClick": link()})
}

/// `base` with some fields set; `null` takes one out.
fn with(mut base: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => drop(base.as_object_mut().unwrap().remove(name)),
            value => base[name] = value.clone(),
        }
    }
    base
}

fn card(card: Value) -> Value {
    json!({"cardsV2": [{"cardId": "c", "card": card}]})
}

fn one(widget: Value) -> Value {
    card(json!({"sections": [{"widgets": [widget]}]}))
}

fn old(widget: Value) -> Value {
    json!({"cards": [{"sections": [{"widgets": [widget]}]}]})
}

/// Rows about one widget: its good form, and faults with their place in it.
fn widget(name: &'static str, good: Value, faults: &[(&'static str, Value, &str)]) -> Vec<Row> {
    let wrap = |data: Value| one(json!({name: data}));
    let faults = faults.iter().map(|(limit, fields, place)| {
        let place = format!("cardsV2[0].card.sections[0].widgets[0].{name}{place}");
        Row(
            limit,
            wrap(good.clone()),
            wrap(with(good.clone(), fields.clone())),
            place,
        )
    });
    faults.collect()
}

/// As [`widget`], of the deprecated cards.
fn widget_v1(good: Value, faults: &[(&'static str, Value, &str)]) -> Vec<Row> {
    let faults = faults.iter().map(|(limit, bad, place)| {
        let place = format!("cards[0].sections[0].widgets[0].{place}");
        Row(limit, old(good.clone()), old(bad.clone()), place)
    });
    faults.collect()
}

fn messages() -> Vec<Row> {
    let header = json!({"header": {"title": "x"}});
    let several = |ids: [&str; 2]| {
        let cards = ids.map(|id| json!({"cardId": id, "card": header}));
        json!({"cardsV2": cards})
    };
    let of = |length: usize| {
        let text = "x".repeat(length);
        json!({"sections": [{"widgets": [{"textParagraph": {"text": text}}]}]})
    };
    let dialog = |card: Value| json!({"actionResponse": {"type": "DIALOG", "dialogAction": {"dialog": {"body": card}}}});
    let body = "actionResponse.dialogAction.dialog.body";
    let accessory = |widget: Value| json!({"text": "x", "accessoryWidgets": [widget]});
    let suggestions = |count: usize| {
        let items = vec![json!({"text": "a", "value": "a"}); count];
        json!({"actionResponse": {"type": "UPDATE_WIDGET",
            "updatedWidget": {"widget": "w", "suggestions": {"items": items}}}})
    };
    let no = String::new;
    vec![
        Row(
            "several cards need ids",
            several(["a", "b"]),
            several(["a", ""]),
            "cardsV2[1].cardId: ".into(),
        ),
        Row(
            "ids are unique",
            several(["a", "b"]),
            several(["a", "a"]),
            "cardsV2[1].cardId: ".into(),
        ),
        Row(
            "a card is there",
            card(header.clone()),
            json!({"cardsV2": [{"cardId": "c"}]}),
            "cardsV2[0].card: ".into(),
        ),
        Row(
            "32,000 bytes of a message",
            card(of(31_900)),
            card(of(32_000)),
            no(),
        ),
        Row(
            "a dialog's widgets are checked",
            dialog(of(1)),
            dialog(json!({"sections": [{"widgets": [{"textInput": {"label": "x"}}]}]})),
            format!("{body}.sections[0].widgets[0].textInput.name: "),
        ),
        Row(
            "accessory widgets are button lists",
            accessory(json!({"buttonList": {"buttons": [button()]}})),
            accessory(json!({})),
            "accessoryWidgets[0]: ".into(),
        ),
        Row(
            "accessory buttons are checked",
            accessory(
                json!({"buttonList": {"buttons": [{"icon": {"knownIcon": "STAR"}, "onClick": link()}]}}),
            ),
            accessory(json!({"buttonList": {"buttons": [{"text": "x"}]}})),
            "accessoryWidgets[0].buttonList.buttons[0]: a button needs an onClick".into(),
        ),
        Row(
            "100 suggestions",
            suggestions(100),
            suggestions(101),
            "actionResponse.updatedWidget.suggestions.items: ".into(),
        ),
    ]
}

fn cards() -> Vec<Row> {
    let place = "cardsV2[0].card";
    let divider = json!({"divider": {}});
    let section =
        |fields: Value| card(json!({"sections": [with(json!({"widgets": [divider]}), fields)]}));
    let header = |fields: Value| card(json!({"header": with(json!({"title": "x"}), fields)}));
    let footer = |footer: Value| card(json!({"header": {"title": "x"}, "fixedFooter": footer}));
    let menu = |count: usize| {
        let actions = vec![json!({"actionLabel": "x", "onClick": link()}); count];
        card(json!({"header": {"title": "x"}, "cardActions": actions}))
    };
    let picture = |url: &str| json!({"imageUrl": url, "imageType": "CIRCLE"});
    let control = |expand: Value| json!({"collapsible": true, "collapseControl": {"expandButton": expand, "collapseButton": {"text": "Less"}}});
    let row = |limit, good, bad, at: &str| Row(limit, good, bad, format!("{place}{at}"));
    let path = "https://example.com/a.png";
    vec![
        row(
            "a header or a section",
            header(json!({})),
            card(json!({"name": "x"})),
            ": ",
        ),
        row(
            "pictures of the web",
            header(picture(path)),
            header(picture("data:image/png,x")),
            ".header.imageUrl: ",
        ),
        row(
            "a section has a widget",
            section(json!({})),
            section(json!({"widgets": []})),
            ".sections[0].widgets: ",
        ),
        row(
            "uncollapsible widgets: not negative",
            section(json!({"collapsible": true, "uncollapsibleWidgetsCount": 0})),
            section(json!({"collapsible": true, "uncollapsibleWidgetsCount": -1})),
            ".sections[0].uncollapsibleWidgetsCount: ",
        ),
        row(
            "collapse buttons show something",
            section(control(json!({"text": "More"}))),
            section(control(json!({}))),
            ".sections[0].collapseControl.expandButton: ",
        ),
        row(
            "10 card actions",
            menu(10),
            menu(11),
            ".cardActions: 11 actions",
        ),
        row(
            "a footer has a primary button",
            footer(json!({"primaryButton": button()})),
            footer(json!({"secondaryButton": button()})),
            ".fixedFooter: ",
        ),
        row(
            "a footer's buttons have texts",
            footer(json!({"primaryButton": button(), "secondaryButton": button()})),
            footer(
                json!({"primaryButton": button(), "secondaryButton": {"icon": {"knownIcon": "STAR"}, "onClick": link()}}),
            ),
            ".fixedFooter.secondaryButton.text: ",
        ),
    ]
}

fn buttons() -> Vec<Row> {
    let list = |fields: Value| one(json!({"buttonList": {"buttons": [with(button(), fields)]}}));
    let row = |limit, good, bad, at: &str| {
        let place = "cardsV2[0].card.sections[0].widgets[0].buttonList.buttons[0]";
        Row(limit, list(good), list(bad), format!("{place}{at}"))
    };
    let icon = |icon: Value| json!({"text": null, "icon": icon});
    let color = |red: f64| json!({"color": {"red": red, "green": 0, "blue": 1}});
    let click = |click: Value| json!({"onClick": click});
    let menu = |item: Value| click(json!({"overflowMenu": {"items": [item]}}));
    let item = json!({"text": "x", "onClick": link(), "startIcon": {"knownIcon": "STAR"}});
    let nested = json!({"text": "x", "onClick": {"overflowMenu": {"items": [item]}}});
    let icon_url = "https://example.com/a.png";
    vec![
        row(
            "a text or an icon",
            icon(json!({"knownIcon": "STAR"})),
            json!({"text": null}),
            ": ",
        ),
        row(
            "an onClick",
            json!({"type": "FILLED"}),
            json!({"onClick": null}),
            ": ",
        ),
        row(
            "none when disabled",
            json!({"onClick": null, "disabled": true}),
            json!({"onClick": null}),
            ": ",
        ),
        row(
            "known types",
            json!({"type": "FILLED_TONAL"}),
            json!({"type": "ROUND"}),
            ".type",
        ),
        row("colors from 0", color(0.0), color(-0.1), ".color.red: "),
        row("colors up to 1", color(1.0), color(1.1), ".color.red: "),
        row(
            "an icon has a name or a URL",
            icon(json!({"knownIcon": "NOBODY_KNOWS"})),
            icon(json!({"altText": "x"})),
            ".icon: ",
        ),
        row(
            "an icon's name",
            icon(json!({"materialIcon": {"name": "x", "weight": 7}})),
            icon(json!({"materialIcon": {"weight": 400}})),
            ".icon.materialIcon.name: ",
        ),
        row(
            "an icon's URL",
            icon(json!({"iconUrl": icon_url})),
            icon(json!({"iconUrl": "a.png"})),
            ".icon.iconUrl: ",
        ),
        row(
            "an icon is one thing",
            icon(json!({"knownIcon": "STAR"})),
            icon(json!({"knownIcon": "STAR", "iconUrl": icon_url})),
            ".icon",
        ),
        row(
            "a click does something",
            click(json!({"action": {}})),
            click(json!({})),
            ".onClick: ",
        ),
        row(
            "a click does one thing",
            click(link()),
            click(with(link(), json!({"action": {"function": "x"}}))),
            ".onClick",
        ),
        row(
            "a link has a URL",
            click(json!({"openLink": {"url": "app://x"}})),
            click(json!({"openLink": {}})),
            ".onClick.openLink.url: ",
        ),
        row(
            "a link runs nothing here",
            click(link()),
            click(json!({"openLink": {"url": "javascript:x"}})),
            ".onClick.openLink.url: ",
        ),
        row(
            "no openDynamicLinkAction",
            click(link()),
            click(json!({"openDynamicLinkAction": {"function": "x"}})),
            ".onClick: openDynamicLinkAction",
        ),
        row(
            "no card",
            click(link()),
            click(json!({"card": {}})),
            ".onClick: card",
        ),
        row(
            "known interactions",
            click(
                json!({"action": {"function": "f", "interaction": "OPEN_DIALOG", "loadIndicator": "NONE"}}),
            ),
            click(json!({"action": {"interaction": "JUMP"}})),
            ".onClick.action.interaction",
        ),
        row(
            "a menu has items",
            menu(item.clone()),
            click(json!({"overflowMenu": {}})),
            ".onClick.overflowMenu.items: ",
        ),
        row(
            "a menu's item has a text",
            menu(item.clone()),
            menu(with(item.clone(), json!({"text": null}))),
            ".onClick.overflowMenu.items[0].text: ",
        ),
        row(
            "a menu's item has a click",
            menu(json!({"text": "x", "disabled": true})),
            menu(json!({"text": "x"})),
            ".onClick.overflowMenu.items[0]: ",
        ),
        row(
            "a menu's icon is checked",
            menu(nested),
            menu(with(item, json!({"startIcon": {}}))),
            ".onClick.overflowMenu.items[0].startIcon: ",
        ),
    ]
}

fn widgets() -> Vec<Row> {
    let url = "https://example.com/a.png";
    let items = |count: usize| vec![json!({"text": "a", "value": "a"}); count];
    let image =
        |fields: Value| json!({"items": [{"image": with(json!({"imageUri": url}), fields)}]});
    let columns = |widget: Value| json!({"columnItems": [{"widgets": [widget]}]});
    let slides = |widget: Value| json!({"carouselCards": [{"widgets": [widget]}]});
    let external = json!({"externalDataSource": {"function": "f"}});
    let users = json!({"platformDataSource": {"commonDataSource": "USER"}});
    let multi = |fields: Value| with(json!({"type": "MULTI_SELECT"}), fields);
    [
        widget("textParagraph", json!({"text": "", "maxLines": -1}), &[
            ("known syntaxes", json!({"textSyntax": "LATEX"}), ".textSyntax"),
        ]),
        widget("image", json!({"imageUrl": url, "altText": "x"}), &[
            ("a URL", json!({"imageUrl": null}), ".imageUrl: "),
            ("of the web", json!({"imageUrl": "file:///a.png"}), ".imageUrl: "),
            ("clicks are checked", json!({"onClick": {}}), ".onClick: "),
        ]),
        widget("decoratedText", json!({"text": "x", "switchControl": {"name": "s"}}), &[
            ("a text", json!({"text": null}), ".text: "),
            ("icons are checked", json!({"startIcon": {}}), ".startIcon: "),
            ("the old icon too", json!({"icon": {}}), ".icon: "),
            ("one control", json!({"endIcon": {"knownIcon": "STAR"}}), ""),
            ("a button is checked", json!({"switchControl": null, "button": {"text": "x"}}), ".button: "),
            ("an end icon is checked", json!({"switchControl": null, "endIcon": {}}), ".endIcon: "),
            ("clicks are checked", json!({"onClick": {}}), ".onClick: "),
            ("known kinds of switches", json!({"switchControl": {"controlType": "LEVER"}}), ".switchControl.controlType"),
        ]),
        widget("decoratedText", json!({"contentText": {"text": "x"}}), &[
            ("the text may be a paragraph", json!({"contentText": null}), ".text: "),
        ]),
        widget("buttonList", json!({"buttons": [button()]}), &[
            ("a button", json!({"buttons": []}), ".buttons: "),
        ]),
        widget("textInput", json!({"name": "n", "label": "l", "validation": {"characterLimit": 0}}), &[
            ("a name", json!({"name": null}), ".name: "),
            ("a label or a hint", json!({"label": null}), ": "),
            ("the limit is not negative", json!({"validation": {"characterLimit": -1}}), ".validation.characterLimit: "),
            ("known kinds of input", json!({"validation": {"inputType": "DATE"}}), ".validation.inputType"),
            ("known types", json!({"type": "THREE_LINES"}), ".type"),
        ]),
        widget("textInput", json!({"name": "n", "hintText": "h"}), &[
            ("a hint in the place of a label", json!({"hintText": null}), ": "),
        ]),
        widget("selectionInput", json!({"name": "n", "type": "CHECK_BOX", "items": items(100)}), &[
            ("a name", json!({"name": null}), ".name: "),
            ("100 items", json!({"items": items(101)}), ".items: 101 items"),
            ("icons of the web", json!({"items": [{"startIconUri": "a.png"}]}), ".items[0].startIconUri: "),
            ("known types", json!({"type": "SLIDER"}), ".type"),
            ("sources for MULTI_SELECT alone", external.clone(), ".externalDataSource: "),
            ("people for MULTI_SELECT alone", users.clone(), ".platformDataSource: "),
        ]),
        widget("selectionInput", multi(with(json!({"name": "n", "multiSelectMaxSelectedItems": 1, "multiSelectMinQueryLength": 0}), external.clone())), &[
            ("at least one can be chosen", json!({"multiSelectMaxSelectedItems": 0}), ".multiSelectMaxSelectedItems: "),
            ("lengths are not negative", json!({"multiSelectMinQueryLength": -1}), ".multiSelectMinQueryLength: "),
            ("a source has a function", json!({"externalDataSource": {}}), ".externalDataSource: "),
            ("one source", users.clone(), ""),
        ]),
        widget("selectionInput", multi(with(json!({"name": "n"}), users)), &[
            ("a known source", json!({"platformDataSource": {}}), ".platformDataSource: "),
        ]),
        widget("dateTimePicker", json!({"name": "n", "timezoneOffsetDate": 1_440, "valueMsEpoch": "0"}), &[
            ("a name", json!({"name": null}), ".name: "),
            ("an offset of a day at most", json!({"timezoneOffsetDate": 1_441}), ".timezoneOffsetDate: "),
            ("in either direction", json!({"timezoneOffsetDate": -1_441}), ".timezoneOffsetDate: "),
            ("whole milliseconds", json!({"valueMsEpoch": "noon"}), ".valueMsEpoch"),
            ("known types", json!({"type": "WEEK"}), ".type"),
        ]),
        widget("divider", json!({}), &[("nothing in it", json!({"color": "red"}), "")]),
        widget("grid", json!({"columnCount": 0, "items": [{"id": "a"}]}), &[
            ("columns are not negative", json!({"columnCount": -1}), ".columnCount: "),
            ("a radius is not negative", json!({"borderStyle": {"cornerRadius": -1}}), ".borderStyle.cornerRadius: "),
            ("a stroke's color", json!({"borderStyle": {"type": "STROKE", "strokeColor": {"green": 2}}}), ".borderStyle.strokeColor.green: "),
            ("clicks are checked", json!({"onClick": {}}), ".onClick: "),
            ("a picture has a URL", json!({"items": [{"image": {}}]}), ".items[0].image.imageUri: "),
            ("known layouts", json!({"items": [{"layout": "LEFT"}]}), ".items[0].layout"),
        ]),
        widget("grid", image(json!({"cropStyle": {"type": "RECTANGLE_CUSTOM", "aspectRatio": 0.1}})), &[
            ("a ratio above 0", image(json!({"cropStyle": {"type": "RECTANGLE_CUSTOM"}})), ".items[0].image.cropStyle.aspectRatio: "),
            ("a picture's border", image(json!({"borderStyle": {"cornerRadius": -1}})), ".items[0].image.borderStyle.cornerRadius: "),
        ]),
        widget("columns", json!({"columnItems": [{"widgets": [{"chipList": {}}]}, {"widgets": []}]}), &[
            ("2 columns", json!({"columnItems": [{}, {}, {}]}), ".columnItems: 3 columns"),
            ("a column", json!({"columnItems": []}), ".columnItems: 0 columns"),
            ("no columns in columns", columns(json!({"columns": {}})), ".columnItems[0].widgets[0]"),
            ("their paragraphs", columns(json!({"textParagraph": {"textSyntax": "x"}})), ".columnItems[0].widgets[0].textParagraph"),
            ("their images", columns(json!({"image": {}})), ".columnItems[0].widgets[0].image.imageUrl: "),
            ("their texts", columns(json!({"decoratedText": {}})), ".columnItems[0].widgets[0].decoratedText.text: "),
            ("their buttons", columns(json!({"buttonList": {}})), ".columnItems[0].widgets[0].buttonList.buttons: "),
            ("their inputs", columns(json!({"textInput": {}})), ".columnItems[0].widgets[0].textInput.name: "),
            ("their choices", columns(json!({"selectionInput": {}})), ".columnItems[0].widgets[0].selectionInput.name: "),
            ("their dates", columns(json!({"dateTimePicker": {}})), ".columnItems[0].widgets[0].dateTimePicker.name: "),
            ("their chips", columns(json!({"chipList": {"chips": [{}]}})), ".columnItems[0].widgets[0].chipList.chips[0]: "),
        ]),
        widget("carousel", slides(json!({"textParagraph": {"text": "x"}})), &[
            ("a card", json!({"carouselCards": []}), ".carouselCards: "),
            ("no grids", slides(json!({"grid": {}})), ".carouselCards[0].widgets[0]"),
            ("its paragraphs", slides(json!({"textParagraph": {"textSyntax": "x"}})), ".carouselCards[0].widgets[0].textParagraph"),
            ("its images", slides(json!({"image": {}})), ".carouselCards[0].widgets[0].image.imageUrl: "),
            ("its buttons", slides(json!({"buttonList": {}})), ".carouselCards[0].widgets[0].buttonList.buttons: "),
            ("its footers", json!({"carouselCards": [{"footerWidgets": [{"image": {}}]}]}), ".carouselCards[0].footerWidgets[0].image.imageUrl: "),
        ]),
        widget("chipList", json!({"chips": [{"label": "x"}, {"icon": {"knownIcon": "STAR"}}]}), &[
            ("a label or an icon", json!({"chips": [{}]}), ".chips[0]: "),
            ("icons are checked", json!({"chips": [{"icon": {}}]}), ".chips[0].icon: "),
            ("clicks are checked", json!({"chips": [{"label": "x", "onClick": {}}]}), ".chips[0].onClick: "),
            ("known layouts", json!({"layout": "ROUND"}), ".layout"),
        ]),
    ]
    .into_iter()
    .flatten()
    .chain([Row(
        "a widget is one thing",
        one(json!({"divider": {}})),
        one(json!({"divider": {}, "textParagraph": {"text": "x"}})),
        "cardsV2[0].card.sections[0].widgets[0]".into(),
    )])
    .collect()
}

fn deprecated() -> Vec<Row> {
    let url = "https://example.com/a.png";
    let text = |fields: Value| json!({"buttons": [{"textButton": with(json!({"text": "x", "onClick": link()}), fields)}]});
    let icon = |fields: Value| json!({"buttons": [{"imageButton": with(json!({"icon": "STAR", "onClick": link()}), fields)}]});
    let pair = |fields: Value| json!({"keyValue": with(json!({"content": "x"}), fields)});
    let section = json!({"widgets": [{}]});
    let row = |limit, bad: Value, at: &str| {
        let good = json!({"cards": [{"header": {"title": "x"}, "sections": [section]}]});
        Row(
            limit,
            good,
            json!({"cards": [bad]}),
            format!("cards[0]{at}"),
        )
    };
    let mut rows = vec![
        row("a header or a section", json!({"name": "x"}), ": "),
        row(
            "a section has a widget",
            json!({"sections": [{"header": "x"}]}),
            ".sections[0].widgets: ",
        ),
        row(
            "pictures of the web",
            json!({"header": {"imageUrl": "x"}}),
            ".header.imageUrl: ",
        ),
        row(
            "a menu's clicks",
            json!({"sections": [section], "cardActions": [{"onClick": {}}]}),
            ".cardActions[0].onClick: ",
        ),
    ];
    rows.extend(widget_v1(
        json!({"textParagraph": {"text": ""}}),
        &[(
            "a widget is one thing",
            json!({"textParagraph": {"text": "x"}, "image": {"imageUrl": url}}),
            "",
        )],
    ));
    rows.extend(widget_v1(
        json!({"image": {"imageUrl": url, "aspectRatio": 2.0}}),
        &[
            ("a URL", json!({"image": {}}), "image.imageUrl: "),
            (
                "clicks are checked",
                json!({"image": {"imageUrl": url, "onClick": {}}}),
                "image.onClick: ",
            ),
        ],
    ));
    rows.extend(widget_v1(
        pair(json!({"icon": "STAR"})),
        &[
            ("something to show", json!({"keyValue": {}}), "keyValue: "),
            (
                "icons of the web",
                pair(json!({"iconUrl": "x"})),
                "keyValue.iconUrl: ",
            ),
            (
                "one icon",
                pair(json!({"icon": "STAR", "iconUrl": url})),
                "keyValue",
            ),
            (
                "clicks are checked",
                pair(json!({"onClick": {}})),
                "keyValue.onClick: ",
            ),
            (
                "a button is checked",
                pair(json!({"button": {}})),
                "keyValue.button: ",
            ),
        ],
    ));
    rows.extend(widget_v1(
        text(json!({})),
        &[
            (
                "a button is one of two",
                json!({"buttons": [{}]}),
                "buttons[0]: ",
            ),
            (
                "a text",
                text(json!({"text": null})),
                "buttons[0].textButton.text: ",
            ),
            (
                "an onClick",
                text(json!({"onClick": null})),
                "buttons[0].textButton: ",
            ),
            (
                "a link runs nothing here",
                text(json!({"onClick": {"openLink": {"url": "data:x"}}})),
                "buttons[0].textButton.onClick.openLink.url: ",
            ),
        ],
    ));
    rows.extend(widget_v1(
        icon(json!({"name": "x"})),
        &[
            (
                "an icon",
                icon(json!({"icon": null})),
                "buttons[0].imageButton: ",
            ),
            (
                "icons of the web",
                icon(json!({"icon": null, "iconUrl": "x"})),
                "buttons[0].imageButton.iconUrl: ",
            ),
            (
                "an onClick",
                icon(json!({"onClick": null})),
                "buttons[0].imageButton: ",
            ),
            (
                "a click does something",
                icon(json!({"onClick": {}})),
                "buttons[0].imageButton.onClick: ",
            ),
        ],
    ));
    rows
}

fn rows() -> Vec<Row> {
    [messages(), cards(), buttons(), widgets(), deprecated()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn what_is_just_accepted_and_what_is_refused() {
    let mut wrong = Vec::new();
    for Row(limit, good, bad, expected) in rows() {
        let accepted = check(good.to_string().as_bytes());
        if !accepted
            .as_deref()
            .is_ok_and(|said| said.starts_with("good"))
        {
            wrong.push(format!("{limit}: refused what is good: {accepted:?}"));
        }
        match check(bad.to_string().as_bytes()) {
            Ok(said) => wrong.push(format!("{limit} ({expected}): took what is not: {said}")),
            Err(fault) if fault.starts_with(&expected) => {}
            // Faults of the JSON itself are in Google's words and spelling.
            Err(fault) if fault.contains(&format!("'{}", snake(&expected))) => {}
            Err(fault) => wrong.push(format!("{limit}: {fault}, not at {expected}")),
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// `cardsV2[0].card: ` as the parser writes it: `cards_v2[0].card`.
fn snake(place: &str) -> String {
    let mut snake = String::new();
    for letter in place.trim_end_matches([':', ' ', '.']).chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// No widget of the descriptors is without a row, of either kind of cards.
#[test]
fn every_widget_has_a_limit_or_a_place() {
    let schema = transcode::Schema::new(proto::DESCRIPTOR_SET).unwrap();
    let mut used = BTreeSet::new();
    for Row(_, good, bad, _) in rows() {
        super::keys(&good, &mut used);
        super::keys(&bad, &mut used);
    }
    let names = [
        "google.apps.card.v1.Widget",
        "google.apps.card.v1.Card.NestedWidget",
        "google.apps.card.v1.Columns.Column.Widgets",
        "google.chat.v1.WidgetMarkup",
    ];
    for name in names {
        let message = schema.descriptors().get_message_by_name(name).unwrap();
        let fields = message
            .fields()
            .filter(|field| field.name() != "horizontal_alignment");
        for field in fields {
            assert!(
                used.contains(field.json_name()),
                "no row has {name}.{}",
                field.name()
            );
        }
    }
}
