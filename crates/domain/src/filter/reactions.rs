//! `spaces.messages.reactions.list`: by emoji and by user. OR joins emoji with
//! emoji and users with users, AND the two groups; together they need
//! parentheses.

use super::{Comparison, Filter, Operator};
use crate::Result;

const FIELDS: [&str; 3] = ["emoji.unicode", "emoji.custom_emoji.uid", "user.name"];

/// An emoji that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmojiRef {
    Unicode(String),
    /// The custom emoji's `uid`.
    Custom(String),
}

/// Which reactions are wanted. An empty list means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReactionFilter {
    pub emoji: Vec<EmojiRef>,
    /// `users/{user}`, as written.
    pub users: Vec<String>,
}

impl ReactionFilter {
    pub fn parse(text: &str) -> Result<Self> {
        let filter = Filter::parse("filter", text)?;
        filter.refuse_mixture()?;
        let mut wanted = Self::default();
        for clause in filter.clauses()? {
            let mut part = Self::default();
            for comparison in clause {
                part.add(&filter, comparison)?;
                if !part.emoji.is_empty() && !part.users.is_empty() {
                    let what = "OR may not join an emoji and a user; use AND";
                    return Err(filter.refuse(comparison.at, what));
                }
                if !part.emoji.is_empty() && !wanted.emoji.is_empty() {
                    return Err(filter.refuse(comparison.at, "AND may not join two emoji; use OR"));
                }
                if !part.users.is_empty() && !wanted.users.is_empty() {
                    return Err(filter.refuse(comparison.at, "AND may not join two users; use OR"));
                }
            }
            wanted.emoji.append(&mut part.emoji);
            wanted.users.append(&mut part.users);
        }
        Ok(wanted)
    }

    fn add(&mut self, filter: &Filter, comparison: &Comparison) -> Result<()> {
        let value = &comparison.value;
        let field = comparison.field.as_str();
        if !FIELDS.contains(&field) {
            return Err(filter.unknown_field(comparison, &FIELDS));
        }
        filter.allow(comparison, &[Operator::Equals])?;
        if value.text.is_empty() {
            return Err(filter.refuse(value.at, "the value is empty"));
        }
        match field {
            "emoji.unicode" => self.emoji.push(EmojiRef::Unicode(value.text.clone())),
            "user.name" => {
                let user = value.text.strip_prefix("users/");
                if user.is_none_or(|user| user.is_empty() || user.contains('/')) {
                    let what = format!("\"{}\" is not users/{{user}}", value.text);
                    return Err(filter.refuse(value.at, &what));
                }
                self.users.push(value.text.clone());
            }
            _ => self.emoji.push(EmojiRef::Custom(value.text.clone())),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, emoji: &[&str], users: &[&str]) {
        let filter = ReactionFilter::parse(text).unwrap();
        let show = |emoji: &EmojiRef| match emoji {
            EmojiRef::Unicode(unicode) => unicode.clone(),
            EmojiRef::Custom(uid) => format!("uid {uid}"),
        };
        assert_eq!(
            filter.emoji.iter().map(show).collect::<Vec<_>>(),
            emoji,
            "{text}"
        );
        assert_eq!(filter.users, users, "{text}");
    }

    fn refuse(text: &str, want: &str) {
        let error = ReactionFilter::parse(text).unwrap_err();
        assert_eq!(
            error.message,
            format!("Invalid filter at position {want}."),
            "{text}"
        );
    }

    #[test]
    fn valid_examples_of_the_reference() {
        check(r#"user.name = "users/{user}""#, &[], &["users/{user}"]);
        check(r#"emoji.unicode = "🙂""#, &["🙂"], &[]);
        check(r#"emoji.custom_emoji.uid = "{uid}""#, &["uid {uid}"], &[]);
        check(
            r#"emoji.unicode = "🙂" OR emoji.unicode = "👍""#,
            &["🙂", "👍"],
            &[],
        );
        check(
            r#"emoji.unicode = "🙂" OR emoji.custom_emoji.uid = "{uid}""#,
            &["🙂", "uid {uid}"],
            &[],
        );
        check(
            r#"emoji.unicode = "🙂" AND user.name = "users/{user}""#,
            &["🙂"],
            &["users/{user}"],
        );
        check(
            "(emoji.unicode = \"🙂\" OR emoji.custom_emoji.uid = \"{uid}\")\nAND user.name = \"users/{user}\"",
            &["🙂", "uid {uid}"],
            &["users/{user}"],
        );
    }

    #[test]
    fn invalid_examples_of_the_reference() {
        refuse(
            r#"emoji.unicode = "🙂" AND emoji.unicode = "👍""#,
            "25: AND may not join two emoji; use OR",
        );
        refuse(
            r#"emoji.unicode = "🙂" AND emoji.custom_emoji.uid = "{uid}""#,
            "25: AND may not join two emoji; use OR",
        );
        refuse(
            r#"emoji.unicode = "🙂" OR user.name = "users/{user}""#,
            "24: OR may not join an emoji and a user; use AND",
        );
        refuse(
            "emoji.unicode = \"🙂\" OR emoji.custom_emoji.uid = \"{uid}\" OR\nuser.name = \"users/{user}\"",
            "60: OR may not join an emoji and a user; use AND",
        );
        refuse(
            "emoji.unicode = \"🙂\" OR emoji.custom_emoji.uid = \"{uid}\"\nAND user.name = \"users/{user}\"",
            "57: AND and OR together need parentheses",
        );
    }

    #[test]
    fn other_filters() {
        check("", &[], &[]);
        check(
            "user.name=users/1 OR user.name=users/2",
            &[],
            &["users/1", "users/2"],
        );
        check(
            "(user.name=users/1) AND (emoji.customEmoji.uid=a OR emoji.unicode=🙂)",
            &["uid a", "🙂"],
            &["users/1"],
        );
        refuse(
            "user.name=users/1 AND user.name=users/1",
            "23: AND may not join two users; use OR",
        );
        refuse("user.name=me", "11: \"me\" is not users/{user}");
        refuse(
            "user.name=users/1/x",
            "11: \"users/1/x\" is not users/{user}",
        );
        refuse("emoji.unicode=\"\"", "15: the value is empty");
        refuse(
            "emoji.unicode:🙂",
            "1: \"emoji.unicode\" does not take the operator \":\"; supported: =",
        );
        refuse(
            "emoji=🙂",
            "1: unknown field \"emoji\"; supported: emoji.unicode, emoji.custom_emoji.uid, user.name",
        );
    }
}
