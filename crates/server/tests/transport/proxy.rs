//! `--proxy`: Google's hosts are answered here, everything else is refused.

use std::sync::Arc;

use http::Request;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::harness::*;

async fn to_proxy(server: &Server) -> TcpStream {
    let url = server.running.proxy.as_deref().unwrap();
    let address = url.strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// Sends a head and reads the one that answers.
async fn head(socket: &mut TcpStream, request: &str) -> String {
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let byte = timeout(PATIENCE, socket.read_u8()).await;
        answer.push(byte.expect("the proxy hangs").unwrap());
    }
    String::from_utf8(answer).unwrap()
}

async fn tunnel(server: &Server, host: &'static str, protocol: &[u8]) -> TlsStream<TcpStream> {
    let mut socket = to_proxy(server).await;
    let request = format!("CONNECT {host}:443 HTTP/1.1\r\nhost: {host}:443\r\n\r\n");
    let answer = head(&mut socket, &request).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let ca = server.data.path().join("tls/ca.pem");
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_file(ca).unwrap();
    roots.add(ca).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    TlsConnector::from(Arc::new(config))
        .connect(ServerName::try_from(host).unwrap(), socket)
        .await
        .unwrap()
}

#[tokio::test]
async fn googles_hosts_are_answered_here() {
    // The port itself speaks plain text alone.
    let server = Server::start(&["--proxy", ":0"]).await;
    assert!(server.running.url.starts_with("http://"));
    let token = server.token();
    let get = async |host: &'static str, path: &str| {
        let socket = tunnel(&server, host, b"http/1.1").await;
        let request = Request::get(path)
            .header("host", host)
            .header("authorization", &token);
        send_h1(socket, request.body("").unwrap()).await
    };
    let spaces = get("chat.googleapis.com", "/v1/spaces").await;
    assert_eq!(
        (spaces.status.as_u16(), spaces.json()),
        (200, serde_json::json!({}))
    );
    let document = get("www.googleapis.com", "/discovery/v1/apis/chat/v1/rest").await;
    assert_eq!(document.json()["name"], "chat");

    // What Confab does not serve is not there, whatever its path.
    for (host, path) in [
        ("drive.googleapis.com", "/drive/v3/files"),
        ("drive.googleapis.com", "/v1/spaces"),
        ("chat.googleapis.com", "/"),
        ("chat.googleapis.com", "/v2/spaces"),
        ("chat.googleapis.com", "/confab/v1/serverInfo"),
        ("accounts.google.com", "/"),
        ("oauth2.googleapis.com", "/v1/spaces"),
    ] {
        let answer = get(host, path).await;
        assert_eq!(answer.status.as_u16(), 404, "{host}{path}");
        let error = &answer.json()["error"];
        assert_eq!(error["code"], 404, "{host}{path}");
        assert_eq!(error["status"], "NOT_FOUND", "{host}{path}");
    }

    let socket = tunnel(&server, "chat.googleapis.com", b"h2").await;
    let rpc = "google.chat.v1.ChatService/ListSpaces";
    let request = grpc_request(rpc).header("authorization", &token);
    let response = send_h2(socket, request.body(frame(0, &[])).unwrap()).await;
    assert_eq!(grpc_answer(response).await.code, 0);
    let socket = tunnel(&server, "pubsub.googleapis.com", b"h2").await;
    let request = grpc_request("google.pubsub.v1.Publisher/Publish");
    let response = send_h2(socket, request.body(frame(0, &[])).unwrap()).await;
    assert_eq!(grpc_answer(response).await.code, 12);
}

#[tokio::test]
async fn every_other_host_is_refused() {
    let server = Server::start(&["--proxy", ":0"]).await;
    for host in [
        "example.com:443",
        "www.google.com:443",
        "chat.googleapis.com:22",
        "chat.googleapis.com.example.com:443",
        "127.0.0.1:1",
        "[::1]:443",
        "169.254.169.254:80",
    ] {
        let mut socket = to_proxy(&server).await;
        let request = format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        let answer = head(&mut socket, &request).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
    }
    let mut socket = to_proxy(&server).await;
    let request = "GET http://metadata.google.internal/x HTTP/1.1\r\nhost: a\r\n\r\n";
    let answer = head(&mut socket, request).await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    let mut socket = to_proxy(&server).await;
    let answer = head(&mut socket, "GET /v1/spaces HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

/// Without TLS the URL says whom a request is for; the server's own address
/// counts too, since key files name it.
#[tokio::test]
async fn plain_requests_are_answered() {
    let server = Server::start(&["--proxy", ":0"]).await;
    let own = format!("{}/healthz", server.running.url);
    for (url, status) in [
        ("http://chat.googleapis.com/v1/spaces", "401"),
        ("http://chat.googleapis.com", "404"),
        ("http://openidconnect.googleapis.com/nothing", "404"),
        (own.as_str(), "200"),
    ] {
        let mut socket = to_proxy(&server).await;
        let request = format!("GET {url} HTTP/1.1\r\nhost: wrong\r\n\r\n");
        let answer = head(&mut socket, &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{url}: {answer}"
        );
    }
}

/// A tunnel does not keep the server from stopping.
#[tokio::test]
async fn idle_tunnels_end_with_the_server() {
    let server = Server::start(&["--proxy", ":0"]).await;
    let mut tunnel = tunnel(&server, "chat.googleapis.com", b"http/1.1").await;
    let stopping = timeout(PATIENCE, server.running.stop());
    stopping.await.expect("the server does not stop");
    let mut rest = Vec::new();
    let _ = timeout(PATIENCE, tunnel.read_to_end(&mut rest))
        .await
        .unwrap();
    assert!(rest.is_empty());
}
