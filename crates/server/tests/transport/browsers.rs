//! What browsers need: cross-origin calls, compression, safe pages.

use http::{Request, StatusCode};

use crate::harness::*;

#[tokio::test]
async fn preflights() {
    let server = Server::start(&[]).await;
    let ask = |path: &str| {
        Request::options(path)
            .header("origin", "https://app.example.com")
            .header("access-control-request-method", "PATCH")
            .header(
                "access-control-request-headers",
                "authorization,x-goog-api-client",
            )
            .body("")
            .unwrap()
    };
    for path in [
        "/v1/spaces/AAAA/messages/B.B",
        "/token",
        "/upload/v1/spaces/A/attachments:upload",
    ] {
        let answer = server.send(ask(path)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains("PATCH")
        );
        assert!(
            answer
                .header("access-control-allow-headers")
                .contains("authorization")
        );
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    // Pages for people, where they sign in and consent, are no one else's.
    for path in ["/", "/o/oauth2/v2/auth", "/signin", "/account"] {
        let answer = server.send(ask(path)).await;
        let allowed = answer.headers.contains_key("access-control-allow-origin");
        assert!(!allowed, "{path}");
    }
}

#[tokio::test]
async fn answers_may_be_read() {
    let server = Server::start(&[]).await;
    let from = |path: &str| {
        Request::get(path)
            .header("origin", "https://app.example.com")
            .body("")
            .unwrap()
    };
    for (path, status) in [(INFO_PATH, 200), ("/v1/spaces", 401), ("/v1/nope", 404)] {
        let answer = server.send(from(path)).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(
            answer
                .header("access-control-expose-headers")
                .contains("x-request-id")
        );
    }
    let answer = server.send(from("/")).await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
    let answer = server.get(INFO_PATH).await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn compression() {
    let server = Server::start(&[]).await;
    let path = "/$discovery/rest?version=v1";
    let plain = server.get(path).await;
    assert_eq!(
        (plain.header("content-encoding"), plain.header("vary")),
        ("", "Accept-Encoding")
    );
    let request = Request::get(path)
        .header("accept-encoding", "gzip, deflate")
        .body("")
        .unwrap();
    let packed = server.send(request).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < plain.body.len() / 3);
    assert_eq!(gunzip(&packed.body), plain.body);

    let request = Request::get(INFO_PATH)
        .header("accept-encoding", "gzip")
        .body("")
        .unwrap();
    assert_eq!(server.send(request).await.header("content-encoding"), "");
}

#[tokio::test]
async fn the_page_is_safe() {
    let server = Server::start(&[]).await;
    let answer = server.get("/").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("content-type").starts_with("text/html"));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "DENY");
}
