//! Who a credential is taken for: opaque tokens and service accounts' own
//! JWTs, good and bad, and how soon a change made elsewhere is noticed.

#![allow(clippy::unwrap_used)]

mod signing;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::apps::{App, AppKey};
use domain::error::Detail;
use domain::users::User;
use domain::{Code, Error, Time};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use server::accounts::{self, NewUser};
use server::gate::{AuthKind, Caller, Gate, ScopeSet, scope, secret};
use store::access_tokens::AccessToken;
use store::{Location, Store, access_tokens, app_keys, apps, meta, users};
use tempfile::TempDir;

use signing::{Signer, changed, sign_with_secret};

const RPC: &str = "google.chat.v1.ChatService/GetSpace";
const NOW: Time = Time(1_800_000_000 * Time::SECOND);
/// `NOW` in the seconds of JWTs.
const SECONDS: i64 = NOW.0 / Time::SECOND;
const KEY_ID: &str = "0123456789abcdef0123456789abcdef01234567";

/// One installation with a person, an app and the app's key.
struct Fixture {
    _folder: TempDir,
    file: PathBuf,
    store: Store,
    gate: Gate,
    user: User,
    app: App,
    signer: Signer,
}

async fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("confab.db");
    let store = Store::open(&Location::Sqlite(file.clone())).await.unwrap();
    let signer = Signer::new();
    let app = accounts::new_app("Weather", NOW).unwrap();
    let key = AppKey {
        key_id: KEY_ID.to_owned(),
        app: app.id,
        public_key: signer.public_key.clone(),
        create_time: NOW,
    };
    let new = NewUser {
        email: "alice@example.com".to_owned(),
        display_name: "Alice".to_owned(),
        admin: true,
        password: None,
    };
    let (user, _) = new.make(NOW).unwrap();
    let row = app.clone();
    let write = store.write(move |tx| {
        Box::pin(async move {
            apps::insert(tx, &row).await?;
            app_keys::insert(tx, &key).await?;
            accounts::insert_user(tx, user, None).await
        })
    });
    let user = write.await.unwrap();
    Fixture {
        gate: Gate::new(store.clone(), "http://localhost:8080/", "example.com"),
        _folder: folder,
        file,
        store,
        user,
        app,
        signer,
    }
}

impl Fixture {
    async fn token(&self, user: bool, app: bool, scopes: &str) -> String {
        let text = secret::access_token(!user).unwrap();
        let hash = secret::hash(&text);
        let token = AccessToken {
            user: user.then_some(self.user.id),
            app: app.then_some(self.app.id),
            scopes: scopes.to_owned(),
            create_time: NOW,
            expire_time: Time(NOW.0 + 3_600 * Time::SECOND),
        };
        let write = self.store.write(move |tx| {
            Box::pin(async move { access_tokens::insert(tx, &hash, &token).await })
        });
        write.await.unwrap();
        text
    }

    /// The claims of a good JWT without audience or scope.
    fn claims(&self) -> Value {
        let email = &self.app.client_email;
        json!({"iss": email, "sub": email, "iat": SECONDS, "exp": SECONDS + 3_600})
    }

    /// A good JWT but for these claims; null takes one away.
    fn jwt(&self, changes: Value) -> String {
        self.signer
            .sign(Some(KEY_ID), &changed(self.claims(), changes))
    }

    async fn ask(&self, credential: &str, now: Time) -> domain::Result<Caller> {
        self.gate.authenticate(RPC, Some(credential), now).await
    }

    async fn accept(&self, credential: &str) -> Caller {
        self.ask(credential, NOW).await.unwrap()
    }

    #[track_caller]
    fn refuses(&self, credential: &str, reason: &str) -> impl Future<Output = ()> {
        let (credential, reason) = (credential.to_owned(), reason.to_owned());
        let gate = self.gate.clone();
        let caller = std::panic::Location::caller();
        async move {
            let answer = gate.authenticate(RPC, Some(&credential), NOW).await;
            let error = answer.expect_err(&format!("accepted at {caller}"));
            assert_eq!(error.code, Code::Unauthenticated, "{caller}");
            assert_eq!(reason_of(&error), reason, "{caller}");
        }
    }
}

