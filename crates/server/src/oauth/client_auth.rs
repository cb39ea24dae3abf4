//! Which client speaks at `/token`, and whether it proved it: by HTTP Basic or
//! by fields of the body (RFC 6749, section 2.3.1).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;
use store::oauth_clients::{self, ClientKind, OAuthClient};

use super::error::{OAuthError, Word};
use super::form::Form;
use crate::gate::secret;
use crate::state::Server;

/// A client as it presented itself.
pub struct Presented {
    pub client: OAuthClient,
    /// It showed its secret. Installed apps need not: people hold their files.
    pub proven: bool,
}

/// The client of a request. A web client without its secret is refused.
pub async fn authenticate(
    server: &Server,
    headers: &HeaderMap,
    form: &Form<'_>,
) -> Result<Presented, OAuthError> {
    let (id, given) = credentials(headers, form)?;
    let read = server
        .store
        .read(move |tx| Box::pin(async move { oauth_clients::get(tx, &id).await }));
    let Some(client) = read.await? else {
        return Err(refused("The OAuth client was not found."));
    };
    let proven = match given {
        Some(given) => is_secret(&client, &given),
        None if client.kind == ClientKind::Installed => {
            let proven = false;
            return Ok(Presented { client, proven });
        }
        None => return Err(refused("client_secret is missing.")),
    };
    match proven {
        true => Ok(Presented { client, proven }),
        false => Err(refused("Unauthorized")),
    }
}

fn is_secret(client: &OAuthClient, given: &str) -> bool {
    verify_slices_are_equal(&secret::hash(given), &client.secret_hash).is_ok()
}

fn refused(text: &'static str) -> OAuthError {
    OAuthError::new(Word::InvalidClient, text)
}

/// Id and secret, from one place only.
fn credentials(
    headers: &HeaderMap,
    form: &Form<'_>,
) -> Result<(String, Option<String>), OAuthError> {
    let in_body = form.get("client_secret");
    let Some(value) = headers.get(AUTHORIZATION) else {
        let id = form.get("client_id").ok_or_else(|| {
            OAuthError::new(
                Word::InvalidRequest,
                "Could not determine client ID from request.",
            )
        })?;
        return Ok((id.to_owned(), in_body.map(str::to_owned)));
    };
    let (id, secret) = value.to_str().ok().and_then(basic).ok_or_else(|| {
        refused("The Authorization header must be Basic with client id and secret.")
    })?;
    // The same id once more is what some libraries send; two ids or two
    // secrets are a mistake that must not be guessed at.
    if in_body.is_some() || form.get("client_id").is_some_and(|other| other != id) {
        let text = "Client credentials were given in the header and in the body.";
        return Err(OAuthError::new(Word::InvalidRequest, text));
    }
    Ok((id, Some(secret).filter(|secret| !secret.is_empty())))
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .ok()
            .map(|it| it.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_from_one_place() {
        let check =
            |header: Option<&str>, body: &str, expected: Result<(&str, Option<&str>), Word>| {
                let mut headers = HeaderMap::new();
                if let Some(text) = header {
                    let value = match text.split_once(' ') {
                        Some(("Basic", plain)) => format!("Basic {}", STANDARD.encode(plain)),
                        _ => text.to_owned(),
                    };
                    headers.insert(AUTHORIZATION, value.parse().unwrap());
                }
                let found = credentials(&headers, &Form::parse(body.as_bytes()).unwrap());
                let found = found.map_err(|error| error.word);
                let found = found
                    .as_ref()
                    .map(|(id, secret)| (id.as_str(), secret.as_deref()));
                assert_eq!(found.map_err(|word| *word), expected, "{header:?} {body}");
            };
        check(None, "client_id=a&client_secret=b", Ok(("a", Some("b"))));
        check(None, "client_id=a", Ok(("a", None)));
        check(None, "", Err(Word::InvalidRequest));
        check(Some("Basic a:b%3A"), "", Ok(("a", Some("b:"))));
        check(Some("Basic a:b"), "client_id=a", Ok(("a", Some("b"))));
        check(Some("Basic a:"), "", Ok(("a", None)));
        check(Some("Basic a:b"), "client_id=c", Err(Word::InvalidRequest));
        check(
            Some("Basic a:b"),
            "client_secret=b",
            Err(Word::InvalidRequest),
        );
        check(Some("Basic ab"), "", Err(Word::InvalidClient));
        check(Some("Bearer x"), "client_id=a", Err(Word::InvalidClient));
        check(Some("Basic"), "", Err(Word::InvalidClient));
    }
}
