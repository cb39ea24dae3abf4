//! gRPC without generated code: statuses, details, compression, deadlines,
//! reflection and health.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use prost::Message;
use proto::confab::ServerInfo;
use tokio::io::AsyncWriteExt;

use crate::harness::*;

#[tokio::test]
async fn unary_calls() {
    let server = Server::start(&[]).await;
    let answer = server.grpc(INFO, &[]).await;
    assert_eq!(
        (
            answer.code,
            answer.headers["content-type"].to_str().unwrap()
        ),
        (0, "application/grpc")
    );
    assert!(!answer.headers["x-request-id"].is_empty());
    let (compressed, reply) = answer.reply.unwrap();
    assert!(!compressed);
    assert_eq!(ServerInfo::decode(reply).unwrap().profile, "reference");
}

#[tokio::test]
async fn unknown_methods_are_unimplemented() {
    let server = Server::start(&[]).await;
    for rpc in [
        "google.chat.v1.ChatService/Nope",
        "google.chat.v1.Nope/GetSpace",
        "grpc.health.v1.Health",
        "",
        "x/y/z",
    ] {
        let answer = server.grpc(rpc, &[]).await;
        assert_eq!(
            (answer.code, answer.message.as_str()),
            (12, "Method not found."),
            "{rpc}"
        );
    }
}

#[tokio::test]
async fn errors_carry_details() {
    let server = Server::start(&[]).await;
    let rpc = "google.chat.v1.ChatService/GetSpace";
    let answer = server.grpc(rpc, &[]).await;
    assert_eq!(answer.code, 16);
    assert!(
        answer
            .message
            .starts_with("Request is missing required authentication credential.")
    );
    let details = answer.details.unwrap();
    assert_eq!((details.code, details.message), (16, answer.message));
    assert_eq!(
        details.details[0].type_url,
        "type.googleapis.com/google.rpc.ErrorInfo"
    );
    let info = proto::rpc::ErrorInfo::decode(details.details[0].value.as_slice()).unwrap();
    assert_eq!(info.reason, "CREDENTIALS_MISSING");

    for credential in ["Bearer nonsense", "Basic YTpi", "Bearer"] {
        let request = grpc_request(rpc)
            .header("authorization", credential)
            .body(frame(0, &[]))
            .unwrap();
        assert_eq!(server.grpc_request(request).await.code, 16, "{credential}");
    }
}

#[tokio::test]
async fn compression_both_ways() {
    let server = Server::start(&[]).await;
    let request = grpc_request(INFO)
        .header("grpc-encoding", "gzip")
        .header("grpc-accept-encoding", "identity,deflate,gzip")
        .body(frame(1, &gzip(&[])))
        .unwrap();
    let answer = server.grpc_request(request).await;
    assert_eq!(
        (
            answer.code,
            answer.headers["grpc-encoding"].to_str().unwrap()
        ),
        (0, "gzip")
    );

    // What is small goes out as it is, whatever the header offers.
    assert!(!answer.reply.unwrap().0);

    let request = grpc_request(INFO)
        .header("grpc-encoding", "br")
        .body(frame(1, &[1, 2, 3]))
        .unwrap();
    assert_eq!(server.grpc_request(request).await.code, 12);
    let request = grpc_request(INFO)
        .header("grpc-encoding", "gzip")
        .body(frame(1, b"nonsense"))
        .unwrap();
    assert_eq!(server.grpc_request(request).await.code, 3);
}

