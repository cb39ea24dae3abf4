//! The language and the time zone of people, which apps are told of.

use crate::error::{Error, Result};

/// Fields that an update may name.
pub const PATHS: &[&str] = &["locale", "time_zone"];
/// What apps are told when nothing is known.
pub const UNKNOWN_LOCALE: &str = "en";
pub const UNKNOWN_TIME_ZONE: &str = "Etc/UTC";
/// Characters of a language tag.
const LOCALE_LIMIT: usize = 35;

/// Empty: unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub locale: String,
    pub time_zone: String,
}

impl Preferences {
    /// The language that apps are told.
    pub fn locale(&self) -> &str {
        match self.locale.as_str() {
            "" => UNKNOWN_LOCALE,
            locale => locale,
        }
    }

    /// The time zone that apps are told.
    pub fn time_zone(&self) -> &str {
        match self.time_zone.as_str() {
            "" => UNKNOWN_TIME_ZONE,
            zone => zone,
        }
    }
}

/// Checks a language tag: letters, then parts of letters and digits.
pub fn check_locale(field: &str, text: &str) -> Result<()> {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language = (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let good = is_language && parts.all(is_part) && text.len() <= LOCALE_LIMIT;
    if text.is_empty() || good {
        return Ok(());
    }
    let text = "A locale must be a language tag such as en or de-CH.";
    Err(Error::invalid(field, text))
}

/// Everybody's own are nobody else's business.
pub fn refusal() -> Error {
    Error::permission_denied("Only a person's own preferences can be read and changed.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales() {
        for good in [
            "",
            "en",
            "de-CH",
            "zh-Hant-TW",
            "sr-Latn-RS",
            "es-419",
            "gsw",
        ] {
            assert_eq!(check_locale("f", good), Ok(()), "{good}");
        }
        let long = format!("en{}", "-abcdefgh".repeat(4));
        for bad in [
            "e",
            "en_US",
            "en-",
            "-en",
            "e1",
            "en-toolongpart",
            "d\u{e9}",
            &long,
        ] {
            assert!(check_locale("f", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_unknown() {
        let nothing = Preferences::default();
        assert_eq!((nothing.locale(), nothing.time_zone()), ("en", "Etc/UTC"));
    }
}
