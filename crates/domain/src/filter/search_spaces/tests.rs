//! Every example and every rule of the query language.

use std::ops::Bound;

use super::*;
use crate::Time;
use crate::filter::order::Direction;

const BASE: &str = r#"customer = "customers/my_customer" AND space_type = "SPACE""#;

fn bounds(times: &Option<Times>) -> String {
    let show = |interval: &Interval| {
        let from = match interval.from {
            Bound::Unbounded => String::new(),
            Bound::Included(time) => format!(">={}", time.to_rfc3339()),
            Bound::Excluded(time) => format!(">{}", time.to_rfc3339()),
        };
        let to = match interval.to {
            Bound::Unbounded => String::new(),
            Bound::Included(time) => format!("<={}", time.to_rfc3339()),
            Bound::Excluded(time) => format!("<{}", time.to_rfc3339()),
        };
        from + &to
    };
    let intervals = times.iter().flat_map(|times| times.0.iter().map(show));
    intervals
        .collect::<Vec<_>>()
        .join(" or ")
        .replace("-01-01T00:00:00Z", "")
}

/// names; external; history; created; active
fn show(search: &SpaceSearch) -> String {
    let history: Vec<_> = search
        .history
        .iter()
        .map(|state| state.as_str_name())
        .collect();
    format!(
        "{}; {}; {}; {}; {}",
        search.names.join("|"),
        search
            .external_user_allowed
            .map(|allowed| allowed.to_string())
            .unwrap_or_default(),
        history.join("|"),
        bounds(&search.created),
        bounds(&search.active),
    )
}

fn check_as(scope: Scope, query: &str, want: &str) {
    let got = match SpaceSearch::parse(query, scope) {
        Ok(search) => show(&search),
        Err(error) => error.message.to_string(),
    };
    assert_eq!(got, want, "{query}");
}

/// A query of an administrator, after the two required comparisons.
fn check(rest: &str, want: &str) {
    check_as(Scope::Admin, &format!("{BASE} AND {rest}"), want);
}

fn refuse(rest: &str, position: usize, what: &str) {
    // The required comparisons and " AND " stand before it.
    let position = BASE.len() + 5 + position;
    check(
        rest,
        &format!("Invalid query at position {position}: {what}."),
    );
}

#[test]
fn valid_examples_of_the_reference() {
    check_as(Scope::Admin, BASE, "; ; ; ; ");
    check("\ndisplay_name:\"Hello World\"", "Hello World; ; ; ; ");
    check(
        "\n(last_active_time < \"2020-01-01T00:00:00+00:00\" OR last_active_time >\n\"2022-01-01T00:00:00+00:00\")",
        "; ; ; ; <2020 or >2022",
    );
    check(
        "\n(display_name:\"Hello World\" OR display_name:\"Fun event\") AND\n(last_active_time > \"2020-01-01T00:00:00+00:00\" AND last_active_time <\n\"2022-01-01T00:00:00+00:00\")",
        "Hello World|Fun event; ; ; ; >2020<2022",
    );
    check(
        "\n(create_time > \"2019-01-01T00:00:00+00:00\" AND create_time <\n\"2020-01-01T00:00:00+00:00\") AND (external_user_allowed = \"true\") AND\n(space_history_state = \"HISTORY_ON\" OR space_history_state = \"HISTORY_OFF\")",
        "; true; HISTORY_OFF|HISTORY_ON; >2019<2020; ",
    );
    // An interval that nothing is in.
    check(
        r#"last_active_time < "2022-01-01T00:00:00+00:00" AND last_active_time > "2023-01-01T00:00:00+00:00""#,
        "; ; ; ; >2023<2022",
    );
    check_as(
        Scope::Own,
        "space_type = \"SPACE\" AND display_name:\"Hello\"",
        "Hello; ; ; ; ",
    );
}

#[test]
fn invalid_examples_of_the_reference() {
    let query = "space_type = \"SPACE\" OR display_name:\"Hello\"";
    let want = "Invalid query at position 25: different fields may only be joined by AND.";
    check_as(Scope::Admin, query, want);
    check_as(Scope::Own, query, want);
}

