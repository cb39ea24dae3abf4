//! The page itself.

use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use store::consents::Consent;

use super::facts::{self, Facts};
use crate::gate::{ScopeSet, password};
use crate::oauth::authorize::scope_text;
use crate::oauth::html::Page;
use crate::oauth::session::SignedIn;
use crate::oauth::sign_in::stopped;
use crate::oauth::visit::Early;
use crate::state::Server;

/// What was done, in words.
pub fn told(done: &str) -> Option<&'static str> {
    match done {
        "password" => Some("Your password is changed. You are signed out everywhere else."),
        "sessions" => Some("You are signed out everywhere else."),
        "app" => Some("The app can no longer act for you."),
        _ => None,
    }
}

pub async fn of(
    server: &Server,
    signed_in: &SignedIn,
    status: StatusCode,
    told: Option<&str>,
) -> Result<Response, Early> {
    let (who, now) = (signed_in.clone(), server.now());
    let read = server
        .store
        .read(move |tx| Box::pin(async move { facts::read(tx, &who, now).await }));
    let facts = read.await.map_err(stopped)?;
    let outside = server.settings.oidc.name();
    let class = if status.is_success() { "told" } else { "alert" };
    let body = html! {
        h1 { "Your account" }
        p.soft { (signed_in.user.email.as_deref().unwrap_or_default()) }
        @if let Some(text) = told { p class=(class) role="alert" { (text) } }
        (password_form(&facts, outside.as_deref()))
        (sessions_form(&facts))
        (apps_list(&facts.apps))
        div.actions { a.button.quiet href="/" { "Back to Confab" } }
    };
    Ok(Page::new("Your account", body)
        .with_status(status)
        .into_response())
}

fn password_form(facts: &Facts, outside: Option<&str>) -> Markup {
    html! {
        h2 { "Password" }
        @if facts.has_password {
            form method="post" action="/account/password" {
                label for="old" { "Your password" }
                input #old type="password" name="old" required autocomplete="current-password";
                label for="new" { "A new one" }
                input #new type="password" name="new" required minlength=(password::LEAST)
                    autocomplete="new-password" aria-describedby="rule";
                p #rule.soft { "At least " (password::LEAST) " characters, of any kind." }
                label for="again" { "The new one again" }
                input #again type="password" name="again" required autocomplete="new-password";
                div.actions { button type="submit" { "Change password" } }
            }
        } @else if let Some(name) = outside {
            p { "You sign in with " (name) ", where your password is." }
        } @else {
            p { "You have none. An administrator can give you one." }
        }
    }
}

fn sessions_form(facts: &Facts) -> Markup {
    let others = match facts.others {
        0 => "You are signed in here alone.".to_owned(),
        1 => "You are signed in at one other place.".to_owned(),
        many => format!("You are signed in at {many} other places."),
    };
    html! {
        h2 { "Where you are signed in" }
        p { (others) }
        @if facts.others > 0 {
            form method="post" action="/account/sessions" {
                @if facts.has_password {
                    label for="password" { "Your password" }
                    input #password type="password" name="password" required
                        autocomplete="current-password";
                }
                div.actions { button type="submit" { "Sign out everywhere else" } }
            }
        }
    }
}

fn apps_list(apps: &[Consent]) -> Markup {
    html! {
        h2 { "Apps that act for you" }
        @if apps.is_empty() { p { "There are none." } }
        @for app in apps {
            form.app method="post" action="/account/apps" {
                input type="hidden" name="client" value=(app.client);
                h3 { (app.display_name) }
                ul { @for scope in ScopeSet::parse_known(&app.scopes).iter() {
                    li { (scope_text(scope)) }
                } }
                div.actions { button.quiet type="submit" { "Remove access" } }
            }
        }
    }
}
