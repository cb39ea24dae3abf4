//! Sign-in by an outside provider that is not what it should be: a small program
//! in the test, which does everything right but for one thing at a time.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use reqwest::Url;
use serde_json::{Value, json};
use server::gate::secret;
use server::state::now;
use tokio::net::TcpListener;

use crate::browser::{Answer, Browser, Site};
use crate::signing::{Signer, changed, sign_with_secret};

const CLIENT: &str = "confab-here";
const SECRET: &str = "s3cret";
const KEY_ID: &str = "key-1";

/// What is wrong with the provider just now.
#[derive(Clone, Debug)]
enum Flaw {
    None,
    /// Claims of the ID token that replace the right ones; null takes one away.
    Claims(Value),
    /// The `kid` in the token's head.
    KeyId(Option<&'static str>),
    /// Signed by a key that is not published, under the name of one that is.
    Signature,
    /// Signed with the published key taken for a shared secret.
    SharedSecret,
    /// Not signed at all.
    Unsigned,
    /// One letter of the claims changed after signing.
    Tampered,
    /// Two keys published, and a token that names none.
    KeyIdOfTwo,
    /// What userinfo says, with no address in the token.
    UserInfo(Value),
    /// What its configuration says of itself.
    Issuer(&'static str),
    NoToken,
}

struct Provider {
    issuer: String,
    signer: Signer,
    other: Signer,
    flaw: Mutex<Flaw>,
    /// How often somebody asked for a token.
    token_requests: AtomicU64,
    /// Code challenge and nonce of the code that was given last.
    asked: Mutex<Option<(String, String)>>,
}

/// A site that lets people of a provider in, and the provider.
struct Pair {
    site: Site,
    provider: Arc<Provider>,
}

impl Pair {
    async fn start(more: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let provider = Arc::new(Provider {
            issuer: issuer.clone(),
            signer: Signer::new(),
            other: Signer::new(),
            flaw: Mutex::new(Flaw::None),
            token_requests: AtomicU64::new(0),
            asked: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(user_info))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let own = [
            "--outgoing",
            "loopback",
            "--oidc-issuer",
            &issuer,
            "--oidc-client-id",
            CLIENT,
            "--oidc-client-secret",
            SECRET,
            "--oidc-domains",
            "example.com",
        ];
        let site = Site::start(&[&own, more].concat()).await;
        Self { site, provider }
    }

    /// A browser that has been sent to the provider, and the `state` it took
    /// there.
    async fn leave(&self) -> (Browser, String) {
        let browser = self.site.browser();
        let answer = browser.get("/signin/oidc?continue=/there").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let url = Url::parse(answer.header("location")).unwrap();
        let field = |name: &str| {
            let found = url.query_pairs().find(|(known, _)| known == name);
            found.unwrap_or_else(|| panic!("no {name}")).1.into_owned()
        };
        assert_eq!(field("client_id"), CLIENT);
        assert_eq!(field("code_challenge_method"), "S256");
        *self.provider.asked.lock() = Some((field("code_challenge"), field("nonce")));
        (browser, field("state"))
    }

    /// Signs somebody in while the provider has a flaw.
    async fn sign_in(&self, flaw: Flaw) -> (Browser, Answer) {
        let (browser, state) = self.leave().await;
        *self.provider.flaw.lock() = flaw;
        let answer = browser.get(&back("the-code", &state)).await;
        *self.provider.flaw.lock() = Flaw::None;
        (browser, answer)
    }

    async fn refused(&self, flaw: Flaw, status: u16, part: &str) {
        let shown = format!("{flaw:?}");
        let (browser, answer) = self.sign_in(flaw).await;
        assert_eq!(answer.status, status, "{shown}: {}", answer.text);
        assert!(answer.text.contains(part), "{shown}: {}", answer.text);
        assert_eq!(browser.token().await.status, 401, "{shown}: a session");
    }

    async fn accepted(&self, flaw: Flaw) {
        let shown = format!("{flaw:?}");
        let (browser, answer) = self.sign_in(flaw).await;
        assert_eq!(answer.status, 303, "{shown}: {}", answer.text);
        assert_eq!(answer.header("location"), "/there");
        let token = browser.token().await.json();
        assert_eq!(token["user"]["email"], "alice@example.com", "{shown}");
    }
}

fn back(code: &str, state: &str) -> String {
    format!("/signin/oidc/callback?code={code}&state={state}")
}

type Shared = State<Arc<Provider>>;

async fn configuration(State(provider): Shared) -> Json<Value> {
    let base = &provider.issuer;
    let issuer = match &*provider.flaw.lock() {
        Flaw::Issuer(other) => (*other).to_owned(),
        _ => base.clone(),
    };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/auth"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/me"),
        "jwks_uri": format!("{base}/keys"),
    }))
}

