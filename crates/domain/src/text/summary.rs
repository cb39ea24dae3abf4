//! One line for places that show no cards: notifications, space lists.

use proto::chat::Message;

/// What a message says where only text fits: its text, else its fallback text,
/// else the title of its first card, else the name of its first attachment.
pub fn summary(message: &Message) -> &str {
    let v2 = message
        .cards_v2
        .iter()
        .filter_map(|card| card.card.as_ref());
    let titles = v2
        .filter_map(|card| card.header.as_ref())
        .map(|header| header.title.as_str());
    let old = message.cards.iter().filter_map(|card| card.header.as_ref());
    let old_titles = old.map(|header| header.title.as_str());
    let files = message
        .attachment
        .iter()
        .map(|attachment| attachment.content_name.as_str());
    [message.text.as_str(), message.fallback_text.as_str()]
        .into_iter()
        .chain(titles)
        .chain(old_titles)
        .chain(files)
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
}
