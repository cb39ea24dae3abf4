//! Reactions: which emoji they take, how they are named, and the counts that
//! their message shows. Start with [`check_create`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::chat as wire;
use proto::chat::emoji::Content;

use crate::error::{Error, Result};
use crate::ids::{MessageId, SpaceId, UserId};
use crate::profile::Profile;
use crate::timestamp::Time;

/// What stands in front of a Unicode emoji in tables and, encoded, in names.
const UNICODE: &str = "UNICODE.";

/// One emoji of Unicode. Spellings with and without the variation selector
/// (❤ and ❤️) are one emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emoji(&'static str);

impl Emoji {
    /// `None` for anything but exactly one emoji.
    pub fn parse(text: &str) -> Option<Self> {
        emojis::get(text).map(|emoji| Self(emoji.as_str()))
    }

    /// The characters, fully qualified.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// `UNICODE.👍`: how tables and, encoded, names spell it.
    pub fn code(self) -> String {
        format!("{UNICODE}{}", self.0)
    }

    /// Reads what [`Self::code`] writes.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::parse(code.strip_prefix(UNICODE)?)
    }

    pub fn to_wire(self) -> wire::Emoji {
        wire::Emoji {
            content: Some(Content::Unicode(self.0.to_owned())),
        }
    }
}

/// Which reaction in a space: there is one per message, user and emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub message: MessageId,
    pub user: UserId,
    pub emoji: Emoji,
}

impl Key {
    /// The last part of the resource name: the user's id and, in base64url,
    /// the emoji.
    pub fn segment(&self) -> String {
        let emoji = URL_SAFE_NO_PAD.encode(self.emoji.code());
        format!("{}.{emoji}", self.user.segment())
    }

    /// Reads what [`Self::segment`] writes; `None` for anything else.
    pub fn parse(message: MessageId, segment: &str) -> Option<Self> {
        let (user, emoji) = segment.split_once('.')?;
        let emoji = String::from_utf8(URL_SAFE_NO_PAD.decode(emoji).ok()?).ok()?;
        Some(Self {
            message,
            user: UserId::parse(user)?,
            emoji: Emoji::from_code(&emoji)?,
        })
    }
}

/// A reaction as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reaction {
    pub space: SpaceId,
    pub key: Key,
    /// Unique in its space; lists are in this order.
    pub create_time: Time,
}

/// The emoji of a new reaction.
pub fn check_create(profile: &Profile, reaction: Option<&wire::Reaction>) -> Result<Emoji> {
    let reaction =
        reaction.ok_or_else(|| Error::invalid("reaction", "The request has no reaction."))?;
    let emoji = reaction.emoji.as_ref();
    match emoji.and_then(|emoji| emoji.content.as_ref()) {
        None => Err(Error::invalid(
            "reaction.emoji",
            "The reaction has no emoji.",
        )),
        Some(Content::Unicode(text)) => Emoji::parse(text).ok_or_else(|| {
            Error::invalid(
                "reaction.emoji.unicode",
                "Invalid emoji: it must be exactly one Unicode emoji.",
            )
        }),
        Some(Content::CustomEmoji(_)) if !profile.custom_emoji_reactions => {
            let text = format!(
                "Only Unicode emoji are supported in reactions.{}",
                profile.note()
            );
            Err(Error::invalid("reaction.emoji.custom_emoji", text))
        }
        Some(Content::CustomEmoji(_)) => Err(Error::invalid(
            "reaction.emoji.custom_emoji.uid",
            "The organization has no custom emoji with this uid.",
        )),
    }
}

/// Counts one reaction more. A new emoji goes behind the others.
pub fn count(summaries: &mut Vec<wire::EmojiReactionSummary>, emoji: Emoji) {
    match place(summaries, emoji) {
        Some(at) => {
            let count = summaries[at].reaction_count();
            summaries[at].reaction_count = Some(count.saturating_add(1));
        }
        None => summaries.push(wire::EmojiReactionSummary {
            emoji: Some(emoji.to_wire()),
            reaction_count: Some(1),
        }),
    }
}

/// Counts one reaction fewer. An emoji that nobody uses any more goes.
pub fn discount(summaries: &mut Vec<wire::EmojiReactionSummary>, emoji: Emoji) {
    let Some(at) = place(summaries, emoji) else {
        return;
    };
    match summaries[at].reaction_count() {
        count @ 2.. => summaries[at].reaction_count = Some(count - 1),
        _ => drop(summaries.remove(at)),
    }
}

