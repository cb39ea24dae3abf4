//! `POST /token` and what Google's auth libraries ask beside it, over a real
//! socket: what is granted, and every way of being refused.

#![allow(clippy::unwrap_used)]

mod signing;

use std::sync::Arc;

use base64::Engine as _;
use domain::apps::{App, AppKey};
use domain::ids::UserId;
use domain::users::User;
use serde_json::{Value, json};
use server::accounts::{self, NewUser};
use server::gate::{AuthKind, ScopeSet, scope};
use server::serve::{self, Running};
use server::settings::Settings;
use server::state::{Server, now};
use store::{app_keys, apps, users};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use signing::{Signer, changed, sign_with_secret};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const GOOGLE: &str = "https://oauth2.googleapis.com/token";
const BOT: &str = "https://www.googleapis.com/auth/chat.bot";
const MESSAGES: &str = "https://www.googleapis.com/auth/chat.messages";

struct Fixture {
    running: Running,
    _data: TempDir,
    alice: UserId,
    bob: UserId,
    app: App,
    signer: Signer,
}

async fn fixture() -> Fixture {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let arguments = [
        "--data",
        folder,
        "--listen",
        "127.0.0.1:0",
        "--universe",
        "example.net",
    ];
    let settings = Settings::from_arguments(arguments).unwrap();
    let running = serve::start(settings).await.unwrap();
    let signer = Signer::new();
    let mut app = accounts::new_app("Weather", now()).unwrap();
    app.delegated_scopes = "chat.messages chat.spaces openid".to_owned();
    let key = AppKey {
        key_id: "k1".to_owned(),
        app: app.id,
        public_key: signer.public_key.clone(),
        create_time: now(),
    };
    let (alice, bob) = (person("alice@example.com"), person("bob@example.com"));
    let (ids, row) = ((alice.id, bob.id), app.clone());
    let write = running.server.store.write(move |tx| {
        Box::pin(async move {
            apps::insert(tx, &row).await?;
            app_keys::insert(tx, &key).await?;
            accounts::insert_user(tx, alice, None).await?;
            let bob = accounts::insert_user(tx, bob, None).await?;
            users::set_disabled(tx, bob.id, true).await
        })
    });
    write.await.unwrap();
    Fixture {
        running,
        _data: data,
        alice: ids.0,
        bob: ids.1,
        app,
        signer,
    }
}

fn person(email: &str) -> User {
    let new = NewUser {
        email: email.to_owned(),
        display_name: "Somebody".to_owned(),
        admin: false,
        password: None,
    };
    new.make(now()).unwrap().0
}

impl Fixture {
    fn server(&self) -> &Arc<Server> {
        &self.running.server
    }

    /// Claims as google-auth makes them, changed; null takes one away.
    fn assertion(&self, changes: Value) -> String {
        let iat = now().0 / domain::Time::SECOND;
        let claims = json!({
            "iss": self.app.client_email,
            "aud": GOOGLE,
            "scope": BOT,
            "iat": iat,
            "exp": iat + 3_600,
        });
        self.signer.sign(Some("k1"), &changed(claims, changes))
    }

    async fn http(&self, request: &str) -> (u16, String, Value) {
        let mut stream = TcpStream::connect(self.running.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (
            status,
            head.to_lowercase(),
            serde_json::from_str(body).unwrap_or(Value::Null),
        )
    }

    async fn post(&self, body: &str) -> (u16, String, Value) {
        let length = body.len();
        self.http(&format!(
            "POST /token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
        ))
        .await
    }

    async fn exchange(&self, assertion: &str) -> (u16, String, Value) {
        self.post(&form(&[
            ("grant_type", JWT_BEARER),
            ("assertion", assertion),
        ]))
        .await
    }

    async fn grants(&self, changes: Value) -> server::gate::Caller {
        let (status, head, body) = self.exchange(&self.assertion(changes)).await;
        assert_eq!(status, 200, "{body}");
        assert!(head.contains("\r\ncache-control: no-store"), "{head}");
        assert!(
            head.contains("\r\ncontent-type: application/json"),
            "{head}"
        );
        assert_eq!(body["expires_in"], 3_599);
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body.as_object().unwrap().len(), 3);
        let token = body["access_token"].as_str().unwrap();
        assert!(token.starts_with("ya29."));
        self.server()
            .gate
            .authenticate("x.Y/Z", Some(token), now())
            .await
            .unwrap()
    }

