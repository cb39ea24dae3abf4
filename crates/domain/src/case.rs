//! Field names as the `.proto` files spell them.

/// `lastActiveTime` and `last_active_time` both become `last_active_time`;
/// anything that is no name at all comes back unchanged enough to be refused.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn camel_and_snake_meet() {
        for (name, want) in [
            ("cardsV2", "cards_v2"),
            ("cards_v2", "cards_v2"),
            ("emoji.customEmoji.uid", "emoji.custom_emoji.uid"),
            ("Text", "_text"),
            ("", ""),
        ] {
            assert_eq!(snake(name), want, "{name}");
        }
    }
}
