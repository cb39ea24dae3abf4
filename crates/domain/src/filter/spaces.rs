//! `spaces.list`: by type of space, several joined by OR.

use proto::chat::space::SpaceType;

use super::{Filter, Operator};
use crate::Result;

const TYPES: [(&str, SpaceType); 3] = [
    ("SPACE", SpaceType::Space),
    ("GROUP_CHAT", SpaceType::GroupChat),
    ("DIRECT_MESSAGE", SpaceType::DirectMessage),
];

/// Which spaces are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpaceFilter {
    /// Sorted, each once; empty means every type.
    pub types: Vec<SpaceType>,
}

impl SpaceFilter {
    pub fn parse(text: &str) -> Result<Self> {
        let filter = Filter::parse("filter", text)?;
        let clauses = filter.clauses()?;
        if let [_, second, ..] = &clauses[..] {
            let at = second.first().map_or(0, |comparison| comparison.at);
            return Err(filter.refuse(at, "AND is not supported; use OR"));
        }
        let mut types = Vec::new();
        for comparison in clauses.into_iter().flatten() {
            if comparison.field != "space_type" {
                return Err(filter.unknown_field(comparison, &["space_type"]));
            }
            filter.allow(comparison, &[Operator::Equals])?;
            types.push(filter.one_of(comparison, &TYPES)?);
        }
        types.sort_unstable();
        types.dedup();
        Ok(Self { types })
    }

    pub fn matches(&self, space_type: SpaceType) -> bool {
        self.types.is_empty() || self.types.contains(&space_type)
    }
}

#[cfg(test)]
mod tests {
    use super::SpaceType::{DirectMessage, GroupChat, Space};
    use super::*;

    fn check(text: &str, want: &[SpaceType]) {
        let filter = SpaceFilter::parse(text).unwrap();
        assert_eq!(filter.types, want, "{text}");
    }

    fn refuse(text: &str, want: &str) {
        let error = SpaceFilter::parse(text).unwrap_err();
        assert_eq!(
            error.message,
            format!("Invalid filter at position {want}."),
            "{text}"
        );
    }

    #[test]
    fn valid_examples_of_the_reference() {
        check(r#"space_type = "SPACE""#, &[Space]);
        check(
            r#"spaceType = "GROUP_CHAT" OR spaceType = "DIRECT_MESSAGE""#,
            &[GroupChat, DirectMessage],
        );
    }

    #[test]
    fn other_spellings() {
        check("", &[]);
        check("space_type=SPACE", &[Space]);
        check(
            "(space_type = DIRECT_MESSAGE OR (space_type = SPACE OR spaceType = SPACE))",
            &[Space, DirectMessage],
        );
    }

    #[test]
    fn refusals() {
        let names = "supported: SPACE, GROUP_CHAT, DIRECT_MESSAGE";
        refuse(
            "space_type = \"SPACE_TYPE_UNSPECIFIED\"",
            &format!(r#"14: "SPACE_TYPE_UNSPECIFIED" is not a value of "space_type"; {names}"#),
        );
        refuse(
            "space_type = \"ROOM\"",
            &format!(r#"14: "ROOM" is not a value of "space_type"; {names}"#),
        );
        refuse(
            "space_type = SPACE AND space_type = GROUP_CHAT",
            "24: AND is not supported; use OR",
        );
        refuse(
            "space_type != SPACE",
            r#"1: "space_type" does not take the operator "!="; supported: ="#,
        );
        refuse(
            "display_name = \"x\"",
            r#"1: unknown field "display_name"; supported: space_type"#,
        );
        refuse("space_type", "11: expected an operator, found the end");
    }
}
