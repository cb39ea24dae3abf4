//! One port for HTTP/1, HTTP/2 and TLS.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode, Version};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::harness::*;

async fn tls(server: &Server, name: &'static str, protocol: &[u8]) -> TlsStream<TcpStream> {
    let ca = server.data.path().join("tls/ca.pem");
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(ca).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let name = ServerName::try_from(name).unwrap();
    let socket = server.connect().await;
    TlsConnector::from(Arc::new(config))
        .connect(name, socket)
        .await
        .unwrap()
}

#[tokio::test]
async fn all_protocols_share_the_port() {
    let server = Server::start(&["--tls-dev"]).await;
    assert!(server.running.url.starts_with("https://127.0.0.1:"));

    assert_eq!(server.get("/healthz").await.body, "ok\n");
    assert_eq!(server.grpc(INFO, &[]).await.code, 0);

    let request = || Request::get("/healthz").body("").unwrap();
    for name in [
        "localhost",
        "127.0.0.1",
        "::1",
        "chat.googleapis.com",
        "googleapis.com",
        "accounts.google.com",
    ] {
        let socket = tls(&server, name, b"http/1.1").await;
        assert_eq!(send_h1(socket, request()).await.body, "ok\n", "{name}");
    }
    let socket = tls(&server, "chat.googleapis.com", b"h2").await;
    assert_eq!(socket.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let request = grpc_request(INFO).body(frame(0, &[])).unwrap();
    assert_eq!(grpc_answer(send_h2(socket, request).await).await.code, 0);
}

#[tokio::test]
async fn http2_without_tls_serves_rest() {
    let server = Server::start(&[]).await;
    let request = Request::get("http://localhost/healthz")
        .body(Bytes::new())
        .unwrap();
    let response = send_h2(server.connect().await, request).await;
    assert_eq!(
        (response.status(), response.version()),
        (StatusCode::OK, Version::HTTP_2)
    );
}

#[tokio::test]
async fn a_failed_handshake_harms_nobody() {
    let server = Server::start(&["--tls-dev"]).await;
    let mut socket = server.connect().await;
    socket
        .write_all(&[0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5])
        .await
        .unwrap();
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut rest))
        .await
        .unwrap();
    assert_eq!(server.get("/healthz").await.body, "ok\n");
}

#[tokio::test]
async fn tls_of_a_plain_server_is_refused() {
    let server = Server::start(&[]).await;
    let answer = server.raw([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
}

/// New connections get the certificate that is in the files now.
#[tokio::test]
async fn certificates_are_exchanged_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    let write = || {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        std::fs::write(&cert, made.cert.pem()).unwrap();
        made.cert.der().clone()
    };
    let first = write();
    let flags = [
        "--tls-cert",
        cert.to_str().unwrap(),
        "--tls-key",
        key.to_str().unwrap(),
    ];
    let server = Server::start(&flags).await;
    let answers = async |trusted: &CertificateDer<'static>| {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let socket = server.connect().await;
        let connector = TlsConnector::from(Arc::new(config));
        let Ok(socket) = connector.connect(name, socket).await else {
            return false;
        };
        let request = Request::get("/healthz").body("").unwrap();
        let answer = send_h1(socket, request).await;
        // Browsers come by TLS from then on.
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000"
        );
        true
    };
    assert!(answers(&first).await);
    let plain = server.get("/healthz").await;
    assert_eq!(plain.header("strict-transport-security"), "");
    let second = write();
    let deadline = std::time::Instant::now() + PATIENCE;
    while !answers(&second).await {
        assert!(std::time::Instant::now() < deadline, "still the old one");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(!answers(&first).await);
    std::fs::write(&cert, "nonsense").unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert!(answers(&second).await);
}
