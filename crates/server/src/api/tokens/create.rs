//! `confab.v1.TokenService/CreateToken`

use domain::audit::Action;
use domain::{Error, Result, Time};
use proto::confab as wire;
use store::access_tokens::{self, AccessToken, OwnToken};
use store::audit;

use super::{built_in_client, entry, render};
use crate::api::Call;
use crate::gate::{Scope, ScopeSet, secret};

const TTL: i64 = 30 * 86_400;
const LONGEST_TTL: i64 = 365 * 86_400;
const NAME_LIMIT: usize = 128;
/// Tokens that somebody may have at a time.
const LIMIT: i64 = 100;

pub async fn create_token(call: Call, request: wire::CreateTokenRequest) -> Result<wire::Token> {
    built_in_client(&call)?;
    let display_name = name(&request.display_name)?;
    let scopes = scopes(&call, &request.scopes)?;
    let ttl = ttl(request.ttl_seconds)?;
    let text = secret::access_token(false)?;
    let hash = secret::hash(&text);
    let (user, now) = (call.caller.id, call.now);
    let token = AccessToken {
        user: Some(user),
        app: None,
        scopes: scopes.to_short(),
        create_time: now,
        expire_time: Time(now.0 + ttl * Time::SECOND),
    };
    let entry = entry(
        &call,
        Action::TOKEN_CREATE,
        format!("{ttl} s: {}", token.scopes),
    );
    let own = OwnToken {
        id: access_tokens::id(&hash),
        display_name,
        scopes: token.scopes.clone(),
        create_time: token.create_time,
        expire_time: token.expire_time,
    };
    let made = own.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let first = (Time(i64::MAX), "");
            let there = access_tokens::own(tx, user, now, first, LIMIT).await?;
            if there.len() as i64 >= LIMIT {
                let text = format!("A person has at most {LIMIT} tokens; revoke one first.");
                return Err(Error::failed_precondition(text));
            }
            access_tokens::insert(tx, &hash, &token).await?;
            access_tokens::set_display_name(tx, &hash, &own.display_name).await?;
            audit::record(tx, &entry).await
        })
    });
    write.await?;
    Ok(wire::Token {
        access_token: text,
        ..render(&made)
    })
}

fn name(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NAME_LIMIT || text.contains(char::is_control) {
        let what = format!("A token's name must have 1 to {NAME_LIMIT} printable characters.");
        return Err(Error::invalid("display_name", what));
    }
    Ok(text.to_owned())
}

/// At most those of the token that asks.
fn scopes(call: &Call, texts: &[String]) -> Result<ScopeSet> {
    let refused = |what: String| Error::invalid("scopes", what);
    let mut scopes = ScopeSet::EMPTY;
    for text in texts {
        let scope = Scope::parse(text)
            .ok_or_else(|| refused("A scope is none of Google Chat's.".to_owned()))?;
        if !call.caller.scopes.contains(scope) {
            let what = format!("The caller's own token does not have {}.", scope.short());
            return Err(Error::permission_denied(what));
        }
        scopes = scopes.with(scope);
    }
    if scopes.is_empty() {
        return Err(refused("A token needs at least one scope.".to_owned()));
    }
    Ok(scopes)
}

fn ttl(seconds: i64) -> Result<i64> {
    match seconds {
        0 => Ok(TTL),
        1..=LONGEST_TTL => Ok(seconds),
        _ => {
            let what = format!("A token works for 1 to {LONGEST_TTL} seconds.");
            Err(Error::invalid("ttl_seconds", what))
        }
    }
}
