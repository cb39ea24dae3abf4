//! Builds what a message shows from scanned text and the people it mentions.

use std::collections::HashSet;

use proto::chat::annotation::Metadata;
use proto::chat::{self, Annotation, AnnotationType, CustomEmoji, User};

use super::links::chat_space;
use super::markup::symbol;
use super::{MentionRef, Piece, Scanned};
use crate::ids::UserId;

/// A person or an app that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Mentioned {
    pub id: UserId,
    /// As annotations show it: name, display name, avatar, type.
    pub user: User,
}

impl Mentioned {
    pub fn is_app(&self) -> bool {
        self.user.r#type() == chat::user::Type::Bot
    }
}

/// What the caller may use.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// `<users/{email}>`: with user authentication.
    pub emails: bool,
    /// `<customEmojis/…>`: with user authentication, but not for webhooks.
    pub emoji: bool,
    /// The public URL, whose links to spaces are annotated; may be empty.
    pub home: &'a str,
}

/// What was looked up. Never asked for what [`Rules`] forbid, nor for
/// [`MentionRef::All`].
pub struct Known<'a> {
    pub user: &'a dyn Fn(&MentionRef) -> Option<Mentioned>,
    /// By id or by `:name:`.
    pub emoji: &'a dyn Fn(&str) -> Option<CustomEmoji>,
}

/// The fields of a message that come from its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composed {
    /// What is read: names instead of mentions, labels instead of links.
    pub text: String,
    /// `text` and Chat's marks.
    pub formatted_text: String,
    /// `text` without mentions of apps; the space after one stays.
    pub argument_text: String,
    /// In the order of the text; places count UTF-16 units of `text`.
    pub annotations: Vec<Annotation>,
    pub mentions_all: bool,
    /// People and apps, each once.
    pub mentioned: Vec<Mentioned>,
    /// Addresses in order, also those behind labels.
    pub links: Vec<String>,
}

pub fn compose(scanned: &Scanned, rules: Rules<'_>, known: &Known<'_>) -> Composed {
    let mut writer = Writer {
        marks_shown: scanned.marks_shown,
        rules,
        known,
        units: 0,
        seen: HashSet::new(),
        out: Composed::default(),
    };
    for piece in &scanned.pieces {
        writer.piece(piece);
    }
    writer.out
}

struct Writer<'a> {
    marks_shown: bool,
    rules: Rules<'a>,
    known: &'a Known<'a>,
    /// UTF-16 units of `text` so far.
    units: i32,
    seen: HashSet<UserId>,
    out: Composed,
}

