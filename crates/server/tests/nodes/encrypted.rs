//! TLS between node and database: what is believed, and what is not. A relay in
//! front of PostgreSQL speaks TLS as the server itself does.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::database::Database;
use crate::team::Team;

/// What a client of PostgreSQL says first when it wants TLS.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

struct Encrypted {
    port: u16,
    plain: Arc<AtomicUsize>,
}

impl Encrypted {
    /// A certificate for localhost alone, by an authority in `ca`.
    async fn to(address: String, ca: &Path) -> Encrypted {
        let acceptor = TlsAcceptor::from(Arc::new(certified(ca)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let plain = Arc::new(AtomicUsize::new(0));
        let count = plain.clone();
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let (acceptor, address) = (acceptor.clone(), address.clone());
                tokio::spawn(pass(socket, acceptor, address, count.clone()));
            }
        });
        Encrypted { port, plain }
    }
}

async fn pass(mut socket: TcpStream, tls: TlsAcceptor, to: String, plain: Arc<AtomicUsize>) {
    let mut first = [0; 8];
    if socket.read_exact(&mut first).await.is_err() {
        return;
    }
    if first != SSL_REQUEST {
        plain.fetch_add(1, Ordering::SeqCst);
        return;
    }
    socket.write_all(b"S").await.unwrap();
    // Clients that do not believe the certificate end here.
    let Ok(mut socket) = tls.accept(socket).await else {
        return;
    };
    let mut server = TcpStream::connect(to).await.unwrap();
    copy_bidirectional(&mut socket, &mut server).await.ok();
}

fn certified(ca: &Path) -> ServerConfig {
    let authority = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let signed = params.self_signed(&authority).unwrap();
    std::fs::write(ca, signed.pem()).unwrap();
    let issuer = Issuer::new(params, authority);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap()
}

/// What a node says that cannot start.
fn refusal(url: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["serve", "--listen", ":0", "--database-url", url, "--data"])
        .arg(folder.path())
        .stdin(Stdio::null())
        .output();
    let output = tokio::task::block_in_place(|| output.unwrap());
    assert_eq!(output.status.code(), Some(1), "{url}");
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_checked() {
    let Some(database) = Database::create().await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let other = folder.path().join("other.pem");
    certified(&other);
    let relay = Encrypted::to(database.address(), &ca).await;
    let port = relay.port;
    let at = |host: &str, query: &str| {
        let url = database.url_through(port);
        format!("{}?{query}", url.replace("127.0.0.1", host))
    };
    let believed = format!("sslmode=verify-full&sslrootcert={}", ca.display());
    let wrong = format!("sslmode=verify-full&sslrootcert={}", other.display());
    // Another authority, another name, nobody to believe, and no TLS at all.
    for (url, part) in [
        (at("localhost", &wrong), "invalid peer certificate"),
        (at("127.0.0.1", &believed), "invalid peer certificate"),
        (at("localhost", "sslmode=verify-full"), "certificate"),
        (database.url() + "?sslmode=require", "does not support TLS"),
        (at("localhost", "sslmode=verify-ca"), "sslmode is disable"),
    ] {
        let said = refusal(&url);
        assert!(said.contains(part), "{url}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    assert_eq!(relay.plain.load(Ordering::SeqCst), 0);
    refusal(&at("localhost", "sslmode=disable"));
    assert!(relay.plain.load(Ordering::SeqCst) > 0);

    let url = at("localhost", "sslmode=require");
    let team = Team::on(database, &url, 1, &[]).await;
    team.write(0, 0, "encrypted").await;
    let place = team.database.url_through(port);
    let place = place.replace("127.0.0.1", "localhost");
    let team = team.moved_to(&format!("{place}?{believed}"));
    assert_eq!(team.messages(0).await.len(), 1);
    assert_eq!(team.write(0, 0, "and checked").await.0, 200);
    team.end().await;
}
