//! `confab.v1.TokenService`: tokens that people make for their own scripts.

mod create;
mod list;
mod revoke;

pub use create::create_token;
pub use list::list_tokens;
pub use revoke::revoke_token;

use domain::audit::{Action, Actor, Entry};
use domain::{Error, Result, names};
use proto::confab::Token;
use store::access_tokens::OwnToken;

use crate::api::Call;
use crate::gate::ScopeSet;
use crate::transport::peer;

/// A token that somebody gave to an app must not make others, which would
/// outlive it.
fn built_in_client(call: &Call) -> Result<()> {
    if call.is_app() || call.caller.app.is_some() {
        return Err(Error::permission_denied(
            "Tokens are made with a token of the built-in client: sign in to Confab.",
        ));
    }
    Ok(())
}

fn render(token: &OwnToken) -> Token {
    let scopes = ScopeSet::parse_known(&token.scopes);
    Token {
        name: format!("tokens/{}", token.id),
        display_name: token.display_name.clone(),
        scopes: scopes.iter().map(|scope| scope.url()).collect(),
        create_time: Some(token.create_time.to_wire()),
        expire_time: Some(token.expire_time.to_wire()),
        access_token: String::new(),
    }
}

fn entry(call: &Call, action: Action, detail: String) -> Entry {
    Entry {
        time: call.now,
        actor: Actor::User(call.caller.id),
        action,
        target: names::user_name(call.caller.id),
        detail,
        origin: peer::origin(),
    }
}
