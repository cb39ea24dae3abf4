//! Google's published rates (<https://developers.google.com/workspace/chat/limits>)
//! for those who want to see their program meet them. Methods without a
//! published figure have no limit.

mod meter;

pub use meter::{Key, Meter};

use crate::error::Detail;
use crate::{Code, Error, Time};

/// Whom a limit is counted for, and over how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// A Cloud project, in 60 seconds.
    Project,
    /// A space, in a second, all apps together.
    Space,
    /// A person, in a second.
    User,
}

impl Per {
    /// Microseconds that one count lasts.
    pub fn window(self) -> i64 {
        match self {
            Self::Project => 60 * Time::SECOND,
            Self::Space | Self::User => Time::SECOND,
        }
    }
}

/// One published figure.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    pub per: Per,
    /// `message_writes`: what is counted together.
    pub metric: &'static str,
    /// `Message writes`, as errors call it.
    pub words: &'static str,
    pub calls: u32,
}

const fn limit(per: Per, metric: &'static str, words: &'static str, calls: u32) -> Limit {
    Limit {
        per,
        metric,
        words,
        calls,
    }
}

macro_rules! limits {
    ($($name:ident: $per:ident, $metric:literal, $words:literal, $calls:literal;)*) => {
        $(pub const $name: &Limit = &limit(Per::$per, $metric, $words, $calls);)*
    };
}

limits! {
    MESSAGE_WRITES: Project, "message_writes", "Message writes", 3_000;
    MESSAGE_READS: Project, "message_reads", "Message reads", 3_000;
    MEMBERSHIP_WRITES: Project, "membership_writes", "Membership writes", 300;
    MEMBERSHIP_READS: Project, "membership_reads", "Membership reads", 3_000;
    SPACE_WRITES: Project, "space_writes", "Space writes", 60;
    SPACE_READS: Project, "space_reads", "Space reads", 3_000;
    ATTACHMENT_WRITES: Project, "attachment_writes", "Attachment writes", 600;
    ATTACHMENT_READS: Project, "attachment_reads", "Attachment reads", 3_000;
    REACTION_WRITES: Project, "reaction_writes", "Reaction writes", 600;
    REACTION_READS: Project, "reaction_reads", "Reaction reads", 3_000;
    EMOJI_WRITES: Project, "custom_emoji_writes", "Custom emoji writes", 600;
    EMOJI_READS: Project, "custom_emoji_reads", "Custom emoji reads", 3_000;
    IN_SPACE_READS: Space, "reads_in_space", "Reads", 15;
    IN_SPACE_WRITES: Space, "writes_in_space", "Writes", 1;
    IN_SPACE_REACTIONS: Space, "reactions_in_space", "Create reactions", 5;
    IN_SPACE_IMPORTS: Space, "imports_in_space", "Create messages while importing data", 10;
    IN_SPACE_WEBHOOKS: Space, "webhooks_in_space", "Incoming webhooks", 1;
    OF_USER_EMOJI_WRITES: User, "user_custom_emoji_writes", "Custom emoji writes", 1;
    OF_USER_EMOJI_READS: User, "user_custom_emoji_reads", "Custom emoji reads", 15;
}

/// The limits that a call of ChatService counts against, by the last part of
/// its name. `importing`: with the `chat.import` scope.
pub fn of_call(rpc: &str, importing: bool) -> &'static [&'static Limit] {
    match rpc {
        "CreateMessage" if importing => &[MESSAGE_WRITES, IN_SPACE_IMPORTS],
        "CreateMessage" | "UpdateMessage" | "DeleteMessage" => &[MESSAGE_WRITES, IN_SPACE_WRITES],
        "GetMessage" | "ListMessages" => &[MESSAGE_READS, IN_SPACE_READS],
        "CreateMembership" | "UpdateMembership" | "DeleteMembership" => &[MEMBERSHIP_WRITES],
        "GetMembership" | "ListMemberships" => &[MEMBERSHIP_READS, IN_SPACE_READS],
        "SetUpSpace" | "CreateSpace" => &[SPACE_WRITES],
        "UpdateSpace" | "DeleteSpace" => &[SPACE_WRITES, IN_SPACE_WRITES],
        "GetSpace" => &[SPACE_READS, IN_SPACE_READS],
        "ListSpaces" | "FindDirectMessage" => &[SPACE_READS],
        "UploadAttachment" => &[ATTACHMENT_WRITES, IN_SPACE_WRITES],
        "GetAttachment" | "DownloadMedia" => &[ATTACHMENT_READS, IN_SPACE_READS],
        "CreateReaction" => &[REACTION_WRITES, IN_SPACE_REACTIONS],
        "DeleteReaction" => &[REACTION_WRITES, IN_SPACE_WRITES],
        "ListReactions" => &[REACTION_READS, IN_SPACE_READS],
        "CreateCustomEmoji" | "DeleteCustomEmoji" => &[EMOJI_WRITES, OF_USER_EMOJI_WRITES],
        "GetCustomEmoji" | "ListCustomEmojis" => &[EMOJI_READS, OF_USER_EMOJI_READS],
        _ => &[],
    }
}

