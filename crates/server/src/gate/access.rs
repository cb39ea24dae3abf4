//! Whether a caller's scopes open a method at all. What they may do with one
//! space or message is decided in the method's own file.

use domain::{Error, Result};

use super::refusal::metadata;
use super::{AuthKind, Caller, Scope};

/// The scopes that open a method, by kind of authentication; any one of them
/// is enough. An empty list closes the method to that kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scopes {
    pub user: &'static [Scope],
    /// Of an app, without anybody's approval.
    pub app: &'static [Scope],
    /// Of an app, once an administrator has approved.
    pub app_approved: &'static [Scope],
    /// Of an administrator, with `useAdminAccess`.
    pub admin: &'static [Scope],
}

/// Refuses calls that no state could allow. `rpc` is the method's full name.
pub fn authorize(
    rpc: &str,
    scopes: &Scopes,
    caller: &Caller,
    use_admin_access: bool,
) -> Result<()> {
    match caller.kind {
        AuthKind::User if use_admin_access => administrator(rpc, scopes, caller),
        AuthKind::User => person(rpc, scopes, caller),
        AuthKind::App if use_admin_access => Err(Error::permission_denied(
            "Administrator access needs the authentication of a user who is an administrator. \
             This method was called with app authentication and useAdminAccess.",
        )),
        AuthKind::App => app(rpc, scopes, caller),
    }
}

fn person(rpc: &str, scopes: &Scopes, caller: &Caller) -> Result<()> {
    if caller.scopes.contains_any(scopes.user) {
        return Ok(());
    }
    if scopes.user.is_empty() && !(scopes.app.is_empty() && scopes.app_approved.is_empty()) {
        return Err(Error::permission_denied(
            "The API is called without service account credentials. Instructions on how to set \
             this up can be found at \
             https://developers.google.com/workspace/chat/authenticate-authorize-chat-app",
        ));
    }
    Err(insufficient(rpc))
}

fn administrator(rpc: &str, scopes: &Scopes, caller: &Caller) -> Result<()> {
    if !caller.scopes.contains_any(scopes.admin) {
        return Err(insufficient(rpc));
    }
    if !caller.admin {
        return Err(Error::permission_denied(
            "Administrator access needs a user who is an administrator with the privilege to \
             manage conversations.",
        ));
    }
    Ok(())
}

fn app(rpc: &str, scopes: &Scopes, caller: &Caller) -> Result<()> {
    if scopes.app.is_empty() && scopes.app_approved.is_empty() {
        return Err(Error::permission_denied(
            "This method doesn't support app authentication with a service account. \
             Authenticate with a user account.",
        ));
    }
    if caller.scopes.contains_any(scopes.app) || caller.scopes.contains_any(scopes.app_approved) {
        return Ok(());
    }
    if caller.unapproved.contains_any(scopes.app_approved) {
        return Err(Error::permission_denied(
            "The administrator must grant the app the required OAuth authorization scope for \
             this action.",
        ));
    }
    Err(insufficient(rpc))
}

pub fn insufficient(rpc: &str) -> Error {
    Error::permission_denied("Request had insufficient authentication scopes.")
        .with_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", metadata(rpc))
}

#[cfg(test)]
mod tests {
    use domain::error::Detail;
    use domain::ids::UserId;

    use super::*;
    use crate::gate::ScopeSet;
    use crate::gate::scope::*;

    const RPC: &str = "google.chat.v1.ChatService/GetSpace";
    const BOTH: Scopes = Scopes {
        user: &[CHAT_SPACES_READONLY, CHAT_SPACES],
        app: &[CHAT_BOT],
        app_approved: &[CHAT_APP_SPACES],
        admin: &[CHAT_ADMIN_SPACES],
    };
    const APP_ONLY: Scopes = Scopes {
        user: &[],
        app: &[CHAT_BOT],
        app_approved: &[],
        admin: &[],
    };
    const USER_ONLY: Scopes = Scopes {
        user: &[CHAT_SPACES],
        app: &[],
        app_approved: &[],
        admin: &[],
    };

