//! `/signin/oidc` and `/signin/oidc/callback`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::audit::Action;
use http::StatusCode;
use http::header::{RETRY_AFTER, SET_COOKIE};
use maud::html;

use super::attempt::Attempt;
use super::id_token;
use super::people::{self, Found};
use super::provider::{Fault, Provider};
use crate::oauth::html::{self as shown, Page};
use crate::oauth::own_path::own_path;
use crate::oauth::session;
use crate::oauth::sign_in::stopped;
use crate::oauth::trail::Origin;
use crate::oauth::visit::{Early, Visit};
use crate::state::Server;
use crate::transport::peer::client_address;

/// Leads to the provider.
pub async fn start(State(server): State<Arc<Server>>, request: Request) -> Response {
    match lead(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn lead(server: &Server, request: Request) -> Result<Response, Early> {
    let provider = provider(server)?;
    let visit = Visit::of_query(request)?;
    let address = client_address(&visit.parts);
    provider.admit(address, server.now()).map_err(too_many)?;
    let metadata = provider.metadata(server.now()).await.map_err(unusable)?;
    provider.welcome(address);
    let attempt = Attempt::new(own_path(visit.form.get("continue"))).map_err(stopped)?;
    let mut url = reqwest::Url::parse(&metadata.authorization_endpoint)
        .map_err(|error| unusable(format!("authorization_endpoint: {error}")))?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &redirect_uri(server))
        .append_pair("scope", "openid email profile")
        .append_pair("state", &attempt.state())
        .append_pair("nonce", &attempt.nonce())
        .append_pair("code_challenge", &attempt.challenge())
        .append_pair("code_challenge_method", "S256");
    for name in ["prompt", "login_hint"] {
        if let Some(value) = visit.form.get(name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    let cookie = attempt.cookie(&server.public_url).map_err(stopped)?;
    let mut response = shown::see_other(url.as_str());
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// Comes back from the provider, and goes on to where the person wanted to.
pub async fn callback(State(server): State<Arc<Server>>, request: Request) -> Response {
    match arrive(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn arrive(server: &Server, request: Request) -> Result<Response, Early> {
    let provider = provider(server)?;
    let visit = Visit::of_query(request)?;
    let state = visit.form.get("state").unwrap_or_default();
    let Some(attempt) = Attempt::of(&visit.parts.headers, state, &server.public_url) else {
        let text = "This sign-in was begun in another browser, or too long ago.";
        return Err(again(StatusCode::BAD_REQUEST, text));
    };
    // RFC 9207: an answer of another provider is not taken.
    if visit
        .form
        .get("iss")
        .is_some_and(|issuer| issuer != provider.issuer)
    {
        return Err(unusable("the answer is of another issuer".to_owned()));
    }
    let Some(code) = visit.form.get("code") else {
        return Err(again(
            StatusCode::FORBIDDEN,
            "Your provider did not let you in.",
        ));
    };
    let address = client_address(&visit.parts);
    provider.admit(address, server.now()).map_err(too_many)?;
    let claims = claims(server, provider, code, &attempt)
        .await
        .map_err(unusable)?;
    let email = claims.email.clone().unwrap_or_default();
    let found = people::find(server, provider.issuer.clone(), claims).await;
    let user = match found.map_err(stopped)? {
        Found::Person(user) => user,
        Found::Refused(text) => {
            note(server, &visit, email).await.map_err(stopped)?;
            return Err(again(StatusCode::FORBIDDEN, text));
        }
    };
    provider.welcome(address);
    let cookie = session::begin(server, user.id, &visit.parts)
        .await
        .map_err(stopped)?;
    let mut response = shown::see_other(own_path(Some(&attempt.goal)));
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, cookie);
    headers.append(
        SET_COOKIE,
        Attempt::over(&server.public_url).map_err(stopped)?,
    );
    Ok(response)
}

async fn claims(
    server: &Server,
    provider: &Provider,
    code: &str,
    attempt: &Attempt,
) -> Result<id_token::Claims, Fault> {
    let now = server.now();
    let tokens = provider
        .tokens(code, attempt, &redirect_uri(server), now)
        .await?;
    let mut claims = id_token::check(provider, &tokens.id_token, &attempt.nonce(), now).await?;
    // Many providers tell address and name at userinfo only.
    if claims.email.is_none()
        && let Some(access_token) = &tokens.access_token
        && let Some(info) = provider.user_info(access_token, now).await?
    {
        claims.add(info)?;
    }
    Ok(claims)
}

fn provider(server: &Server) -> Result<&Provider, Early> {
    server.provider.as_ref().ok_or_else(|| {
        let text = "No outside provider is set up here.";
        again(StatusCode::NOT_FOUND, text)
    })
}

fn redirect_uri(server: &Server) -> String {
    format!("{}/signin/oidc/callback", server.public_url)
}

/// Tells the audit log whom the provider vouched for, and who was not let in.
async fn note(server: &Server, visit: &Visit, email: String) -> Result<(), domain::Error> {
    let origin = Origin::of(&visit.parts, server.now());
    let action = Action::SIGN_IN_FAILED;
    let write = server
        .store
        .write(move |tx| Box::pin(async move { origin.note_failure(tx, action, &email).await }));
    write.await
}

fn too_many(seconds: i64) -> Early {
    let text = "Too many tries from where you are. Wait a moment.";
    let mut early = again(StatusCode::TOO_MANY_REQUESTS, text);
    early.headers_mut().insert(RETRY_AFTER, seconds.into());
    early
}

/// What is wrong is for the log; the person cannot do anything about it.
fn unusable(fault: Fault) -> Early {
    tracing::warn!(fault, "sign-in by the outside provider failed");
    let text = "Your provider cannot be used just now. An administrator finds the reason in the \
                server's log.";
    again(StatusCode::BAD_GATEWAY, text)
}

/// A page that says why, and leads back to the beginning.
fn again(status: StatusCode, text: &str) -> Early {
    let body = html! {
        h1 { "Not signed in" }
        p { (text) }
        p { a.button.wide href="/signin" { "Back to sign-in" } }
    };
    let page = Page::new("Not signed in", body).with_status(status);
    Early::new(page.into_response())
}
