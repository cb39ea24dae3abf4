//! What must not work, each with the standard's word for it.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::app::*;
use crate::browser::{Site, form};

/// The address may not be the app's: the person is told, and stays here.
#[tokio::test]
async fn wrong_clients_and_redirects_are_shown_to_the_person() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    for (fields, status, word) in [
        (("client_id", "nobody"), 401, "invalid_client"),
        (("client_id", ""), 400, "invalid_request"),
        (("redirect_uri", ""), 400, "invalid_request"),
        (
            ("redirect_uri", "https://evil.example/cb"),
            400,
            "redirect_uri_mismatch",
        ),
        (
            ("redirect_uri", "https://app.example/cb/"),
            400,
            "redirect_uri_mismatch",
        ),
        (
            ("redirect_uri", "javascript:alert(1)"),
            400,
            "redirect_uri_mismatch",
        ),
    ] {
        let answer = browser.get(&app.auth(&[fields])).await.expect(status, word);
        assert_eq!(answer.header("location"), "", "{fields:?}");
    }
    let installed = App::installed(&site);
    for uri in [
        "http://localhost.evil.example/",
        "http://127.0.0.2/",
        "https://localhost/",
    ] {
        let answer = browser.get(&installed.auth(&[("redirect_uri", uri)])).await;
        answer.expect(400, "redirect_uri_mismatch");
    }
}

#[tokio::test]
async fn wrong_requests_are_told_to_the_app() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    for (fields, word) in [
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (vec![("response_type", "")], "invalid_request"),
        (vec![("scope", "")], "invalid_request"),
        (vec![("scope", "chat.nonsense")], "invalid_scope"),
        (
            vec![("scope", "https://www.googleapis.com/auth/chat.bot")],
            "invalid_scope",
        ),
        (
            vec![("scope", "https://www.googleapis.com/auth/chat.import")],
            "invalid_scope",
        ),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge", "short")], "invalid_request"),
        (vec![("prompt", "nonsense")], "invalid_request"),
    ] {
        let back = Fields::of(&browser.get(&app.auth(&fields)).await);
        assert_eq!(back.get("error"), Some(word), "{fields:?}");
        assert_eq!(back.get("state"), Some("s t&=1"));
        assert!(
            back.location
                .as_str()
                .starts_with("https://app.example/cb?")
        );
    }
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let installed = App::installed(&site);
    let back = Fields::of(&browser.get(&installed.auth(&without)).await);
    assert_eq!(back.get("error"), Some("invalid_request"));
    // A web app proves itself by its secret.
    browser
        .get(&app.auth(&without))
        .await
        .expect(200, "wants to use");
}

#[tokio::test]
async fn codes_work_once_for_their_client_and_verifier() {
    let site = Site::start(&[]).await;
    let (app, other) = (App::web(&site), App::installed(&site));
    let browser = site.signed_in("alice@example.com").await;
    let code = app.code(&browser, &[("access_type", "offline")]).await;
    let with = |verifier: &'static str, redirect: &'static str| {
        let mut fields = vec![("grant_type", "authorization_code"), ("code", &*code)];
        fields.push(("redirect_uri", redirect));
        fields.extend((!verifier.is_empty()).then_some(("code_verifier", verifier)));
        fields
    };
    let cb = "https://app.example/cb";
    let wrong = "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong";
    refused(
        app.token(&with(wrong, cb)).await,
        400,
        "invalid_grant",
        "Invalid code verifier.",
    );
    refused(
        app.token(&with("", cb)).await,
        400,
        "invalid_grant",
        "Missing code verifier.",
    );
    let elsewhere = app
        .token(&with(VERIFIER, "https://app.example/other"))
        .await;
    refused(elsewhere, 400, "redirect_uri_mismatch", "Bad Request");
    refused(
        other.token(&with(VERIFIER, cb)).await,
        400,
        "invalid_grant",
        "another client",
    );
    for (code, part) in [
        ("4/0Anonsense", "Malformed auth code."),
        ("x", "Malformed auth code."),
    ] {
        refused(app.exchange(code).await, 400, "invalid_grant", part);
    }
    let missing = app
        .token(&[("grant_type", "authorization_code"), ("redirect_uri", cb)])
        .await;
    refused(missing, 400, "invalid_request", "code");

    // None of that used it up.
    let tokens = app.exchange(&code).await.expect(200, "").json();
    let access = text(&tokens, "access_token");
    caller(&site, &access).await.unwrap();
    // Twice is a theft: everything that came of it ends.
    refused(
        app.exchange(&code).await,
        400,
        "invalid_grant",
        "already redeemed",
    );
    ends(&site, &access).await;
    let refresh = text(&tokens, "refresh_token");
    refused(
        app.refresh(&refresh).await,
        400,
        "invalid_grant",
        "expired or revoked",
    );
}

