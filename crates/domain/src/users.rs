//! People and the bot users of apps: the row, and what an e-mail address and a
//! display name may look like.

use crate::ids::UserId;
use crate::timestamp::Time;

/// Characters of a person's, group's or app's display name.
pub const DISPLAY_NAME_LIMIT: usize = 256;

/// What stands behind `users/{user}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserKind {
    Person,
    /// The bot user of a Chat app; its id is the app's.
    App,
    /// The bot user of an incoming webhook; its id is the webhook's.
    Webhook,
}

/// A user as it is stored, without the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub kind: UserKind,
    /// Lower case; apps have none.
    pub email: Option<String>,
    pub display_name: String,
    /// Empty when there is no picture.
    pub avatar_url: String,
    /// `User.domainId`: seven characters that stand for the address's domain;
    /// empty for apps.
    pub domain_id: String,
    pub admin: bool,
    /// A disabled person may not sign in, and their tokens do not work.
    pub disabled: bool,
    /// Whether invitations to spaces become memberships at once.
    pub auto_accept: bool,
    pub create_time: Time,
}

impl User {
    pub fn is_person(&self) -> bool {
        self.kind == UserKind::Person
    }
}

/// An e-mail address in the one spelling it is stored in, lower case; `None`
/// when it is not one. Quoted local parts and bare host names are refused.
pub fn email(text: &str) -> Option<String> {
    let (local, domain) = text.split_once('@')?;
    let special = |byte: u8| b".!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let local_is_good = (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || special(byte))
        && local.split('.').all(|part| !part.is_empty());
    let good = local_is_good && text.len() <= 254 && is_domain(domain);
    good.then(|| text.to_ascii_lowercase())
}

/// The part of an address behind the `@`.
pub fn domain_of(email: &str) -> &str {
    email.split_once('@').map_or("", |(_, domain)| domain)
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(label)
}

/// A display name without blanks around it; `None` when it is empty, too long
/// or holds control characters.
pub fn display_name(text: &str) -> Option<String> {
    let name = text.trim();
    let good = !name.is_empty()
        && name.chars().count() <= DISPLAY_NAME_LIMIT
        && !name.chars().any(char::is_control);
    good.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(email(text).as_deref(), expected, "{text}");
        };
        check("Alice@Example.com", Some("alice@example.com"));
        check(
            "o'neil+chat@a-b.example.com",
            Some("o'neil+chat@a-b.example.com"),
        );
        for text in [
            "",
            "alice",
            "@example.com",
            "alice@",
            "alice@localhost",
            "a b@example.com",
            "a@b@example.com",
            ".a@example.com",
            "a..b@example.com",
            "a@-x.com",
            "a@x-.com",
            "a@x..com",
            "a@example.com.",
            "\"a\"@example.com",
            "ä@example.com",
            "a@exämple.com",
        ] {
            check(text, None);
        }
        check(&format!("{}@example.com", "a".repeat(65)), None);
        check(&format!("a@{}com", "abc.".repeat(70)), None);
        assert_eq!(domain_of("alice@example.com"), "example.com");
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(
            display_name("  Alice Ångström ").as_deref(),
            Some("Alice Ångström")
        );
        assert_eq!(display_name(" \t"), None);
        assert_eq!(display_name("a\nb"), None);
        assert_eq!(display_name(&"ä".repeat(256)), Some("ä".repeat(256)));
        assert_eq!(display_name(&"ä".repeat(257)), None);
    }
}
