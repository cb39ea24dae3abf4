//! How a space's name is found by the beginnings of its words.

/// The words of a name, lower case. Punctuation parts words, emoji do not.
pub fn words(text: &str) -> Vec<String> {
    text.split(parts_words)
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn parts_words(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || letter.is_ascii_punctuation()
        || matches!(letter, '\u{a1}' | '\u{ab}' | '\u{b7}' | '\u{bb}' | '\u{bf}')
        || matches!(letter, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
        || matches!(letter, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}')
}

/// Whether every word of `query` begins some word of `name`, in any order and
/// in either case.
pub fn matches_display_name(query: &str, name: &str) -> bool {
    let wanted = words(query);
    let present = words(name);
    let found = |token: &String| present.iter().any(|word| word.starts_with(token.as_str()));
    !wanted.is_empty() && wanted.iter().all(found)
}