async fn keys(State(provider): Shared) -> Json<Value> {
    Json(json!({"keys": [
        provider.signer.jwk(KEY_ID),
        provider.other.jwk("key-2"),
    ]}))
}

async fn user_info(State(provider): Shared) -> Json<Value> {
    match &*provider.flaw.lock() {
        Flaw::UserInfo(info) => Json(info.clone()),
        _ => Json(json!({})),
    }
}

/// Gives a token for a code once, to whoever has the verifier.
async fn token(
    State(provider): Shared,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let field = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    provider.token_requests.fetch_add(1, Relaxed);
    let asked = provider.asked.lock().take();
    let challenge = URL_SAFE_NO_PAD.encode(secret::hash(field("code_verifier")));
    let nonce = match asked {
        Some((known, nonce)) if known == challenge && field("code") == "the-code" => nonce,
        _ => {
            let refusal = json!({"error": "invalid_grant"});
            return Err((StatusCode::BAD_REQUEST, Json(refusal)));
        }
    };
    let flaw = provider.flaw.lock().clone();
    let seconds = now().0 / domain::Time::SECOND;
    let claims = json!({
        "iss": provider.issuer,
        "aud": CLIENT,
        "sub": "subject-1",
        "iat": seconds,
        "exp": seconds + 300,
        "nonce": nonce,
        "email": "alice@example.com",
        "email_verified": true,
    });
    let token = id_token(&provider, flaw, claims);
    Ok(Json(json!({
        "id_token": token, "access_token": "opaque", "token_type": "Bearer",
    })))
}

fn id_token(provider: &Provider, flaw: Flaw, claims: Value) -> Value {
    let signer = &provider.signer;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = match flaw {
        Flaw::Claims(changes) => signer.sign(Some(KEY_ID), &changed(claims, changes)),
        Flaw::UserInfo(_) => {
            let without = json!({"email": null, "email_verified": null});
            signer.sign(Some(KEY_ID), &changed(claims, without))
        }
        Flaw::KeyId(id) => signer.sign(id, &claims),
        Flaw::KeyIdOfTwo => signer.sign(None, &claims),
        Flaw::Signature => provider.other.sign(Some(KEY_ID), &claims),
        Flaw::SharedSecret => sign_with_secret(&signer.public_key, KEY_ID, &claims),
        Flaw::Unsigned => {
            let head = json!({"alg": "none", "kid": KEY_ID});
            format!("{}.{}.", part(head), part(claims))
        }
        Flaw::Tampered => {
            let token = signer.sign(Some(KEY_ID), &claims);
            let (start, signature) = token.rsplit_once('.').unwrap();
            let (head, _) = start.split_once('.').unwrap();
            let other = changed(claims, json!({"email": "bob@example.com"}));
            format!("{head}.{}.{signature}", part(other))
        }
        Flaw::NoToken => return Value::Null,
        Flaw::None | Flaw::Issuer(_) => signer.sign(Some(KEY_ID), &claims),
    };
    token.into()
}

/// Nobody can do anything about these but an administrator.
const UNUSABLE: (u16, &str) = (502, "Your provider cannot be used just now");

