//! The consent page, and what a person's answer does.

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::audit::Action;
use domain::{Result, Time};
use maud::html;
use store::authorization_codes::{self, AuthorizationCode};
use store::grants::{self, Grant};
use store::oauth_clients::ClientKind;
use store::{Tx, consents, meta};

use super::names::{self, IDENTITY};
use super::request::{Ask, Target};
use super::{answer, decide};
use crate::accounts;
use crate::gate::{ScopeSet, secret};
use crate::oauth::error::{OAuthError, Word};
use crate::oauth::form_target::form_target;
use crate::oauth::html::{self as pages, Page};
use crate::oauth::session::{self, SignedIn};
use crate::oauth::sign_in::stopped;
use crate::oauth::trail::Origin;
use crate::oauth::visit::{Early, Visit};
use crate::state::Server;

/// How long a code is good for.
const CODE_LIFETIME: i64 = 600 * Time::SECOND;
/// Grants that one person may have with one client; the oldest end, as with
/// Google.
const PER_CLIENT: i64 = 100;

/// What was granted, and whether the person was asked just now.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    pub scopes: ScopeSet,
    /// Where from, if by a click just now.
    pub clicked: Option<Origin>,
}

/// Names the app and each thing it wants to do.
pub fn page(target: &Target, ask: &Ask, signed_in: &SignedIn, query: &str) -> Response {
    let name = &target.client.display_name;
    let email = signed_in.user.email.as_deref().unwrap_or_default();
    let (who, rest) = (
        ask.scopes.intersection(IDENTITY),
        ask.scopes.without(IDENTITY),
    );
    let body = html! {
        h1 { (name) " wants to use Confab as you" }
        div.account {
            span.soft { (email) }
            a href=(other_account(query)) { "Use another account" }
        }
        form method="post" action="/o/oauth2/consent" {
            input type="hidden" name="request" value=(query);
            input type="hidden" name="token" value=(form_token(signed_in));
            @if !who.is_empty() {
                p { "It will:" }
                ul.scopes { @for scope in who.iter() { li { label { (names::text(scope)) } } } }
            }
            @if !rest.is_empty() {
                p { "It may, where you leave the mark:" }
                ul.scopes { @for scope in rest.iter() {
                    li { label {
                        input type="checkbox" name={ "scope." (scope.short()) } value="on" checked;
                        span { (names::text(scope)) }
                    } }
                } }
            }
            p.soft { "Afterwards you are at " (host(&target.redirect_uri)) ". This lasts until you \
                take it back in " a href="/account" { "your account" } "." }
            div.actions {
                button.quiet type="submit" name="decision" value="deny" { "Cancel" }
                button type="submit" name="decision" value="allow" { "Allow" }
            }
        }
    };
    Page::new("Allow access", body)
        .with_form_target(form_target(&target.redirect_uri))
        .into_response()
}

fn other_account(query: &str) -> String {
    let goal = format!("/o/oauth2/v2/auth?{query}");
    let mut fields = decide::fields_of("/signin");
    fields
        .append_pair("prompt", "login")
        .append_pair("continue", &goal);
    fields.finish()
}

/// Where the person will be, so that they notice a wrong address.
fn host(redirect_uri: &str) -> String {
    form_target(redirect_uri).unwrap_or_else(|| redirect_uri.to_owned())
}

/// Binds the form to the session: another account's page, or another site's,
/// does not have it.
fn form_token(signed_in: &SignedIn) -> String {
    let hash = URL_SAFE_NO_PAD.encode(signed_in.hash);
    URL_SAFE_NO_PAD.encode(secret::hash(&format!("consent {hash}")))
}

/// `POST /o/oauth2/consent`.
pub async fn submit(State(server): State<Arc<Server>>, request: Request) -> Response {
    match take(&server, request).await {
        Ok(response) => response,
        Err(early) => *early,
    }
}

