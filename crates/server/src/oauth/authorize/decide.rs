//! What a person sees before an app gets its answer: the sign-in page, the
//! choice of an account, the consent page, or nothing.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use maud::html;
use store::consents;
use store::oauth_clients::ClientKind;

use super::request::{Ask, Target};
use super::{answer, consent, request};
use crate::gate::ScopeSet;
use crate::oauth::error::{OAuthError, Word};
use crate::oauth::form_target::form_target;
use crate::oauth::html::{self, Page};
use crate::oauth::session::{self, SignedIn};
use crate::oauth::sign_in::stopped;
use crate::oauth::visit::{Early, Visit};
use crate::state::Server;

/// `GET /o/oauth2/v2/auth` and `/o/oauth2/auth`.
pub async fn show(State(server): State<Arc<Server>>, request: Request) -> Response {
    match decide(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn decide(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_query(request)?;
    let (target, ask) = read(server, &visit).await?;
    let signed_in = session::current(server, &visit.parts)
        .await
        .map_err(stopped)?;
    let Some(signed_in) = signed_in else {
        return match ask.prompt.none {
            true => Ok(refuse(&target, Word::LoginRequired, "Nobody is signed in.")),
            false => Ok(to_sign_in(&visit.parts, &ask)),
        };
    };
    if ask.prompt.login || !is_hinted(&ask, &signed_in) {
        return match ask.prompt.none {
            true => Ok(refuse(
                &target,
                Word::LoginRequired,
                "Somebody else is signed in.",
            )),
            false => Ok(to_sign_in(&visit.parts, &ask)),
        };
    }
    if ask.prompt.select_account {
        return Ok(choose_account(&visit.parts, &target, &ask, &signed_in));
    }
    let consented = consented(server, &target, &signed_in)
        .await
        .map_err(stopped)?;
    // An installed app is whoever listens on this machine: only a click of the
    // person says that it is the one they started (RFC 8252, section 8.6).
    let is_known = target.client.kind == ClientKind::Web && ask.scopes.is_subset_of(consented);
    if is_known && !ask.prompt.consent {
        let given = consent::Given {
            scopes: ask.scopes,
            clicked: None,
        };
        return consent::give(server, &target, &ask, &signed_in, given).await;
    }
    if ask.prompt.none {
        let text = "The person has to be asked.";
        return Ok(refuse(&target, Word::ConsentRequired, text));
    }
    let query = visit.parts.uri.query().unwrap_or_default();
    Ok(consent::page(&target, &ask, &signed_in, query))
}

/// The request, or the page or redirect that says what is wrong with it.
pub async fn read(server: &Server, visit: &Visit) -> Result<(Target, Ask), Early> {
    let target = request::target(server, &visit.form).await;
    let target = target.map_err(|error| Early::new(answer::refused(&error)))?;
    let ask = request::ask(&target, &visit.form);
    let ask = ask.map_err(|error| Early::new(answer::error(&target, &error)))?;
    Ok((target, ask))
}

fn refuse(target: &Target, word: Word, text: &'static str) -> Response {
    answer::error(target, &OAuthError::new(word, text))
}

/// Whether the one who is signed in is the one the app expects, by address or
/// by `sub`.
fn is_hinted(ask: &Ask, signed_in: &SignedIn) -> bool {
    let Some(hint) = ask.login_hint.as_deref() else {
        return true;
    };
    let email = signed_in.user.email.as_deref().unwrap_or_default();
    email.eq_ignore_ascii_case(hint.trim()) || signed_in.user.id.segment() == hint
}

async fn consented(
    server: &Server,
    target: &Target,
    signed_in: &SignedIn,
) -> domain::Result<ScopeSet> {
    let (user, client) = (signed_in.user.id, target.client.id.clone());
    let read = server
        .store
        .read(move |tx| Box::pin(async move { consents::get(tx, user, &client).await }));
    Ok(ScopeSet::parse_known(&read.await?))
}

fn to_sign_in(parts: &Parts, ask: &Ask) -> Response {
    html::see_other(&sign_in_path(parts, ask.login_hint.as_deref()))
}

/// The sign-in page, which comes back to this request without the parts that
/// it has dealt with: else it would be asked for ever.
fn sign_in_path(parts: &Parts, hint: Option<&str>) -> String {
    let mut fields = fields_of("/signin");
    fields.append_pair("continue", &without_account_prompts(parts));
    fields.append_pair("prompt", "login");
    fields.extend_pairs(hint.map(|hint| ("login_hint", hint)));
    fields.finish()
}

/// A path with fields behind it, to be added.
pub fn fields_of(path: &str) -> form_urlencoded::Serializer<'static, String> {
    let path = format!("{path}?");
    let end = path.len();
    form_urlencoded::Serializer::for_suffix(path, end)
}

fn without_account_prompts(parts: &Parts) -> String {
    let query = parts.uri.query().unwrap_or_default();
    let mut fields = fields_of(parts.uri.path());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "login_hint" => {}
            "prompt" if value.split_ascii_whitespace().any(|word| word == "consent") => {
                fields.append_pair("prompt", "consent");
            }
            "prompt" => {}
            _ => {
                fields.append_pair(&name, &value);
            }
        }
    }
    fields.finish()
}

fn choose_account(parts: &Parts, target: &Target, ask: &Ask, signed_in: &SignedIn) -> Response {
    let (same, other) = (
        without_account_prompts(parts),
        sign_in_path(parts, ask.login_hint.as_deref()),
    );
    let body = html! {
        h1 { "Choose an account" }
        p.soft { "to go on to " (target.client.display_name) }
        p { a.button.wide href=(same) {
            (signed_in.user.email.as_deref().unwrap_or_default())
        } }
        p { a.button.quiet.wide href=(other) { "Use another account" } }
    };
    Page::new("Choose an account", body)
        .with_form_target(form_target(&target.redirect_uri))
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_is_not_asked_again() {
        let check = |query: &str, expected: &str| {
            let request = http::Request::get(format!("/o/oauth2/v2/auth?{query}"));
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let expected = format!("/o/oauth2/v2/auth?{expected}");
            assert_eq!(without_account_prompts(&parts), expected);
        };
        check("a=b&prompt=login&scope=x+y", "a=b&scope=x+y");
        check(
            "prompt=select_account+consent&login_hint=x",
            "prompt=consent",
        );
        check("", "");
    }
}
