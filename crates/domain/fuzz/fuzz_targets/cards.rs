//! Any message as an app may send it: its cards are checked, cut and read out.
#![no_main]

use domain::cards;
use libfuzzer_sys::fuzz_target;
use prost::Message as _;
use proto::chat::Message;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut message) = Message::decode(bytes) else {
        return;
    };
    let good = cards::check(&message.cards_v2);
    let _ = cards::v1::check(&message.cards);
    let _ = cards::check_accessory(&message.accessory_widgets);
    let response = message.action_response.as_ref();
    if let Some(action) = response.and_then(|response| response.dialog_action.as_ref()) {
        let _ = cards::check_dialog_action(action);
    }
    cards::drop_surplus(&mut message.cards_v2);
    let text = cards::plain_text(&message.cards_v2);
    assert!(!text.starts_with('\n') && !text.ends_with('\n'));
    if let Err(error) = good {
        assert!(error.message.starts_with("cardsV2["), "{}", error.message);
    }
});
