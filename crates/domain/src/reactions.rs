//! Reactions: which emoji they take, how they are named, and the counts that
//! their message shows. Start with [`check_create`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::chat as wire;
use proto::chat::emoji::Content;

use crate::error::{Error, Result};
use crate::ids::{EmojiId, MessageId, SpaceId, UserId};
use crate::names;
use crate::profile::Profile;
use crate::timestamp::Time;

/// What stands in front of an emoji in tables and, encoded, in names.
const UNICODE: &str = "UNICODE.";
const CUSTOM: &str = "CUSTOM.";

/// What people react with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emoji {
    /// One emoji of Unicode, fully qualified. Spellings with and without the
    /// variation selector (❤ and ❤️) are one emoji.
    Unicode(&'static str),
    /// One of the organisation's own.
    Custom(EmojiId),
}

impl Emoji {
    /// `None` for anything but exactly one emoji of Unicode.
    pub fn parse(text: &str) -> Option<Self> {
        emojis::get(text).map(|emoji| Self::Unicode(emoji.as_str()))
    }

    /// The characters; a custom one has none.
    pub fn unicode(self) -> Option<&'static str> {
        match self {
            Self::Unicode(text) => Some(text),
            Self::Custom(_) => None,
        }
    }

    /// `UNICODE.👍` or `CUSTOM.{uid}`: how tables and, encoded, names spell it.
    pub fn code(self) -> String {
        match self {
            Self::Unicode(text) => format!("{UNICODE}{text}"),
            Self::Custom(id) => format!("{CUSTOM}{}", id.uid()),
        }
    }

    /// Reads what [`Self::code`] writes.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.strip_prefix(CUSTOM) {
            Some(uid) => EmojiId::from_uid(uid).map(Self::Custom),
            None => Self::parse(code.strip_prefix(UNICODE)?),
        }
    }

    /// As far as the emoji itself tells: a custom one's name is in its row.
    pub fn to_wire(self) -> wire::Emoji {
        let content = match self {
            Self::Unicode(text) => Content::Unicode(text.to_owned()),
            Self::Custom(id) => Content::CustomEmoji(wire::CustomEmoji {
                name: names::custom_emoji_name(id),
                uid: id.uid(),
                ..Default::default()
            }),
        };
        wire::Emoji {
            content: Some(content),
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

/// The emoji of a new reaction; whether there is a custom one is yet to be seen.
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
        Some(Content::CustomEmoji(custom)) => EmojiId::from_uid(&custom.uid)
            .map(Emoji::Custom)
            .ok_or_else(no_custom_emoji),
    }
}

pub fn no_custom_emoji() -> Error {
    Error::invalid(
        "reaction.emoji.custom_emoji.uid",
        "The organization has no custom emoji with this uid.",
    )
}

/// Counts one reaction more. A new emoji goes behind the others, as `shown`.
pub fn count(summaries: &mut Vec<wire::EmojiReactionSummary>, shown: &wire::Emoji) {
    match place(summaries, shown) {
        Some(at) => {
            let count = summaries[at].reaction_count();
            summaries[at].reaction_count = Some(count.saturating_add(1));
        }
        None => summaries.push(wire::EmojiReactionSummary {
            emoji: Some(shown.clone()),
            reaction_count: Some(1),
        }),
    }
}

/// Counts one reaction fewer. An emoji that nobody uses any more goes.
pub fn discount(summaries: &mut Vec<wire::EmojiReactionSummary>, emoji: Emoji) {
    let Some(at) = place(summaries, &emoji.to_wire()) else {
        return;
    };
    match summaries[at].reaction_count() {
        count @ 2.. => summaries[at].reaction_count = Some(count - 1),
        _ => drop(summaries.remove(at)),
    }
}

fn place(summaries: &[wire::EmojiReactionSummary], wanted: &wire::Emoji) -> Option<usize> {
    summaries.iter().position(|summary| {
        let emoji = summary.emoji.as_ref();
        emoji.is_some_and(|emoji| is_same(emoji, wanted))
    })
}

/// However much is said of a custom emoji, its uid counts.
fn is_same(one: &wire::Emoji, other: &wire::Emoji) -> bool {
    match (&one.content, &other.content) {
        (Some(Content::Unicode(one)), Some(Content::Unicode(other))) => one == other,
        (Some(Content::CustomEmoji(one)), Some(Content::CustomEmoji(other))) => {
            one.uid == other.uid
        }
        _ => false,
    }
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
            assert_eq!(Emoji::parse(text), Some(Emoji::Unicode(text)));
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
        let custom = Key {
            emoji: Emoji::Custom(EmojiId(7)),
            ..key
        };
        let again = Key::parse(MessageId(1), &custom.segment());
        assert_eq!(again, Some(custom));
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
            (Ok(emoji), Ok(want)) => assert_eq!(emoji.code(), want),
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
        check(&REFERENCE, unicode("👍"), Ok("UNICODE.👍"));
        check(&REFERENCE, unicode("x"), Err("exactly one Unicode emoji"));
        check(&REFERENCE, None, Err("no emoji"));
        let note = "Only Unicode emoji are supported in reactions. (rule of the reference profile)";
        check(&REFERENCE, custom.clone(), Err(note));
        check(&CURRENT, custom, Err("no custom emoji with this uid"));
        let custom = Some(Content::CustomEmoji(wire::CustomEmoji {
            uid: EmojiId(7).uid(),
            ..Default::default()
        }));
        check(&CURRENT, custom, Ok("CUSTOM.100000000000000000007"));
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
            count(&mut summaries, &emoji(used).to_wire());
            assert_eq!(show(&summaries), want);
        }
        for (gone, want) in [("🎉", "🎉1👍1"), ("🎉", "👍1"), ("🎉", "👍1"), ("👍", "")]
        {
            discount(&mut summaries, emoji(gone));
            assert_eq!(show(&summaries), want);
        }
    }
}
