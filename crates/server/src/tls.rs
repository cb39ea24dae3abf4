//! TLS on the server's port, with ALPN for both versions of HTTP.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;

use crate::settings::Settings;
use crate::tls_dev::{self, Leaf};

/// What the settings ask for; `None` for plain text alone.
pub fn acceptor(settings: &Settings, data: &Path) -> Result<Option<TlsAcceptor>, String> {
    let leaf = match (&settings.tls_cert, &settings.tls_key) {
        (Some(certificate), Some(key)) => from_files(certificate, key)?,
        _ if settings.tls_dev => {
            tls_dev::leaf(data, &settings.universe, OffsetDateTime::now_utc())?
        }
        _ => return Ok(None),
    };
    let config = config(leaf).map_err(|error| {
        format!("the TLS certificate and its key cannot be used together: {error}")
    })?;
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

fn from_files(certificate: &Path, key: &Path) -> Result<Leaf, String> {
    let unreadable = |flag: &str, path: &Path, error: &dyn std::fmt::Display| {
        format!(
            "cannot read PEM from the file of {flag}, {}: {error}",
            path.display()
        )
    };
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable("--tls-cert", certificate, &error))?;
    if chain.is_empty() {
        return Err(unreadable(
            "--tls-cert",
            certificate,
            &"no certificate in it",
        ));
    }
    let key =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable("--tls-key", key, &error))?;
    Ok(Leaf { chain, key })
}

fn config(leaf: Leaf) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(leaf.chain, leaf.key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