    async fn refuses(&self, assertion: &str, status: u16, error: &str, text: &str) {
        let answer = self.exchange(assertion).await;
        check(answer, status, error, text);
    }
}

#[track_caller]
fn check((status, _, body): (u16, String, Value), expected: u16, error: &str, text: &str) {
    assert_eq!(
        (status, body["error"].as_str()),
        (expected, Some(error)),
        "{body}"
    );
    assert!(
        body["error_description"].as_str().unwrap().contains(text),
        "{body}"
    );
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

#[tokio::test]
async fn a_service_account_gets_its_own_token() {
    let fixture = fixture().await;
    let caller = fixture.grants(json!({})).await;
    assert_eq!((caller.kind, caller.id), (AuthKind::App, fixture.app.id));
    assert_eq!(caller.scopes, ScopeSet::of(&[scope::CHAT_BOT]));
    // Scopes of people and of other products are granted, and open nothing.
    let scopes = format!("{BOT} {MESSAGES} https://www.googleapis.com/auth/cloud-platform");
    let caller = fixture.grants(json!({"scope": scopes})).await;
    assert_eq!(
        caller.scopes,
        ScopeSet::of(&[scope::CHAT_BOT, scope::CHAT_MESSAGES])
    );
    let here = format!("{}/token", fixture.running.url);
    for audience in [
        json!(here),
        json!("https://oauth2.example.net/token"),
        json!([GOOGLE]),
    ] {
        fixture.grants(json!({"aud": audience})).await;
    }
    fixture
        .grants(json!({"sub": fixture.app.client_email}))
        .await;
    fixture.running.stop().await;
}

#[tokio::test]
async fn a_service_account_gets_an_id_token_for_an_audience() {
    let fixture = fixture().await;
    let changes = json!({"scope": null, "target_audience": "https://app.example"});
    let (status, _, body) = fixture.exchange(&fixture.assertion(changes)).await;
    assert_eq!(
        (status, body.as_object().unwrap().len()),
        (200, 1),
        "{body}"
    );
    let claims = body["id_token"]
        .as_str()
        .unwrap()
        .split('.')
        .nth(1)
        .unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(claims)
        .unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["iss"], "https://accounts.google.com");
    assert_eq!(claims["aud"], "https://app.example");
    assert_eq!(claims["email"], fixture.app.client_email);
    assert_eq!(claims["sub"], fixture.app.client_id);
}

#[tokio::test]
async fn delegation_gives_a_persons_token() {
    let fixture = fixture().await;
    let caller = fixture
        .grants(json!({"sub": "Alice@example.com", "scope": MESSAGES}))
        .await;
    assert_eq!((caller.kind, caller.id), (AuthKind::User, fixture.alice));
    assert_eq!(caller.app, Some(fixture.app.id));
    assert_eq!(caller.scopes, ScopeSet::of(&[scope::CHAT_MESSAGES]));

    for scope in [
        BOT.to_owned(),
        format!("{MESSAGES} {BOT}"),
        format!("{MESSAGES} https://www.googleapis.com/auth/chat.delete"),
        format!("{MESSAGES} https://www.googleapis.com/auth/drive"),
        "nonsense".to_owned(),
    ] {
        for sub in ["alice@example.com", "nobody@example.com"] {
            let assertion = fixture.assertion(json!({"sub": sub, "scope": scope}));
            fixture
                .refuses(
                    &assertion,
                    401,
                    "unauthorized_client",
                    "Client is unauthorized",
                )
                .await;
        }
    }
    let no_users = ["nobody@example.com", "bob@example.com", "alice", "%"];
    for sub in no_users {
        let assertion = fixture.assertion(json!({"sub": sub, "scope": MESSAGES}));
        fixture
            .refuses(&assertion, 400, "invalid_grant", "Invalid email or User ID")
            .await;
    }
    assert_ne!(fixture.alice, fixture.bob);
}

