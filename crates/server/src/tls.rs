//! TLS on the server's port, with ALPN for both versions of HTTP. The
//! certificate may be exchanged while connections go on: new ones get the new
//! one. `tls_reload.rs` looks when.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;

use crate::settings::Settings;
use crate::tls_dev::{self, Leaf};

/// One way of speaking TLS, with a certificate that is kept fresh.
pub struct Tls {
    pub acceptor: TlsAcceptor,
    current: Arc<Current>,
    source: Source,
}

/// Where the certificate comes from.
enum Source {
    Files {
        certificate: PathBuf,
        key: PathBuf,
        /// What was in the files, or why not, at the last look.
        seen: Mutex<Seen>,
    },
    /// The authority of `--tls-dev`.
    Own {
        data: PathBuf,
        universe: String,
        renew: Mutex<OffsetDateTime>,
    },
}

type Seen = Result<(Vec<u8>, Vec<u8>), String>;

/// The certificate that new connections get.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().clone())
    }
}

impl Tls {
    /// What the settings ask for; `None` for plain text alone.
    pub fn of(settings: &Settings, data: &Path) -> Result<Option<Self>, String> {
        match (&settings.tls_cert, &settings.tls_key) {
            (Some(certificate), Some(key)) => Self::files(certificate, key).map(Some),
            _ if settings.tls_dev => {
                Self::own(data, &settings.universe, OffsetDateTime::now_utc()).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The certificate of two PEM files.
    pub fn files(certificate: &Path, key: &Path) -> Result<Self, String> {
        let seen = read(certificate, key);
        let pair = parse(certificate, key, &seen)?;
        let source = Source::Files {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            seen: Mutex::new(seen),
        };
        Self::new(pair, source)
    }

    /// A certificate for Google's names by the data directory's own authority.
    pub fn own(data: &Path, universe: &str, now: OffsetDateTime) -> Result<Self, String> {
        let pair = certified(tls_dev::leaf(data, universe, now)?)?;
        let source = Source::Own {
            data: data.to_owned(),
            universe: universe.to_owned(),
            renew: Mutex::new(tls_dev::renewal(now)),
        };
        Self::new(pair, source)
    }

    fn new(pair: CertifiedKey, source: Source) -> Result<Self, String> {
        let current = Arc::new(Current(RwLock::new(Arc::new(pair))));
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("cannot speak TLS: {error}"))?
            .with_no_client_auth()
            .with_cert_resolver(current.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Ok(Self {
            acceptor,
            current,
            source,
        })
    }

    /// Takes another certificate if there is one; whether there was. After an
    /// error the old one stays, and the next call is silent about the same
    /// files.
    pub fn refresh(&self, now: OffsetDateTime) -> Result<bool, String> {
        let pair = match &self.source {
            Source::Files {
                certificate,
                key,
                seen,
            } => {
                let found = read(certificate, key);
                let mut seen = seen.lock();
                if *seen == found {
                    return Ok(false);
                }
                seen.clone_from(&found);
                parse(certificate, key, &found)?
            }
            Source::Own {
                data,
                universe,
                renew,
            } => {
                let mut renew = renew.lock();
                if now < *renew {
                    return Ok(false);
                }
                let pair = certified(tls_dev::leaf(data, universe, now)?)?;
                *renew = tls_dev::renewal(now);
                pair
            }
        };
        *self.current.0.write() = Arc::new(pair);
        Ok(true)
    }
}

fn read(certificate: &Path, key: &Path) -> Seen {
    let read = |flag: &str, path: &Path| {
        std::fs::read(path).map_err(|error| unreadable(flag, path, &error))
    };
    Ok((read("--tls-cert", certificate)?, read("--tls-key", key)?))
}

fn parse(certificate: &Path, key: &Path, seen: &Seen) -> Result<CertifiedKey, String> {
    let (chain, secret) = seen.as_ref().map_err(Clone::clone)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<_, _>>()
        .map_err(|error| unreadable("--tls-cert", certificate, &error))?;
    if chain.is_empty() {
        let why = "no certificate in it";
        return Err(unreadable("--tls-cert", certificate, &why));
    }
    let key = PrivateKeyDer::from_pem_slice(secret)
        .map_err(|error| unreadable("--tls-key", key, &error))?;
    certified(Leaf { chain, key })
}

fn unreadable(flag: &str, path: &Path, error: &dyn std::fmt::Display) -> String {
    format!(
        "cannot read PEM from the file of {flag}, {}: {error}",
        path.display()
    )
}

/// Refuses a key that is not the certificate's.
fn certified(leaf: Leaf) -> Result<CertifiedKey, String> {
    CertifiedKey::from_der(leaf.chain, leaf.key, &aws_lc_rs::default_provider()).map_err(|error| {
        format!("the TLS certificate and its key cannot be used together: {error}")
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use time::Duration;

    use super::*;

    fn shown(tls: &Tls) -> Vec<u8> {
        tls.current.0.read().cert[0].to_vec()
    }

    /// A certificate and its key as PEM.
    fn pair() -> (String, String) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    #[test]
    fn changed_files_take_effect_and_bad_ones_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        let now = OffsetDateTime::now_utc();
        let (first, second) = (pair(), pair());
        let write = |certificate: &str, secret: &str| {
            fs::write(&cert, certificate).unwrap();
            fs::write(&key, secret).unwrap();
        };
        write(&first.0, &first.1);
        let tls = Tls::files(&cert, &key).unwrap();
        let old = shown(&tls);
        assert_eq!(tls.refresh(now), Ok(false));

        // Half of the change, nonsense, nothing: the old one stays, told once.
        for (certificate, secret, expected) in [
            (second.0.as_str(), first.1.as_str(), "together"),
            (&second.0, "nonsense", "--tls-key"),
            ("", &second.1, "no certificate in it"),
        ] {
            write(certificate, secret);
            let error = tls.refresh(now).unwrap_err();
            assert!(error.contains(expected), "{error}");
            assert_eq!(tls.refresh(now), Ok(false));
            assert_eq!(shown(&tls), old);
        }
        fs::remove_file(&cert).unwrap();
        assert!(tls.refresh(now).is_err());
        assert_eq!(tls.refresh(now), Ok(false));

        write(&second.0, &second.1);
        assert_eq!(tls.refresh(now), Ok(true));
        assert_ne!(shown(&tls), old);
        assert_eq!(tls.refresh(now), Ok(false));
    }

    #[test]
    fn own_certificates_are_renewed_before_they_end() {
        let data = tempfile::tempdir().unwrap();
        let now = OffsetDateTime::now_utc();
        let tls = Tls::own(data.path(), "googleapis.com", now).unwrap();
        let old = shown(&tls);
        let ca = fs::read(tls_dev::ca_file(data.path())).unwrap();
        assert_eq!(tls.refresh(now + Duration::days(700)), Ok(false));
        assert_eq!(tls.refresh(now + Duration::days(800)), Ok(true));
        assert_ne!(shown(&tls), old);
        assert_eq!(fs::read(tls_dev::ca_file(data.path())).unwrap(), ca);
        assert_eq!(tls.refresh(now + Duration::days(801)), Ok(false));
    }
}
