//! `spaces.spaceEvents.list`: by event type, several joined by OR, and by time.
//!
//! The reference wants at least one event type, yet its first valid example
//! has none but both times. So: a filter with both times may leave the types
//! out and gets every type; any other filter must name one.

use super::{Comparison, Filter, Operator};
use crate::{Error, Result, Time};

const FIELDS: [&str; 3] = ["event_types", "start_time", "end_time"];

/// The types that can be asked for. Batches come with their single twins.
pub const TYPES: [&str; 9] = [
    "google.workspace.chat.message.v1.created",
    "google.workspace.chat.message.v1.updated",
    "google.workspace.chat.message.v1.deleted",
    "google.workspace.chat.membership.v1.created",
    "google.workspace.chat.membership.v1.updated",
    "google.workspace.chat.membership.v1.deleted",
    "google.workspace.chat.reaction.v1.created",
    "google.workspace.chat.reaction.v1.deleted",
    "google.workspace.chat.space.v1.updated",
];

/// Which events are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpaceEventFilter {
    /// Of [`TYPES`], in their order, each once; never empty.
    pub types: Vec<&'static str>,
    /// Exclusive.
    pub start: Option<Time>,
    /// Inclusive.
    pub end: Option<Time>,
}

impl SpaceEventFilter {
    pub fn parse(text: &str) -> Result<Self> {
        let filter = Filter::parse("filter", text)?;
        let mut wanted = Self::default();
        for clause in filter.clauses()? {
            wanted.clause(&filter, &clause)?;
        }
        if wanted.types.is_empty() {
            if wanted.start.is_none() || wanted.end.is_none() {
                let what = "Invalid filter: it must name at least one event type, as in \
                            event_types:\"google.workspace.chat.message.v1.created\".";
                return Err(Error::invalid("filter", what));
            }
            wanted.types = TYPES.to_vec();
        }
        Ok(wanted)
    }

    fn clause(&mut self, filter: &Filter, clause: &[&Comparison]) -> Result<()> {
        let mut types = Vec::new();
        for comparison in clause {
            match comparison.field.as_str() {
                "event_types" | "event_type" => types.push(event_type(filter, comparison)?),
                "start_time" | "end_time" if clause.len() > 1 => {
                    let what = "OR may only join event types; join times with AND";
                    return Err(filter.refuse(comparison.at, what));
                }
                "start_time" => set(&mut self.start, filter, comparison)?,
                "end_time" => set(&mut self.end, filter, comparison)?,
                _ => return Err(filter.unknown_field(comparison, &FIELDS)),
            }
        }
        if let [first, ..] = clause
            && !types.is_empty()
        {
            if !self.types.is_empty() {
                return Err(filter.refuse(first.at, "AND may not join event types; use OR"));
            }
            self.types = TYPES
                .into_iter()
                .filter(|known| types.contains(known))
                .collect();
        }
        Ok(())
    }
}

fn set(bound: &mut Option<Time>, filter: &Filter, comparison: &Comparison) -> Result<()> {
    filter.allow(comparison, &[Operator::Equals])?;
    let time = filter.time(comparison)?;
    if bound.replace(time).is_some() {
        let what = format!("{} may only be given once", comparison.field);
        return Err(filter.refuse(comparison.at, &what));
    }
    Ok(())
}