#[test]
fn required_fields() {
    let want = "Invalid query: it must contain customer = \"customers/my_customer\".";
    check_as(Scope::Admin, "", want);
    check_as(Scope::Admin, "space_type = SPACE", want);
    let want = "Invalid query: it must contain space_type = \"SPACE\".";
    check_as(Scope::Admin, "customer = customers/my_customer", want);
    check_as(
        Scope::Admin,
        "customer = customers/C1 AND space_type = SPACE",
        "Invalid query at position 12: \"customers/C1\" is not a value of \"customer\"; supported: customers/my_customer.",
    );
    check_as(
        Scope::Admin,
        "customer = customers/my_customer AND space_type = GROUP_CHAT",
        "Invalid query at position 51: \"GROUP_CHAT\" is not a value of \"space_type\"; supported: SPACE.",
    );
    check_as(Scope::Own, "", "; ; ; ; ");
}

#[test]
fn operators_and_values() {
    check(
        "create_time = \"2020-01-01T00:00:00Z\"",
        "; ; ; >=2020<=2020; ",
    );
    check(
        "createTime >= \"2020-01-01T00:00:00Z\" AND createTime <= \"2021-01-01T00:00:00Z\"",
        "; ; ; >=2020<=2021; ",
    );
    check(
        "externalUserAllowed = true OR external_user_allowed = \"false\"",
        "; ; ; ; ",
    );
    check("external_user_allowed = false", "; false; ; ; ");
    refuse(
        "create_time : \"2020-01-01T00:00:00Z\"",
        1,
        "\"create_time\" does not take the operator \":\"; supported: = < > <= >=",
    );
    refuse(
        "create_time > 2020",
        15,
        "a timestamp must be in double quotation marks",
    );
    refuse(
        "display_name = \"Hello\"",
        1,
        "\"display_name\" does not take the operator \"=\"; supported: :",
    );
    refuse(
        "display_name:\" - \"",
        14,
        "the text holds no word to look for",
    );
    refuse(
        "external_user_allowed = yes",
        25,
        "\"yes\" is not a value of \"external_user_allowed\"; supported: true, false",
    );
    refuse(
        "space_history_state = HISTORY_STATE_UNSPECIFIED",
        23,
        "\"HISTORY_STATE_UNSPECIFIED\" is not a value of \"space_history_state\"; supported: HISTORY_ON, HISTORY_OFF",
    );
    refuse(
        "space_threading = x",
        1,
        "unknown field \"space_threading\"; supported: customer, space_type, display_name, external_user_allowed, space_history_state, create_time, last_active_time",
    );
    refuse("NOT display_name:x", 5, "NOT is not supported");
}

#[test]
fn what_joins_what() {
    check_as(
        Scope::Admin,
        &format!("{BASE} AND space_type = \"SPACE\""),
        "Invalid query at position 40: \"space_type\" may only be compared once.",
    );
    check_as(
        Scope::Admin,
        "customer = customers/my_customer AND (space_type = SPACE OR space_type = SPACE)",
        "Invalid query at position 39: \"space_type\" may only be compared once.",
    );
    refuse(
        "display_name:a AND display_name:b",
        20,
        "AND may not join comparisons of \"display_name\"; use OR",
    );
    refuse(
        "(display_name:a OR (display_name:b AND display_name:c))",
        21,
        "AND may not join comparisons of \"display_name\"; use OR",
    );
    refuse(
        "external_user_allowed = true AND external_user_allowed = true",
        34,
        "AND may not join comparisons of \"external_user_allowed\"; use OR",
    );
    check(
        "display_name:a OR display_name:b AND external_user_allowed = true",
        "a|b; true; ; ; ",
    );
    let t = "\"2020-01-01T00:00:00Z\"";
    refuse(
        &format!("create_time > {t} AND create_time > {t}"),
        42,
        "AND may only join the two ends of an interval",
    );
    refuse(
        &format!("create_time = {t} AND create_time < {t}"),
        42,
        "AND may only join the two ends of an interval",
    );
    refuse(
        &format!("create_time > {t} AND (create_time < {t} OR create_time > {t})"),
        43,
        "AND may only join the two ends of an interval",
    );
    check(
        &format!(
            "((create_time > {t} AND create_time < \"2021-01-01T00:00:00Z\") OR create_time >= \"2022-01-01T00:00:00Z\")"
        ),
        "; ; ; >2020<2021 or >=2022; ",
    );
    check(
        &format!("create_time > {t} AND last_active_time < {t}"),
        "; ; ; >2020; <2020",
    );
    refuse(
        &format!("(create_time > {t} OR last_active_time < {t})"),
        42,
        "different fields may only be joined by AND",
    );
}

