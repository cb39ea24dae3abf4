//! Encryption of private keys before they go into the database, so that who
//! reads a copy of it cannot sign. The secret is a file beside it.

use std::io;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use domain::{Error, Result};

use crate::files;
use crate::gate::secret;

const LENGTH: usize = 32;
/// The file in the data directory.
pub const FILE: &str = "secret.key";

/// 256 bits that seal private keys.
#[derive(Clone)]
pub struct Secret([u8; LENGTH]);

impl Secret {
    /// Reads `chosen`, or the file of the data directory, which is made when
    /// missing. An error is one line that says what to do.
    pub fn open(data: &Path, chosen: Option<&Path>) -> Result<Self, String> {
        let path = chosen.map_or_else(|| data.join(FILE), Path::to_owned);
        let shown = path.display();
        match std::fs::read_to_string(&path) {
            Ok(text) => parse(text.trim()).map(Self).ok_or_else(|| {
                format!("{shown} must hold 64 hexadecimal digits; openssl rand -hex 32 makes some")
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound && chosen.is_none() => {
                let bytes = secret::random::<LENGTH>().map_err(|error| format!("{error:?}"))?;
                let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                files::replace(&path, 0o600, format!("{text}\n").as_bytes())
                    .map_err(|error| format!("cannot write {shown}: {error}"))?;
                Ok(Self(bytes))
            }
            Err(error) => Err(format!("cannot read the secret {shown}: {error}")),
        }
    }

    /// Encrypts `plain`, bound to the key's name.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let mut text = plain.to_vec();
        let nonce = self
            .key()?
            .seal_in_place_append_tag(Aad::from(name), &mut text)
            .map_err(Error::internal)?;
        Ok([nonce.as_ref().as_slice(), &text].concat())
    }

    /// `None` when it was sealed under another secret or for another name.
    pub fn open_sealed(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let key = self.key().ok()?;
        let plain = key.open_in_place(nonce, Aad::from(name), &mut text).ok()?;
        Some(plain.to_vec())
    }

    fn key(&self) -> Result<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.0).map_err(Error::internal)
    }
}

fn parse(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    if text.len() != 2 * LENGTH || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_the_same_secret_opens() {
        let (one, other) = (Secret([1; LENGTH]), Secret([2; LENGTH]));
        let sealed = one.seal("k", b"private").unwrap();
        assert_ne!(sealed, one.seal("k", b"private").unwrap());
        assert!(!sealed.windows(7).any(|part| part == b"private"));
        assert_eq!(one.open_sealed("k", &sealed).unwrap(), b"private");
        assert_eq!(one.open_sealed("l", &sealed), None);
        assert_eq!(other.open_sealed("k", &sealed), None);
        assert_eq!(one.open_sealed("k", &sealed[1..]), None);
        assert_eq!(one.open_sealed("k", b""), None);
    }

    #[test]
    fn the_file_is_made_once_and_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secret::open(folder.path(), None).unwrap();
        let again = Secret::open(folder.path(), None).unwrap();
        assert_eq!(first.0, again.0);
        let path = folder.path().join(FILE);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let missing = folder.path().join("other");
        assert!(
            Secret::open(folder.path(), Some(&missing)).is_err_and(|it| it.contains("cannot read"))
        );
        std::fs::write(&missing, "abc").unwrap();
        assert!(Secret::open(folder.path(), Some(&missing)).is_err_and(|it| it.contains("64 hex")));
    }
}