#[tokio::test]
async fn id_tokens_that_are_not_good() {
    let pair = Pair::start(&[]).await;
    pair.accepted(Flaw::None).await;
    let seconds = now().0 / domain::Time::SECOND;
    let issuer = pair.provider.issuer.clone();
    for claims in [
        // Another sign-in's nonce, or none.
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"nonce": ""}),
        // Other audiences; one of several, without or with another party asking.
        json!({"aud": "another"}),
        json!({"aud": null}),
        json!({"aud": []}),
        json!({"aud": [CLIENT, "another"]}),
        json!({"aud": [CLIENT, "another"], "azp": "another"}),
        json!({"azp": "another"}),
        // Other issuers.
        json!({"iss": "https://accounts.example"}),
        json!({"iss": format!("{issuer}/")}),
        json!({"iss": null}),
        // Times: a minute of skew is allowed.
        json!({"exp": seconds - 120}),
        json!({"exp": null}),
        json!({"exp": "never"}),
        json!({"nbf": seconds + 120}),
        json!({"iat": seconds + 120}),
        // Nobody.
        json!({"sub": null}),
        json!({"sub": 7}),
        json!({"sub": ""}),
    ] {
        pair.refused(Flaw::Claims(claims), UNUSABLE.0, UNUSABLE.1)
            .await;
    }
    for flaw in [
        Flaw::KeyId(Some("unknown")),
        Flaw::KeyId(Some("key-2")),
        Flaw::KeyIdOfTwo,
        Flaw::Signature,
        Flaw::SharedSecret,
        Flaw::Unsigned,
        Flaw::Tampered,
        Flaw::NoToken,
    ] {
        pair.refused(flaw, UNUSABLE.0, UNUSABLE.1).await;
    }
    // It was none of the above that kept everybody out.
    for claims in [
        json!({"aud": [CLIENT]}),
        json!({"aud": [CLIENT, "another"], "azp": CLIENT}),
        json!({"exp": seconds - 30}),
        json!({"nbf": seconds + 30}),
        json!({"email_verified": "true"}),
    ] {
        pair.accepted(Flaw::Claims(claims)).await;
    }
}

#[tokio::test]
async fn people_who_may_not_come_in() {
    let pair = Pair::start(&[]).await;
    let (unproven, outside) = ("does not vouch", "not of a domain that may sign in");
    for (claims, part) in [
        (json!({"email_verified": false}), unproven),
        (json!({"email_verified": null}), unproven),
        (json!({"email_verified": "false"}), unproven),
        (json!({"email_verified": 1}), unproven),
        (json!({"email": ""}), unproven),
        (json!({"email": "not an address"}), unproven),
        (json!({"email": "alice@elsewhere.example"}), outside),
        (json!({"email": "alice@sub.example.com"}), outside),
        (json!({"email": "alice@example.com.evil.example"}), outside),
    ] {
        pair.refused(Flaw::Claims(claims), 403, part).await;
    }
    // Whom an account of the provider was once is not asked before the domain.
    pair.accepted(Flaw::None).await;
    let left = json!({"email": "alice@elsewhere.example"});
    pair.refused(Flaw::Claims(left), 403, outside).await;
    pair.site.admin(&["user", "disable", "alice@example.com"]);
    pair.refused(Flaw::None, 403, "Your account is disabled")
        .await;
    // All of it is in the audit log, with the address that was vouched for.
    let log = pair
        .site
        .admin(&["audit", "--action", "session.signInFailed"]);
    let log = log.to_string();
    for email in ["alice@elsewhere.example", "alice@example.com"] {
        assert!(log.contains(email), "{email}: {log}");
    }
}

#[tokio::test]
async fn userinfo_is_about_the_same_person() {
    let pair = Pair::start(&[]).await;
    let info = json!({
        "sub": "subject-1", "email": "alice@example.com", "email_verified": true,
    });
    pair.accepted(Flaw::UserInfo(info.clone())).await;
    let other = changed(info.clone(), json!({"sub": "subject-2"}));
    pair.refused(Flaw::UserInfo(other), UNUSABLE.0, UNUSABLE.1)
        .await;
    let unproven = changed(info, json!({"email_verified": false}));
    pair.refused(Flaw::UserInfo(unproven), 403, "does not vouch")
        .await;
}

