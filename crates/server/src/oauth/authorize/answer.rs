//! The way back to the app: a code, or why there is none.

use axum::response::Response;
use reqwest::Url;

use super::request::Target;
use crate::oauth::error::OAuthError;
use crate::oauth::html;
use crate::signing::ISSUER;

/// Sends the browser to the app with these fields, `state` and `iss` (RFC 9207)
/// besides.
pub fn to_app(target: &Target, fields: &[(&str, &str)]) -> Response {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    pairs.extend(target.state.as_deref().map(|state| ("state", state)));
    pairs.push(("iss", ISSUER));
    pairs.extend(fields);
    match with_fields(target, &pairs) {
        Some(location) => html::see_other(&location),
        // Registered URIs are URLs; this one was matched against them.
        None => refused(&OAuthError::new(
            super::super::error::Word::InvalidRequest,
            "The redirect URI is not a URL.",
        )),
    }
}

/// Tells the app what is wrong.
pub fn error(target: &Target, error: &OAuthError) -> Response {
    let fields = [
        ("error", error.word.as_str()),
        ("error_description", &*error.description),
    ];
    to_app(target, &fields)
}

/// Tells the person, because the app cannot be told.
pub fn refused(error: &OAuthError) -> Response {
    let title = format!("Error: {}", error.word.as_str());
    let text = format!(
        "{} If you did not make this app, tell the people who did.",
        error.description
    );
    html::notice(error.word.status(), &title, &text)
}

fn with_fields(target: &Target, pairs: &[(&str, &str)]) -> Option<String> {
    if target.in_fragment {
        let fields = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        return Some(format!("{}#{fields}", target.redirect_uri));
    }
    let mut url = Url::parse(&target.redirect_uri).ok()?;
    url.query_pairs_mut().extend_pairs(pairs);
    Some(url.into())
}