/// Waits until a token stops working: a second, and what a busy machine adds.
pub async fn ends(site: &Site, token: &str) {
    for _ in 0..600 {
        if caller(site, token).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the token still works");
}

#[tokio::test]
async fn a_verifier_needs_a_challenge() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    // Somebody took the challenge out of the request.
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = app.code(&browser, &without).await;
    refused(
        app.exchange(&code).await,
        400,
        "invalid_grant",
        "without a code challenge",
    );
}

#[tokio::test]
async fn clients_prove_who_they_are() {
    let site = Site::start(&[]).await;
    let (app, installed) = (App::web(&site), App::installed(&site));
    let browser = site.signed_in("alice@example.com").await;
    let code = app.code(&browser, &[]).await;
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", "https://app.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    let send = async |own: &[(&str, &str)]| app.post("/token", &[own, &grant].concat()).await;
    let answer = send(&[("client_id", &app.id)]).await;
    assert!(answer.header("www-authenticate").starts_with("Basic"));
    refused(answer, 401, "invalid_client", "client_secret is missing");
    let wrong = send(&[("client_id", &app.id), ("client_secret", "wrong")]).await;
    refused(wrong, 401, "invalid_client", "Unauthorized");
    let others = send(&[("client_id", &app.id), ("client_secret", &installed.secret)]).await;
    refused(others, 401, "invalid_client", "Unauthorized");
    let unknown = send(&[("client_id", "nobody"), ("client_secret", "x")]).await;
    refused(
        unknown,
        401,
        "invalid_client",
        "The OAuth client was not found.",
    );
    refused(send(&[]).await, 400, "invalid_request", "client ID");
    let twice = [&grant[..], &[("client_secret", &app.secret)]].concat();
    refused(
        app.token_by_basic(&twice).await,
        400,
        "invalid_request",
        "in the header and in the body",
    );
    let request = site
        .browser()
        .request(Method::POST, "/token")
        .header("authorization", "Basic %%");
    let request = request.body(form(&grant));
    refused(
        site.browser().send(request).await,
        401,
        "invalid_client",
        "Basic",
    );
}

#[tokio::test]
async fn a_public_client_rotates_its_refresh_token() {
    let site = Site::start(&[]).await;
    let app = App::installed(&site);
    let browser = site.signed_in("alice@example.com").await;
    let code = app.code(&browser, &[("access_type", "offline")]).await;
    let public = async |fields: &[(&str, &str)]| {
        app.post("/token", &[&[("client_id", &*app.id)], fields].concat())
            .await
    };
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", &app.redirect),
        ("code_verifier", VERIFIER),
    ];
    let first = text(
        &public(&grant).await.expect(200, "").json(),
        "refresh_token",
    );
    let refresh = async |token: &str| {
        public(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    };
    let tokens = refresh(&first).await.expect(200, "").json();
    let second = text(&tokens, "refresh_token");
    assert_ne!(first, second);
    let third = text(
        &refresh(&second).await.expect(200, "").json(),
        "refresh_token",
    );
    // An old one comes again: nobody keeps anything.
    refused(
        refresh(&first).await,
        400,
        "invalid_grant",
        "expired or revoked",
    );
    refused(
        refresh(&third).await,
        400,
        "invalid_grant",
        "expired or revoked",
    );
    ends(&site, &text(&tokens, "access_token")).await;
}

#[tokio::test]
async fn refresh_tokens_are_bound() {
    let site = Site::start(&[]).await;
    let (app, other) = (App::web(&site), App::installed(&site));
    let browser = site.signed_in("alice@example.com").await;
    let scope = format!("{MESSAGES} {SPACES}");
    let asked = [("access_type", "offline"), ("scope", scope.as_str())];
    let tokens = app.exchange(&app.code(&browser, &asked).await).await.json();
    let refresh = text(&tokens, "refresh_token");
    refused(
        other.refresh(&refresh).await,
        400,
        "invalid_grant",
        "another client",
    );
    refused(
        app.refresh("1//0nonsense").await,
        400,
        "invalid_grant",
        "expired or revoked",
    );
    let narrow = async |scope: &str| {
        app.token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &refresh),
            ("scope", scope),
        ])
        .await
    };
    assert_eq!(
        narrow(MESSAGES).await.expect(200, "").json()["scope"],
        MESSAGES
    );
    for scope in ["https://www.googleapis.com/auth/chat.delete", "nonsense"] {
        refused(narrow(scope).await, 400, "invalid_scope", "not granted");
    }
    // An access or refresh token is no code, and the other way round.
    refused(
        app.exchange(&refresh).await,
        400,
        "invalid_grant",
        "Malformed",
    );
    refused(
        app.refresh(&text(&tokens, "access_token")).await,
        400,
        "invalid_grant",
        "",
    );
    assert!(caller(&site, &refresh).await.is_err());
    // Who is disabled has nothing refreshed.
    site.admin(&["user", "disable", "alice@example.com"]);
    refused(
        app.refresh(&refresh).await,
        400,
        "invalid_grant",
        "expired or revoked",
    );
    ends(&site, &text(&tokens, "access_token")).await;
    site.admin(&["user", "enable", "alice@example.com"]);
    app.refresh(&refresh).await.expect(200, "access_token");
    site.admin(&["oauth-client", "delete", &app.id]);
    refused(
        app.refresh(&refresh).await,
        401,
        "invalid_client",
        "not found",
    );
}