#[test]
fn without_administrator_access() {
    check_as(
        Scope::Own,
        "display_name:Hello OR display_name:World",
        "Hello|World; ; ; ; ",
    );
    check_as(
        Scope::Own,
        "customer = customers/my_customer",
        "Invalid query at position 1: unknown field \"customer\"; supported: space_type, display_name, external_user_allowed.",
    );
    check_as(
        Scope::Own,
        "space_type = DIRECT_MESSAGE",
        "Invalid query at position 14: \"DIRECT_MESSAGE\" is not a value of \"space_type\"; supported: SPACE.",
    );
}

#[test]
fn length_is_bounded() {
    let query = |length: usize| format!("display_name:\"{}\"", "🙂".repeat(length - 15));
    assert!(SpaceSearch::parse(&query(1_000), Scope::Own).is_ok());
    check_as(
        Scope::Own,
        &query(1_001),
        "Invalid query: longer than 1000 characters.",
    );
}

#[test]
fn names_match_by_the_beginnings_of_words() {
    for (query, name, want) in [
        ("Fun Eve", "Fun event", true),
        ("Fun Eve", "The evening was fun", true),
        ("Fun Eve", "notFun event", false),
        ("Fun Eve", "even", false),
        ("fun eve", "FUN-EVENING", true),
        ("ÄRGER", "großer ärger", true),
        ("🙂", "party 🙂", true),
        ("fun fun", "fun", true),
        ("", "fun", false),
        ("--", "--", false),
    ] {
        assert_eq!(matches_display_name(query, name), want, "{query} in {name}");
    }
}

#[test]
fn times_match() {
    let at = |year: &str| Time::parse(&format!("{year}-01-01T00:00:00Z")).unwrap();
    let query = format!(
        "{BASE} AND (create_time < \"2020-01-01T00:00:00Z\" OR create_time >= \"2022-01-01T00:00:00Z\")"
    );
    let created = SpaceSearch::parse(&query, Scope::Admin)
        .unwrap()
        .created
        .unwrap();
    for (year, want) in [
        ("2019", true),
        ("2020", false),
        ("2021", false),
        ("2022", true),
    ] {
        assert_eq!(created.matches(at(year)), want, "{year}");
    }
    let query = format!(
        "{BASE} AND create_time > \"2023-01-01T00:00:00Z\" AND create_time < \"2022-01-01T00:00:00Z\""
    );
    let nothing = SpaceSearch::parse(&query, Scope::Admin)
        .unwrap()
        .created
        .unwrap();
    assert!(!nothing.matches(at("2022")));
}

#[test]
fn orders() {
    use Direction::{Ascending, Descending};
    use OrderBy::{CreateTime, HumanCount, LastActiveTime, Relevance};
    let check = |text: &str, scope, by, direction| {
        assert_eq!(
            SearchOrder::parse(text, scope),
            Ok(SearchOrder { by, direction }),
            "{text}"
        );
    };
    check("", Scope::Admin, CreateTime, Ascending);
    check(
        "membership_count.joined_direct_human_user_count DESC",
        Scope::Admin,
        HumanCount,
        Descending,
    );
    check(
        "membershipCount.joinedDirectHumanUserCount ASC",
        Scope::Admin,
        HumanCount,
        Ascending,
    );
    check(
        "last_active_time DESC",
        Scope::Admin,
        LastActiveTime,
        Descending,
    );
    check("last_active_time", Scope::Admin, LastActiveTime, Ascending);
    check("create_time asc", Scope::Admin, CreateTime, Ascending);
    check("", Scope::Own, CreateTime, Descending);
    check("create_time DESC", Scope::Own, CreateTime, Descending);
    check("relevance desc", Scope::Own, Relevance, Descending);
    for (text, scope) in [
        ("DESC", Scope::Admin),
        ("relevance DESC", Scope::Admin),
        ("display_name ASC", Scope::Admin),
        ("create_time ASC, last_active_time ASC", Scope::Admin),
        ("create_time", Scope::Own),
        ("relevance ASC", Scope::Own),
        ("last_active_time DESC", Scope::Own),
    ] {
        assert!(SearchOrder::parse(text, scope).is_err(), "{text}");
    }
}
