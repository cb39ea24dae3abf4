//! `POST /batch`.

use http::{Request, StatusCode};

use crate::harness::*;

const PARTS: &str = "--b
Content-Type: application/http
Content-ID: <0a1b + 1>

GET /confab/v1/serverInfo?prettyPrint=false&fields=profile HTTP/1.1
Accept: application/json

--b
Content-Type: application/http
MIME-Version: 1.0
Content-Transfer-Encoding: binary
Content-ID: <0a1b + 2>

POST /v1/spaces?alt=json HTTP/1.1
Content-Type: application/json
Content-Length: 2
authorization: Bearer nonsense

{}
--b
Content-Type: application/http

GET https://chat.googleapis.com/v1/nope HTTP/1.1

--b--
";

async fn post(server: &Server, path: &str, content_type: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header("content-type", content_type)
        .body(body.to_owned())
        .unwrap();
    server.send(request).await
}

#[tokio::test]
async fn calls_are_answered_in_order() {
    let server = Server::start(&[]).await;
    let crlf = PARTS.replace('\n', "\r\n");
    for (path, boundary, body) in [
        ("/batch", "b", PARTS),
        ("/batch", "\"b\"", &crlf),
        ("/batch/chat", "b", &crlf),
        ("/batch/chat/v1", "b", &crlf),
    ] {
        let answer = post(
            &server,
            path,
            &format!("multipart/mixed; boundary={boundary}"),
            body,
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK);
        let content_type = answer.header("content-type");
        let boundary = content_type
            .strip_prefix("multipart/mixed; boundary=")
            .unwrap();
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
        assert_eq!(parts.len(), 5, "{text}");
        assert_eq!(parts[4], "--\r\n");
        for part in &parts[1..4] {
            assert!(
                part.starts_with("\r\nContent-Type: application/http\r\n"),
                "{part}"
            );
        }
        assert!(parts[1].contains("Content-ID: <response-0a1b + 1>\r\n\r\nHTTP/1.1 200 OK\r\n"));
        assert!(
            parts[1].contains("{\"profile\":\"reference\"}"),
            "{}",
            parts[1]
        );
        assert!(parts[2].contains("Content-ID: <response-0a1b + 2>"));
        assert!(
            parts[2].contains("HTTP/1.1 401 Unauthorized\r\n"),
            "{}",
            parts[2]
        );
        assert!(
            parts[3].contains("HTTP/1.1 404 Not Found\r\n"),
            "{}",
            parts[3]
        );
    }
}

#[tokio::test]
async fn outer_headers_count_where_a_part_has_none() {
    let server = Server::start(&[]).await;
    let body = "--b\n\nGET /v1/spaces\n\n--b--";
    let request = |credential: bool| {
        let request = Request::post("/batch").header("content-type", "multipart/mixed; boundary=b");
        let request = match credential {
            true => request.header("authorization", "Bearer nonsense"),
            false => request,
        };
        request.body(body).unwrap()
    };
    let without = server.send(request(false)).await;
    assert!(String::from_utf8_lossy(&without.body).contains("CREDENTIALS_MISSING"));
    let with = server.send(request(true)).await;
    assert!(!String::from_utf8_lossy(&with.body).contains("CREDENTIALS_MISSING"));
}

#[tokio::test]
async fn refused_batches() {
    let server = Server::start(&[]).await;
    let mixed = "multipart/mixed; boundary=b";
    let check = async |content_type: &str, body: &str, part: &str| {
        let answer = post(&server, "/batch", content_type, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        let message = answer.json()["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(message.contains(part), "{body}: {message}");
    };
    check("application/json", "{}", "multipart/mixed").await;
    check("multipart/mixed", "", "multipart/mixed").await;
    check(mixed, "", "no closing boundary").await;
    check(mixed, "--b--", "no calls").await;
    let many = format!("{}--b--", "--b\n\nGET /v1/nope\n\n".repeat(1_001));
    check(mixed, &many, "more than 1000 calls").await;
}

#[tokio::test]
async fn refused_parts() {
    let server = Server::start(&[]).await;
    let check = async |part: &str, expected: &str| {
        let body = format!("--b\n{part}\n--b--");
        let answer = post(&server, "/batch", "multipart/mixed; boundary=b", &body).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, StatusCode::OK, "{text}");
        assert!(
            text.contains("HTTP/1.1 400 Bad Request") && text.contains(expected),
            "{text}"
        );
    };
    check("\nPOST /batch HTTP/1.1\n\n", "another batch").await;
    check(
        "\nPOST /upload/v1/spaces/A/attachments:upload HTTP/1.1\n\n",
        "Media",
    )
    .await;
    check("\nnonsense", "request line").await;
    check("\n", "request line").await;
    check(
        "\nGET /v1/spaces HTTP/1.1\nbad header: \u{1}\n\n",
        "invalid header",
    )
    .await;
    check(
        "content-type: text/plain\n\nGET /v1/spaces",
        "application/http",
    )
    .await;
}

#[tokio::test]
async fn a_thousand_calls() {
    let server = Server::start(&[]).await;
    let part = format!("--b\n\nGET {INFO_PATH}\n\n");
    let body = format!("{}--b--", part.repeat(1_000));
    let answer = post(&server, "/batch", "multipart/mixed; boundary=b", &body).await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 1_000);
}
