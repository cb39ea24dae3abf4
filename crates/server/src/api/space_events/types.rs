//! Event types: the scopes that open them, and where they are told.

use domain::Result;
use domain::permissions::Permission;
use domain::spaces::Space;

use crate::api::Call;
use crate::api::access::Seat;
use crate::gate::scope::{self as s, Scope};
use crate::gate::{AuthKind, Caller, Scopes, authorize};

/// Refuses callers without a scope for this type of event.
pub fn check_scope(rpc: &str, call: &Call, event_type: &str) -> Result<()> {
    authorize(rpc, &scopes(event_type), &call.caller, false)
}

/// The scopes that open events of this type.
pub fn scopes(event_type: &str) -> Scopes {
    let (user, app_approved): (&'static [Scope], &'static [Scope]) = match resource(event_type) {
        "message" => (
            &[s::CHAT_MESSAGES, s::CHAT_MESSAGES_READONLY],
            &[s::CHAT_APP_MESSAGES_READONLY],
        ),
        "reaction" => (
            &[
                s::CHAT_MESSAGES_REACTIONS,
                s::CHAT_MESSAGES_REACTIONS_READONLY,
                s::CHAT_MESSAGES,
                s::CHAT_MESSAGES_READONLY,
            ],
            &[s::CHAT_APP_MESSAGES_READONLY],
        ),
        "membership" => (
            &[s::CHAT_MEMBERSHIPS, s::CHAT_MEMBERSHIPS_READONLY],
            &[s::CHAT_APP_MEMBERSHIPS, s::CHAT_APP_MEMBERSHIPS_READONLY],
        ),
        _ => (
            &[s::CHAT_SPACES, s::CHAT_SPACES_READONLY],
            &[s::CHAT_APP_SPACES, s::CHAT_APP_SPACES_READONLY],
        ),
    };
    Scopes {
        user,
        app: &[],
        app_approved,
        admin: &[],
    }
}

/// Whether the caller may know of changes of their own read states.
pub fn opens_read_states(caller: &Caller) -> bool {
    let scopes = [s::CHAT_USERS_READSTATE, s::CHAT_USERS_READSTATE_READONLY];
    caller.kind == AuthKind::User && caller.scopes.contains_any(&scopes)
}

/// Whether the space tells events of this type. Direct messages and group
/// chats have no events of memberships before their first message.
pub fn told(space: &Space, event_type: &str) -> bool {
    resource(event_type) != "membership" || space.is_named() || space.last_active_time.is_some()
}

/// Refuses members who may not see who is in the space.
pub fn check_permission(seat: &Seat, event_type: &str) -> Result<()> {
    match resource(event_type) {
        "membership" => seat.demand(Permission::ViewSpaceMembership),
        _ => Ok(()),
    }
}

/// `message` of `google.workspace.chat.message.v1.created`.
pub fn resource(event_type: &str) -> &str {
    event_type.split('.').nth(3).unwrap_or_default()
}
