//! Passwords: argon2id with the parameters that OWASP's Password Storage Cheat
//! Sheet names first among those for 19 MiB.

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::Error;

/// Bytes of a password; more would only give an attacker work to hand out.
pub const LENGTH_LIMIT: usize = 1_024;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The text that is stored, with its own salt and parameters. Takes some
/// 20 ms and 19 MiB: not for the threads that serve requests.
pub fn hash(password: &str) -> domain::Result<String> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = hasher()?
        .hash_password(password.as_bytes(), &salt)
        .map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// Whether `password` is the one that `stored` was made from. Costs as much as
/// [`hash`].
pub fn verify(password: &str, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let Ok(hasher) = hasher() else {
        return false;
    };
    password.len() <= LENGTH_LIMIT && hasher.verify_password(password.as_bytes(), &stored).is_ok()
}

fn hasher() -> domain::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_verifies() {
        let stored = hash("correct horse").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert_ne!(stored, hash("correct horse").unwrap());
        assert!(verify("correct horse", &stored));
        assert!(!verify("correct hors", &stored));
        assert!(!verify("", &stored));
        assert!(!verify("correct horse", ""));
        assert!(!verify("correct horse", "$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
