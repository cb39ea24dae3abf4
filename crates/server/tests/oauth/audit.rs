//! Sign-ins, consents and stolen tokens leave their line in the audit log.

use serde_json::Value;

use crate::app::*;
use crate::browser::{PASSWORD, Site};

fn log(site: &Site) -> Vec<Value> {
    let mut entries = site.admin(&["audit"])["entries"]
        .as_array()
        .unwrap()
        .clone();
    entries.reverse();
    entries
}

#[tokio::test]
async fn what_happened_from_where() {
    let site = Site::start(&[]).await;
    let app = App::web(&site);
    let browser = site.browser();
    browser
        .sign_in("alice@example.com", "hunter2 typed wrongly")
        .await
        .expect(403, "");
    browser.sign_in(PASSWORD, "").await.expect(403, "");
    browser
        .sign_in("alice@example.com", PASSWORD)
        .await
        .leads_to("/");
    let code = app.code(&browser, &[("access_type", "offline")]).await;
    app.exchange(&code).await.expect(200, "");
    app.exchange(&code).await.expect(400, "");
    let tokens = app
        .exchange(&app.code(&browser, &[("prompt", "consent")]).await)
        .await
        .json();
    app.post("/revoke", &[("token", &text(&tokens, "access_token"))])
        .await
        .expect(200, "");
    browser.post("/signout", &[]).await.leads_to("/signin");

    let entries = log(&site);
    let actions: Vec<_> = entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        actions,
        [
            "oauthClient.create",
            "session.signInFailed",
            "session.signInFailed",
            "session.signIn",
            "consent.grant",
            "token.reuse",
            "consent.grant",
            "consent.revoke",
            "session.signOut",
        ]
    );
    let alice = format!("users/{}", site.alice.segment());
    assert_eq!(entries[1]["target"], "alice@example.com");
    assert_eq!(
        (&entries[3]["actor"], &entries[3]["target"]),
        (&alice.as_str().into(), &alice.as_str().into())
    );
    assert_eq!(
        (&entries[4]["target"], &entries[4]["detail"]),
        (&app.id.as_str().into(), &"chat.messages".into())
    );
    assert_eq!(entries[4]["origin"], "127.0.0.1");
    // Nothing in it lets anybody in.
    let all = serde_json::to_string(&entries).unwrap();
    for secret in [
        PASSWORD,
        "hunter2",
        &app.secret,
        &code,
        &text(&tokens, "access_token"),
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
}