fn place(summaries: &[wire::EmojiReactionSummary], emoji: Emoji) -> Option<usize> {
    let wanted = emoji.to_wire();
    summaries
        .iter()
        .position(|summary| summary.emoji.as_ref() == Some(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{CURRENT, REFERENCE};

    fn emoji(text: &str) -> Emoji {
        Emoji::parse(text).unwrap()
    }

    #[test]
    fn one_emoji_and_nothing_else() {
        for text in ["👍", "👍🏽", "❤️", "👩‍👩‍👧", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
        {
            assert_eq!(Emoji::parse(text).map(Emoji::as_str), Some(text));
        }
        assert_eq!(Emoji::parse("❤"), Emoji::parse("❤️"));
        for text in [
            "", "a", "1", "👍👍", "👍 ", ":+1:", "🇩", "\u{fe0f}", "\u{200d}",
        ] {
            assert_eq!(Emoji::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn names_have_googles_form() {
        let key = Key {
            message: MessageId(1),
            user: UserId(2),
            emoji: emoji("👍"),
        };
        // The second half was observed at Google.
        let segment = "100000000000000000002.VU5JQ09ERS7wn5GN";
        assert_eq!(key.segment(), segment);
        assert_eq!(Key::parse(MessageId(1), segment), Some(key));
        for other in [
            "",
            ".",
            "2.VU5JQ09ERS7wn5GN",
            "100000000000000000002",
            "100000000000000000002.",
            "100000000000000000002.VU5JQ09ERS7wn5GN=",
            // "UNICODE.a", "👍"
            "100000000000000000002.VU5JQ09ERS5h",
            "100000000000000000002.8J-RjQ",
        ] {
            assert_eq!(Key::parse(MessageId(1), other), None, "{other}");
        }
    }

    fn check(profile: &Profile, content: Option<Content>, want: Result<&str, &str>) {
        let reaction = wire::Reaction {
            emoji: Some(wire::Emoji { content }),
            ..Default::default()
        };
        match (check_create(profile, Some(&reaction)), want) {
            (Ok(emoji), Ok(want)) => assert_eq!(emoji.as_str(), want),
            (Err(error), Err(part)) => assert!(error.message.contains(part), "{error}"),
            (outcome, _) => panic!("{outcome:?} is not {want:?}"),
        }
    }

    #[test]
    fn what_a_new_reaction_takes() {
        let unicode = |text: &str| Some(Content::Unicode(text.to_owned()));
        let custom = Some(Content::CustomEmoji(wire::CustomEmoji {
            uid: "x".into(),
            ..Default::default()
        }));
        check(&REFERENCE, unicode("👍"), Ok("👍"));
        check(&REFERENCE, unicode("x"), Err("exactly one Unicode emoji"));
        check(&REFERENCE, None, Err("no emoji"));
        let note = "Only Unicode emoji are supported in reactions. (rule of the reference profile)";
        check(&REFERENCE, custom.clone(), Err(note));
        check(&CURRENT, custom, Err("no custom emoji with this uid"));
        let error = check_create(&REFERENCE, None).unwrap_err();
        assert_eq!(
            error,
            Error::invalid("reaction", "The request has no reaction.")
        );
    }

    #[test]
    fn summaries_keep_the_order_of_first_use() {
        let mut summaries = Vec::new();
        let show = |summaries: &[wire::EmojiReactionSummary]| {
            let one = |summary: &wire::EmojiReactionSummary| {
                let Some(Content::Unicode(text)) = summary.emoji.clone().unwrap().content else {
                    panic!("not unicode");
                };
                format!("{text}{}", summary.reaction_count())
            };
            summaries.iter().map(one).collect::<String>()
        };
        for (used, want) in [("🎉", "🎉1"), ("👍", "🎉1👍1"), ("🎉", "🎉2👍1")] {
            count(&mut summaries, emoji(used));
            assert_eq!(show(&summaries), want);
        }
        for (gone, want) in [("🎉", "🎉1👍1"), ("🎉", "👍1"), ("🎉", "👍1"), ("👍", "")]
        {
            discount(&mut summaries, emoji(gone));
            assert_eq!(show(&summaries), want);
        }
    }
}