async fn take(server: &Server, request: Request) -> Result<Response, Early> {
    let visit = Visit::of_form(server, request).await?;
    let query = visit.form.get("request").unwrap_or_default().to_owned();
    let asked = Visit::of_text(&visit.parts, &query)?;
    let (target, ask) = decide::read(server, &asked).await?;
    let signed_in = session::current(server, &visit.parts)
        .await
        .map_err(stopped)?;
    let given = visit.form.get("token").unwrap_or_default();
    let signed_in = signed_in.filter(|signed_in| {
        verify_slices_are_equal(form_token(signed_in).as_bytes(), given.as_bytes()).is_ok()
    });
    let Some(signed_in) = signed_in else {
        // Signed out, or as somebody else, meanwhile: ask that person.
        return Ok(pages::see_other(&format!("/o/oauth2/v2/auth?{query}")));
    };
    if visit.form.get("decision") != Some("allow") {
        return Ok(denied(&target));
    }
    let is_marked = |name: &str| visit.form.get(&format!("scope.{name}")).is_some();
    let marked = ask
        .scopes
        .iter()
        .filter(|scope| is_marked(scope.short()))
        .collect();
    let scopes = ask.scopes.intersection(IDENTITY).union(marked);
    if scopes.is_empty() {
        return Ok(denied(&target));
    }
    give(
        server,
        &target,
        &ask,
        &signed_in,
        Given {
            scopes,
            clicked: Some(Origin::of(&visit.parts, server.now())),
        },
    )
    .await
}

fn denied(target: &Target) -> Response {
    let text = "The person said no.";
    answer::error(target, &OAuthError::new(Word::AccessDenied, text))
}

/// Writes what was granted and sends the browser back with a code.
pub async fn give(
    server: &Server,
    target: &Target,
    ask: &Ask,
    signed_in: &SignedIn,
    given: Given,
) -> Result<Response, Early> {
    let code = secret::authorization_code().map_err(stopped)?;
    let writing = write(server, target, ask, signed_in, given, &code);
    let scopes = writing.await.map_err(stopped)?;
    let prompt = if given.clicked.is_some() {
        "consent"
    } else {
        "none"
    };
    let fields = [
        ("code", code.as_str()),
        ("scope", &scopes.to_urls()),
        ("authuser", "0"),
        ("prompt", prompt),
    ];
    Ok(answer::to_app(target, &fields))
}

async fn write(
    server: &Server,
    target: &Target,
    ask: &Ask,
    signed_in: &SignedIn,
    given: Given,
    code: &str,
) -> Result<ScopeSet> {
    let now = server.now();
    let expire_time = Time(now.0 + CODE_LIFETIME);
    let is_installed = target.client.kind == ClientKind::Installed;
    let mut grant = Grant {
        id: accounts::fresh_id()?,
        client: target.client.id.clone(),
        user: signed_in.user.id,
        scopes: String::new(),
        create_time: now,
        expire_time,
    };
    let row = AuthorizationCode {
        grant: grant.id,
        redirect_uri: target.redirect_uri.clone(),
        challenge: ask.challenge.clone(),
        nonce: ask.nonce.clone(),
        // Google gives a refresh token when the person was asked.
        offline: ask.offline && (given.clicked.is_some() || is_installed),
        used: false,
        expire_time,
    };
    let (hash, with_granted) = (secret::hash(code), ask.with_granted);
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            let before =
                ScopeSet::parse_known(&consents::get(tx, grant.user, &grant.client).await?);
            let all = before.union(given.scopes);
            let scopes = if with_granted { all } else { given.scopes };
            grant.scopes = scopes.to_short();
            consents::set(tx, grant.user, &grant.client, &all.to_short(), now).await?;
            if let Some(origin) = given.clicked {
                let (user, client) = (grant.user, grant.client.as_str());
                let action = Action::CONSENT_GRANT;
                origin.note(tx, user, action, client, &grant.scopes).await?;
            }
            make_room(tx, &grant).await?;
            grants::insert(tx, &grant).await?;
            authorization_codes::insert(tx, &hash, &row).await?;
            Ok(scopes)
        })
    });
    write.await
}

async fn make_room(tx: &mut Tx, grant: &Grant) -> Result<()> {
    if grants::trim(tx, grant.user, &grant.client, PER_CLIENT - 1).await? > 0 {
        meta::bump_auth(tx).await?;
    }
    Ok(())
}
