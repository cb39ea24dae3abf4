//! The grammar itself; the languages are tested in their own files.

use proptest::prelude::*;

use super::*;

fn check(text: &str, want: &str) {
    let got = match Filter::parse("filter", text) {
        Ok(Filter {
            root: Some(root), ..
        }) => root.to_string(),
        Ok(Filter { root: None, .. }) => String::new(),
        Err(error) => error.message.to_string(),
    };
    assert_eq!(got, want, "{text}");
}

fn refuse(text: &str, want: &str) {
    check(text, &format!("Invalid filter at position {want}."));
}

#[test]
fn or_binds_tighter_than_and() {
    check("a=1 AND b=2 OR c=3", "a = 1 AND (b = 2 OR c = 3)");
    check("a=1 OR b=2 AND c=3", "(a = 1 OR b = 2) AND c = 3");
    check("(a=1 AND b=2) OR c=3", "(a = 1 AND b = 2) OR c = 3");
    check("a=1 OR b=2 OR c=3", "a = 1 OR b = 2 OR c = 3");
    check("((a=1))", "a = 1");
    check(
        "NOT a=1 AND NOT (b=2 OR c=3)",
        "NOT a = 1 AND NOT (b = 2 OR c = 3)",
    );
}

#[test]
fn fields_and_values() {
    check(" ", "");
    check(
        "member.displayName:\"O \\\"B\\\" \\\\\"",
        "member.display_name : \"O \\\"B\\\" \\\\\"",
    );
    check("creator(\"users/me\")", "creator(\"users/me\")");
    check("has_link() OR f(a,\"b\")", "has_link() OR f(a, \"b\")");
    check("attachment:*", "attachment : *");
    check(
        "user.name=users/a+b@example.com",
        "user.name = users/a+b@example.com",
    );
}

#[test]
fn mixtures_are_noticed() {
    for (text, want) in [
        ("a=1 AND b=2 AND c=3", None),
        ("a=1 AND (b=2 OR c=3)", None),
        ("a=1 AND b=2 OR c=3", Some(12)),
        ("a=1 OR (b=2 OR c=3 AND d=4)", Some(19)),
    ] {
        let filter = Filter::parse("filter", text).unwrap();
        assert_eq!(filter.mixed, want, "{text}");
        assert_eq!(filter.refuse_mixture().is_ok(), want.is_none());
    }
}

#[test]
fn refusals_name_the_position() {
    refuse("a", "2: expected an operator, found the end");
    refuse("a =", "4: expected a value, found the end");
    refuse("a = = 1", "5: expected a value, found \"=\"");
    refuse("a = AND", "5: expected a value, found \"AND\"");
    refuse("= 1", "1: expected a field, found \"=\"");
    refuse("\"a\" = 1", "1: expected a field, found \"a\"");
    refuse("a = 1 b = 2", "7: expected AND, OR or the end, found \"b\"");
    refuse(
        "a = 1 and b = 2",
        "7: expected AND, OR or the end, found \"and\"; AND, OR and NOT are written in capital letters",
    );
    refuse("a = 1 AND", "10: a comparison is missing at the end");
    refuse("a = 1 AND OR b = 2", "11: expected a field, found \"OR\"");
    refuse("(a = 1", "7: expected a closing bracket, found the end");
    refuse("a = 1)", "6: expected AND, OR or the end, found \")\"");
    refuse("()", "2: expected a field, found \")\"");
    refuse("f(a", "4: expected a closing bracket, found the end");
    refuse("f(a b)", "5: expected a closing bracket, found \"b\"");
    refuse("🙂 = \"🙂", "5: this quotation mark is never closed");
}

#[test]
fn refusals_name_the_parameter() {
    let error = Filter::parse("query", "a").unwrap_err();
    assert_eq!(
        error,
        Error::invalid(
            "query",
            "Invalid query at position 2: expected an operator, found the end."
        )
    );
}

#[test]
fn size_is_bounded() {
    let deep = |levels: usize| format!("{}a = 1{}", "(".repeat(levels), ")".repeat(levels));
    check(&deep(16), "a = 1");
    refuse(&deep(17), "17: nested deeper than 16 levels");
    refuse(
        &format!("{}a = 1", "NOT ".repeat(17)),
        "65: nested deeper than 16 levels",
    );
    refuse(
        &vec!["a=1"; 201].join(" AND "),
        "1601: more than 200 comparisons",
    );
    check(
        &format!("a = {}", "1".repeat(MAX_LENGTH)),
        "Invalid filter: longer than 16384 bytes.",
    );
}

