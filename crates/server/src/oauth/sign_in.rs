//! `/signin`: address and password, by a form that needs no script.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use domain::audit::Action;
use domain::{Error, Result};
use http::StatusCode;
use http::header::{RETRY_AFTER, SET_COOKIE};
use http::request::Parts;
use maud::html;

use super::authorize::fields_of;
use super::form_target;
use super::html::{self, Page};
use super::own_path::own_path;
use super::passwords::Rejection;
use super::session;
use super::trail::Origin;
use super::visit::{Early, Visit};
use crate::state::Server;
use crate::transport::peer::client_address;

/// The form; who is signed in already goes on, unless `prompt` says to ask.
pub async fn show(State(server): State<Arc<Server>>, request: Request) -> Response {
    match form(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn form(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_query(request)?;
    let asked = visit.form.get("prompt").is_some();
    let signed_in = session::current(server, &visit.parts)
        .await
        .map_err(stopped)?;
    if signed_in.is_some() && !asked {
        return Ok(html::see_other(own_path(visit.form.get("continue"))));
    }
    Ok(page(server, &visit, StatusCode::OK, None))
}

/// Signs in and goes on to `continue`.
pub async fn submit(State(server): State<Arc<Server>>, request: Request) -> Response {
    match check(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn check(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_form(server, request).await?;
    let field = |name| visit.form.get(name).unwrap_or_default();
    let address = client_address(&visit.parts);
    let password = field("password").to_owned();
    let checked = server
        .passwords
        .check(server, address, field("email"), password)
        .await;
    let user = match checked {
        Ok(user) => user,
        Err(rejection) => {
            note(server, &visit.parts, field("email"), &rejection)
                .await
                .map_err(stopped)?;
            return Ok(refused(server, &visit, rejection));
        }
    };
    let cookie = session::begin(server, user.id, &visit.parts).await;
    let cookie = cookie.map_err(stopped)?;
    let mut response = html::see_other(own_path(visit.form.get("continue")));
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// Tells the audit log. Of tries that are not even looked at it hears once a
/// minute for each account, or whoever tries could fill it.
pub async fn note(
    server: &Server,
    parts: &Parts,
    email: &str,
    rejection: &Rejection,
) -> Result<()> {
    let email = email.to_owned();
    let action = match rejection {
        Rejection::Wrong => Action::SIGN_IN_FAILED,
        Rejection::TooMany(_) if server.passwords.is_news(&email, server.now()) => {
            Action::SIGN_IN_THROTTLED
        }
        _ => return Ok(()),
    };
    let origin = Origin::of(parts, server.now());
    let write = server
        .store
        .write(move |tx| Box::pin(async move { origin.note_failure(tx, action, &email).await }));
    write.await
}

fn refused(server: &Server, visit: &Visit, rejection: Rejection) -> Response {
    match rejection {
        Rejection::Wrong => {
            let text = "This address and password do not belong together.";
            page(server, visit, StatusCode::FORBIDDEN, Some(text))
        }
        Rejection::TooMany(seconds) => {
            let text = format!(
                "Too many tries. There is another one in {}.",
                duration(seconds)
            );
            let mut response = page(server, visit, StatusCode::TOO_MANY_REQUESTS, Some(&text));
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
            response
        }
        Rejection::Busy => {
            let text = "Many people are signing in just now. Try again in a moment.";
            page(server, visit, StatusCode::SERVICE_UNAVAILABLE, Some(text))
        }
        Rejection::Failed(error) => failed(error),
    }
}

fn duration(seconds: i64) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    }
}

/// As [`failed`], where a visit ends.
pub fn stopped(error: Error) -> Early {
    failed(error).into()
}

/// Something broke on our side.
pub fn failed(error: Error) -> Response {
    tracing::error!(%error, cause = error.cause, "cannot show a page");
    let text = "Something went wrong here. Try again in a moment.";
    html::notice(StatusCode::SERVICE_UNAVAILABLE, "Not just now", text)
}

/// The form, filled with what was typed before except the password.
fn page(server: &Server, visit: &Visit, status: StatusCode, alert: Option<&str>) -> Response {
    let goal = own_path(visit.form.get("continue"));
    let email = visit.form.get("email").or(visit.form.get("login_hint"));
    let body = html! {
        h1 { "Sign in" }
        @if let Some(text) = alert { p.alert role="alert" { (text) } }
        form method="post" action="/signin" {
            input type="hidden" name="continue" value=(goal);
            label for="email" { "E-mail address" }
            input #email type="email" name="email" value=[email] required maxlength="254"
                autocomplete="username" autofocus[email.is_none()];
            label for="password" { "Password" }
            input #password type="password" name="password" required
                autocomplete="current-password" autofocus[email.is_some()];
            div.actions { button type="submit" { "Sign in" } }
        }
        @if let Some(name) = server.settings.oidc.name() {
            p.or { "or" }
            a.button.quiet.wide href=(outside_path(visit, goal)) { "Sign in with " (name) }
        }
    };
    Page::new("Sign in", body)
        .with_status(status)
        .with_form_target(form_target::of_path(goal))
        .into_response()
}

/// The same by the outside provider.
fn outside_path(visit: &Visit, goal: &str) -> String {
    let mut fields = fields_of("/signin/oidc");
    fields.append_pair("continue", goal);
    for name in ["prompt", "login_hint"] {
        fields.extend_pairs(visit.form.get(name).map(|value| (name, value)));
    }
    fields.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_told_in_words() {
        assert_eq!(duration(1), "a second");
        assert_eq!(duration(60), "60 seconds");
        assert_eq!(duration(91), "2 minutes");
    }
}
