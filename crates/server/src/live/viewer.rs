//! Who listens, and who sees the same.

use std::sync::Arc;

use domain::ids::UserId;
use domain::members::Member;

use crate::api::Call;
use crate::api::space_events::types;
use crate::gate::{AuthKind, Caller, ScopeSet, authorize};
use crate::state::Server;

/// For errors and logs: this is no RPC, but it is called like one.
pub const NAME: &str = "confab.v1.LiveService/Events";

/// Listeners of one class are shown the same bytes of an event. What people
/// may see differs by event, never by person, but for thread keys, which
/// belong to the app that they use. What apps see depends on their scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    kind: AuthKind,
    app: Option<UserId>,
    scopes: Option<ScopeSet>,
}

impl Class {
    pub fn of(caller: &Caller) -> Self {
        let is_app = caller.kind == AuthKind::App;
        Self {
            kind: caller.kind,
            app: caller.app,
            scopes: is_app.then_some(caller.scopes),
        }
    }
}

/// The kinds of events that a caller's scopes open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    messages: bool,
    reactions: bool,
    memberships: bool,
    spaces: bool,
    read_states: bool,
}

impl Opened {
    /// By the scopes that `spaces.spaceEvents` asks for, and those of the
    /// caller's own read states.
    pub fn by(caller: &Caller) -> Self {
        let opens = |resource: &str| {
            let event_type = format!("google.workspace.chat.{resource}.v1.created");
            authorize(NAME, &types::scopes(&event_type), caller, false).is_ok()
        };
        Self {
            messages: opens("message"),
            reactions: opens("reaction"),
            memberships: opens("membership"),
            spaces: opens("space"),
            read_states: types::opens_read_states(caller),
        }
    }

    pub fn any(self) -> bool {
        self.messages || self.reactions || self.memberships || self.spaces || self.read_states
    }

    pub fn tells(self, event_type: &str) -> bool {
        match types::resource(event_type) {
            "message" | "appNotices" => self.messages,
            "reaction" => self.reactions,
            "membership" => self.memberships,
            "readState" => self.read_states,
            _ => self.spaces,
        }
    }
}

/// What stays the same as long as somebody listens.
#[derive(Clone)]
pub struct Viewer {
    pub caller: Caller,
    pub class: Class,
    pub opened: Opened,
    /// To look again whether it is still good.
    pub credential: Arc<str>,
}

impl Viewer {
    pub fn new(caller: Caller, credential: &str) -> Self {
        Self {
            caller,
            class: Class::of(&caller),
            opened: Opened::by(&caller),
            credential: credential.into(),
        }
    }

    /// Under whom the listener is in spaces.
    pub fn member(&self) -> Member {
        match self.caller.kind {
            AuthKind::User => Member::Person(self.caller.id),
            AuthKind::App => Member::App(self.caller.id),
        }
    }

    /// As whom its events are rendered.
    pub fn call(&self, server: &Arc<Server>) -> Call {
        Call {
            server: server.clone(),
            caller: self.caller,
            now: server.now(),
        }
    }
}
