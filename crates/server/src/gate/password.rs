//! Passwords: argon2id with the parameters that OWASP's Password Storage Cheat
//! Sheet names first among those for 19 MiB.

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{Code, Error};
use zxcvbn::zxcvbn;

/// Characters of a password that people choose, or an administrator for them.
pub const LEAST: usize = 12;

/// Tries within which a password must not be guessed, by powers of ten: with
/// [`LEAST`] characters, only well-known ones and patterns are.
const LEAST_GUESSES: f64 = 6.0;

/// Bytes of a password; more would only give an attacker work to hand out.
pub const LENGTH_LIMIT: usize = 1_024;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Refuses a new password that is short, or that anybody would guess. `known` is
/// what others know of the person: address, name.
pub fn check_new(password: &str, known: &[&str]) -> domain::Result<()> {
    let refused = |text: String| Err(Error::new(Code::InvalidArgument, text));
    if password.len() > LENGTH_LIMIT {
        return refused(format!("A password has at most {LENGTH_LIMIT} bytes."));
    }
    if password.chars().count() < LEAST {
        return refused(format!("A password has at least {LEAST} characters."));
    }
    if is_of(password, known) {
        let text = "This password is little more than your name or address.";
        return refused(text.to_owned());
    }
    if zxcvbn(password, &[]).guesses_log10() < LEAST_GUESSES {
        let text = "This password is among the first that anybody tries. Take one that is harder \
                    to guess, several words that do not belong together for example.";
        return refused(text.to_owned());
    }
    Ok(())
}

/// Whether less than half of what a password needs is left of it without the
/// words that everybody knows.
fn is_of(password: &str, known: &[&str]) -> bool {
    let words = known
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .chain(["confab"])
        .filter(|word| word.chars().count() > 2);
    let left = words.fold(password.to_lowercase(), |left, word| {
        left.replace(&word.to_lowercase(), "")
    });
    left.chars().count() < LEAST / 2
}

/// The text that is stored, with its own salt and parameters. Takes some
/// 20 ms and 19 MiB: not for the threads that serve requests.
pub fn hash(password: &str) -> domain::Result<String> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = hasher()?
        .hash_password(password.as_bytes(), &salt)
        .map_err(Error::internal)?
        .to_string();
    allocator::give_back();
    Ok(hash)
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
    let same = password.len() <= LENGTH_LIMIT
        && hasher.verify_password(password.as_bytes(), &stored).is_ok();
    allocator::give_back();
    same
}

fn hasher() -> domain::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_passwords_are_long_and_not_the_first_to_be_tried() {
        let check = |password: &str| {
            let known = ["alice.liddell@example.com", "Alice Liddell"];
            check_new(password, &known).map_err(|error| error.message.to_string())
        };
        for short in ["", "confab", "eleven char", "ééééééééééé"] {
            assert!(check(short).unwrap_err().contains("at least 12"), "{short}");
        }
        for known in [
            "passwordpassword",
            "password1234",
            "123456789012",
            "qwertyuiopasdf",
            "aaaaaaaaaaaaaaaa",
        ] {
            let text = check(known).unwrap_err();
            assert!(text.contains("first that anybody tries"), "{known}");
        }
        for own in [
            "AliceLiddell1",
            "liddell-example",
            "alice.liddell",
            "alice@example.com",
            "Confab-Confab",
        ] {
            let text = check(own).unwrap_err();
            assert!(text.contains("your name or address"), "{own}");
        }
        for good in [
            "a long enough one",
            "correct horse battery",
            "tr0ub4dor&3 again",
            "пароль с пробелами",
            "alice and some other words",
            &format!("several words that do not belong{}", "x".repeat(990)),
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let endless = "ab c".repeat(300);
        assert!(check(&endless).unwrap_err().contains("at most 1024"));
    }

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
