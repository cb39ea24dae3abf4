//! Sign-in, sessions, the web client's token, sign-out.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use server::gate::{AuthKind, scope};
use server::state::now;

use crate::browser::{PASSWORD, Site, form};

#[tokio::test]
async fn a_person_signs_in_with_a_plain_form() {
    let site = Site::start(&[]).await;
    let browser = site.browser();
    let page = browser.get("/signin?continue=/spaces/AAA%3Fx%3D%22&login_hint=bob@example.com");
    let page = page
        .await
        .expect(200, "<form method=\"post\" action=\"/signin\">");
    assert!(page.text.contains("value=\"/spaces/AAA?x=&quot;\""));
    assert!(page.text.contains("value=\"bob@example.com\""));
    assert!(!page.text.contains("<script"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "same-origin");

    let fields = [
        ("email", " Alice@Example.com "),
        ("password", PASSWORD),
        ("continue", "/spaces/AAA?x=1"),
    ];
    let answer = browser
        .post("/signin", &fields)
        .await
        .leads_to("/spaces/AAA?x=1");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    // Who is signed in is not asked again, unless an app wants it.
    browser.get("/signin?continue=/x").await.leads_to("/x");
    browser
        .get("/signin?continue=/x&prompt=login")
        .await
        .expect(200, "Password");

    let answer = browser.token().await.expect(200, "accessToken").json();
    assert_eq!(answer["expiresIn"], 3_600);
    let user = &answer["user"];
    assert_eq!(user["name"], format!("users/{}", site.alice.segment()));
    assert_eq!(
        (&user["email"], &user["displayName"], &user["admin"]),
        (&json!("alice@example.com"), &json!("ALICE"), &json!(true))
    );
    let caller = authenticate(&site, answer["accessToken"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(
        (caller.kind, caller.id, caller.app),
        (AuthKind::User, site.alice, None)
    );
    assert!(caller.scopes.contains(scope::CHAT_MESSAGES));
    assert!(caller.scopes.contains(scope::CHAT_ADMIN_SPACES));
    assert!(!caller.scopes.contains(scope::CHAT_BOT));

    let bob = site.signed_in("bob@example.com").await.token().await.json();
    let caller = authenticate(&site, bob["accessToken"].as_str().unwrap())
        .await
        .unwrap();
    assert!(!caller.scopes.contains(scope::CHAT_ADMIN_SPACES));
    site.running.stop().await;
}

async fn authenticate(site: &Site, token: &str) -> domain::Result<server::gate::Caller> {
    let gate = &site.running.server.gate;
    gate.authenticate("x.Y/Z", Some(token), now()).await
}

/// Waits until a token stops working; within a second, or the test fails.
async fn ends(site: &Site, token: &str) {
    for _ in 0..600 {
        if authenticate(site, token).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the token still works");
}

#[tokio::test]
async fn cookies_are_secure_behind_https() {
    let site = Site::start(&["--public-url", "https://chat.example.com"]).await;
    let browser = site.browser();
    let answer = browser.sign_in("alice@example.com", PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-confab_session="), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(browser.token().await.status, 200);
    // Under the name that another host of the domain could set, it is nothing.
    let mut cookies = browser.cookies.lock().unwrap().clone();
    let text = cookies.remove("__Host-confab_session").unwrap();
    cookies.insert("confab_session".to_owned(), text);
    *browser.cookies.lock().unwrap() = cookies;
    browser.token().await.expect(401, "");
}

#[tokio::test]
async fn wrong_passwords_look_alike() {
    let site = Site::start(&[]).await;
    site.admin(&["user", "disable", "carol@example.com"]);
    let browser = site.browser();
    let mut texts = Vec::new();
    for (email, password) in [
        ("alice@example.com", "wrong"),
        ("alice@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("nora@example.com", PASSWORD),
        ("nora@example.com", ""),
        ("carol@example.com", PASSWORD),
        ("", ""),
        ("%00", "\u{0}"),
        ("alice@example.com", &"x".repeat(2_000)),
    ] {
        let answer = browser
            .sign_in(email, password)
            .await
            .expect(403, "do not belong together");
        assert!(answer.header("set-cookie").is_empty());
        texts.push(answer.text.replace(&format!("value=\"{email}\""), ""));
    }
    assert!(texts[0].contains("role=\"alert\""));
    assert_eq!(texts[0], texts[2].replace("nobody", "alice"));
}

#[tokio::test]
async fn other_sites_cannot_sign_anybody_in() {
    let site = Site::start(&[]).await;
    let browser = site.browser();
    let fields = form(&[("email", "alice@example.com"), ("password", PASSWORD)]);
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let request = browser.request(Method::POST, "/signin").header(name, value);
        let answer = browser.send(request.body(fields.clone())).await;
        assert!(
            answer
                .expect(403, "Not from here")
                .header("set-cookie")
                .is_empty()
        );
    }
    let browser = site.signed_in("alice@example.com").await;
    let request = browser
        .request(Method::POST, "/signout")
        .header("origin", "https://evil.example");
    browser.send(request).await.expect(403, "Not from here");
    let ask = browser.request(Method::POST, "/confab/v1/session:token");
    browser.send(ask).await.expect(403, "X-Confab-Request");
    let ask = browser.request(Method::POST, "/confab/v1/session:token");
    let ask = ask
        .header("x-confab-request", "1")
        .header("origin", "https://evil.example");
    browser.send(ask).await.expect(403, "PERMISSION_DENIED");
    // A page elsewhere is not even allowed to ask with that header.
    let preflight = browser.request(Method::OPTIONS, "/confab/v1/session:token");
    let preflight = preflight.header("origin", "https://evil.example");
    let preflight = preflight.header("access-control-request-method", "POST");
    let answer = browser.send(preflight).await;
    let allowed = answer.header("access-control-allow-headers");
    assert!(!allowed.contains("x-confab-request"), "{allowed}");
    assert!(answer.header("access-control-allow-credentials").is_empty());
    browser.token().await.expect(200, "accessToken");
}

#[tokio::test]
async fn nobody_is_sent_to_other_sites() {
    let site = Site::start(&[]).await;
    for goal in [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\t//evil.example",
    ] {
        let fields = [
            ("email", "bob@example.com"),
            ("password", PASSWORD),
            ("continue", goal),
        ];
        site.browser().post("/signin", &fields).await.leads_to("/");
    }
    let page = site
        .browser()
        .get("/signin?continue=\"><script>alert(1)</script>")
        .await;
    assert!(!page.text.contains("<script"));
}

#[tokio::test]
async fn guessing_is_throttled() {
    let site = Site::start(&[]).await;
    let browser = site.browser();
    // Right passwords cost nothing.
    for _ in 0..3 {
        browser
            .sign_in("bob@example.com", PASSWORD)
            .await
            .leads_to("/");
    }
    for _ in 0..10 {
        browser
            .sign_in("alice@example.com", "guess")
            .await
            .expect(403, "");
    }
    let answer = browser.sign_in("ALICE@example.com", PASSWORD).await;
    let answer = answer.expect(429, "Too many tries");
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait));
    // Others are not held up; people who do not exist are throttled alike.
    browser
        .sign_in("bob@example.com", PASSWORD)
        .await
        .leads_to("/");
    for _ in 0..10 {
        browser
            .sign_in("nobody@example.com", "guess")
            .await
            .expect(403, "");
    }
    browser
        .sign_in("nobody@example.com", "guess")
        .await
        .expect(429, "");
}

#[tokio::test]
async fn an_address_that_guesses_is_throttled() {
    let site = Site::start(&[]).await;
    let browser = site.browser();
    let guess = async |address: &'static str, n: usize| {
        let email = format!("user{n}@example.com");
        let request = browser
            .request(Method::POST, "/signin")
            .header("x-forwarded-for", address);
        let fields = form(&[("email", &email), ("password", "")]);
        browser.send(request.body(fields)).await.status
    };
    let mut tries = 0;
    while guess("203.0.113.1", tries).await == 403 {
        tries += 1;
        // A slow machine gives some tries back meanwhile.
        assert!(tries < 200, "never refused");
    }
    assert!(tries >= 50);
    assert_eq!(guess("203.0.113.1", tries).await, 429);
    assert_eq!(guess("203.0.113.2", tries).await, 403);
}

#[tokio::test]
async fn signing_out_ends_session_and_tokens() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    let other = site.signed_in("alice@example.com").await;
    let token = browser.token().await.json()["accessToken"]
        .as_str()
        .unwrap()
        .to_owned();
    let others = other.token().await.json()["accessToken"]
        .as_str()
        .unwrap()
        .to_owned();
    authenticate(&site, &token).await.unwrap();
    browser.get("/signout").await.expect(200, "Sign out?");
    let cookies = browser.cookies.lock().unwrap().clone();
    browser.post("/signout", &[]).await.leads_to("/signin");
    assert!(browser.cookies.lock().unwrap().is_empty());
    ends(&site, &token).await;
    // The cookie itself is worth nothing any more.
    *browser.cookies.lock().unwrap() = cookies;
    browser.token().await.expect(401, "UNAUTHENTICATED");
    browser.post("/signout", &[]).await.leads_to("/signin");
    authenticate(&site, &others).await.unwrap();
    other.token().await.expect(200, "accessToken");
}

#[tokio::test]
async fn a_new_sign_in_ends_the_one_before() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    let token = browser.token().await.json()["accessToken"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = browser.cookies.lock().unwrap().clone();
    browser
        .sign_in("bob@example.com", PASSWORD)
        .await
        .leads_to("/");
    assert_ne!(*browser.cookies.lock().unwrap(), before);
    let user = browser.token().await.json()["user"].clone();
    assert_eq!(user["email"], "bob@example.com");
    ends(&site, &token).await;
    *browser.cookies.lock().unwrap() = before;
    browser.token().await.expect(401, "");
}

#[tokio::test]
async fn sessions_end_with_the_person_and_the_password() {
    let site = Site::start(&[]).await;
    let (alice, bob) = (
        site.signed_in("alice@example.com").await,
        site.signed_in("bob@example.com").await,
    );
    let token = alice.token().await.json()["accessToken"]
        .as_str()
        .unwrap()
        .to_owned();
    site.admin(&["user", "disable", "alice@example.com"]);
    alice.token().await.expect(401, "");
    ends(&site, &token).await;
    site.admin(&["user", "enable", "alice@example.com"]);
    alice.token().await.expect(401, "");
    site.admin(&["user", "password", "bob@example.com", "--password", "new"]);
    bob.token().await.expect(401, "");
    bob.sign_in("bob@example.com", PASSWORD)
        .await
        .expect(403, "");
    bob.sign_in("bob@example.com", "new").await.leads_to("/");
}

#[tokio::test]
async fn no_session_no_token() {
    let site = Site::start(&[]).await;
    let browser = site.browser();
    let answer = browser
        .token()
        .await
        .expect(401, "\"status\": \"UNAUTHENTICATED\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    for text in ["", "x", "\"x\"", &"a".repeat(3_000)] {
        browser
            .cookies
            .lock()
            .unwrap()
            .insert("confab_session".to_owned(), text.to_owned());
        browser.token().await.expect(401, "");
    }
    // A session's cookie is no bearer token.
    let signed_in = site.signed_in("alice@example.com").await;
    let cookie = signed_in.cookies.lock().unwrap()["confab_session"].clone();
    assert!(authenticate(&site, &cookie).await.is_err());
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    browser.token().await.expect(200, "accessToken");
    site.execute("UPDATE sessions SET expire_time = 1").await;
    browser.token().await.expect(401, "UNAUTHENTICATED");
    browser
        .get("/account")
        .await
        .leads_to("/signin?continue=%2Faccount");
}