#[tokio::test]
async fn bad_assertions() {
    let fixture = fixture().await;
    let now = now().0 / domain::Time::SECOND;
    for (changes, text) in [
        (
            json!({"iat": now - 7_200, "exp": now - 3_600}),
            "short-lived token",
        ),
        (
            json!({"iat": now + 600, "exp": now + 1_200}),
            "short-lived token",
        ),
        (json!({"exp": now + 7_200}), "short-lived token"),
        (json!({"exp": null}), "short-lived token"),
        (
            json!({"aud": "https://chat.googleapis.com/"}),
            "Failed audience check",
        ),
        (json!({"aud": null}), "Failed audience check"),
        (json!({"iss": "other@example.com"}), "account not found"),
        (json!({"iss": 1}), "could not be read"),
    ] {
        fixture
            .refuses(&fixture.assertion(changes), 400, "invalid_grant", text)
            .await;
    }
    let scopeless = fixture.assertion(json!({"scope": null}));
    fixture
        .refuses(&scopeless, 400, "invalid_scope", "Empty or missing scope")
        .await;
    let unknown = fixture.assertion(json!({"scope": format!("{BOT} chat.nonsense")}));
    fixture
        .refuses(&unknown, 400, "invalid_scope", "Invalid OAuth scope")
        .await;
    let claims = json!({"iss": fixture.app.client_email, "aud": GOOGLE, "scope": BOT, "iat": now, "exp": now + 60});
    let bad = "invalid_grant";
    // Node's library names no key: the account's own are tried.
    let unnamed = fixture.signer.sign(None, &claims);
    assert_eq!(fixture.exchange(&unnamed).await.0, 200);
    let mut stranger = claims.clone();
    stranger["iss"] = "nobody@example.iam.gserviceaccount.com".into();
    let forged = fixture.signer.sign(None, &stranger);
    fixture
        .refuses(&forged, 400, bad, "Invalid JWT Signature")
        .await;
    fixture
        .refuses(
            &fixture.signer.sign(Some("k2"), &claims),
            400,
            bad,
            "Invalid JWT Signature",
        )
        .await;
    let good = fixture.signer.sign(Some("k1"), &claims);
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(342));
    fixture
        .refuses(&forged, 400, bad, "Invalid JWT Signature")
        .await;
    let payload = good.split('.').nth(1).unwrap();
    let none = json!({"alg": "none", "kid": "k1"}).to_string();
    let unsigned = format!(
        "{}.{payload}.",
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(none)
    );
    fixture.refuses(&unsigned, 400, bad, "RS256").await;
    let shared = sign_with_secret(b"x", "k1", &claims);
    fixture.refuses(&shared, 400, bad, "RS256").await;
    for text in ["x", "a.b", "a.b.c", "eyJ.eyJ.eyJ", "....", "ü.ü.ü"] {
        fixture.refuses(text, 400, bad, "could not be read").await;
    }
}

#[tokio::test]
async fn bad_requests() {
    let fixture = fixture().await;
    check(
        fixture.post("").await,
        400,
        "unsupported_grant_type",
        "Invalid grant_type: ",
    );
    let password = form(&[("grant_type", "password"), ("username", "alice")]);
    check(
        fixture.post(&password).await,
        400,
        "unsupported_grant_type",
        "grant_type: password",
    );
    let missing = form(&[("grant_type", JWT_BEARER)]);
    check(
        fixture.post(&missing).await,
        400,
        "invalid_request",
        "assertion",
    );
    let twice = form(&[("grant_type", JWT_BEARER), ("grant_type", JWT_BEARER)]);
    check(
        fixture.post(&twice).await,
        400,
        "invalid_request",
        "more than once",
    );
    let large = form(&[
        ("grant_type", JWT_BEARER),
        ("assertion", &"a".repeat(70_000)),
    ]);
    check(
        fixture.post(&large).await,
        413,
        "invalid_request",
        "too large",
    );
    let long = fixture.assertion(json!({"more": "a".repeat(20_000)}));
    fixture
        .refuses(&long, 400, "invalid_grant", "could not be read")
        .await;
}

#[tokio::test]
async fn service_accounts_are_bound_to_no_place() {
    let fixture = fixture().await;
    let email = fixture.app.client_email.replace('@', "%40");
    let (status, _, body) = fixture
        .http(&format!(
            "GET /v1/projects/-/serviceAccounts/{email}/allowedLocations HTTP/1.1\r\nHost: x\r\n\
             Connection: close\r\n\r\n"
        ))
        .await;
    assert_eq!(
        (status, body),
        (200, json!({"locations": [], "encodedLocations": "0x0"}))
    );
}