impl Writer<'_> {
    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) | Piece::Bullet(text) | Piece::Quote(text) => self.plain(text),
            Piece::Mark(style) => self.marked("", symbol(*style)),
            Piece::Code(code) => self.marked(code, &format!("`{code}`")),
            Piece::Fence(code) => {
                self.marked(code.trim_matches('\n'), &format!("```{code}```"));
            }
            Piece::Link { url, label } => self.link(url, label.as_deref()),
            Piece::Mention { whom, typed } => self.mention(whom, typed),
            Piece::Emoji { id, typed } => self.emoji(id, typed),
        }
    }

    /// Text that reads the same everywhere.
    fn plain(&mut self, text: &str) {
        self.show(text);
        self.out.argument_text.push_str(text);
        self.out.formatted_text.push_str(text);
    }

    /// Formatting: Chat's marks are read as they were typed, Markdown's not.
    fn marked(&mut self, bare: &str, with_marks: &str) {
        let shown = if self.marks_shown { with_marks } else { bare };
        self.show(shown);
        self.out.argument_text.push_str(shown);
        self.out.formatted_text.push_str(with_marks);
    }

    fn show(&mut self, text: &str) {
        let units = text.encode_utf16().count();
        self.units = self
            .units
            .saturating_add(i32::try_from(units).unwrap_or(i32::MAX));
        self.out.text.push_str(text);
    }

    fn link(&mut self, url: &str, label: Option<&str>) {
        let start = self.units;
        let shown = label.unwrap_or(url);
        self.show(shown);
        self.out.argument_text.push_str(shown);
        match label {
            Some(label) => {
                let formatted =
                    format!("<{}|{}>", escaped(url), label.replace(['<', '>', '\n'], ""));
                self.out.formatted_text.push_str(&formatted);
            }
            None => self.out.formatted_text.push_str(url),
        }
        self.out.links.push(url.to_owned());
        if let Some(space) = chat_space(url, self.rules.home) {
            let rich = chat::RichLinkMetadata {
                uri: url.to_owned(),
                rich_link_type: chat::rich_link_metadata::RichLinkType::ChatSpace.into(),
                data: Some(chat::rich_link_metadata::Data::ChatSpaceLinkData(space)),
            };
            self.annotate(
                AnnotationType::RichLink,
                start,
                Metadata::RichLinkMetadata(rich),
            );
        }
    }

    fn mention(&mut self, whom: &MentionRef, typed: &str) {
        let found = match whom {
            MentionRef::All => return self.mention_all(),
            MentionRef::Email(_) if !self.rules.emails => None,
            _ => (self.known.user)(whom),
        };
        let Some(found) = found else {
            return self.plain(typed);
        };
        let start = self.units;
        let shown = format!("@{}", found.user.display_name);
        self.show(&shown);
        if found.is_app() {
            self.out.formatted_text.push_str(&shown);
        } else {
            self.out.argument_text.push_str(&shown);
            self.out
                .formatted_text
                .push_str(&format!("<{}>", found.user.name));
        }
        self.annotate_mention(start, Some(found.user.clone()));
        if self.seen.insert(found.id) {
            self.out.mentioned.push(found);
        }
    }

    fn mention_all(&mut self) {
        let start = self.units;
        self.show("@all");
        self.out.argument_text.push_str("@all");
        self.out.formatted_text.push_str("<users/all>");
        self.annotate_mention(start, None);
        self.out.mentions_all = true;
    }

    fn annotate_mention(&mut self, start: i32, user: Option<User>) {
        let mention = chat::UserMentionMetadata {
            user,
            r#type: chat::user_mention_metadata::Type::Mention.into(),
        };
        self.annotate(
            AnnotationType::UserMention,
            start,
            Metadata::UserMention(mention),
        );
    }

    fn emoji(&mut self, id: &str, typed: &str) {
        let found = if self.rules.emoji {
            (self.known.emoji)(id)
        } else {
            None
        };
        let Some(emoji) = found else {
            return self.plain(typed);
        };
        let start = self.units;
        self.plain(&format!(":{}:", emoji.emoji_name.trim_matches(':')));
        let metadata = chat::CustomEmojiMetadata {
            custom_emoji: Some(emoji),
        };
        self.annotate(
            AnnotationType::CustomEmoji,
            start,
            Metadata::CustomEmojiMetadata(metadata),
        );
    }

    fn annotate(&mut self, kind: AnnotationType, start: i32, metadata: Metadata) {
        self.out.annotations.push(Annotation {
            r#type: kind.into(),
            start_index: Some(start),
            length: self.units - start,
            metadata: Some(metadata),
        });
    }
}

/// The address of a labelled link must not end it.
fn escaped(url: &str) -> String {
    url.replace('|', "%7C")
        .replace('<', "%3C")
        .replace('>', "%3E")
}

/// Marks a message that begins with `/name` as a slash command: its annotation
/// comes first, and `argument_text` is what follows the name.
pub fn slash_command(composed: &mut Composed, command: chat::SlashCommandMetadata) {
    let name = command.command_name.as_str();
    let Some(arguments) = composed.argument_text.strip_prefix(name) else {
        return;
    };
    composed.argument_text = arguments.to_owned();
    let length = i32::try_from(name.encode_utf16().count()).unwrap_or(i32::MAX);
    composed.annotations.insert(
        0,
        Annotation {
            r#type: AnnotationType::SlashCommand.into(),
            start_index: Some(0),
            length,
            metadata: Some(Metadata::SlashCommand(command)),
        },
    );
}
