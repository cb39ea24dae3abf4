//! `/account`: people change their password, end their other sessions and take
//! back what apps may do.

use reqwest::Method;

use crate::app::*;
use crate::browser::{Answer, Browser, PASSWORD, Site, form};

const NEW: &str = "several words that do not belong";

async fn change(browser: &Browser, old: &str, new: &str, again: &str) -> Answer {
    let fields = [("old", old), ("new", new), ("again", again)];
    browser.post("/account/password", &fields).await
}

#[tokio::test]
async fn a_page_for_who_is_signed_in() {
    let site = Site::start(&[]).await;
    let stranger = site.browser();
    let goal = "/signin?continue=%2Faccount";
    stranger.get("/account").await.leads_to(goal);
    for path in ["password", "sessions", "apps"] {
        let path = format!("/account/{path}");
        stranger.post(&path, &[]).await.leads_to(goal);
    }
    let browser = site.signed_in("alice@example.com").await;
    let page = browser.get("/account?done=nonsense").await;
    let page = page.expect(200, "alice@example.com");
    assert!(!page.text.contains("<script") && !page.text.contains("role=\"alert\""));
    assert!(page.text.contains("You are signed in here alone."));
    assert!(page.text.contains("minlength=\"12\""));
    assert_eq!(
        page.text.matches("autocomplete=\"new-password\"").count(),
        2
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
}

#[tokio::test]
async fn people_change_their_password() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    let other = site.signed_in("alice@example.com").await;
    let app = App::web(&site);
    let code = app.code(&other, &[("access_type", "offline")]).await;
    let tokens = app.exchange(&code).await.json();
    let before = browser.cookies.lock().unwrap().clone();
    change(&browser, PASSWORD, NEW, NEW)
        .await
        .leads_to("/account?done=password");
    let page = browser.get("/account?done=password").await;
    page.expect(200, "Your password is changed.");
    // A new session here, none elsewhere, and no app stays by the old password.
    assert_ne!(*browser.cookies.lock().unwrap(), before);
    browser.token().await.expect(200, "accessToken");
    other.token().await.expect(401, "");
    let stolen = site.browser();
    *stolen.cookies.lock().unwrap() = before;
    stolen.token().await.expect(401, "");
    let refresh = text(&tokens, "refresh_token");
    app.refresh(&refresh).await.expect(400, "invalid_grant");
    other
        .sign_in("alice@example.com", PASSWORD)
        .await
        .expect(403, "");
    other.sign_in("alice@example.com", NEW).await.leads_to("/");

    let log = site.admin(&["audit", "--action", "user.setPassword"]);
    let alice = format!("users/{}", site.alice.segment());
    let entry = &log["entries"][0];
    assert_eq!(
        (&entry["actor"], &entry["target"]),
        (&alice.as_str().into(), &alice.as_str().into())
    );
    assert!(!log.to_string().contains(NEW));
}

#[tokio::test]
async fn bad_new_passwords_are_refused() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    for (new, again, part) in [
        ("", "", "at least 12 characters"),
        ("eleven char", "eleven char", "at least 12 characters"),
        ("password1234", "password1234", "first that anybody tries"),
        ("aliceexample", "aliceexample", "your name or address"),
        (NEW, "something else", "not the same twice"),
        (NEW, "", "not the same twice"),
        (
            &"x y ".repeat(300),
            &"x y ".repeat(300),
            "at most 1024 bytes",
        ),
    ] {
        let answer = change(&browser, PASSWORD, new, again).await;
        answer.expect(400, part);
    }
    // Other sites and other people's sessions change nothing.
    let fields = form(&[("old", PASSWORD), ("new", NEW), ("again", NEW)]);
    let request = browser
        .request(Method::POST, "/account/password")
        .header("origin", "https://evil.example");
    browser
        .send(request.body(fields))
        .await
        .expect(403, "Not from here");
    browser
        .sign_in("alice@example.com", PASSWORD)
        .await
        .leads_to("/");
}

#[tokio::test]
async fn the_old_password_is_needed_and_not_guessed() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("bob@example.com").await;
    for _ in 0..10 {
        let answer = change(&browser, "guess", NEW, NEW).await;
        answer.expect(403, "This is not your password.");
    }
    let answer = change(&browser, PASSWORD, NEW, NEW).await;
    answer.expect(429, "Too many tries");
    // The session itself goes on.
    browser.token().await.expect(200, "accessToken");
    let log = site.admin(&["audit", "--action", "session.signInFailed"]);
    assert_eq!(log["entries"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn people_sign_out_everywhere_else() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    let others = [
        site.signed_in("alice@example.com").await,
        site.signed_in("alice@example.com").await,
    ];
    let bob = site.signed_in("bob@example.com").await;
    let page = browser.get("/account").await;
    page.expect(200, "You are signed in at 2 other places.");
    let answer = browser.post("/account/sessions", &[("password", "guess")]);
    answer.await.expect(403, "This is not your password.");
    others[0].token().await.expect(200, "");
    let answer = browser.post("/account/sessions", &[("password", PASSWORD)]);
    answer.await.leads_to("/account?done=sessions");
    browser.token().await.expect(200, "accessToken");
    for other in &others {
        other.token().await.expect(401, "");
    }
    bob.token().await.expect(200, "accessToken");
    let page = browser.get("/account").await;
    page.expect(200, "You are signed in here alone.");
}

#[tokio::test]
async fn people_take_back_what_apps_may_do() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    let bob = site.signed_in("bob@example.com").await;
    let (app, other) = (App::web(&site), App::installed(&site));
    let mut refresh = Vec::new();
    for (app, browser) in [(&app, &browser), (&other, &browser), (&app, &bob)] {
        let code = app.code(browser, &[("access_type", "offline")]).await;
        let tokens = app.exchange(&code).await.expect(200, "").json();
        refresh.push(text(&tokens, "refresh_token"));
    }
    let page = browser.get("/account").await;
    let page = page.expect(200, "Remove access");
    assert_eq!(page.text.matches("Remove access").count(), 2);
    assert!(page.text.contains("<h3>Web</h3>") && page.text.contains("<h3>Tool</h3>"));
    let answer = browser.post("/account/apps", &[("client", &app.id)]).await;
    answer.leads_to("/account?done=app");
    app.refresh(&refresh[0]).await.expect(400, "invalid_grant");
    other.refresh(&refresh[1]).await.expect(200, "access_token");
    app.refresh(&refresh[2]).await.expect(200, "access_token");
    let page = browser.get("/account?done=app").await;
    let page = page.expect(200, "can no longer act for you");
    assert!(!page.text.contains("<h3>Web</h3>"));
    // Next time it asks again.
    let page = browser.get(&app.auth(&[])).await;
    page.expect(200, "wants to use Confab as you");
}

#[tokio::test]
async fn administrators_give_no_weak_passwords_by_the_api() {
    let site = Site::start(&[]).await;
    let browser = site.signed_in("alice@example.com").await;
    let token = text(&browser.token().await.json(), "accessToken");
    for (password, status, part) in [
        ("short", 400, "at least 12 characters"),
        ("password1234", 400, "first that anybody tries"),
        ("frida.example.com", 400, "your name or address"),
        (NEW, 200, "frida@example.com"),
    ] {
        let body = serde_json::json!({"email": "frida@example.com", "displayName": "Frida",
            "password": password});
        let request = browser
            .request(Method::POST, "/confab/v1/admin/users")
            .header("content-type", "application/json")
            .bearer_auth(&token)
            .body(body.to_string());
        browser.send(request).await.expect(status, part);
    }
}
