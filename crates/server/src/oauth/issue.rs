//! What comes of a grant: access tokens, refresh tokens, ID tokens.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::users::User;
use domain::{Result, Time};
use serde_json::{Value, json};
use store::access_tokens::{self, AccessToken};
use store::grants::{self, Grant};
use store::oauth_clients::OAuthClient;
use store::{Tx, refresh_tokens, users};

use super::person;
use super::token::Granted;
use crate::gate::scope::OPENID;
use crate::gate::{ScopeSet, secret};
use crate::state::Server;

/// Seconds that an access token lives.
pub const LIFETIME: i64 = 3_600;
/// How long offline access lasts after its last use, as with Google.
const OFFLINE_IDLE: i64 = 180 * Time::DAY;
/// Access tokens that one grant may have at once.
const PER_GRANT: i64 = 100;
/// Replaced refresh tokens remembered, to notice when one comes again.
const REPLACED: i64 = 20;

/// New texts, made before the transaction that keeps their hashes.
pub struct Fresh {
    pub access: String,
    pub refresh: String,
}

impl Fresh {
    pub fn new() -> Result<Self> {
        Ok(Self {
            access: secret::access_token(false)?,
            refresh: secret::refresh_token()?,
        })
    }
}

/// A grant with the one who gave it, who may still sign in.
pub async fn grant_with_person(tx: &mut Tx, id: i64, now: Time) -> Result<Option<(Grant, User)>> {
    let grant = grants::get(tx, id).await?;
    let Some(grant) = grant.filter(|grant| now < grant.expire_time) else {
        return Ok(None);
    };
    let user = users::get(tx, grant.user).await?;
    let user = user.filter(|user| user.is_person() && !user.disabled);
    Ok(user.map(|user| (grant, user)))
}

/// Keeps a new access token of a grant, which lives at least as long.
pub async fn keep_access(
    tx: &mut Tx,
    text: &str,
    grant: &Grant,
    client: &OAuthClient,
    scopes: ScopeSet,
    now: Time,
) -> Result<()> {
    let expire_time = Time(now.0 + LIFETIME * Time::SECOND);
    let token = AccessToken {
        user: Some(grant.user),
        app: client.app,
        scopes: scopes.to_short(),
        create_time: now,
        expire_time,
    };
    access_tokens::trim_origin(tx, grant.id, PER_GRANT - 1).await?;
    access_tokens::insert_of(tx, &secret::hash(text), &token, grant.id).await?;
    if grant.expire_time < expire_time {
        grants::set_expire_time(tx, grant.id, expire_time).await?;
    }
    Ok(())
}

/// Keeps a new refresh token of a grant.
pub async fn keep_refresh(tx: &mut Tx, text: &str, grant: &Grant, now: Time) -> Result<()> {
    refresh_tokens::trim(tx, grant.id, REPLACED).await?;
    refresh_tokens::insert(tx, &secret::hash(text), grant.id, now).await?;
    prolong(tx, grant, now).await
}

/// Offline access that is used goes on. Written at most once a day.
pub async fn prolong(tx: &mut Tx, grant: &Grant, now: Time) -> Result<()> {
    let expire_time = Time(now.0 + OFFLINE_IDLE);
    if expire_time.0 - grant.expire_time.0 > Time::DAY {
        grants::set_expire_time(tx, grant.id, expire_time).await?;
    }
    Ok(())
}

/// The answer to a client, with an ID token if `openid` was granted.
pub async fn answer(
    server: &Server,
    client: &OAuthClient,
    user: &User,
    scopes: ScopeSet,
    nonce: Option<&str>,
    access_token: String,
) -> Result<Granted> {
    let id_token = match scopes.contains(OPENID) {
        true => {
            let claims = id_claims(client, user, scopes, nonce, &access_token, server.now());
            Some(server.signing.id_token(&claims, server.now()).await?)
        }
        false => None,
    };
    Ok(Granted {
        access_token: Some(access_token),
        scopes: Some(scopes),
        refresh_token: None,
        id_token,
    })
}

fn id_claims(
    client: &OAuthClient,
    user: &User,
    scopes: ScopeSet,
    nonce: Option<&str>,
    access_token: &str,
    now: Time,
) -> Value {
    let mut claims = json!({"azp": client.id, "aud": client.id});
    let iat = now.0.div_euclid(Time::SECOND);
    if let Some(claims) = claims.as_object_mut() {
        claims.extend(person::claims(user, scopes));
        claims.insert("at_hash".to_owned(), at_hash(access_token).into());
        claims.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
        claims.insert("iat".to_owned(), iat.into());
        claims.insert("exp".to_owned(), (iat + LIFETIME).into());
    }
    claims
}

/// The left half of the access token's SHA-256 (OpenID Connect Core, 3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.as_ref().get(..16).unwrap_or_default())
}
