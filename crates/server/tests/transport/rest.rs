//! REST calls: credentials, system parameters, error bodies, odd methods.

use http::{Method, Request, StatusCode};

use crate::harness::*;

#[tokio::test]
async fn a_call() {
    let server = Server::start(&[]).await;
    let answer = server.get(INFO_PATH).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=UTF-8"
    );
    assert_eq!(answer.header("x-request-id").len(), 16);
    assert_eq!(answer.json()["profile"], "reference");
    assert!(
        answer.json()["customer"]
            .as_str()
            .unwrap()
            .starts_with("customers/C0")
    );
}

#[tokio::test]
async fn credentials() {
    let server = Server::start(&[]).await;
    let check = async |path: &str, authorization: &str, reason: &str| {
        let mut request = Request::get(path);
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        let answer = server.send(request.body("").unwrap()).await;
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{path} {authorization}"
        );
        let realm = "Bearer realm=\"https://accounts.google.com/\"";
        assert_eq!(answer.header("www-authenticate"), realm);
        let error = &answer.json()["error"];
        assert_eq!(
            (&error["code"], &error["status"]),
            (&401.into(), &"UNAUTHENTICATED".into())
        );
        assert_eq!(
            error["details"][0]["@type"],
            "type.googleapis.com/google.rpc.ErrorInfo"
        );
        let found = error["details"][0]["reason"].as_str().unwrap();
        assert!(found.starts_with(reason), "{path} {authorization}: {found}");
    };
    check("/v1/spaces", "", "CREDENTIALS_MISSING").await;
    check("/v1/spaces?key=abc", "", "CREDENTIALS_MISSING").await;
    check("/v1/spaces", "Bearer nonsense", "ACCESS_TOKEN").await;
    check("/v1/spaces?access_token=nonsense", "", "ACCESS_TOKEN").await;
    check("/v1/spaces?oauth_token=nonsense", "", "ACCESS_TOKEN").await;
}

#[tokio::test]
async fn system_parameters() {
    let server = Server::start(&[]).await;
    let text = async |query: &str| {
        let answer = server.get(&format!("{INFO_PATH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        String::from_utf8(answer.body.to_vec()).unwrap()
    };
    assert!(text("").await.starts_with("{\n  \"version\""));
    assert!(text("prettyPrint=false").await.starts_with("{\"version\""));
    assert!(
        text("%24alt=json%3Benum-encoding%3Dint")
            .await
            .contains("\"profile\"")
    );
    assert_eq!(
        text("prettyPrint=false&fields=profile").await.trim_end(),
        r#"{"profile":"reference"}"#
    );
    assert!(text("callback=f").await.contains("f({"));
    assert!(
        text("quotaUser=x&$.xgafv=2&key=abc&alt=json")
            .await
            .contains("\"profile\"")
    );

    let check = async |query: &str, part: &str| {
        let answer = server.get(&format!("{INFO_PATH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let message = answer.json()["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(message.contains(part), "{query}: {message}");
    };
    check(
        "nope=1",
        "Unknown name \"nope\": Cannot bind query parameter.",
    )
    .await;
    check("fields=nope", "nope").await;
}

#[tokio::test]
async fn proto_answers() {
    use prost::Message;
    let server = Server::start(&[]).await;
    let answer = server.get(&format!("{INFO_PATH}?alt=proto")).await;
    assert_eq!(answer.header("content-type"), "application/x-protobuf");
    let info = proto::confab::ServerInfo::decode(answer.body).unwrap();
    assert_eq!(info.profile, "reference");
    let answer = server.get("/v1/spaces?alt=proto").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(proto::rpc::Status::decode(answer.body).unwrap().code, 16);
}

#[tokio::test]
async fn http_methods() {
    let server = Server::start(&[]).await;
    let send = async |method: &str, path: &str| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        server
            .send(
                Request::builder()
                    .method(method)
                    .uri(path)
                    .body("")
                    .unwrap(),
            )
            .await
    };
    let get = server.get(INFO_PATH).await;
    let head = send("HEAD", INFO_PATH).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    for method in ["DELETE", "POST", "PUT", "BREW"] {
        let answer = send(method, INFO_PATH).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
        assert_eq!(answer.json()["error"]["message"], "Method not found.");
    }
    for (method, path) in [("GET", "/batch"), ("POST", "/healthz"), ("DELETE", "/")] {
        let answer = send(method, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
        assert_eq!(answer.json()["error"]["status"], "NOT_FOUND");
    }
}

#[tokio::test]
async fn overridden_methods() {
    let server = Server::start(&[]).await;
    let request = Request::post(INFO_PATH)
        .header("x-http-method-override", "GET")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("prettyPrint=false&fields=profile")
        .unwrap();
    let answer = server.send(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body.trim_ascii(), br#"{"profile":"reference"}"#);
}
