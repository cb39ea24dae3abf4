//! `--tls-dev`: a private certificate authority in `DIR/tls` and a leaf for
//! Google's host names, so that clients with those built in reach this server
//! once they trust the one and resolve the others to here.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::{Duration, OffsetDateTime};

use crate::files;

/// A certificate chain and its key, as rustls takes them.
pub struct Leaf {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: PrivateKeyDer<'static>,
}

/// Names that every leaf carries, besides `*.DOMAIN` of another universe.
const NAMES: &[&str] = &[
    "localhost",
    "127.0.0.1",
    "::1",
    "*.googleapis.com",
    "googleapis.com",
    "accounts.google.com",
];
const CA_DAYS: i64 = 3_650;
/// Clients refuse server certificates that live longer than this.
const LEAF_DAYS: i64 = 820;
/// A certificate that ends sooner than this is made anew.
const RENEW_DAYS: i64 = 30;

/// Where the authority's certificate of a data directory is.
pub fn ca_file(data: &Path) -> PathBuf {
    data.join("tls").join("ca.pem")
}

/// When a leaf made `now` is to be replaced by another one.
pub fn renewal(now: OffsetDateTime) -> OffsetDateTime {
    now + Duration::days(LEAF_DAYS - RENEW_DAYS)
}

/// Makes or reads the authority in `data` and issues a leaf. Leaves live in
/// memory alone: a new one at every start costs a millisecond.
pub fn leaf(data: &Path, universe: &str, now: OffsetDateTime) -> Result<Leaf, String> {
    let directory = data.join("tls");
    files::private_directory(&directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    let authority = Authority::read_or_make(&directory, now)?;
    authority
        .issue(universe, now)
        .map_err(|error| format!("cannot make a certificate for --tls-dev: {error}"))
}

struct Authority {
    pem: String,
    key: KeyPair,
}

impl Authority {
    fn read_or_make(directory: &Path, now: OffsetDateTime) -> Result<Self, String> {
        let (certificate, key) = (directory.join("ca.pem"), directory.join("ca-key.pem"));
        if certificate.exists() && key.exists() {
            let read = |path: &Path| {
                fs::read_to_string(path)
                    .map_err(|error| format!("cannot read {}: {error}", path.display()))
            };
            let pem = read(&certificate)?;
            let unusable = |error: String| {
                format!("{} is not usable, remove it: {error}", directory.display())
            };
            let expires = expiry(&pem).map_err(unusable)?;
            if expires > now + Duration::days(RENEW_DAYS) {
                let key =
                    KeyPair::from_pem(&read(&key)?).map_err(|error| unusable(error.to_string()))?;
                return Ok(Self { pem, key });
            }
        }
        let made = Self::make(now)
            .map_err(|error| format!("cannot make the authority of --tls-dev: {error}"))?;
        files::replace(&key, 0o600, made.key.serialize_pem().as_bytes())
            .and_then(|()| files::replace(&certificate, 0o644, made.pem.as_bytes()))
            .map_err(|error| format!("cannot write to {}: {error}", directory.display()))?;
        Ok(made)
    }

    fn make(now: OffsetDateTime) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        let name = format!("Confab development CA {}", now.unix_timestamp());
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = now - Duration::days(1);
        params.not_after = now + Duration::days(CA_DAYS);
        let pem = params.self_signed(&key)?.pem();
        Ok(Self { pem, key })
    }

    fn issue(&self, universe: &str, now: OffsetDateTime) -> Result<Leaf, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        if universe != "googleapis.com" {
            names.push(format!("*.{universe}"));
        }
        let mut params = CertificateParams::new(names)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "Confab development server");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        params.not_before = now - Duration::days(1);
        params.not_after = now + Duration::days(LEAF_DAYS);
        let issuer = Issuer::from_ca_cert_pem(&self.pem, &self.key)?;
        let certificate = params.signed_by(&key, &issuer)?;
        let key = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        Ok(Leaf {
            chain: vec![certificate.der().clone()],
            key,
        })
    }
}

/// When a certificate in PEM ends.
fn expiry(pem: &str) -> Result<OffsetDateTime, String> {
    let (_, pem) =
        x509_parser::pem::parse_x509_pem(pem.as_bytes()).map_err(|error| error.to_string())?;
    let certificate = pem.parse_x509().map_err(|error| error.to_string())?;
    OffsetDateTime::from_unix_timestamp(certificate.validity().not_after.timestamp())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn authority_is_kept_until_it_ends() {
        let data = tempfile::tempdir().unwrap();
        let now = OffsetDateTime::now_utc();
        let read = || fs::read_to_string(ca_file(data.path())).unwrap();

        leaf(data.path(), "googleapis.com", now).unwrap();
        let first = read();
        let key = data.path().join("tls/ca-key.pem");
        assert_eq!(
            fs::metadata(key).unwrap().permissions().mode() & 0o777,
            0o600
        );

        leaf(data.path(), "example.org", now + Duration::days(100)).unwrap();
        assert_eq!(read(), first);
        leaf(
            data.path(),
            "googleapis.com",
            now + Duration::days(CA_DAYS - 1),
        )
        .unwrap();
        assert_ne!(read(), first);
    }

    #[test]
    fn broken_authority_is_named() {
        let data = tempfile::tempdir().unwrap();
        leaf(data.path(), "googleapis.com", OffsetDateTime::now_utc()).unwrap();
        fs::write(ca_file(data.path()), "nonsense").unwrap();
        let error = leaf(data.path(), "googleapis.com", OffsetDateTime::now_utc())
            .err()
            .unwrap();
        assert!(error.contains("is not usable, remove it"), "{error}");
    }
}
