//! The code flow from the app's first redirect to its tokens.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use server::gate::{AuthKind, ScopeSet, scope};

use crate::app::*;
use crate::browser::{PASSWORD, Site};

#[tokio::test]
async fn a_person_lets_a_web_app_act_for_them() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.browser();
    // Nobody is signed in: first the sign-in page, which comes back.
    let path = app.auth(&[
        (
            "scope",
            &format!("openid email profile {MESSAGES} {SPACES}"),
        ),
        ("access_type", "offline"),
        ("nonce", "n1"),
    ]);
    let to_sign_in = browser.get(&path).await;
    let location = to_sign_in.header("location").to_owned();
    assert!(
        to_sign_in.status == 303 && location.starts_with("/signin?continue="),
        "{location}"
    );
    let page = browser.get(&location).await.expect(200, "Sign in");
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://app.example;"),
        "{policy}"
    );
    let goal = page
        .text
        .split("name=\"continue\" value=\"")
        .nth(1)
        .unwrap();
    let goal = goal.split('"').next().unwrap().replace("&amp;", "&");
    let fields = [
        ("email", "bob@example.com"),
        ("password", PASSWORD),
        ("continue", &goal),
    ];
    browser.post("/signin", &fields).await.leads_to(&goal);

    let page = browser
        .get(&goal)
        .await
        .expect(200, "Web wants to use Confab as you");
    for part in [
        "bob@example.com",
        "Know that it is you",
        "See your e-mail address",
        "Read, write, change and delete messages",
        "Create spaces, and see and change those you are in",
        "https://app.example",
        "until you take it back",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://app.example;"),
        "{policy}"
    );
    let back = Fields::of(&allow(&browser, &page, &[]).await);
    assert!(
        back.location
            .as_str()
            .starts_with("https://app.example/cb?")
    );
    assert_eq!(back.get("state"), Some("s t&=1"));
    assert_eq!(back.get("iss"), Some("https://accounts.google.com"));
    let granted: std::collections::HashSet<_> = back.get("scope").unwrap().split(' ').collect();
    assert!(granted.contains(MESSAGES) && granted.contains("openid") && granted.len() == 5);

    let answer = app
        .exchange(back.get("code").unwrap())
        .await
        .expect(200, "access_token");
    assert_eq!(answer.header("cache-control"), "no-store");
    let tokens = answer.json();
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(3_599))
    );
    assert_eq!(
        text(&tokens, "scope")
            .split(' ')
            .collect::<std::collections::HashSet<_>>(),
        granted
    );
    assert!(text(&tokens, "refresh_token").starts_with("1//0"));
    let access = text(&tokens, "access_token");
    let caller = caller(&site, &access).await.unwrap();
    assert_eq!((caller.kind, caller.app), (AuthKind::User, None));
    assert!(
        caller.scopes.contains(scope::CHAT_MESSAGES) && !caller.scopes.contains(scope::CHAT_DELETE)
    );

    let claims = id_claims(&site, &text(&tokens, "id_token"), &app.id).await;
    let sub = caller.id.segment();
    assert_eq!(sub.len(), 21);
    for (name, value) in [
        ("iss", json!("https://accounts.google.com")),
        ("azp", json!(app.id)),
        ("aud", json!(app.id)),
        ("sub", json!(sub)),
        ("email", json!("bob@example.com")),
        ("email_verified", json!(true)),
        ("hd", json!("example.com")),
        ("name", json!("BOB")),
        ("nonce", json!("n1")),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert_eq!(text(&claims, "at_hash").len(), 22);
}

async fn id_claims(site: &Site, token: &str, audience: &str) -> Value {
    let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let set = site.browser().get("/oauth2/v3/certs").await.text;
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_str(&set).unwrap();
    let key = DecodingKey::from_jwk(set.find(&kid).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[audience]);
    validation.set_issuer(&["https://accounts.google.com"]);
    jsonwebtoken::decode::<Value>(token, &key, &validation)
        .unwrap()
        .claims
}

