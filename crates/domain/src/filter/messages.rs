//! `spaces.messages.list`: by time of creation and by thread, joined by AND.

use super::order::{self, Direction};
use super::{Filter, Operator};
use crate::{Result, Time};

const FIELDS: [&str; 2] = ["create_time", "thread.name"];

/// Which messages are wanted. Both times are exclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageFilter {
    pub after: Option<Time>,
    pub before: Option<Time>,
    /// `spaces/{space}/threads/{thread}`; the space may be another one, which
    /// the caller refuses.
    pub thread: Option<String>,
}

impl MessageFilter {
    pub fn parse(text: &str) -> Result<Self> {
        let filter = Filter::parse("filter", text)?;
        let mut wanted = Self::default();
        for clause in filter.clauses()? {
            let comparison = match clause[..] {
                [only] => only,
                [_, second, ..] => {
                    return Err(filter.refuse(second.at, "OR is not supported; use AND"));
                }
                [] => continue,
            };
            match comparison.field.as_str() {
                "create_time" => {
                    filter.allow(comparison, &[Operator::Greater, Operator::Less])?;
                    wanted.bound(comparison.operator, filter.time(comparison)?);
                }
                "thread.name" => {
                    filter.allow(comparison, &[Operator::Equals])?;
                    let name = &comparison.value.text;
                    if !is_thread(name) {
                        let what = format!("\"{name}\" is not spaces/{{space}}/threads/{{thread}}");
                        return Err(filter.refuse(comparison.value.at, &what));
                    }
                    if wanted.thread.replace(name.clone()).is_some() {
                        let what = "thread.name may only be given once";
                        return Err(filter.refuse(comparison.at, what));
                    }
                }
                _ => return Err(filter.unknown_field(comparison, &FIELDS)),
            }
        }
        Ok(wanted)
    }

    /// Two bounds on one side: the narrower counts.
    fn bound(&mut self, operator: Operator, time: Time) {
        if operator == Operator::Greater {
            self.after = Some(self.after.map_or(time, |after| after.max(time)));
        } else {
            self.before = Some(self.before.map_or(time, |before| before.min(time)));
        }
    }
}

fn is_thread(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    matches!(parts[..], ["spaces", space, "threads", thread] if !space.is_empty() && !thread.is_empty())
}

/// `order_by` of `spaces.messages.list`: oldest first unless asked otherwise.
pub fn direction(order_by: &str) -> Result<Direction> {
    let order = order::parse(order_by, &["create_time"])?;
    Ok(order.direction.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, after: &str, before: &str, thread: &str) {
        let filter = MessageFilter::parse(text).unwrap();
        let time = |time: Option<Time>| time.map(Time::to_rfc3339).unwrap_or_default();
        assert_eq!(time(filter.after), after, "{text}");
        assert_eq!(time(filter.before), before, "{text}");
        assert_eq!(filter.thread.unwrap_or_default(), thread, "{text}");
    }

    fn refuse(text: &str, want: &str) {
        let error = MessageFilter::parse(text).unwrap_err();
        assert_eq!(
            error.message,
            format!("Invalid filter at position {want}."),
            "{text}"
        );
    }

    #[test]
    fn valid_examples_of_the_reference() {
        let thread = "spaces/AAAAAAAAAAA/threads/123";
        check(
            r#"create_time > "2012-04-21T11:30:00-04:00""#,
            "2012-04-21T15:30:00Z",
            "",
            "",
        );
        check(
            "create_time > \"2012-04-21T11:30:00-04:00\" AND\n  thread.name = spaces/AAAAAAAAAAA/threads/123",
            "2012-04-21T15:30:00Z",
            "",
            thread,
        );
        check(
            "create_time > \"2012-04-21T11:30:00+00:00\" AND\n\ncreate_time < \"2013-01-01T00:00:00+00:00\" AND\n  thread.name = spaces/AAAAAAAAAAA/threads/123",
            "2012-04-21T11:30:00Z",
            "2013-01-01T00:00:00Z",
            thread,
        );
        check(
            "thread.name = spaces/AAAAAAAAAAA/threads/123",
            "",
            "",
            thread,
        );
    }

    #[test]
    fn other_spellings() {
        check("", "", "", "");
        check(
            r#"thread.name="spaces/A/threads/b-_c""#,
            "",
            "",
            "spaces/A/threads/b-_c",
        );
        check(
            r#"(createTime<"2026-01-02T03:04:05.123456Z")"#,
            "",
            "2026-01-02T03:04:05.123456Z",
            "",
        );
        check(
            r#"create_time > "2020-01-01T00:00:00Z" AND create_time > "2021-01-01T00:00:00Z""#,
            "2021-01-01T00:00:00Z",
            "",
            "",
        );
    }

    #[test]
    fn refusals() {
        refuse(
            "create_time > 2012-04-21",
            "15: a timestamp must be in double quotation marks",
        );
        refuse(
            "create_time > 2012-04-21T11:30:00Z",
            r#"28: expected AND, OR or the end, found ":"; put a value that holds a colon into double quotation marks"#,
        );
        refuse(
            r#"create_time > "yesterday""#,
            r#"15: "yesterday" is not a timestamp in RFC 3339 format"#,
        );
        refuse(
            r#"create_time > "2012-04-21T11:30:00""#,
            r#"15: "2012-04-21T11:30:00" is not a timestamp in RFC 3339 format"#,
        );
        refuse(
            r#"create_time >= "2012-04-21T11:30:00Z""#,
            r#"1: "create_time" does not take the operator ">="; supported: > <"#,
        );
        refuse(
            r#"create_time = "2012-04-21T11:30:00Z""#,
            r#"1: "create_time" does not take the operator "="; supported: > <"#,
        );
        refuse(
            "thread.name : spaces/A/threads/B",
            r#"1: "thread.name" does not take the operator ":"; supported: ="#,
        );
        refuse(
            "thread.name = spaces/A/threads/B AND thread.name = spaces/A/threads/C",
            "38: thread.name may only be given once",
        );
        refuse(
            "thread.name = spaces/A/threads/B OR thread.name = spaces/A/threads/C",
            "37: OR is not supported; use AND",
        );
        refuse(
            "thread.name = spaces/A",
            r#"15: "spaces/A" is not spaces/{space}/threads/{thread}"#,
        );
        refuse(
            "thread.name = spaces//threads/B",
            r#"15: "spaces//threads/B" is not spaces/{space}/threads/{thread}"#,
        );
        refuse(
            "sender.name = users/1",
            r#"1: unknown field "sender.name"; supported: create_time, thread.name"#,
        );
    }

    #[test]
    fn orders() {
        for text in [
            "",
            "ASC",
            "asc",
            "create_time ASC",
            "createTime asc",
            " create_time ",
        ] {
            assert_eq!(direction(text), Ok(Direction::Ascending), "{text}");
        }
        for text in ["DESC", "create_time desc", "createTime  DESC"] {
            assert_eq!(direction(text), Ok(Direction::Descending), "{text}");
        }
        for (text, want) in [
            ("down", "1: unknown field \"down\"; supported: create_time"),
            (
                "create_time down",
                "13: expected ASC, DESC or the end, found \"down\"",
            ),
            (
                "DESC create_time",
                "6: expected the end, found \"create_time\"",
            ),
        ] {
            let error = direction(text).unwrap_err();
            let want = format!("Invalid order_by at position {want}.");
            assert_eq!(error.message, want);
        }
    }
}