#[tokio::test]
async fn revoking_takes_everything_back() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let take = async || {
        let fields = [("access_type", "offline"), ("prompt", "consent")];
        app.exchange(&app.code(&browser, &fields).await)
            .await
            .expect(200, "")
            .json()
    };
    for by in ["access_token", "refresh_token"] {
        let (tokens, others) = (take().await, take().await);
        let answer = app.post("/revoke", &[("token", &text(&tokens, by))]).await;
        assert_eq!(answer.expect(200, "").json(), json!({}));
        for tokens in [&tokens, &others] {
            ends(&site, &text(tokens, "access_token")).await;
            refused(
                app.refresh(&text(tokens, "refresh_token")).await,
                400,
                "invalid_grant",
                "",
            );
        }
        browser
            .get(&app.auth(&[]))
            .await
            .expect(200, "wants to use");
        // In the query with an empty body, as Node sends it.
        let again = app
            .post(&format!("/revoke?token={}", text(&tokens, by)), &[])
            .await;
        refused(again, 400, "invalid_token", "");
    }
    refused(
        app.post("/revoke", &[]).await,
        400,
        "invalid_request",
        "token",
    );
    // The web client's token ends alone; its session stays.
    let own = text(&browser.token().await.json(), "accessToken");
    app.post("/revoke", &[("token", &own)])
        .await
        .expect(200, "");
    ends(&site, &own).await;
    browser.token().await.expect(200, "");
}

#[tokio::test]
async fn codes_and_refresh_tokens_end_by_themselves() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let code = app.code(&browser, &[("access_type", "offline")]).await;
    let tokens = app.exchange(&code).await.expect(200, "").json();
    let refresh = text(&tokens, "refresh_token");
    app.refresh(&refresh).await.expect(200, "access_token");
    let late = app.code(&browser, &[]).await;
    site.execute("UPDATE authorization_codes SET expire_time = 1")
        .await;
    refused(app.exchange(&late).await, 400, "invalid_grant", "");
    site.execute("UPDATE grants SET expire_time = 1").await;
    refused(
        app.refresh(&refresh).await,
        400,
        "invalid_grant",
        "expired or revoked",
    );
}

#[tokio::test]
async fn every_secret_is_good_for_one_thing() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let scope = format!("openid email {MESSAGES}");
    let asked = [
        ("access_type", "offline"),
        ("prompt", "consent"),
        ("scope", scope.as_str()),
    ];
    let code = app.code(&browser, &asked).await;
    let tokens = app
        .exchange(&app.code(&browser, &asked).await)
        .await
        .expect(200, "")
        .json();
    let session = browser.cookies.lock().unwrap()["confab_session"].clone();
    let (access, refresh, id_token) = (
        text(&tokens, "access_token"),
        text(&tokens, "refresh_token"),
        text(&tokens, "id_token"),
    );
    caller(&site, &access).await.unwrap();
    // Only an access token opens the API.
    for secret in [&code, &session, &refresh, &id_token, &app.secret] {
        assert!(caller(&site, secret).await.is_err(), "{secret}");
    }
    for secret in [&code, &session, &access, &id_token] {
        refused(app.refresh(secret).await, 400, "invalid_grant", "");
    }
    for secret in [&session, &access, &refresh, &id_token] {
        refused(app.exchange(secret).await, 400, "invalid_grant", "");
    }
    for secret in [&code, &access, &refresh, &id_token] {
        let other = site.browser();
        let cookie = ("confab_session".to_owned(), secret.clone());
        other.cookies.lock().unwrap().extend([cookie]);
        other.token().await.expect(401, "");
    }
}