#[tokio::test]
async fn an_installed_app_chooses_its_port_and_speaks_basic() {
    let site = Site::start(&[]).await;
    let app = App::installed(&site);
    let browser = site.signed_in("alice@example.com").await;
    let back = app.ask(&browser, &[("access_type", "offline")]).await;
    assert!(
        back.location
            .as_str()
            .starts_with("http://localhost:8085/?")
    );
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", back.get("code").unwrap()),
        ("redirect_uri", &app.redirect),
        ("code_verifier", VERIFIER),
    ];
    let tokens = app.token_by_basic(&fields).await.expect(200, "").json();
    assert_eq!(tokens["scope"], MESSAGES);
    assert!(tokens["id_token"].is_null());
    // With its secret it keeps the refresh token, as with Google.
    let refresh = text(&tokens, "refresh_token");
    for _ in 0..2 {
        let answer = app
            .refresh(&refresh)
            .await
            .expect(200, "access_token")
            .json();
        assert!(answer["refresh_token"].is_null());
        assert_eq!(answer["scope"], MESSAGES);
        caller(&site, &text(&answer, "access_token")).await.unwrap();
    }
    // An installed app is asked about each time, and so gets one each time.
    browser
        .get(&app.auth(&[]))
        .await
        .expect(200, "wants to use Confab");
    let again = app.code(&browser, &[("access_type", "offline")]).await;
    assert!(!app.exchange(&again).await.json()["refresh_token"].is_null());
}

#[tokio::test]
async fn tokens_belong_to_the_clients_app() {
    let site = Site::start(&[]).await;
    let robo = site.admin(&["app", "create", "Robo"]);
    let uri = ["--redirect-uri", "https://app.example/cb", "--app", "Robo"];
    let app = App::register(&site, "Robo client", &uri);
    assert!(
        app.id
            .starts_with(&format!("{}-", robo["projectNumber"].as_str().unwrap()))
    );
    let browser = site.signed_in("alice@example.com").await;
    let tokens = app.exchange(&app.code(&browser, &[]).await).await.json();
    let caller = caller(&site, &text(&tokens, "access_token")).await.unwrap();
    let id = caller.app.unwrap().segment();
    assert_eq!(robo["app"], format!("apps/{id}"));
}

#[tokio::test]
async fn consent_is_asked_once_and_can_be_partial() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let both = format!("{MESSAGES} {SPACES}");
    let fields = [("scope", both.as_str()), ("access_type", "offline")];
    let page = browser.get(&app.auth(&fields)).await.expect(200, "");
    assert_eq!(
        marks(&page.text),
        ["scope.chat.spaces", "scope.chat.messages"]
    );
    let back = Fields::of(&allow(&browser, &page, &["chat.spaces", "chat.delete"]).await);
    assert_eq!(
        (back.get("scope"), back.get("prompt")),
        (Some(SPACES), Some("consent"))
    );
    let tokens = app.exchange(back.get("code").unwrap()).await.json();
    assert!(tokens["refresh_token"].is_string());
    // What was granted is not asked again; no new refresh token without a click.
    let back = Fields::of(
        &browser
            .get(&app.auth(&[("scope", SPACES), ("access_type", "offline")]))
            .await,
    );
    assert_eq!(back.get("prompt"), Some("none"));
    let tokens = app.exchange(back.get("code").unwrap()).await.json();
    assert!(tokens["refresh_token"].is_null());
    // More, or prompt=consent, asks.
    browser
        .get(&app.auth(&fields))
        .await
        .expect(200, "wants to use");
    let asked = app.auth(&[("scope", SPACES), ("prompt", "consent")]);
    browser.get(&asked).await.expect(200, "wants to use");
    // Another person is another matter.
    let bob = site.signed_in("bob@example.com").await;
    bob.get(&app.auth(&[("scope", SPACES)]))
        .await
        .expect(200, "wants to use");

    // Incremental: the new scope, with those of before.
    let more = [("scope", MESSAGES), ("include_granted_scopes", "true")];
    let back = app.ask(&browser, &more).await;
    let tokens = app.exchange(back.get("code").unwrap()).await.json();
    let token = caller(&site, &text(&tokens, "access_token")).await.unwrap();
    assert_eq!(
        token.scopes,
        ScopeSet::of(&[scope::CHAT_SPACES, scope::CHAT_MESSAGES])
    );
    let alone = app.code(&browser, &[("scope", MESSAGES)]).await;
    assert_eq!(app.exchange(&alone).await.json()["scope"], MESSAGES);
}

