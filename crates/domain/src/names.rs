//! Resource names: `spaces/{space}/messages/{message}` and the rest, read into
//! typed parts. A name of the wrong form is INVALID_ARGUMENT; a segment that
//! cannot be an id of ours is merely unknown (`None`), since Google answers
//! both alike.

use crate::custom_emojis::EmojiRef;
use crate::error::{Error, Result};
use crate::ids::{DIGITS, EmojiId, FileId, GroupId, MessageId, SHORT, SpaceId, UserId};
use crate::members::Member;
use crate::reactions;

/// Whom `users/{user}` means.
#[derive(Clone, Debug, PartialEq)]
pub enum UserRef {
    /// `users/me`: the calling user.
    Me,
    /// `users/app`: the bot user of the calling app.
    App,
    Id(UserId),
    /// An alias, lower case.
    Email(String),
    /// Well formed, but nobody we could know.
    Unknown,
}

/// Which message `spaces/{space}/messages/{message}` means.
#[derive(Clone, Debug, PartialEq)]
pub enum MessageRef {
    Id {
        thread: MessageId,
        message: MessageId,
    },
    /// `client-…`, assigned when the message was created.
    Client(String),
    Unknown,
}

// The first four are written for each message of a list, so without `format!`.

pub fn space_name(space: SpaceId) -> String {
    let mut name = String::with_capacity(7 + SHORT);
    name.push_str("spaces/");
    space.push_to(&mut name);
    name
}

pub fn user_name(user: UserId) -> String {
    let mut name = String::with_capacity(6 + DIGITS);
    name.push_str("users/");
    user.push_to(&mut name);
    name
}

pub fn group_name(group: GroupId) -> String {
    format!("groups/{}", group.segment())
}

pub fn thread_name(space: SpaceId, thread: MessageId) -> String {
    let mut name = String::with_capacity(7 + 9 + 2 * SHORT);
    name.push_str("spaces/");
    space.push_to(&mut name);
    name.push_str("/threads/");
    thread.push_to(&mut name);
    name
}

pub fn message_name(space: SpaceId, thread: MessageId, message: MessageId) -> String {
    let mut name = String::with_capacity(7 + 10 + 1 + 3 * SHORT);
    name.push_str("spaces/");
    space.push_to(&mut name);
    name.push_str("/messages/");
    thread.push_to(&mut name);
    name.push('.');
    message.push_to(&mut name);
    name
}

pub fn member_name(space: SpaceId, member: Member) -> String {
    format!("spaces/{}/members/{}", space.segment(), member.segment())
}

/// A webhook's own name, ours and not Google's.
pub fn webhook_name(space: SpaceId, webhook: UserId) -> String {
    format!("spaces/{}/webhooks/{}", space.segment(), webhook.segment())
}

pub fn space_event_name(space: SpaceId, segment: &str) -> String {
    format!("spaces/{}/spaceEvents/{segment}", space.segment())
}

pub fn space_read_state_name(user: UserId, space: SpaceId) -> String {
    format!("{}/{}/spaceReadState", user_name(user), space_name(space))
}

pub fn notification_setting_name(user: UserId, space: SpaceId) -> String {
    let (user, space) = (user_name(user), space_name(space));
    format!("{user}/{space}/spaceNotificationSetting")
}

pub fn availability_name(user: UserId) -> String {
    format!("{}/availability", user_name(user))
}

pub fn preferences_name(user: UserId) -> String {
    format!("{}/preferences", user_name(user))
}

pub fn thread_read_state_name(user: UserId, space: SpaceId, thread: MessageId) -> String {
    format!(
        "{}/{}/threadReadState",
        user_name(user),
        thread_name(space, thread)
    )
}

pub fn reaction_name(space: SpaceId, thread: MessageId, key: &reactions::Key) -> String {
    let message = message_name(space, thread, key.message);
    format!("{message}/reactions/{}", key.segment())
}

pub fn attachment_name(message: &str, file: FileId) -> String {
    format!("{message}/attachments/{}", file.segment())
}

pub fn custom_emoji_name(emoji: EmojiId) -> String {
    format!("customEmojis/{}", emoji.segment())
}

/// Reads `customEmojis/{customEmoji}`.
pub fn custom_emoji(field: &str, name: &str) -> Result<EmojiRef> {
    let [emoji] = split(name, ["customEmojis"])
        .ok_or_else(|| malformed(field, name, "custom emoji", "customEmojis/{customEmoji}"))?;
    Ok(EmojiRef::parse(emoji))
}

/// Reads `spaces/{space}`.
pub fn space(field: &str, name: &str) -> Result<Option<SpaceId>> {
    let [space] =
        split(name, ["spaces"]).ok_or_else(|| malformed(field, name, "space", "spaces/{space}"))?;
    Ok(SpaceId::parse(space))
}

/// Reads `spaces/{space}/messages/{message}`.
pub fn message(field: &str, name: &str) -> Result<(Option<SpaceId>, MessageRef)> {
    let [space, message] = split(name, ["spaces", "messages"])
        .ok_or_else(|| malformed(field, name, "message", "spaces/{space}/messages/{message}"))?;
    Ok((SpaceId::parse(space), message_segment(message)))
}

