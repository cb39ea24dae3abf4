//! Scopes in words, for the consent page.

use crate::gate::ScopeSet;
use crate::gate::scope::{OPENID, Scope, USERINFO_EMAIL, USERINFO_PROFILE};
use crate::transport::scope_texts::TEXTS;

/// What a scope lets its holder do.
pub fn text(scope: Scope) -> &'static str {
    let known = TEXTS.iter().find(|(known, _)| *known == scope);
    match (known, scope) {
        (Some((_, text)), _) => text,
        (None, OPENID) => "Know that it is you",
        (None, USERINFO_EMAIL) => "See your e-mail address",
        (None, USERINFO_PROFILE) => "See your name and picture",
        (None, other) => other.short(),
    }
}

/// Who somebody is, which is granted together.
pub const IDENTITY: ScopeSet = ScopeSet::of(&[OPENID, USERINFO_EMAIL, USERINFO_PROFILE]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_a_sentence() {
        for scope in Scope::all() {
            assert!(text(scope).contains(' '), "{scope:?}");
        }
    }
}