    fn user(scopes: &[Scope]) -> Caller {
        let id = UserId(1);
        Caller {
            kind: AuthKind::User,
            id,
            user: Some(id),
            app: None,
            project: 0,
            admin: false,
            scopes: ScopeSet::of(scopes),
            unapproved: ScopeSet::EMPTY,
        }
    }

    fn bot(scopes: &[Scope], unapproved: &[Scope]) -> Caller {
        let unapproved = ScopeSet::of(unapproved);
        Caller {
            kind: AuthKind::App,
            user: None,
            app: Some(UserId(1)),
            unapproved,
            ..user(scopes)
        }
    }

    #[track_caller]
    fn check(scopes: &Scopes, caller: Caller, use_admin_access: bool, expected: &str) {
        match authorize(RPC, scopes, &caller, use_admin_access) {
            Ok(()) => assert_eq!(expected, ""),
            Err(error) => {
                assert!(
                    !expected.is_empty() && error.message.contains(expected),
                    "{error}"
                );
                assert_eq!(error.code, domain::Code::PermissionDenied);
            }
        }
    }

    const SCOPES: &str = "insufficient authentication scopes";
    const USERS: &str = "doesn't support app authentication";
    const APPS: &str = "without service account credentials";
    const APPROVAL: &str = "administrator must grant the app";
    const ADMIN: &str = "Administrator access needs";

    #[test]
    fn people() {
        check(&BOTH, user(&[CHAT_SPACES]), false, "");
        check(&BOTH, user(&[CHAT_SPACES_READONLY, OPENID]), false, "");
        check(&BOTH, user(&[CHAT_MESSAGES]), false, SCOPES);
        check(&BOTH, user(&[]), false, SCOPES);
        check(&BOTH, user(&[CHAT_ADMIN_SPACES]), false, SCOPES);
        check(&APP_ONLY, user(&[CHAT_SPACES]), false, APPS);
    }

    #[test]
    fn administrators() {
        let admin = |scopes| Caller {
            admin: true,
            ..user(scopes)
        };
        check(&BOTH, admin(&[CHAT_ADMIN_SPACES]), true, "");
        check(&BOTH, admin(&[CHAT_ADMIN_SPACES]), false, SCOPES);
        check(&BOTH, admin(&[CHAT_SPACES]), true, SCOPES);
        check(&BOTH, user(&[CHAT_ADMIN_SPACES]), true, ADMIN);
        check(
            &USER_ONLY,
            admin(&[CHAT_ADMIN_SPACES, CHAT_SPACES]),
            true,
            SCOPES,
        );
        check(&BOTH, bot(&[CHAT_BOT], &[]), true, ADMIN);
    }

    #[test]
    fn apps() {
        check(&BOTH, bot(&[CHAT_BOT], &[]), false, "");
        check(&BOTH, bot(&[CHAT_APP_SPACES], &[]), false, "");
        check(&BOTH, bot(&[CHAT_BOT], &[CHAT_APP_SPACES]), false, "");
        check(&BOTH, bot(&[], &[CHAT_APP_SPACES]), false, APPROVAL);
        check(&BOTH, bot(&[CHAT_SPACES], &[]), false, SCOPES);
        check(&USER_ONLY, bot(&[CHAT_BOT, CHAT_SPACES], &[]), false, USERS);
    }

    #[test]
    fn the_reason_names_service_and_method() {
        let error = authorize(RPC, &BOTH, &user(&[]), false).unwrap_err();
        let info = Detail::ErrorInfo {
            reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            metadata: vec![
                ("service", "chat.googleapis.com".to_owned()),
                ("method", "google.chat.v1.ChatService.GetSpace".to_owned()),
            ],
        };
        assert_eq!(error.details, vec![info]);
    }
}