/// Reads `spaces/{space}/messages/{message}/reactions/{reaction}`; the last
/// segment is for [`reactions::Key::parse`].
pub fn reaction<'a>(field: &str, name: &'a str) -> Result<(Option<SpaceId>, MessageRef, &'a str)> {
    let [space, message, reaction] =
        split(name, ["spaces", "messages", "reactions"]).ok_or_else(|| {
            let format = "spaces/{space}/messages/{message}/reactions/{reaction}";
            malformed(field, name, "reaction", format)
        })?;
    Ok((SpaceId::parse(space), message_segment(message), reaction))
}

/// Reads `spaces/{space}/webhooks/{webhook}`.
pub fn webhook(field: &str, name: &str) -> Result<(Option<SpaceId>, Option<UserId>)> {
    let [space, webhook] = split(name, ["spaces", "webhooks"])
        .ok_or_else(|| malformed(field, name, "webhook", "spaces/{space}/webhooks/{webhook}"))?;
    Ok((SpaceId::parse(space), UserId::parse(webhook)))
}

/// Reads `spaces/{space}/messages/{message}/attachments/{attachment}`.
pub fn attachment(
    field: &str,
    name: &str,
) -> Result<(Option<SpaceId>, MessageRef, Option<FileId>)> {
    let [space, message, attachment] = split(name, ["spaces", "messages", "attachments"])
        .ok_or_else(|| {
            let format = "spaces/{space}/messages/{message}/attachments/{attachment}";
            malformed(field, name, "attachment", format)
        })?;
    let message = message_segment(message);
    Ok((SpaceId::parse(space), message, FileId::parse(attachment)))
}

/// Reads `spaces/{space}/spaceEvents/{spaceEvent}`; the last segment is for
/// `event_batches::EventName::parse`.
pub fn space_event<'a>(field: &str, name: &'a str) -> Result<(Option<SpaceId>, &'a str)> {
    let [space, event] = split(name, ["spaces", "spaceEvents"]).ok_or_else(|| {
        let format = "spaces/{space}/spaceEvents/{spaceEvent}";
        malformed(field, name, "space event", format)
    })?;
    Ok((SpaceId::parse(space), event))
}

/// Reads `users/{user}/spaces/{space}/spaceReadState`.
pub fn space_read_state(field: &str, name: &str) -> Result<(UserRef, Option<SpaceId>)> {
    let parts = name.strip_suffix("/spaceReadState");
    let [user, space] = parts
        .and_then(|name| split(name, ["users", "spaces"]))
        .ok_or_else(|| {
            let format = "users/{user}/spaces/{space}/spaceReadState";
            malformed(field, name, "space read state", format)
        })?;
    Ok((user_segment(user), SpaceId::parse(space)))
}

/// Reads `users/{user}/spaces/{space}/spaceNotificationSetting`.
pub fn notification_setting(field: &str, name: &str) -> Result<(UserRef, Option<SpaceId>)> {
    let parts = name.strip_suffix("/spaceNotificationSetting");
    let [user, space] = parts
        .and_then(|name| split(name, ["users", "spaces"]))
        .ok_or_else(|| {
            let format = "users/{user}/spaces/{space}/spaceNotificationSetting";
            malformed(field, name, "space notification setting", format)
        })?;
    Ok((user_segment(user), SpaceId::parse(space)))
}

/// Reads `users/{user}/availability`.
pub fn availability(field: &str, name: &str) -> Result<UserRef> {
    let parts = name.strip_suffix("/availability");
    let [user] = parts
        .and_then(|name| split(name, ["users"]))
        .ok_or_else(|| malformed(field, name, "availability", "users/{user}/availability"))?;
    Ok(user_segment(user))
}

/// Reads `users/{user}/preferences`.
pub fn preferences(field: &str, name: &str) -> Result<UserRef> {
    let parts = name.strip_suffix("/preferences");
    let [user] = parts
        .and_then(|name| split(name, ["users"]))
        .ok_or_else(|| malformed(field, name, "preferences", "users/{user}/preferences"))?;
    Ok(user_segment(user))
}

/// Reads `users/{user}/spaces/{space}/threads/{thread}/threadReadState`.
pub fn thread_read_state(
    field: &str,
    name: &str,
) -> Result<(UserRef, Option<SpaceId>, Option<MessageId>)> {
    let parts = name.strip_suffix("/threadReadState");
    let [user, space, thread] = parts
        .and_then(|name| split(name, ["users", "spaces", "threads"]))
        .ok_or_else(|| {
            let format = "users/{user}/spaces/{space}/threads/{thread}/threadReadState";
            malformed(field, name, "thread read state", format)
        })?;
    let user = user_segment(user);
    Ok((user, SpaceId::parse(space), MessageId::parse(thread)))
}

