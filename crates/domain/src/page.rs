//! Page sizes and page tokens.
//!
//! A token holds where the next page begins, and a fingerprint of the call's
//! other parameters, so that a token reused with others is refused. It holds
//! no secret and no permission: every page checks access again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Error, Result};

/// The first byte of every token; raise it when the layout changes.
const VERSION: u8 = 1;
const HEAD: usize = 1 + 3 * 8;
const CHECKSUM: usize = 4;
/// No token of ours is longer; anything more need not be decoded.
const MAX_LENGTH: usize = 4_096;

/// Bytes of a page, beyond its first entry, in lists of messages: gRPC clients
/// take 4 MiB unless told otherwise, and 1,000 of the longest messages would
/// have a hundred. Fewer entries than asked for may always come.
pub const BYTES: usize = 3 * 1024 * 1024;

/// The size of a page: 0 asks for the default, too much is lowered, negative
/// is INVALID_ARGUMENT.
pub fn size(requested: i32, default: usize, max: usize) -> Result<usize> {
    match usize::try_from(requested) {
        Ok(0) => Ok(default),
        Ok(size) => Ok(size.min(max)),
        Err(_) => Err(Error::invalid(
            "page_size",
            format!("Invalid page_size {requested}: it must not be negative."),
        )),
    }
}

/// A hash of everything in a call but page size and token. Stable for good:
/// tokens outlive restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// `method` keeps apart the tokens of different lists.
    pub fn of(method: &str) -> Self {
        Self(FNV_OFFSET).text(method)
    }

    #[must_use]
    pub fn text(self, parameter: &str) -> Self {
        // The length tells ("ab", "c") from ("a", "bc").
        self.number(parameter.len() as i64)
            .bytes(parameter.as_bytes())
    }

    #[must_use]
    pub fn number(self, parameter: i64) -> Self {
        self.bytes(&parameter.to_le_bytes())
    }

    #[must_use]
    pub fn flag(self, parameter: bool) -> Self {
        self.number(i64::from(parameter))
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        Self(fnv(self.0, bytes))
    }
}

/// The last item of a page, in the terms that the list is sorted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub first: i64,
    pub second: i64,
    pub text: Option<String>,
}

impl Position {
    pub fn at(first: i64) -> Self {
        Self {
            first,
            ..Self::default()
        }
    }

    /// The `next_page_token` that continues after this position.
    pub fn token(&self, parameters: Fingerprint) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(parameters.0.to_le_bytes());
        bytes.extend(self.first.to_le_bytes());
        bytes.extend(self.second.to_le_bytes());
        if let Some(text) = &self.text {
            bytes.push(1);
            bytes.extend(text.as_bytes());
        }
        bytes.extend(checksum(&bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Where a `page_token` continues; `None` for the first page.
    pub fn resume(token: &str, parameters: Fingerprint) -> Result<Option<Self>> {
        if token.is_empty() {
            return Ok(None);
        }
        let (fingerprint, position) = read(token).ok_or_else(|| {
            Error::invalid(
                "page_token",
                "Invalid page_token: it is not one that this server made.",
            )
        })?;
        if fingerprint != parameters {
            return Err(Error::invalid(
                "page_token",
                "Invalid page_token: it belongs to a request with other parameters.",
            ));
        }
        Ok(Some(position))
    }
}

fn read(token: &str) -> Option<(Fingerprint, Position)> {
    if token.len() > MAX_LENGTH {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    if content.first() != Some(&VERSION) || sum != checksum(content) {
        return None;
    }
    let (head, tail) = content.split_at_checked(HEAD)?;
    let word = |place: usize| -> Option<[u8; 8]> {
        head.get(1 + 8 * place..9 + 8 * place)?.try_into().ok()
    };
    let text = match tail {
        [] => None,
        [1, text @ ..] => Some(String::from_utf8(text.to_vec()).ok()?),
        _ => return None,
    };
    let position = Position {
        first: i64::from_le_bytes(word(1)?),
        second: i64::from_le_bytes(word(2)?),
        text,
    };
    Some((Fingerprint(u64::from_le_bytes(word(0)?)), position))
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a, 64 bits. The standard library's hasher may change between releases.
fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME)
    })
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let hash = fnv(FNV_OFFSET, bytes);
    (((hash >> 32) ^ hash) as u32).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes() {
        for (requested, want) in [
            (0, 25),
            (1, 1),
            (25, 25),
            (1000, 1000),
            (1001, 1000),
            (i32::MAX, 1000),
        ] {
            assert_eq!(size(requested, 25, 1000), Ok(want), "{requested}");
        }
        let want = Error::invalid(
            "page_size",
            "Invalid page_size -1: it must not be negative.",
        );
        assert_eq!(size(-1, 25, 1000), Err(want));
    }

    fn parameters() -> Fingerprint {
        Fingerprint::of("messages.list")
            .text("spaces/A")
            .text("")
            .flag(false)
    }

    #[test]
    fn the_layout_is_stable() {
        assert_eq!(fnv(FNV_OFFSET, b"foobar"), 0x8594_4171_f739_67e8);
        let position = Position {
            first: 1,
            second: -1,
            text: Some("é".into()),
        };
        let token = "AYW5CFMurn6AAQAAAAAAAAD__________wHDqdon3d0";
        assert_eq!(position.token(parameters()), token);
        assert_eq!(Position::resume(token, parameters()), Ok(Some(position)));
        assert_eq!(Position::resume("", parameters()), Ok(None));
    }

    #[test]
    fn tokens_of_other_calls_are_refused() {
        let token = Position::at(5).token(parameters());
        for other in [
            Fingerprint::of("members.list")
                .text("spaces/A")
                .text("")
                .flag(false),
            Fingerprint::of("messages.list")
                .text("spaces/B")
                .text("")
                .flag(false),
            Fingerprint::of("messages.list")
                .text("spaces/")
                .text("A")
                .flag(false),
            Fingerprint::of("messages.list")
                .text("spaces/A")
                .text("")
                .flag(true),
        ] {
            let error = Position::resume(&token, other).unwrap_err();
            assert_eq!(
                error.message,
                "Invalid page_token: it belongs to a request with other parameters."
            );
        }
    }

    #[test]
    fn foreign_and_damaged_tokens_are_refused() {
        let token = Position::at(5).token(parameters());
        let mut damaged = token.clone().into_bytes();
        damaged[20] ^= 1;
        for text in [
            "x",
            "next",
            "AAAA",
            "é",
            &token[1..],
            &token[..token.len() - 1],
            &format!("{token}="),
            &"A".repeat(10_000),
            std::str::from_utf8(&damaged).unwrap(),
        ] {
            let error = Position::resume(text, parameters()).unwrap_err();
            assert_eq!(
                error.message, "Invalid page_token: it is not one that this server made.",
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn tokens_round_trip(first: i64, second: i64, text: Option<String>) {
            let position = Position { first, second, text };
            let token = position.token(parameters());
            prop_assume!(token.len() <= MAX_LENGTH);
            prop_assert_eq!(Position::resume(&token, parameters()), Ok(Some(position)));
        }

        #[test]
        fn no_text_panics(text in "[A-Za-z0-9_=-]{0,80}|.{0,20}") {
            let _ = Position::resume(&text, parameters());
        }
    }
}