fn reason_of(error: &Error) -> &'static str {
    match error.details.first() {
        Some(Detail::ErrorInfo { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

const EXPIRED: &str = "ACCESS_TOKEN_EXPIRED";
const UNSUPPORTED: &str = "ACCESS_TOKEN_TYPE_UNSUPPORTED";
const DISABLED: &str = "ACCOUNT_STATE_INVALID";

#[tokio::test]
async fn opaque_tokens() {
    let fixture = fixture().await;
    let token = fixture.token(true, true, "chat.messages chat.spaces").await;
    let caller = fixture.accept(&token).await;
    assert_eq!(
        (caller.kind, caller.id, caller.admin),
        (AuthKind::User, fixture.user.id, true)
    );
    assert_eq!(caller.user, Some(fixture.user.id));
    assert_eq!(
        (caller.app, caller.project),
        (Some(fixture.app.id), fixture.app.project_number)
    );
    assert_eq!(
        caller.scopes,
        ScopeSet::of(&[scope::CHAT_MESSAGES, scope::CHAT_SPACES])
    );
    assert_eq!(fixture.accept(&format!(" {token} ")).await, caller);

    let builtin = fixture.token(true, false, "chat.messages").await;
    let caller = fixture.accept(&builtin).await;
    assert_eq!((caller.app, caller.project), (None, 0));

    let app = fixture.token(false, true, "chat.bot chat.app.spaces").await;
    let caller = fixture.accept(&app).await;
    assert_eq!(
        (caller.kind, caller.id, caller.user),
        (AuthKind::App, fixture.app.id, None)
    );
    assert_eq!(caller.scopes, ScopeSet::of(&[scope::CHAT_BOT]));
    assert_eq!(caller.unapproved, ScopeSet::of(&[scope::CHAT_APP_SPACES]));

    let later = Time(NOW.0 + 3_600 * Time::SECOND);
    assert!(fixture.ask(&token, Time(later.0 - 1)).await.is_ok());
    let error = fixture.ask(&token, later).await.unwrap_err();
    assert_eq!(reason_of(&error), EXPIRED);
}

#[tokio::test]
async fn what_is_no_token() {
    let fixture = fixture().await;
    for text in [
        "x",
        "ya29.",
        "a.b.c",
        "eyJ.eyJ.x",
        "Bearer ya29.x",
        "\u{0}",
        "ü",
    ] {
        fixture.refuses(text, UNSUPPORTED).await;
    }
    fixture
        .refuses(&secret::access_token(true).unwrap(), EXPIRED)
        .await;
    fixture.refuses(&"a.".repeat(100_000), UNSUPPORTED).await;
    fixture
        .refuses(&format!("eyJ{}.x.y", "a".repeat(100_000)), UNSUPPORTED)
        .await;
    for missing in [None, Some(""), Some("  ")] {
        let error = fixture
            .gate
            .authenticate(RPC, missing, NOW)
            .await
            .unwrap_err();
        assert!(
            error
                .message
                .starts_with("Request is missing required authentication")
        );
        let info = Detail::ErrorInfo {
            reason: "CREDENTIALS_MISSING",
            metadata: vec![
                ("service", "chat.googleapis.com".to_owned()),
                ("method", "google.chat.v1.ChatService.GetSpace".to_owned()),
            ],
        };
        assert_eq!(error.details, vec![info]);
    }
}

#[tokio::test]
async fn self_signed_jwts_that_are_good() {
    let fixture = fixture().await;
    let all_of_apps: ScopeSet = scope::Scope::all().filter(|s| s.needs_approval()).collect();
    for audience in [
        json!("https://chat.googleapis.com/"),
        json!("https://chat.googleapis.com"),
        json!("https://chat.googleapis.com/google.chat.v1.ChatService"),
        json!("https://chat.example.com/"),
        json!("http://localhost:8080"),
        json!("http://localhost:8080/"),
        json!([
            "https://other.googleapis.com/",
            "https://chat.googleapis.com/"
        ]),
    ] {
        let caller = fixture.accept(&fixture.jwt(json!({"aud": audience}))).await;
        assert_eq!(
            (caller.kind, caller.id),
            (AuthKind::App, fixture.app.id),
            "{audience}"
        );
        assert_eq!(caller.scopes, ScopeSet::of(&[scope::CHAT_BOT]));
        assert_eq!(caller.unapproved, all_of_apps);
    }
    // Node's library asks for everything; what is unknown is passed over.
    let asked = "https://www.googleapis.com/auth/chat.bot \
                 https://www.googleapis.com/auth/chat.messages \
                 https://www.googleapis.com/auth/chat.new \
                 https://www.googleapis.com/auth/chat.app.delete";
    let caller = fixture.accept(&fixture.jwt(json!({"scope": asked}))).await;
    assert_eq!(
        caller.scopes,
        ScopeSet::of(&[scope::CHAT_BOT, scope::CHAT_MESSAGES])
    );
    assert_eq!(caller.unapproved, ScopeSet::of(&[scope::CHAT_APP_DELETE]));

    let bot = json!("https://www.googleapis.com/auth/chat.bot");
    let with = |changes: Value| {
        let mut changes = changes;
        changes["scope"] = bot.clone();
        fixture.jwt(changes)
    };
    for good in [
        with(json!({"aud": "https://chat.googleapis.com/"})),
        with(json!({"iat": SECONDS + 59, "exp": SECONDS + 3_600})),
        with(json!({"iat": SECONDS - 3_659, "exp": SECONDS - 59})),
        with(json!({"iat": SECONDS as f64 + 0.5, "exp": SECONDS as f64 + 3_600.25})),
        with(json!({"nbf": SECONDS})),
    ] {
        fixture.accept(&good).await;
    }
    let token = with(json!({}));
    fixture.accept(&token).await;
    let error = fixture
        .ask(&token, Time(NOW.0 + 3_661 * Time::SECOND))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&error), EXPIRED);
}

#[tokio::test]
async fn self_signed_jwts_that_are_not() {
    let fixture = fixture().await;
    let audience = "https://chat.googleapis.com/";
    for (changes, reason) in [
        (
            json!({"iat": SECONDS - 3_661, "exp": SECONDS - 61}),
            EXPIRED,
        ),
        (
            json!({"iat": SECONDS + 61, "exp": SECONDS + 3_600}),
            EXPIRED,
        ),
        (json!({"nbf": SECONDS + 61}), EXPIRED),
        (json!({"exp": SECONDS + 3_601}), EXPIRED),
        (json!({"exp": SECONDS, "iat": SECONDS}), EXPIRED),
        (json!({"exp": null}), EXPIRED),
        (json!({"iat": null}), EXPIRED),
        (json!({"exp": 1e300}), EXPIRED),
        (json!({"exp": "tomorrow"}), UNSUPPORTED),
        (json!({"aud": "https://example.org/"}), UNSUPPORTED),
        (
            json!({"aud": "https://chat.googleapis.com.example.org/"}),
            UNSUPPORTED,
        ),
        (
            json!({"aud": "https://oauth2.googleapis.com/token"}),
            UNSUPPORTED,
        ),
        (json!({"aud": []}), UNSUPPORTED),
        (json!({"aud": null}), UNSUPPORTED),
        (
            json!({"aud": "https://example.org/", "scope": "chat.bot"}),
            UNSUPPORTED,
        ),
        (json!({"aud": null, "scope": " "}), UNSUPPORTED),
        (json!({"iss": "other@example.com"}), UNSUPPORTED),
        (
            json!({"iss": "other@example.com", "sub": "other@example.com"}),
            UNSUPPORTED,
        ),
        (json!({"sub": "alice@example.com"}), UNSUPPORTED),
        (json!({"sub": null}), UNSUPPORTED),
        (json!({"iss": null}), UNSUPPORTED),
    ] {
        let mut changes = changes;
        if changes.get("aud").is_none() {
            changes["aud"] = audience.into();
        }
        let token = fixture.jwt(changes);
        fixture.refuses(&token, reason).await;
    }
}

#[tokio::test]
async fn signatures_that_are_not_the_keys() {
    let fixture = fixture().await;
    let audience = json!({"aud": "https://chat.googleapis.com/"});
    let claims = changed(fixture.claims(), audience);
    let signer = &fixture.signer;
    let good = signer.sign(Some(KEY_ID), &claims);
    fixture.accept(&good).await;
    let none = json!({"alg": "none", "kid": KEY_ID}).to_string();
    let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
    for bad in [
        signer.sign(None, &claims),
        signer.sign(Some(""), &claims),
        signer.sign(Some("0"), &claims),
        signer.sign_with(Algorithm::RS512, Some(KEY_ID), &claims),
        // The public key as a shared secret, the oldest trick.
        sign_with_secret(&signer.public_key, KEY_ID, &claims),
        format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(none)),
        Signer::new().sign(Some(KEY_ID), &claims),
    ] {
        fixture.refuses(&bad, UNSUPPORTED).await;
    }
    // Any changed character spoils it.
    for at in [good.len() / 3, good.len() / 2, good.len() - 20] {
        let mut bad = good.clone().into_bytes();
        bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
        let bad = String::from_utf8(bad).unwrap();
        fixture.refuses(&bad, UNSUPPORTED).await;
    }
}

