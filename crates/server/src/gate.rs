//! Who calls, and whether they may call this method at all. Start with
//! [`Caller`]; scopes are in `gate/scope.rs`.

pub mod scope;

use domain::ids::UserId;

pub use scope::{Scope, ScopeSet};

/// How a caller proved who they are. Google's rules differ per kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthKind {
    /// A person's token, also one that an app got by domain-wide delegation.
    User,
    /// An app's own: its service account's token or self-signed JWT.
    App,
}

/// Who a request comes from, settled before its method runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub kind: AuthKind,
    /// Who things done by this caller are recorded under: the person, or the
    /// app's bot user.
    pub id: UserId,
    /// The person; always there for [`AuthKind::User`], never for an app.
    pub user: Option<UserId>,
    /// The app whose project the credential belongs to (`users/app`); always
    /// there for [`AuthKind::App`], absent for the built-in client.
    pub app: Option<UserId>,
    /// That app's project number; 0 for the built-in client.
    pub project: i64,
    /// Whether the person is an administrator.
    pub admin: bool,
    /// What the credential was issued for. Scopes that need an approval which
    /// the app does not have are in [`Caller::unapproved`] instead.
    pub scopes: ScopeSet,
    /// Scopes of the credential that an administrator has not approved.
    pub unapproved: ScopeSet,
}