#[tokio::test]
async fn long_replies_are_compressed_for_those_who_offer() {
    let server = Server::start(&[]).await;
    let token = server.token();
    let post = async |path: &str, body: String| {
        let request = Request::post(path)
            .header("authorization", &token)
            .header("accept-encoding", "gzip")
            .body(body)
            .unwrap();
        let answer = server.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer
    };
    let space = r#"{"spaceType":"SPACE","displayName":"Long"}"#.to_owned();
    let space = post("/v1/spaces", space).await.json()["name"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = "word ".repeat(700);
    let answer = post(
        &format!("/v1/{space}/messages"),
        format!("{{\"text\":{text:?}}}"),
    )
    .await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    let name = answer.json()["name"].as_str().unwrap().to_owned();

    let request = proto::chat::GetMessageRequest {
        name: name.clone(),
        ..Default::default()
    }
    .encode_to_vec();
    for (offer, expected) in [("identity,gzip", true), ("identity", false)] {
        let request = grpc_request("google.chat.v1.ChatService/GetMessage")
            .header("authorization", &token)
            .header("grpc-accept-encoding", offer)
            .body(frame(0, &request))
            .unwrap();
        let answer = server.grpc_request(request).await;
        assert_eq!(answer.code, 0, "{answer:?}");
        let (compressed, reply) = answer.reply.unwrap();
        assert_eq!(compressed, expected);
        let reply = if compressed {
            gunzip(&reply)
        } else {
            reply.to_vec()
        };
        assert_eq!(proto::chat::Message::decode(&reply[..]).unwrap().name, name);
    }
}

#[tokio::test]
async fn messages_that_are_none() {
    let server = Server::start(&[]).await;
    let check = async |body: Bytes, code| {
        let request = grpc_request(INFO).body(body.clone()).unwrap();
        assert_eq!(server.grpc_request(request).await.code, code, "{body:?}");
    };
    check(Bytes::new(), 3).await;
    check(Bytes::from_static(&[0, 0]), 3).await;
    check(Bytes::from_static(&[0, 0, 0, 0, 9, 1]), 3).await;
    check(Bytes::from_static(&[7, 0, 0, 0, 0]), 3).await;
    // Larger than the limit, by its frame and in truth.
    check(Bytes::from_static(&[0, 0xff, 0xff, 0xff, 0xff]), 8).await;
    check(frame(0, &vec![0; 11 << 20]), 8).await;
}

#[tokio::test]
async fn compressed_messages_stay_bounded() {
    let server = Server::start(&[]).await;
    let bomb = gzip(&vec![0; 64 << 20]);
    let request = grpc_request(INFO)
        .header("grpc-encoding", "gzip")
        .body(frame(1, &bomb))
        .unwrap();
    assert_eq!(server.grpc_request(request).await.code, 8);
}

#[tokio::test]
async fn deadlines() {
    let server = Server::start(&[]).await;
    let socket = server.connect().await;
    let (mut sender, connection) = h2::client::handshake(socket).await.unwrap();
    tokio::spawn(connection);
    let request = grpc_request(INFO)
        .header("grpc-timeout", "100m")
        .body(())
        .unwrap();
    // The message never comes.
    let (response, _open) = sender.send_request(request, false).unwrap();
    let response = tokio::time::timeout(Duration::from_secs(5), response)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(response.headers()["grpc-status"], "4");
}

#[tokio::test]
async fn only_http2_and_only_grpc() {
    let server = Server::start(&[]).await;
    let request = Request::post(format!("/{INFO}"))
        .header("content-type", "application/grpc")
        .body(frame(0, &[]))
        .unwrap();
    assert_eq!(
        server.send(request).await.status,
        StatusCode::HTTP_VERSION_NOT_SUPPORTED
    );
    let request = Request::post(format!("/{INFO}"))
        .header("content-type", "application/grpc-web")
        .body(frame(0, &[]))
        .unwrap();
    assert_eq!(server.send(request).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn health() {
    let server = Server::start(&[]).await;
    let answer = server.grpc("grpc.health.v1.Health/Check", &[]).await;
    assert_eq!(
        (answer.code, &answer.reply.unwrap().1[..]),
        (0, &[8, 1][..])
    );
    let answer = server
        .grpc("grpc.health.v1.Health/Check", b"\x0a\x04nope")
        .await;
    assert_eq!(answer.code, 5);
    assert_eq!(
        server.grpc("grpc.health.v1.Health/Nope", &[]).await.code,
        12
    );
}

#[tokio::test]
async fn reflection() {
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
    use tonic_reflection::pb::v1::{ServerReflectionRequest, ServerReflectionResponse};

    let server = Server::start(&[]).await;
    let ask = |what| ServerReflectionRequest {
        host: String::new(),
        message_request: Some(what),
    };
    for version in ["v1", "v1alpha"] {
        let rpc = format!("grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        let list = ask(MessageRequest::ListServices(String::new()));
        let answer = server.grpc(&rpc, &list.encode_to_vec()).await;
        let reply = ServerReflectionResponse::decode(answer.reply.unwrap().1).unwrap();
        let Some(MessageResponse::ListServicesResponse(list)) = reply.message_response else {
            panic!("{reply:?}");
        };
        let names: Vec<_> = list
            .service
            .iter()
            .map(|service| service.name.as_str())
            .collect();
        for name in [
            "google.chat.v1.ChatService",
            "confab.v1.ServerService",
            "grpc.health.v1.Health",
        ] {
            assert!(names.contains(&name), "{name} not in {names:?}");
        }
        let symbol = "google.chat.v1.Message".to_owned();
        let file = ask(MessageRequest::FileContainingSymbol(symbol));
        let answer = server.grpc(&rpc, &file.encode_to_vec()).await;
        let reply = ServerReflectionResponse::decode(answer.reply.unwrap().1).unwrap();
        let found = matches!(
            reply.message_response,
            Some(MessageResponse::FileDescriptorResponse(files)) if !files.file_descriptor_proto.is_empty()
        );
        assert!(found, "{version}");
    }
}

#[tokio::test]
async fn broken_frames_of_http2_end_only_their_connection() {
    let server = Server::start(&[]).await;
    let mut socket = server.connect().await;
    socket
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff")
        .await
        .unwrap();
    assert_eq!(server.grpc(INFO, &[]).await.code, 0);
}
