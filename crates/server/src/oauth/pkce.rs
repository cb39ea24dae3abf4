//! Proof Key for Code Exchange (RFC 7636), with S256 alone: who asked for a
//! code shows that it is they who exchange it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::{OAuthError, Word};
use super::form::Form;
use crate::gate::secret;

/// The challenge of an authorization request, if it has one.
pub fn challenge(form: &Form<'_>) -> Result<Option<String>, OAuthError> {
    let refused = |text: &'static str| Err(OAuthError::new(Word::InvalidRequest, text));
    let Some(challenge) = form.get("code_challenge") else {
        return match form.get("code_challenge_method") {
            None => Ok(None),
            Some(_) => refused("Missing required parameter: code_challenge"),
        };
    };
    if form.get("code_challenge_method") != Some("S256") {
        return refused("code_challenge_method must be S256.");
    }
    match URL_SAFE_NO_PAD.decode(challenge) {
        Ok(bytes) if bytes.len() == 32 => Ok(Some(challenge.to_owned())),
        _ => refused("code_challenge must be the base64url of a SHA-256, 43 characters."),
    }
}

/// Holds the verifier of a token request against the code's challenge. A code
/// that was asked for without one takes no verifier: else whoever removed the
/// challenge from the request would not be noticed.
pub fn verify(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), OAuthError> {
    let refused = |text: &'static str| Err(OAuthError::new(Word::InvalidGrant, text));
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (Some(_), None) => refused("Missing code verifier."),
        (None, Some(_)) => refused("The code was asked for without a code challenge."),
        (Some(challenge), Some(verifier)) => {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let formed = (43..=128).contains(&verifier.len()) && verifier.bytes().all(plain);
            let found = URL_SAFE_NO_PAD.encode(secret::hash(verifier));
            match formed && found == challenge {
                true => Ok(()),
                false => refused("Invalid code verifier."),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn challenges() {
        let check = |query: &str, expected: Result<Option<&str>, &str>| {
            let found = challenge(&Form::parse(query.as_bytes()).unwrap());
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found.as_deref(), expected),
                (Err(error), Err(part)) => assert!(error.description.contains(part), "{error:?}"),
                (found, _) => panic!("{query}: {found:?}"),
            }
        };
        check("", Ok(None));
        check(
            &format!("code_challenge={CHALLENGE}&code_challenge_method=S256"),
            Ok(Some(CHALLENGE)),
        );
        check(&format!("code_challenge={CHALLENGE}"), Err("S256"));
        check(
            &format!("code_challenge={CHALLENGE}&code_challenge_method=plain"),
            Err("S256"),
        );
        check("code_challenge=abc&code_challenge_method=S256", Err("43"));
        check("code_challenge_method=S256", Err("code_challenge"));
    }

    #[test]
    fn verifiers() {
        let check = |challenge, verifier, expected: &str| match verify(challenge, verifier) {
            Ok(()) => assert_eq!(expected, ""),
            Err(error) => {
                assert_eq!(error.word, Word::InvalidGrant);
                assert_eq!(error.description, expected);
            }
        };
        check(Some(CHALLENGE), Some(VERIFIER), "");
        check(None, None, "");
        check(Some(CHALLENGE), None, "Missing code verifier.");
        check(Some(CHALLENGE), Some(CHALLENGE), "Invalid code verifier.");
        check(Some(CHALLENGE), Some("short"), "Invalid code verifier.");
        check(
            None,
            Some(VERIFIER),
            "The code was asked for without a code challenge.",
        );
    }
}