#[test]
fn clauses_are_groups_of_alternatives() {
    for (text, want) in [
        ("", ""),
        ("a=1", "a"),
        (
            "a=1 AND (b=2 OR (c=3 OR d=4)) AND (e=5 AND f=6)",
            "a&b|c|d&e&f",
        ),
    ] {
        let filter = Filter::parse("filter", text).unwrap();
        let clauses: Vec<String> = filter
            .clauses()
            .unwrap()
            .iter()
            .map(|clause| {
                clause
                    .iter()
                    .map(|c| c.field.as_str())
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect();
        assert_eq!(clauses.join("&"), want, "{text}");
    }
    for text in ["a=1 OR (b=2 AND c=3)", "NOT a=1", "f()", "a=1 OR NOT b=2"] {
        assert!(
            Filter::parse("filter", text).unwrap().clauses().is_err(),
            "{text}"
        );
    }
}

fn value() -> impl Strategy<Value = Value> {
    let quoted = any::<String>().prop_map(|text| Value {
        text,
        quoted: true,
        at: 0,
    });
    let word = "[a-zA-Z0-9_./@*🙂-]{1,12}"
        .prop_filter("a keyword", |text| {
            !["AND", "OR", "NOT"].contains(&text.as_str())
        })
        .prop_map(|text| Value {
            text,
            quoted: false,
            at: 0,
        });
    prop_oneof![quoted, word]
}

fn expr() -> impl Strategy<Value = Expr> {
    let operators = prop_oneof![
        Just(Operator::Equals),
        Just(Operator::NotEquals),
        Just(Operator::Less),
        Just(Operator::LessOrEqual),
        Just(Operator::Greater),
        Just(Operator::GreaterOrEqual),
        Just(Operator::Has),
    ];
    let comparison = ("[a-z_.]{1,8}", operators, value()).prop_map(|(field, operator, value)| {
        Expr::Compare(Comparison {
            field,
            operator,
            value,
            at: 0,
        })
    });
    let call =
        ("[a-z_]{1,8}", prop::collection::vec(value(), 0..3)).prop_map(|(name, arguments)| {
            Expr::Call(Call {
                name,
                arguments,
                at: 0,
            })
        });
    prop_oneof![3 => comparison, 1 => call].prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Or),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    })
}

/// Sets all positions to 0, so that trees compare by what they say.
fn placeless(expr: &mut Expr) {
    match expr {
        Expr::And(terms) | Expr::Or(terms) => terms.iter_mut().for_each(placeless),
        Expr::Not(inner) => placeless(inner),
        Expr::Compare(comparison) => {
            comparison.at = 0;
            comparison.value.at = 0;
        }
        Expr::Call(call) => {
            call.at = 0;
            call.arguments
                .iter_mut()
                .for_each(|argument| argument.at = 0);
        }
    }
}

proptest! {
    #[test]
    fn parsing_never_panics(text in any::<String>()) {
        let _ = Filter::parse("filter", &text).map(|filter| filter.clauses().is_ok());
    }

    #[test]
    fn parsing_near_misses_never_panics(text in r#"([a-z.]{1,3}|[ ()=!<>:,"\\]|AND|OR|NOT|"x"){0,20}"#) {
        let _ = Filter::parse("filter", &text).map(|filter| filter.clauses().is_ok());
        let _ = messages::MessageFilter::parse(&text);
        let _ = members::MemberFilter::parse(&text);
        let _ = spaces::SpaceFilter::parse(&text);
        let _ = reactions::ReactionFilter::parse(&text);
        let _ = space_events::SpaceEventFilter::parse(&text);
        let _ = search_spaces::SpaceSearch::parse(&text, search_spaces::Scope::Admin);
    }

    #[test]
    fn what_is_printed_reads_back(expr in expr()) {
        let text = expr.to_string();
        prop_assume!(text.len() <= MAX_LENGTH);
        let mut read = Filter::parse("filter", &text).unwrap().root.unwrap();
        placeless(&mut read);
        prop_assert_eq!(read, expr);
    }
}
