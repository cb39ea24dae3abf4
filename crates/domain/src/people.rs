//! How people are found by what they are called.

use crate::filter::search_spaces::words as split;
use crate::groups::Group;
use crate::users::User;

/// Words that one person is found by.
const MAX_WORDS: usize = 32;
/// Characters of a word that count.
const MAX_LENGTH: usize = 64;

/// The words that a person is found by.
pub fn words(user: &User) -> Vec<String> {
    words_of(
        &user.display_name,
        user.email.as_deref().unwrap_or_default(),
    )
}

/// Whether every word of a query begins a word of the group's.
pub fn finds_group(group: &Group, tokens: &[String]) -> bool {
    let words = words_of(&group.display_name, &group.email);
    let begins = |token: &String| words.iter().any(|word| word.starts_with(token.as_str()));
    tokens.iter().all(begins)
}

/// The words of a name and an address, lower case: those of the name, those of
/// the address before its @, and the whole address.
fn words_of(name: &str, email: &str) -> Vec<String> {
    let email = email.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let mut words = split(name);
    words.extend(split(local));
    words.truncate(MAX_WORDS);
    if !email.is_empty() {
        words.push(email.clone());
    }
    words.iter().map(|word| cut(word)).collect()
}

/// The words of a query; one with an @ is an address.
pub fn tokens(query: &str) -> Vec<String> {
    let mut tokens: Vec<String> = query
        .split_whitespace()
        .flat_map(|part| match part.contains('@') {
            true => vec![part.to_lowercase()],
            false => split(part),
        })
        .take(MAX_WORDS)
        .map(|token| cut(&token))
        .collect();
    tokens.sort();
    tokens.dedup();
    tokens
}

fn cut(word: &str) -> String {
    word.chars().take(MAX_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;
    use crate::timestamp::Time;
    use crate::users::UserKind;

    #[test]
    fn words_of_a_person() {
        let user = User {
            id: UserId(1),
            kind: UserKind::Person,
            email: Some("anna.o@example.com".to_owned()),
            display_name: "Anna O'Neil".to_owned(),
            avatar_url: String::new(),
            domain_id: String::new(),
            admin: false,
            disabled: false,
            auto_accept: true,
            create_time: Time(1),
        };
        assert_eq!(
            words(&user),
            ["anna", "o", "neil", "anna", "o", "anna.o@example.com"]
        );
    }

    #[test]
    fn tokens_of_a_query() {
        let check = |query, expected: &[&str]| assert_eq!(tokens(query), expected);
        check("", &[]);
        check(" Neil  anna neil", &["anna", "neil"]);
        check("O'Neil", &["neil", "o"]);
        check("Anna.O@Ex", &["anna.o@ex"]);
        assert_eq!(tokens(&"x".repeat(1_000))[0].len(), 64);
    }
}