fn event_type(filter: &Filter, comparison: &Comparison) -> Result<&'static str> {
    filter.allow(comparison, &[Operator::Has])?;
    let value = &comparison.value;
    if let Some(known) = TYPES.into_iter().find(|known| *known == value.text) {
        return Ok(known);
    }
    let what = if value.text.contains(".batch") {
        "batch event types are left out of filters; they come with the single ones".to_owned()
    } else {
        format!(
            "\"{}\" is not an event type; supported: {}",
            value.text,
            TYPES.join(", ")
        )
    };
    Err(filter.refuse(value.at, &what))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: &str = "google.workspace.chat.space.v1.updated";
    const MESSAGE: &str = "google.workspace.chat.message.v1.created";

    fn check(text: &str, types: &[&str], start: &str, end: &str) {
        let filter = SpaceEventFilter::parse(text).unwrap();
        let time = |time: Option<Time>| time.map(Time::to_rfc3339).unwrap_or_default();
        assert_eq!(filter.types, types, "{text}");
        assert_eq!(time(filter.start), start, "{text}");
        assert_eq!(time(filter.end), end, "{text}");
    }

    fn refuse(text: &str, want: &str) {
        let error = SpaceEventFilter::parse(text).unwrap_err();
        assert_eq!(error.message, format!("Invalid filter{want}."), "{text}");
    }

    #[test]
    fn valid_examples_of_the_reference() {
        check(
            "start_time=\"2023-08-23T19:20:33+00:00\" AND\nend_time=\"2023-08-23T19:21:54+00:00\"",
            &TYPES,
            "2023-08-23T19:20:33Z",
            "2023-08-23T19:21:54Z",
        );
        check(
            "start_time=\"2023-08-23T19:20:33+00:00\" AND\n(event_types:\"google.workspace.chat.space.v1.updated\" OR\nevent_types:\"google.workspace.chat.message.v1.created\")",
            &[MESSAGE, SPACE],
            "2023-08-23T19:20:33Z",
            "",
        );
    }

    #[test]
    fn invalid_examples_of_the_reference() {
        refuse(
            "start_time=\"2023-08-23T19:20:33+00:00\" OR\nend_time=\"2023-08-23T19:21:54+00:00\"",
            " at position 1: OR may only join event types; join times with AND",
        );
        refuse(
            "event_types:\"google.workspace.chat.space.v1.updated\" AND\nevent_types:\"google.workspace.chat.message.v1.created\"",
            " at position 58: AND may not join event types; use OR",
        );
    }

    #[test]
    fn other_spellings() {
        check(&format!("eventTypes:\"{SPACE}\""), &[SPACE], "", "");
        check(
            &format!("event_type:{SPACE} OR event_types:{SPACE}"),
            &[SPACE],
            "",
            "",
        );
        let flat = format!(
            "event_types:\"{SPACE}\" OR event_types:\"{MESSAGE}\" AND endTime=\"2026-01-01T00:00:00Z\""
        );
        check(&flat, &[MESSAGE, SPACE], "", "2026-01-01T00:00:00Z");
    }

    #[test]
    fn refusals() {
        let none = ": it must name at least one event type, as in event_types:\"google.workspace.chat.message.v1.created\"";
        refuse("", none);
        refuse("start_time=\"2023-08-23T19:20:33+00:00\"", none);
        refuse(
            "event_types:\"google.workspace.chat.message.v1.batchCreated\"",
            " at position 13: batch event types are left out of filters; they come with the single ones",
        );
        refuse(
            "event_types:\"message.created\"",
            &format!(
                " at position 13: \"message.created\" is not an event type; supported: {}",
                TYPES.join(", ")
            ),
        );
        refuse(
            &format!("event_types=\"{SPACE}\""),
            " at position 1: \"event_types\" does not take the operator \"=\"; supported: :",
        );
        refuse(
            "start_time>\"2023-08-23T19:20:33Z\"",
            " at position 1: \"start_time\" does not take the operator \">\"; supported: =",
        );
        refuse(
            "end_time=\"2023-08-23T19:20:33Z\" AND end_time=\"2023-08-23T19:20:33Z\"",
            " at position 37: end_time may only be given once",
        );
        refuse(
            "end_time=now",
            " at position 10: a timestamp must be in double quotation marks",
        );
        refuse(
            &format!("event_types:{SPACE} OR start_time=\"2023-08-23T19:20:33Z\""),
            " at position 55: OR may only join event types; join times with AND",
        );
        refuse(
            "space=1",
            " at position 1: unknown field \"space\"; supported: event_types, start_time, end_time",
        );
    }
}