/// Does `change` through another connection, as `confab admin` beside the
/// server would, and waits until the credential is answered otherwise.
async fn noticed<F>(fixture: &Fixture, credential: &str, change: F) -> Result<Caller, Error>
where
    F: for<'t> FnOnce(&'t mut store::Tx) -> store::Unit<'t, ()> + Send + 'static,
{
    let before = fixture.ask(credential, NOW).await;
    let other = Store::open(&Location::Sqlite(fixture.file.clone()))
        .await
        .unwrap();
    other.write(change).await.unwrap();
    other.close().await;
    let start = Instant::now();
    loop {
        let after = fixture.ask(credential, NOW).await;
        let same = match (&before, &after) {
            (Ok(before), Ok(after)) => before == after,
            (Err(before), Err(after)) => before == after,
            _ => false,
        };
        if !same {
            return after;
        }
        // A second, which `src/live/recheck.rs` holds its periods to, and what a
        // very busy machine adds.
        assert!(start.elapsed() < Duration::from_secs(15), "not noticed");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn changes_by_another_process_are_noticed_within_a_second() {
    let fixture = fixture().await;
    fixture.gate.watch();
    let (user, app) = (fixture.user.id, fixture.app.id);
    let token = fixture.token(true, true, "chat.messages").await;
    let hash = secret::hash(&token);

    let error = noticed(&fixture, &token, move |tx| set_disabled(tx, user, true))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&error), DISABLED);
    noticed(&fixture, &token, move |tx| set_disabled(tx, user, false))
        .await
        .unwrap();

    let revoked = noticed(&fixture, &token, move |tx| {
        Box::pin(async move {
            access_tokens::delete(tx, &hash).await?;
            meta::bump_auth(tx).await
        })
    });
    assert_eq!(reason_of(&revoked.await.unwrap_err()), EXPIRED);

    let jwt = fixture.jwt(json!({"scope": "chat.bot chat.app.spaces"}));
    let approved = noticed(&fixture, &jwt, move |tx| {
        Box::pin(async move {
            apps::set_approved_scopes(tx, app, "chat.app.spaces").await?;
            meta::bump_auth(tx).await
        })
    });
    let caller = approved.await.unwrap();
    assert_eq!(
        caller.scopes,
        ScopeSet::of(&[scope::CHAT_BOT, scope::CHAT_APP_SPACES])
    );

    let deleted = noticed(&fixture, &jwt, move |tx| {
        Box::pin(async move {
            app_keys::delete(tx, app, KEY_ID).await?;
            meta::bump_auth(tx).await
        })
    });
    assert_eq!(reason_of(&deleted.await.unwrap_err()), UNSUPPORTED);
}

fn set_disabled(
    tx: &mut store::Tx,
    user: domain::ids::UserId,
    disabled: bool,
) -> store::Unit<'_, ()> {
    Box::pin(async move {
        users::set_disabled(tx, user, disabled).await?;
        meta::bump_auth(tx).await
    })
}

#[tokio::test]
async fn expired_tokens_are_swept_away() {
    let fixture = fixture().await;
    for _ in 0..3 {
        fixture.token(true, false, "chat.messages").await;
    }
    let sweep = |time: Time| {
        fixture.store.write(move |tx| {
            Box::pin(async move { access_tokens::delete_expired(tx, time, 2).await })
        })
    };
    let end = NOW.0 + 3_600 * Time::SECOND;
    assert_eq!(sweep(Time(end)).await.unwrap(), 0);
    assert_eq!(sweep(Time(end + 1)).await.unwrap(), 2);
    assert_eq!(sweep(Time(end + 1)).await.unwrap(), 1);
}