fn message_segment(segment: &str) -> MessageRef {
    if segment.starts_with("client-") {
        return MessageRef::Client(segment.to_owned());
    }
    let ids = segment
        .split_once('.')
        .and_then(|(thread, message)| MessageId::parse(thread).zip(MessageId::parse(message)));
    match ids {
        Some((thread, message)) => MessageRef::Id { thread, message },
        None => MessageRef::Unknown,
    }
}

/// Reads `spaces/{space}/threads/{thread}`; the caller says what a malformed
/// name means.
pub fn thread(name: &str) -> Option<(&str, Option<MessageId>)> {
    let [space, thread] = split(name, ["spaces", "threads"])?;
    Some((space, MessageId::parse(thread)))
}

/// Reads `spaces/{space}/members/{member}`, the member by id, e-mail address
/// or `app`.
pub fn member(field: &str, name: &str) -> Result<(Option<SpaceId>, UserRef)> {
    let [space, member] = split(name, ["spaces", "members"])
        .ok_or_else(|| malformed(field, name, "membership", "spaces/{space}/members/{member}"))?;
    Ok((SpaceId::parse(space), user_segment(member)))
}

/// Reads `users/{user}`.
pub fn user(field: &str, name: &str) -> Result<UserRef> {
    let [user] = split(name, ["users"]).ok_or_else(|| {
        Error::invalid(
            field,
            "Missing or malformed user resource name in the request. Human user resource name \
             must follow this format: users/{user}. App user resource name must be set as \
             users/app.",
        )
    })?;
    Ok(user_segment(user))
}

fn user_segment(segment: &str) -> UserRef {
    match segment {
        "me" => UserRef::Me,
        "app" => UserRef::App,
        email if email.contains('@') => UserRef::Email(email.to_lowercase()),
        id => UserId::parse(id).map_or(UserRef::Unknown, UserRef::Id),
    }
}

/// Reads `groups/{group}`.
pub fn group(field: &str, name: &str) -> Result<Option<GroupId>> {
    let [group] =
        split(name, ["groups"]).ok_or_else(|| malformed(field, name, "group", "groups/{group}"))?;
    if group.contains('@') {
        return Err(Error::invalid(
            field,
            "A group must be named by its id: groups/{group}. E-mail addresses of groups aren't \
             supported.",
        ));
    }
    Ok(GroupId::parse(group))
}

/// The segments behind the given collections, all of them non-empty and
/// nothing left over.
fn split<'a, const N: usize>(name: &'a str, collections: [&str; N]) -> Option<[&'a str; N]> {
    let mut parts = name.split('/');
    let mut segments = [""; N];
    for (slot, collection) in segments.iter_mut().zip(collections) {
        if parts.next()? != collection {
            return None;
        }
        *slot = parts.next().filter(|segment| !segment.is_empty())?;
    }
    parts.next().is_none().then_some(segments)
}

fn malformed(field: &str, name: &str, what: &str, format: &str) -> Error {
    let text = if name.is_empty() {
        format!("Missing {what} resource name in the request. Its format is {format}.")
    } else {
        format!("Malformed {what} resource name in the request. Its format is {format}.")
    };
    Error::invalid(field, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        let (s, t, m) = (SpaceId(7), MessageId(8), MessageId(9));
        assert_eq!(space("name", &space_name(s)), Ok(Some(s)));
        assert_eq!(
            message("name", &message_name(s, t, m)),
            Ok((
                Some(s),
                MessageRef::Id {
                    thread: t,
                    message: m
                }
            ))
        );
        assert_eq!(
            thread(&thread_name(s, t)),
            Some((s.segment().as_str(), Some(t)))
        );
        assert_eq!(
            user("name", &user_name(UserId(3))),
            Ok(UserRef::Id(UserId(3)))
        );
        assert_eq!(group("name", &group_name(GroupId(3))), Ok(Some(GroupId(3))));
    }

    #[test]
    fn aliases_are_told_apart() {
        assert_eq!(user("name", "users/app"), Ok(UserRef::App));
        assert_eq!(user("name", "users/me"), Ok(UserRef::Me));
        assert_eq!(
            user("name", "users/A@b.c"),
            Ok(UserRef::Email("a@b.c".into()))
        );
        assert_eq!(user("name", "users/77"), Ok(UserRef::Unknown));
        let (_, client) = message("name", "spaces/x/messages/client-a").unwrap();
        assert_eq!(client, MessageRef::Client("client-a".into()));
    }

    #[test]
    fn other_forms_are_invalid() {
        for name in [
            "",
            "spaces",
            "spaces/",
            "spaces/a/b",
            "users/a",
            "/spaces/a",
            "spaces//",
        ] {
            assert_eq!(
                space("name", name).unwrap_err().code,
                crate::Code::InvalidArgument
            );
        }
        for name in [
            "spaces/a/messages",
            "spaces/a/messages/",
            "spaces/a/threads/b",
        ] {
            assert_eq!(
                message("name", name).unwrap_err().code,
                crate::Code::InvalidArgument
            );
        }
        assert!(group("name", "groups/a@b.c").is_err());
    }
}
