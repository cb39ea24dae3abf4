//! A service account's own JWT as the bearer credential, the default of
//! Google's client libraries: no token endpoint is asked.
//!
//! With `scope` it stands for those scopes; without, its audience must be this
//! service, and it stands for everything the app could have.

use domain::apps::App;

use super::jwt::{Claims, Fault};
use super::{AuthKind, Caller, Scope, ScopeSet, scope};

/// Names by which this service may be called in a JWT's `aud`.
#[derive(Clone, Debug)]
pub struct ServiceNames(Vec<String>);

impl ServiceNames {
    /// `public_url` and `https://chat.{universe}`, besides Google's own, which
    /// its clients put whatever endpoint they are pointed at.
    pub fn new(public_url: &str, universe: &str) -> Self {
        let hosts = [
            "https://chat.googleapis.com".to_owned(),
            format!("https://chat.{universe}"),
            public_url.trim_end_matches('/').to_owned(),
        ];
        Self(hosts.into())
    }

    fn contains(&self, audience: &str) -> bool {
        // gRPC libraries append the service's name (`https://host/a.b.Service`).
        let plain = audience
            .strip_suffix("/google.chat.v1.ChatService")
            .or_else(|| audience.strip_suffix('/'))
            .unwrap_or(audience);
        self.0.iter().any(|name| name == plain)
    }
}

/// Who presents these claims, once the signature is known to be `app`'s.
pub fn caller(claims: &Claims, app: &App, names: &ServiceNames) -> Result<Caller, Fault> {
    let is_own = claims.iss == app.client_email && claims.sub.as_ref() == Some(&claims.iss);
    let scope = claims
        .scope
        .as_deref()
        .filter(|text| !text.trim().is_empty());
    let mut audiences = claims.aud.iter().peekable();
    let is_meant = match audiences.peek() {
        Some(_) => audiences.any(|audience| names.contains(audience)),
        None => scope.is_some(),
    };
    if !is_own || !is_meant {
        return Err(Fault::Malformed);
    }
    // Node's library asks for every scope it knows: what is not ours, or not
    // this app's, is passed over.
    Ok(app_caller(app, scope.map(ScopeSet::parse_known)))
}

/// An app as itself, with the scopes asked for, or with all it could have.
pub fn app_caller(app: &App, requested: Option<ScopeSet>) -> Caller {
    let approved = ScopeSet::parse_known(&app.approved_scopes);
    let requested = requested.unwrap_or_else(|| {
        let all: ScopeSet = Scope::all()
            .filter(|scope| scope.needs_approval())
            .collect();
        all.with(scope::CHAT_BOT)
    });
    let needing: ScopeSet = requested
        .iter()
        .filter(|scope| scope.needs_approval())
        .collect();
    let unapproved = needing.without(approved);
    Caller {
        kind: AuthKind::App,
        id: app.id,
        user: None,
        app: Some(app.id),
        project: app.project_number,
        admin: false,
        scopes: requested.without(unapproved),
        unapproved,
    }
}