#[tokio::test]
async fn only_who_left_comes_back_and_only_once() {
    let pair = Pair::start(&[]).await;
    // The state of another browser, of nobody, and one that leads elsewhere.
    let (browser, state) = pair.leave().await;
    let (_, others) = pair.leave().await;
    let (proof, _) = state.split_once('.').unwrap();
    let elsewhere = format!("{proof}.{}", URL_SAFE_NO_PAD.encode("//evil.example"));
    for wrong in [&*others, &elsewhere, proof, ""] {
        let answer = browser.get(&back("the-code", wrong)).await;
        answer.expect(400, "begun in another browser");
        assert_eq!(browser.token().await.status, 401);
    }
    // Nobody was asked for a token meanwhile.
    assert!(pair.provider.asked.lock().is_some());

    // A code works once, even for somebody who kept the cookie of the attempt.
    let (browser, state) = pair.leave().await;
    let kept = browser.cookies.lock().unwrap().clone();
    browser
        .get(&back("the-code", &state))
        .await
        .leads_to("/there");
    let again = browser.get(&back("the-code", &state)).await;
    again.expect(400, "begun in another browser");
    let thief = pair.site.browser();
    *thief.cookies.lock().unwrap() = kept;
    let answer = thief.get(&back("the-code", &state)).await;
    answer.expect(UNUSABLE.0, UNUSABLE.1);
    assert_eq!(thief.token().await.status, 401);

    // A code of somebody else's attempt has another verifier and nonce.
    let (victim, _) = pair.leave().await;
    let known = pair.provider.asked.lock().take();
    let (attacker, state) = pair.leave().await;
    *pair.provider.asked.lock() = known;
    let answer = attacker.get(&back("the-code", &state)).await;
    answer.expect(UNUSABLE.0, UNUSABLE.1);
    assert_eq!(attacker.token().await.status, 401);
    assert_eq!(victim.token().await.status, 401);
}

#[tokio::test]
async fn answers_of_other_providers_and_refusals() {
    let pair = Pair::start(&[]).await;
    let (browser, state) = pair.leave().await;
    let mixed_up = format!("{}&iss=https://other.example", back("the-code", &state));
    browser.get(&mixed_up).await.expect(UNUSABLE.0, UNUSABLE.1);
    let refused = format!("/signin/oidc/callback?error=access_denied&state={state}");
    let answer = browser.get(&refused).await;
    answer.expect(403, "Your provider did not let you in");
    // Neither used up the attempt.
    let right = format!("{}&iss={}", back("the-code", &state), pair.provider.issuer);
    browser.get(&right).await.leads_to("/there");
}

#[tokio::test]
async fn a_configuration_that_names_another_issuer() {
    let pair = Pair::start(&[]).await;
    *pair.provider.flaw.lock() = Flaw::Issuer("https://accounts.example");
    let browser = pair.site.browser();
    let answer = browser.get("/signin/oidc").await;
    answer.expect(UNUSABLE.0, UNUSABLE.1);
    *pair.provider.flaw.lock() = Flaw::None;
    assert_eq!(browser.get("/signin/oidc").await.status, 303);
}

#[tokio::test]
async fn nobody_has_the_provider_asked_for_ever() {
    let pair = Pair::start(&[]).await;
    let (browser, state) = pair.leave().await;
    let mut answer = browser.get(&back("nonsense", &state)).await;
    for _ in 0..60 {
        if answer.status == 429 {
            break;
        }
        answer.expect(UNUSABLE.0, UNUSABLE.1);
        answer = browser.get(&back("nonsense", &state)).await;
    }
    let wait = answer.header("retry-after").to_owned();
    assert!(wait.parse::<i64>().is_ok_and(|wait| wait > 0), "{wait}");
    answer.expect(429, "Too many tries");
    let asked = pair.provider.token_requests.load(Relaxed);
    assert!((50..60).contains(&asked), "{asked}");
    // A password still gets in, from the same address.
    let password = pair.site.signed_in("bob@example.com").await;
    assert_eq!(password.token().await.status, 200);
}
