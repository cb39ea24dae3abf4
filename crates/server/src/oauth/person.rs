//! What an app may know of a person, by its scopes: for ID tokens and userinfo.

use domain::users::{User, domain_of};
use serde_json::{Map, Value, json};

use crate::gate::ScopeSet;
use crate::gate::scope::{USERINFO_EMAIL, USERINFO_PROFILE};

/// The standard claims of OpenID Connect (Core, section 5.1), with Google's
/// `hd`. `sub` is the number of `users/{user}`.
pub fn claims(user: &User, scopes: ScopeSet) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), user.id.segment().into());
    if scopes.contains(USERINFO_PROFILE) {
        let (given, family) = split(&user.display_name);
        claims.insert("name".to_owned(), user.display_name.clone().into());
        claims.insert("given_name".to_owned(), given.into());
        claims.extend(present("family_name", family));
        claims.extend(present("picture", &user.avatar_url));
    }
    if scopes.contains(USERINFO_EMAIL) {
        let email = user.email.as_deref().unwrap_or_default();
        claims.insert("email".to_owned(), email.into());
        claims.insert("email_verified".to_owned(), true.into());
        claims.extend(present("hd", domain_of(email)));
    }
    claims
}

/// The same under the names of version 2 of Google's API.
pub fn version_2(user: &User, scopes: ScopeSet) -> Value {
    let mut claims = claims(user, scopes);
    for (name, old) in [("sub", "id"), ("email_verified", "verified_email")] {
        if let Some(value) = claims.remove(name) {
            claims.insert(old.to_owned(), value);
        }
    }
    json!(claims)
}

fn present(name: &str, text: &str) -> Option<(String, Value)> {
    (!text.is_empty()).then(|| (name.to_owned(), text.into()))
}

/// The first word of a name, and the rest.
fn split(name: &str) -> (&str, &str) {
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    (given, family.trim())
}
