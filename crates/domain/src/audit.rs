//! The audit log: what administrators and attackers did, for those who must
//! answer for it later. Conversations are not in it.

use crate::Time;
use crate::ids::UserId;

/// How long entries are kept, in microseconds: 180 days, as in Google's own
/// audit logs (<https://support.google.com/a/answer/7061566>).
pub const RETENTION: i64 = 180 * Time::DAY;

/// Bytes of [`Entry::detail`] that are kept.
pub const DETAIL_LIMIT: usize = 1_000;

/// What happened: `noun.verb`. Programs filter by it, so names stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(pub &'static str);

impl Action {
    pub const USER_CREATE: Self = Self("user.create");
    pub const USER_DISABLE: Self = Self("user.disable");
    pub const USER_ENABLE: Self = Self("user.enable");
    pub const USER_SET_ADMIN: Self = Self("user.setAdmin");
    pub const USER_SET_PASSWORD: Self = Self("user.setPassword");
    pub const USER_BLOCK: Self = Self("user.block");
    pub const USER_UNBLOCK: Self = Self("user.unblock");
    pub const USER_AUTO_ACCEPT: Self = Self("user.autoAccept");
    pub const GROUP_CREATE: Self = Self("group.create");
    pub const GROUP_ADD_MEMBER: Self = Self("group.addMember");
    pub const GROUP_REMOVE_MEMBER: Self = Self("group.removeMember");
    pub const APP_CREATE: Self = Self("app.create");
    pub const APP_UPDATE: Self = Self("app.update");
    pub const APP_DELETE: Self = Self("app.delete");
    pub const APP_INSTALL: Self = Self("app.install");
    pub const APP_APPROVE: Self = Self("app.approve");
    pub const APP_DELEGATE: Self = Self("app.delegate");
    pub const KEY_CREATE: Self = Self("key.create");
    pub const KEY_DELETE: Self = Self("key.delete");
    pub const CLIENT_CREATE: Self = Self("oauthClient.create");
    pub const CLIENT_DELETE: Self = Self("oauthClient.delete");
    pub const TOKEN_CREATE: Self = Self("token.create");
    pub const TOKEN_REVOKE: Self = Self("token.revoke");
    pub const TOKEN_REUSE: Self = Self("token.reuse");
    pub const WEBHOOK_CREATE: Self = Self("webhook.create");
    pub const WEBHOOK_DELETE: Self = Self("webhook.delete");
    pub const CONSENT_GRANT: Self = Self("consent.grant");
    pub const CONSENT_REVOKE: Self = Self("consent.revoke");
    pub const SIGN_IN: Self = Self("session.signIn");
    pub const SIGN_IN_FAILED: Self = Self("session.signInFailed");
    pub const SIGN_IN_THROTTLED: Self = Self("session.signInThrottled");
    pub const SIGN_OUT: Self = Self("session.signOut");
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody with a shell on the machine: `confab admin`.
    CommandLine,
    /// A person, or an app in its own name.
    User(UserId),
    /// Not known, as with a sign-in that failed.
    Nobody,
}

impl Actor {
    /// `commandLine`, `users/…` or nothing.
    pub fn to_text(self) -> String {
        match self {
            Self::CommandLine => "commandLine".to_owned(),
            Self::User(id) => crate::names::user_name(id),
            Self::Nobody => String::new(),
        }
    }
}

/// One line of the log. No secret belongs into any field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub time: Time,
    pub actor: Actor,
    pub action: Action,
    /// What it was done to, as a resource name or address: `users/1`,
    /// `alice@example.com`.
    pub target: String,
    /// What else tells it from others, in words.
    pub detail: String,
    /// From where: an IP address, or `uid 1000` for the command line.
    pub origin: String,
}

/// The part of a detail that is kept.
pub fn shortened(detail: &str) -> &str {
    let mut end = detail.len().min(DETAIL_LIMIT);
    while !detail.is_char_boundary(end) {
        end -= 1;
    }
    &detail[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"ß".repeat(700)).len(), 1_000);
        assert_eq!(shortened(&format!("a{}", "ß".repeat(700))).len(), 999);
    }

    #[test]
    fn actors() {
        assert_eq!(Actor::CommandLine.to_text(), "commandLine");
        assert_eq!(
            Actor::User(UserId(1)).to_text(),
            crate::names::user_name(UserId(1))
        );
        assert_eq!(Actor::Nobody.to_text(), "");
    }
}
