//! Cards as wire messages; those that come as JSON are in
//! `crates/server/tests/cards.rs`.

use prost::Message as _;
use proto::card::card::{CardHeader, Section};
use proto::card::on_click::Data as Click;
use proto::card::widget::Data;
use proto::card::*;
use proto::chat::{ActionStatus, Dialog, DialogAction, dialog_action};

use super::*;

fn text(text: &str) -> Data {
    Data::TextParagraph(TextParagraph {
        text: text.into(),
        ..Default::default()
    })
}

fn widget(data: Data) -> Widget {
    Widget {
        data: Some(data),
        ..Default::default()
    }
}

fn section(count: usize) -> Section {
    Section {
        widgets: vec![widget(text("x")); count],
        ..Default::default()
    }
}

fn card(sections: Vec<Section>) -> CardWithId {
    CardWithId {
        card: Some(Card {
            sections,
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A card with one widget.
fn with(data: Data) -> Vec<CardWithId> {
    vec![card(vec![Section {
        widgets: vec![widget(data)],
        ..Default::default()
    }])]
}

fn link(url: &str) -> OnClick {
    OnClick {
        data: Some(Click::OpenLink(OpenLink {
            url: url.into(),
            ..Default::default()
        })),
    }
}

fn button(on_click: Option<OnClick>) -> Button {
    Button {
        text: "Go".into(),
        on_click: on_click.map(Box::new),
        ..Default::default()
    }
}

#[track_caller]
fn refused(result: Result<()>, expected: &str) {
    assert_eq!(result.unwrap_err().message, expected);
}

#[test]
fn ids_tell_cards_apart() {
    let named = |id: &str| CardWithId {
        card_id: id.into(),
        ..card(vec![section(1)])
    };
    assert_eq!(check(&[named("")]), Ok(()));
    assert_eq!(check(&[named("a"), named("b")]), Ok(()));
    refused(
        check(&[named("a"), named("")]),
        "cardsV2[1].cardId: each card needs an id when the message has several",
    );
    refused(
        check(&[named("a"), named("a")]),
        "cardsV2[1].cardId: the id \"a\" is used twice in the message",
    );
    refused(
        check(&[CardWithId::default()]),
        "cardsV2[0].card: the card is missing",
    );
    refused(
        check(&[card(vec![])]),
        "cardsV2[0].card: a card needs a header or a section",
    );
    refused(
        check(&[card(vec![section(1), section(0)])]),
        "cardsV2[0].card.sections[1].widgets: a section needs a widget",
    );
}

#[test]
fn a_header_may_be_blank() {
    let mut card = card(vec![]);
    card.card.as_mut().unwrap().header = Some(CardHeader::default());
    assert_eq!(check(&[card]), Ok(()));
}

#[test]
fn size() {
    let of = |length: usize| with(text(&"x".repeat(length)));
    let overhead = of(30_000)[0].card.as_ref().unwrap().encoded_len() - 30_000;
    assert_eq!(check(&of(CARD_LIMIT - overhead)), Ok(()));
    let error = check(&of(CARD_LIMIT - overhead + 1)).unwrap_err();
    assert!(error.message.contains("32769 bytes"), "{}", error.message);
}

#[test]
fn the_hundredth_widget_ends_a_card() {
    let left = |counts: &[usize]| {
        let sections = counts.iter().map(|count| section(*count)).collect();
        let mut cards = [card(sections)];
        drop_surplus(&mut cards);
        cards[0].card.as_ref().unwrap().sections.len()
    };
    assert_eq!(left(&[50, 50]), 2);
    assert_eq!(left(&[50, 51, 1]), 1);
    assert_eq!(left(&[101]), 0);
    assert_eq!(left(&[40, 40, 40]), 2);
}

#[test]
fn clicks_far_inside() {
    let menu = OverflowMenu {
        items: vec![overflow_menu::OverflowMenuItem {
            text: "More".into(),
            on_click: Some(link("javascript:x")),
            ..Default::default()
        }],
    };
    let on_click = OnClick {
        data: Some(Click::OverflowMenu(menu)),
    };
    let list = ButtonList {
        buttons: vec![button(Some(link("https://a.org"))), button(Some(on_click))],
    };
    refused(
        check(&with(Data::ButtonList(list))),
        "cardsV2[0].card.sections[0].widgets[0].buttonList.buttons[1].onClick.overflowMenu\
         .items[0].onClick.openLink.url: the URL to open must begin with https://",
    );
}

#[test]
fn disabled_buttons_need_no_click() {
    let list = |button| {
        with(Data::ButtonList(ButtonList {
            buttons: vec![button],
        }))
    };
    assert!(check(&list(button(None))).is_err());
    let disabled = Button {
        disabled: true,
        ..button(None)
    };
    assert_eq!(check(&list(disabled)), Ok(()));
}

#[test]
fn colors_lie_between_zero_and_one() {
    let list = |red: f32| {
        let button = Button {
            color: Some(proto::types::Color {
                red,
                ..Default::default()
            }),
            ..button(Some(link("https://a.org")))
        };
        with(Data::ButtonList(ButtonList {
            buttons: vec![button],
        }))
    };
    assert_eq!(check(&list(1.0)), Ok(()));
    for bad in [-0.1, 1.1, 255.0, f32::NAN] {
        assert!(check(&list(bad)).is_err(), "{bad}");
    }
}

#[test]
fn dialogs() {
    let root = Place::root();
    let mut dialog = card(vec![section(1)]).card.unwrap();
    assert_eq!(check_dialog(root.field("body"), &dialog), Ok(()));
    dialog.fixed_footer = Some(Box::default());
    refused(
        check_dialog(root.field("body"), &dialog),
        "body.fixedFooter: a footer needs a primaryButton",
    );
    refused(
        check_dialog(root.field("body"), &Card::default()),
        "body: a card needs a header or a section",
    );

    let status = |status_code| ActionStatus {
        status_code,
        ..Default::default()
    };
    let mut action = DialogAction::default();
    let nothing = check_dialog_action(&action).unwrap_err();
    let expected = "actionResponse.dialogAction: it needs a dialog or an actionStatus";
    assert_eq!(nothing.message, expected);
    action.action_status = Some(status(0));
    assert_eq!(
        check_dialog_action(&action),
        Ok(DialogAnswer::Status(&status(0)))
    );
    let body = card(vec![section(1)]).card;
    let dialog = Dialog { body: body.clone() };
    action.action = Some(dialog_action::Action::Dialog(dialog));
    let open = DialogAnswer::Open(body.as_ref().unwrap());
    assert_eq!(check_dialog_action(&action), Ok(open));
    action.action_status = Some(status(3));
    assert_eq!(
        check_dialog_action(&action),
        Ok(DialogAnswer::Status(&status(3)))
    );
}

#[test]
fn suggestions() {
    let item = selection_input::SelectionItem::default();
    assert_eq!(check_suggestions(&vec![item.clone(); 100]), Ok(()));
    refused(
        check_suggestions(&vec![item; 101]),
        "actionResponse.updatedWidget.suggestions.items: 101 items, more than 100",
    );
}

#[test]
fn texts_of_cards() {
    let mut first = card(vec![Section {
        header: "<b>Checks</b>".into(),
        widgets: vec![
            widget(text("All &amp; well")),
            widget(Data::DecoratedText(DecoratedText {
                top_label: "Branch".into(),
                text: "main".into(),
                ..Default::default()
            })),
            widget(Data::Divider(Divider {})),
            widget(Data::ButtonList(ButtonList {
                buttons: vec![button(None), button(None)],
            })),
        ],
        ..Default::default()
    }]);
    first.card.as_mut().unwrap().header = Some(CardHeader {
        title: "Build".into(),
        ..Default::default()
    });
    let expected = "Build\nChecks\nAll & well\nBranch\nmain\n[Go] [Go]";
    assert_eq!(plain_text(&[first]), expected);
}
