//! The organisation's own emoji: names, pictures, who may delete them. Start
//! with [`check_create`].

use proto::chat as wire;

use crate::error::{Error, Result};
use crate::ids::{EmojiId, FileId, UserId};
use crate::names;
use crate::timestamp::Time;

/// Bytes of a picture: it must be under 256 KB.
const PICTURE_LIMIT: usize = 256 * 1024;
/// Pixels of each side.
const SIDES: std::ops::RangeInclusive<u32> = 64..=500;
/// Characters between the colons of a name.
const NAME_LIMIT: usize = 64;
/// Emoji of one organisation.
pub const LIMIT: i64 = 5_000;

const EXTENSIONS: [&str; 4] = [".png", ".jpg", ".jpeg", ".gif"];

/// A custom emoji as it is stored, without its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomEmoji {
    pub id: EmojiId,
    /// `:party-parrot:`
    pub emoji_name: String,
    pub creator: UserId,
    /// The type of the picture's bytes: `image/png`.
    pub content_type: String,
    /// Part of the picture's address, so that only those can fetch it who were
    /// told.
    pub picture_key: FileId,
    pub create_time: Time,
}

impl CustomEmoji {
    /// What may delete it: its creator, or an administrator.
    pub fn check_delete(&self, caller: UserId, admin: bool) -> Result<()> {
        if self.creator == caller || admin {
            return Ok(());
        }
        Err(Error::permission_denied(
            "Only its creator and administrators can delete a custom emoji.",
        ))
    }

    /// As answers show it inside of messages.
    pub fn to_wire(&self) -> wire::CustomEmoji {
        wire::CustomEmoji {
            name: names::custom_emoji_name(self.id),
            uid: self.id.uid(),
            emoji_name: self.emoji_name.clone(),
            ..Default::default()
        }
    }
}

/// Which emoji `customEmojis/{customEmoji}` means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmojiRef {
    Id(EmojiId),
    /// `:name:`, the alias.
    Name(String),
    Unknown,
}

impl EmojiRef {
    /// Reads the last part of the resource name.
    pub fn parse(segment: &str) -> Self {
        if segment.starts_with(':') {
            return match is_name(segment) {
                true => Self::Name(segment.to_owned()),
                false => Self::Unknown,
            };
        }
        EmojiId::parse(segment).map_or(Self::Unknown, Self::Id)
    }
}

/// What is known of a picture by looking into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `image/png`, `image/jpeg` or `image/gif`.
    pub content_type: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Checks a new emoji up to what only a look into the picture tells; answers
/// its name and the picture's bytes.
pub fn check_create(emoji: Option<wire::CustomEmoji>) -> Result<(String, Vec<u8>)> {
    let emoji =
        emoji.ok_or_else(|| Error::invalid("custom_emoji", "The request has no custom emoji."))?;
    if !is_name(&emoji.emoji_name) {
        return Err(Error::invalid(
            "custom_emoji.emoji_name",
            format!(
                "Invalid emoji name: it must start and end with colons and hold up to \
                 {NAME_LIMIT} lowercase letters and digits, with single hyphens or underscores \
                 between words, such as :valid-emoji-name:."
            ),
        ));
    }
    let payload = emoji.payload.ok_or_else(|| {
        Error::invalid("custom_emoji.payload", "The custom emoji has no payload.")
    })?;
    let filename = payload.filename.to_ascii_lowercase();
    let known = |end: &str| filename.len() > end.len() && filename.ends_with(end);
    if !EXTENSIONS.iter().any(|end| known(end)) {
        return Err(Error::invalid(
            "custom_emoji.payload.filename",
            "Invalid filename: supported file extensions are .png, .jpg and .gif.",
        ));
    }
    if payload.file_content.is_empty() {
        return Err(picture("The custom emoji has no picture."));
    }
    if payload.file_content.len() >= PICTURE_LIMIT {
        return Err(picture(
            "The picture is too large: it must be under 256 KB.",
        ));
    }
    Ok((emoji.emoji_name, payload.file_content))
}

/// Checks what was found in the picture; `None`: it is none of the three kinds.
pub fn check_picture(found: Option<Picture>) -> Result<Picture> {
    let found =
        found.ok_or_else(|| picture("The file is no picture of the types PNG, JPEG or GIF."))?;
    if found.width != found.height || !SIDES.contains(&found.width) {
        return Err(picture(format!(
            "The picture must be square and between {} and {} pixels wide; it has {} by {}.",
            SIDES.start(),
            SIDES.end(),
            found.width,
            found.height
        )));
    }
    Ok(found)
}

fn picture(text: impl Into<String>) -> Error {
    Error::invalid("custom_emoji.payload.file_content", text)
}

/// `:lower-case_09:`
fn is_name(name: &str) -> bool {
    let inner = name
        .strip_prefix(':')
        .and_then(|name| name.strip_suffix(':'));
    let word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    inner.is_some_and(|inner| inner.len() <= NAME_LIMIT && inner.split(['-', '_']).all(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_emoji() {
        for name in [
            ":a:",
            ":valid-emoji-name:",
            ":party_parrot:",
            ":100:",
            ":a-b_c:",
        ] {
            assert!(is_name(name), "{name}");
        }
        let long = format!(":{}:", "a".repeat(NAME_LIMIT + 1));
        for name in [
            "", ":", "::", "a", ":a", "a:", ":A:", ":a b:", ":a--b:", ":a-_b:", ":-a:", ":a-:",
            ":ä:", ":a:b:", &long,
        ] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn what_a_name_in_a_path_means() {
        let id = EmojiId(7);
        assert_eq!(EmojiRef::parse(&id.segment()), EmojiRef::Id(id));
        assert_eq!(EmojiRef::parse(":a:"), EmojiRef::Name(":a:".into()));
        assert_eq!(EmojiRef::parse(":A:"), EmojiRef::Unknown);
        assert_eq!(EmojiRef::parse("x"), EmojiRef::Unknown);
    }

    #[test]
    fn pictures_are_square() {
        let check = |width, height| {
            check_picture(Some(Picture {
                content_type: "image/png",
                width,
                height,
            }))
            .is_ok()
        };
        assert!(check(64, 64) && check(500, 500));
        assert!(!check(63, 63) && !check(501, 501) && !check(100, 101));
        assert!(check_picture(None).is_err());
    }

    #[test]
    fn creators_and_administrators_delete() {
        let emoji = CustomEmoji {
            id: EmojiId(1),
            emoji_name: ":a:".into(),
            creator: UserId(2),
            content_type: "image/png".into(),
            picture_key: FileId(3),
            create_time: Time(4),
        };
        assert!(emoji.check_delete(UserId(2), false).is_ok());
        assert!(emoji.check_delete(UserId(3), true).is_ok());
        assert!(emoji.check_delete(UserId(3), false).is_err());
    }
}
