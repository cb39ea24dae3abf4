//! Who calls, and how a refusal looks whatever carried it.

use serde_json::Value;
use server::gate::{Scope, ScopeSet};

/// A credential to call with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum As {
    Nobody,
    /// A person through an app's project (or the built-in client), with scopes.
    Person {
        user: &'static str,
        app: Option<&'static str>,
        scopes: ScopeSet,
    },
    /// An app in its own name.
    App {
        app: &'static str,
        scopes: ScopeSet,
    },
}

impl As {
    /// With every scope that people can grant, administrators' left out.
    pub fn user(user: &'static str) -> Self {
        Self::Person {
            user,
            app: None,
            scopes: persons_scopes(),
        }
    }

    /// The same through an app.
    pub fn user_of(user: &'static str, app: &'static str) -> Self {
        Self::Person {
            user,
            app: Some(app),
            scopes: persons_scopes(),
        }
    }

    /// With these scopes only, as last parts: `"chat.messages chat.spaces"`.
    pub fn scoped(user: &'static str, scopes: &str) -> Self {
        Self::Person {
            user,
            app: None,
            scopes: ScopeSet::parse(scopes).unwrap(),
        }
    }

    pub fn scoped_of(user: &'static str, app: &'static str, scopes: &str) -> Self {
        Self::Person {
            user,
            app: Some(app),
            scopes: ScopeSet::parse(scopes).unwrap(),
        }
    }

    /// With every administrator's scope and no other.
    pub fn admin(user: &'static str) -> Self {
        let scopes = Scope::all().filter(|scope| scope.is_for_admins()).collect();
        Self::Person {
            user,
            app: None,
            scopes,
        }
    }

    /// With `chat.bot` and every scope that an administrator can approve.
    pub fn app(app: &'static str) -> Self {
        let scopes = Scope::all().filter(|scope| scope.is_for_apps()).collect();
        Self::App { app, scopes }
    }

    /// With `chat.bot` alone.
    pub fn bot(app: &'static str) -> Self {
        Self::App {
            app,
            scopes: ScopeSet::parse("chat.bot").unwrap(),
        }
    }

    pub fn app_scoped(app: &'static str, scopes: &str) -> Self {
        let scopes = ScopeSet::parse(scopes).unwrap();
        Self::App { app, scopes }
    }

    pub(super) fn parts(self) -> (Option<&'static str>, Option<&'static str>, ScopeSet) {
        match self {
            Self::Nobody => (None, None, ScopeSet::EMPTY),
            Self::Person { user, app, scopes } => (Some(user), app, scopes),
            Self::App { app, scopes } => (None, Some(app), scopes),
        }
    }
}

fn persons_scopes() -> ScopeSet {
    Scope::all()
        .filter(|scope| !scope.is_for_apps() && !scope.is_for_admins())
        .collect()
}

/// A call that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// `INVALID_ARGUMENT`
    pub status: String,
    pub message: String,
    /// As in a REST body: objects with `@type`.
    pub details: Vec<Value>,
}

/// An RPC's name alone is one of Google's; ours are written
/// `confab.v1.JoiningService/JoinSpace`.
pub(super) fn full_name(rpc: &str) -> String {
    if rpc.contains('/') {
        rpc.to_owned()
    } else {
        format!("google.chat.v1.ChatService/{rpc}")
    }
}
