//! What tokens say about themselves and their person.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::*;
use crate::browser::Site;

#[tokio::test]
async fn token_info_and_user_info() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let scope = format!("openid email profile {MESSAGES}");
    let asked = [("scope", scope.as_str()), ("access_type", "offline")];
    let tokens = app.exchange(&app.code(&browser, &asked).await).await.json();
    let (access, id) = (text(&tokens, "access_token"), text(&tokens, "id_token"));
    let sub = site.alice.segment();

    for path in ["/tokeninfo", "/oauth2/v3/tokeninfo"] {
        let info = app
            .post(path, &[("access_token", &access)])
            .await
            .expect(200, "")
            .json();
        assert_eq!(
            (&info["azp"], &info["aud"]),
            (&json!(app.id), &json!(app.id))
        );
        assert_eq!(
            (&info["sub"], &info["email"]),
            (&json!(sub), &json!("alice@example.com"))
        );
        assert_eq!(
            (&info["email_verified"], &info["access_type"]),
            (&json!("true"), &json!("offline"))
        );
        let left: i64 = text(&info, "expires_in").parse().unwrap();
        assert!((3_500..=3_600).contains(&left) && text(&info, "exp").parse::<i64>().is_ok());
        assert!(text(&info, "scope").contains(MESSAGES));
        // Node: a POST with the token in the header.
        let request = browser.request(Method::POST, path).bearer_auth(&access);
        assert_eq!(browser.send(request).await.json()["azp"], info["azp"]);
        let by_query = browser
            .get(&format!("{path}?access_token={access}"))
            .await
            .json();
        assert_eq!(by_query["azp"], info["azp"]);
    }
    let info = browser
        .get(&format!("/tokeninfo?id_token={id}"))
        .await
        .expect(200, "")
        .json();
    assert_eq!(
        (&info["aud"], &info["sub"], &info["alg"]),
        (&json!(app.id), &json!(sub), &json!("RS256"))
    );
    assert_eq!(info["email_verified"], "true");
    for bad in [
        "/tokeninfo",
        "/tokeninfo?access_token=x",
        "/tokeninfo?id_token=a.b.c",
    ] {
        refused(
            browser.get(bad).await,
            400,
            "invalid_token",
            "Invalid Value",
        );
    }
    let forged = format!("{}A{}", &id[..id.len() - 20], &id[id.len() - 19..]);
    let answer = browser.get(&format!("/tokeninfo?id_token={forged}")).await;
    refused(answer, 400, "invalid_token", "Invalid Value");

    for path in ["/oauth2/v3/userinfo", "/v1/userinfo"] {
        let info = app.get(path, &access).await.expect(200, "").json();
        let expected = json!({
            "sub": sub, "name": "ALICE", "given_name": "ALICE",
            "email": "alice@example.com", "email_verified": true, "hd": "example.com",
        });
        assert_eq!(info, expected);
    }
    for path in [
        "/oauth2/v2/userinfo",
        "/oauth2/v1/userinfo",
        "/userinfo/v2/me",
    ] {
        let info = app.get(path, &access).await.expect(200, "").json();
        assert_eq!(
            (&info["id"], &info["verified_email"]),
            (&json!(sub), &json!(true))
        );
        assert!(info["sub"].is_null());
    }
    let answer = app.get("/oauth2/v3/userinfo", "nonsense").await;
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    refused(answer, 401, "invalid_token", "Invalid Credentials");
}

#[tokio::test]
async fn a_token_without_identity_says_nothing_about_its_person() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.signed_in("alice@example.com").await;
    let tokens = app.exchange(&app.code(&browser, &[]).await).await.json();
    let access = text(&tokens, "access_token");
    refused(
        app.get("/oauth2/v3/userinfo", &access).await,
        401,
        "invalid_token",
        "",
    );
    let info = app
        .post("/tokeninfo", &[("access_token", &access)])
        .await
        .json();
    assert!(info["sub"].is_null() && info["email"].is_null());
    assert_eq!(info["access_type"], "online");
    let asked = [("scope", "openid")];
    let tokens = app.exchange(&app.code(&browser, &asked).await).await.json();
    let info = app
        .get("/v1/userinfo", &text(&tokens, "access_token"))
        .await
        .json();
    assert_eq!(info, json!({"sub": site.alice.segment()}));
}

#[tokio::test]
async fn the_configuration_names_what_is_there() {
    let site = Site::start(&[]).await;
    let browser = site.browser();
    let document = browser
        .get("/.well-known/openid-configuration")
        .await
        .expect(200, "")
        .json();
    assert_eq!(document["issuer"], "https://accounts.google.com");
    let url = |name: &str| text(&document, name);
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "revocation_endpoint",
        "jwks_uri",
    ] {
        assert!(url(name).starts_with(&site.running.url), "{name}");
        let method = match name {
            "token_endpoint" | "revocation_endpoint" => Method::POST,
            _ => Method::GET,
        };
        let status = browser
            .send(browser.request(method, &url(name)))
            .await
            .status;
        assert!(status != 404 && status < 500, "{name}: {status}");
    }
    let keys: Value = browser.get(&url("jwks_uri")).await.json();
    assert_eq!(keys["keys"][0]["alg"], "RS256");
}

#[tokio::test]
async fn clients_are_listed_and_deleted() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let list = site.admin(&["oauth-client", "list"]);
    let client = &list["oauthClients"][0];
    assert_eq!(
        (&client["clientId"], &client["type"], &client["name"]),
        (&json!(app.id), &json!("web"), &json!("Web"))
    );
    assert!(!list.to_string().contains(&app.secret));
    assert!(app.id.ends_with(".apps.googleusercontent.com") && app.secret.starts_with("GOCSPX-"));
    site.admin(&["oauth-client", "delete", &app.id]);
    assert_eq!(
        site.admin(&["oauth-client", "list"])["oauthClients"],
        json!([])
    );
    let browser = site.signed_in("alice@example.com").await;
    browser
        .get(&app.auth(&[]))
        .await
        .expect(401, "invalid_client");
}