/// What a caller over a limit is told, in the form that Google's quota service
/// gives everywhere.
pub fn exceeded(limit: &Limit, project: i64) -> Error {
    let (period, whose) = match limit.per {
        Per::Project => ("minute", "Project"),
        Per::Space => ("second", "Space"),
        Per::User => ("second", "User"),
    };
    let message = format!(
        "Quota exceeded for quota metric '{words}' and limit '{words} per {period} per {whose}' \
         of service 'chat.googleapis.com' for consumer 'project_number:{project}'.",
        words = limit.words,
        whose = whose.to_lowercase(),
    );
    let name = format!("{}-per-{period}-per-{}", limit.metric, whose.to_lowercase());
    let mut error = Error::new(Code::ResourceExhausted, message).with_info(
        "RATE_LIMIT_EXCEEDED",
        vec![
            ("service", "chat.googleapis.com".to_owned()),
            ("consumer", format!("projects/{project}")),
            (
                "quota_metric",
                format!("chat.googleapis.com/{}", limit.metric),
            ),
            ("quota_limit", name),
            ("quota_limit_value", limit.calls.to_string()),
            ("quota_location", "global".to_owned()),
        ],
    );
    error.details.push(Detail::Help {
        description: "Request a higher quota limit.",
        url: "https://cloud.google.com/docs/quotas/help/request_increase".to_owned(),
    });
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_figure_is_there() {
        let check = |rpc: &str, expected: &[(Per, u32)]| {
            let limits = of_call(rpc, false).iter();
            let found: Vec<_> = limits.map(|limit| (limit.per, limit.calls)).collect();
            assert_eq!(found, expected, "{rpc}");
        };
        use Per::{Project, Space, User};
        check("CreateMessage", &[(Project, 3_000), (Space, 1)]);
        check("GetMessage", &[(Project, 3_000), (Space, 15)]);
        check("CreateMembership", &[(Project, 300)]);
        check("ListMemberships", &[(Project, 3_000), (Space, 15)]);
        check("SetUpSpace", &[(Project, 60)]);
        check("DeleteSpace", &[(Project, 60), (Space, 1)]);
        check("GetSpace", &[(Project, 3_000), (Space, 15)]);
        check("UploadAttachment", &[(Project, 600), (Space, 1)]);
        check("DownloadMedia", &[(Project, 3_000), (Space, 15)]);
        check("CreateReaction", &[(Project, 600), (Space, 5)]);
        check("DeleteReaction", &[(Project, 600), (Space, 1)]);
        check("CreateCustomEmoji", &[(Project, 600), (User, 1)]);
        check("SearchSpaces", &[]);
        check("ListSpaceEvents", &[]);
        assert_eq!(of_call("CreateMessage", true)[1].calls, 10);
        assert_eq!(IN_SPACE_WEBHOOKS.calls, 1);
    }

    #[test]
    fn refusals_are_googles() {
        let error = exceeded(MEMBERSHIP_WRITES, 123);
        assert_eq!(error.code, Code::ResourceExhausted);
        assert_eq!(
            error.message,
            "Quota exceeded for quota metric 'Membership writes' and limit 'Membership writes per \
             minute per project' of service 'chat.googleapis.com' for consumer \
             'project_number:123'."
        );
        let Detail::ErrorInfo { reason, metadata } = &error.details[0] else {
            panic!("{error:?}");
        };
        assert_eq!(*reason, "RATE_LIMIT_EXCEEDED");
        assert!(metadata.contains(&("quota_limit_value", "300".to_owned())));
        assert!(metadata.contains(&("consumer", "projects/123".to_owned())));
    }
}
