//! Update masks: which fields a patch changes.

use prost_types::FieldMask;

use crate::case::snake;
use crate::{Error, Result};

const FIELD: &str = "update_mask";

/// The paths of a mask in the spelling and order of `supported`, each once.
///
/// `*` stands for all of them and must stand alone. Names may come in
/// snake_case and in camelCase. A missing or empty mask and every other path
/// are INVALID_ARGUMENT. Callers for whose method `*` is not defined use
/// [`named_paths`].
pub fn paths(
    mask: Option<&FieldMask>,
    supported: &'static [&'static str],
) -> Result<Vec<&'static str>> {
    let given = given(mask)?;
    if given.iter().any(|path| path == "*") {
        if given.len() > 1 {
            let what = "Invalid update_mask: \"*\" must be its only path.";
            return Err(Error::invalid(FIELD, what));
        }
        return Ok(supported.to_vec());
    }
    named(&given, supported)
}

/// As [`paths`], without `*`.
pub fn named_paths(
    mask: Option<&FieldMask>,
    supported: &'static [&'static str],
) -> Result<Vec<&'static str>> {
    named(&given(mask)?, supported)
}

fn given(mask: Option<&FieldMask>) -> Result<Vec<String>> {
    let given: Vec<String> = mask
        .map_or(&[][..], |mask| &mask.paths[..])
        .iter()
        .map(|path| snake(path.trim()))
        .filter(|path| !path.is_empty())
        .collect();
    if given.is_empty() {
        return Err(Error::invalid(
            FIELD,
            "The update_mask is required and must not be empty.",
        ));
    }
    Ok(given)
}

fn named(given: &[String], supported: &'static [&'static str]) -> Result<Vec<&'static str>> {
    if let Some(unknown) = given
        .iter()
        .find(|path| !supported.contains(&path.as_str()))
    {
        let shown: String = unknown.chars().take(100).collect();
        let what = format!(
            "Invalid update_mask: the path \"{shown}\" is not supported; supported: {}.",
            supported.join(", ")
        );
        return Err(Error::invalid(FIELD, what));
    }
    let wanted = |path: &&&str| given.iter().any(|given| given == **path);
    Ok(supported.iter().filter(wanted).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: &[&str] = &["text", "cards_v2", "access_settings.audience"];

    fn mask(paths: &[&str]) -> Option<FieldMask> {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        Some(FieldMask { paths })
    }

    fn check(given: &[&str], want: &[&str]) {
        assert_eq!(
            paths(mask(given).as_ref(), PATHS).unwrap(),
            want,
            "{given:?}"
        );
    }

    fn refuse(given: &[&str], want: &str) {
        let error = paths(mask(given).as_ref(), PATHS).unwrap_err();
        assert_eq!(error, Error::invalid("update_mask", want), "{given:?}");
    }

    #[test]
    fn spellings_meet_and_duplicates_fold() {
        check(&["text"], &["text"]);
        check(&["cardsV2", "text", "cards_v2", ""], &["text", "cards_v2"]);
        check(&["accessSettings.audience"], &["access_settings.audience"]);
        check(&["*"], PATHS);
    }

    #[test]
    fn refusals() {
        let empty = "The update_mask is required and must not be empty.";
        refuse(&[], empty);
        refuse(&["", " "], empty);
        assert_eq!(paths(None, PATHS).unwrap_err().message, empty);
        refuse(
            &["*", "text"],
            "Invalid update_mask: \"*\" must be its only path.",
        );
        refuse(
            &["text", "markupSyntax"],
            "Invalid update_mask: the path \"markup_syntax\" is not supported; \
             supported: text, cards_v2, access_settings.audience.",
        );
        refuse(
            &["access_settings"],
            "Invalid update_mask: the path \"access_settings\" is not supported; \
             supported: text, cards_v2, access_settings.audience.",
        );
        let star = named_paths(mask(&["*"]).as_ref(), PATHS).unwrap_err();
        assert!(
            star.message
                .starts_with("Invalid update_mask: the path \"*\" is not supported")
        );
    }
}