#[tokio::test]
async fn people_may_say_no() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let page = browser.get(&app.auth(&[])).await;
    let back = Fields::of(&decide(&browser, &page, "deny", &[]).await);
    assert_eq!(
        (back.get("error"), back.get("code")),
        (Some("access_denied"), None)
    );
    assert_eq!(back.get("state"), Some("s t&=1"));
    // Every mark taken away is a no.
    let back = Fields::of(&allow(&browser, &page, &["chat.delete"]).await);
    assert_eq!(back.get("error"), Some("access_denied"));
    browser
        .get(&app.auth(&[]))
        .await
        .expect(200, "wants to use");
}

#[tokio::test]
async fn prompts() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let silent = app.auth(&[("prompt", "none")]);
    let error =
        |answer: &crate::browser::Answer| Fields::of(answer).get("error").map(str::to_owned);
    assert_eq!(
        error(&site.browser().get(&silent).await).as_deref(),
        Some("login_required")
    );
    let browser = site.signed_in("alice@example.com").await;
    assert_eq!(
        error(&browser.get(&silent).await).as_deref(),
        Some("consent_required")
    );
    app.code(&browser, &[]).await;
    assert!(
        Fields::of(&browser.get(&silent).await)
            .get("code")
            .is_some()
    );
    let other = app.auth(&[("prompt", "none"), ("login_hint", "bob@example.com")]);
    assert_eq!(
        error(&browser.get(&other).await).as_deref(),
        Some("login_required")
    );
    let alice = app.auth(&[("prompt", "none"), ("login_hint", "Alice@example.com")]);
    assert!(Fields::of(&browser.get(&alice).await).get("code").is_some());

    // login asks for the password once, and not again on the way back.
    let answer = browser
        .get(&app.auth(&[
            ("prompt", "login consent"),
            ("login_hint", "bob@example.com"),
        ]))
        .await;
    let location = answer.header("location").to_owned();
    assert!(
        location.starts_with("/signin?") && location.contains("login_hint=bob%40"),
        "{location}"
    );
    let goal = form_urlencoded::parse(location.split_once('?').unwrap().1.as_bytes());
    let goal = goal
        .into_owned()
        .find(|(name, _)| name == "continue")
        .unwrap()
        .1;
    assert!(
        goal.contains("prompt=consent") && !goal.contains("login_hint"),
        "{goal}"
    );
    let page = browser
        .get(&app.auth(&[("prompt", "select_account")]))
        .await;
    let page = page.expect(200, "Choose an account");
    assert!(page.text.contains("alice@example.com") && page.text.contains("Use another account"));
}

/// A form that was filled in by somebody else is shown again.
#[tokio::test]
async fn consent_is_the_signed_in_persons_own() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let (alice, bob) = (
        site.signed_in("alice@example.com").await,
        site.signed_in("bob@example.com").await,
    );
    let page = alice.get(&app.auth(&[])).await;
    let answer = allow(&bob, &page, &[]).await;
    assert!(
        answer.header("location").starts_with("/o/oauth2/v2/auth?"),
        "{answer:?}"
    );
    let answer = allow(&site.browser(), &page, &[]).await;
    assert!(
        answer.header("location").starts_with("/o/oauth2/v2/auth?"),
        "{answer:?}"
    );
    let forged = page
        .text
        .replace("name=\"token\" value=\"", "name=\"token\" value=\"x");
    let forged = crate::browser::Answer {
        text: forged,
        ..alice.get(&app.auth(&[])).await
    };
    let answer = allow(&alice, &forged, &[]).await;
    assert!(answer.header("location").starts_with("/o/oauth2/v2/auth?"));
}
