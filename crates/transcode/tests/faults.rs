//! What JSON is refused, in which words and with which details.

mod common;

use common::{EVERYTHING, everything, to_wire};

fn check(json: &str, message: &str) {
    assert_eq!(to_wire(json), Err(message.to_owned()), "{json}");
}

/// The fields that `BadRequest` names.
fn check_fields(json: &str, fields: &[&str]) {
    let fault = transcode::decode(&EVERYTHING, everything(), json.as_bytes(), &mut Vec::new())
        .expect_err("it is refused");
    let found: Vec<_> = fault
        .violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    assert_eq!(found, fields, "{json}");
    let lines: Vec<_> = fault
        .violations
        .iter()
        .map(|v| v.description.as_str())
        .collect();
    assert_eq!(fault.message, lines.join("\n"), "{json}");
}

#[test]
fn unknown_names() {
    let unknown = "Invalid JSON payload received. Unknown name";
    check(
        r#"{"x":1}"#,
        &format!("{unknown} \"x\": Cannot find field."),
    );
    check(
        r#"{"nested":{"x":{"y":[1]}}}"#,
        &format!("{unknown} \"x\" at 'nested': Cannot find field."),
    );
    check(
        r#"{"children":[{},{"byInt32":{"4":{"x":1}}}]}"#,
        &format!("{unknown} \"x\" at 'children[1].by_int32[0].value': Cannot find field."),
    );
    check(
        r#"{"x":1,"nested":{"y":2}}"#,
        &format!(
            "{unknown} \"x\": Cannot find field.\n{unknown} \"y\" at 'nested': Cannot find field."
        ),
    );
    check_fields(
        r#"{"x":1,"nested":{"y":2},"children":[{"z":0}]}"#,
        &["", "nested", "children[0]"],
    );
}

#[test]
fn invalid_values() {
    check(
        r#"{"anInt32":"abc"}"#,
        r#"Invalid value at 'an_int32' (TYPE_INT32), "abc""#,
    );
    check(
        r#"{"anInt32":1.5}"#,
        "Invalid value at 'an_int32' (TYPE_INT32), 1.5",
    );
    check(
        r#"{"anInt32":2147483648}"#,
        "Invalid value at 'an_int32' (TYPE_INT32), 2147483648",
    );
    check(
        r#"{"anInt32":1e400}"#,
        "Invalid value at 'an_int32' (TYPE_INT32), 1e400",
    );
    check(
        r#"{"anInt32":true}"#,
        "Invalid value at 'an_int32' (TYPE_INT32), true",
    );
    check(
        r#"{"aUint32":-1}"#,
        "Invalid value at 'a_uint32' (TYPE_UINT32), -1",
    );
    check(
        r#"{"anInt64":"9223372036854775808"}"#,
        r#"Invalid value at 'an_int64' (TYPE_INT64), "9223372036854775808""#,
    );
    check(
        r#"{"aString":5}"#,
        "Invalid value at 'a_string' (TYPE_STRING), 5",
    );
    check(
        r#"{"aString":false}"#,
        "Invalid value at 'a_string' (TYPE_STRING), false",
    );
    check(r#"{"aBool":1}"#, "Invalid value at 'a_bool' (TYPE_BOOL), 1");
    check(
        r#"{"aBool":"yes"}"#,
        r#"Invalid value at 'a_bool' (TYPE_BOOL), "yes""#,
    );
    check(
        r#"{"aDouble":1e999}"#,
        "Invalid value at 'a_double' (TYPE_DOUBLE), 1e999",
    );
    check(
        r#"{"aFloat":1e39}"#,
        "Invalid value at 'a_float' (TYPE_FLOAT), 1e39",
    );
    check(
        r#"{"aBytes":"*"}"#,
        r#"Invalid value at 'a_bytes' (TYPE_BYTES), "*""#,
    );
    check(
        r#"{"int32s":[1,"x",null]}"#,
        "Invalid value at 'int32s[1]' (TYPE_INT32), \"x\"\nInvalid value at 'int32s[2]' (TYPE_INT32), null",
    );
    check(
        r#"{"aColour":"FOO"}"#,
        r#"Invalid value at 'a_colour' (type.googleapis.com/transcode.test.Colour), "FOO""#,
    );
    check(
        r#"{"nested":"x"}"#,
        r#"Invalid value at 'nested' (type.googleapis.com/transcode.test.Everything), "x""#,
    );
    check(
        r#"{"labels":{"a":1}}"#,
        "Invalid value at 'labels[0].value' (TYPE_STRING), 1",
    );
    check(
        r#"{"byInt32":{"x":{}}}"#,
        r#"Invalid value at 'by_int32[0].key' (TYPE_INT32), "x""#,
    );
    check_fields(
        r#"{"anInt32":"a","nested":{"aBool":3}}"#,
        &["an_int32", "nested.a_bool"],
    );
}

#[test]
fn wrong_shapes() {
    check(
        r#"{"nested":{"anInt32":[1]}}"#,
        "Invalid JSON payload received. Unknown name \"anInt32\" at 'nested': Proto field is not repeating, cannot start list.",
    );
    check(
        r#"{"nested":{"anInt32":{"a":1}}}"#,
        "Invalid value at 'nested' (an_int32), Starting an object on a scalar field",
    );
    check(
        r#"{"aString":{}}"#,
        "Invalid value (a_string), Starting an object on a scalar field",
    );
    check(
        r#"{"labels":{"a":"1","a":"2"}}"#,
        "Invalid JSON payload received. Unknown name \"a\" at 'labels': Repeated map key: 'a' is already set.",
    );
}

#[test]
fn maps_that_are_none() {
    check(
        r#"{"labels":[{"key":"a"}]}"#,
        "Invalid value at 'labels' (Map), Cannot bind a list to map for field 'labels'.",
    );
    check(
        r#"{"labels":"x"}"#,
        "Invalid value at 'labels' (type.googleapis.com/transcode.test.Everything.LabelsEntry), \"x\"",
    );
}

#[test]
fn oneofs() {
    check(
        r#"{"text":"a","number":1}"#,
        "Invalid value (oneof), oneof field 'choice' is already set. Cannot set 'number'",
    );
    check(
        r#"{"children":[{"nested":{"flag":true,"deep":{}}}]}"#,
        "Invalid value at 'children[0].nested' (oneof), oneof field 'choice' is already set. Cannot set 'deep'",
    );
}

#[test]
fn times() {
    let at =
        "Invalid value at 'time' (type.googleapis.com/google.protobuf.Timestamp), Field 'time', ";
    for text in [
        "2024-01-01",
        "2024-01-01T00:00:00",
        "x",
        "",
        "2024-01-01T00:00:00+1:00",
        "ü24-01-01T00:00:00",
    ] {
        let end = "Illegal timestamp format; timestamps must end with 'Z' or have a valid timezone offset.";
        check(&format!("{{\"time\":\"{text}\"}}"), &format!("{at}{end}"));
    }
    for text in [
        "2024-13-01T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:60Z",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00.1234567890Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "24-01-01T00:00:00Z",
        "Z",
    ] {
        check(
            &format!("{{\"time\":\"{text}\"}}"),
            &format!("{at}Invalid time format: {text}"),
        );
    }
    let at = "Invalid value at 'span' (type.googleapis.com/google.protobuf.Duration), ";
    check(
        r#"{"span":"5"}"#,
        &format!("{at}Field 'span', Illegal duration format; duration must end with 's'"),
    );
    for text in [
        "s",
        "1.s",
        "x5s",
        "--1s",
        "1.1234567890s",
        "315576000001s",
        "99999999999999999999s",
    ] {
        check(
            &format!("{{\"span\":\"{text}\"}}"),
            &format!("{at}Field 'span', Invalid duration format: {text}"),
        );
    }
    check(r#"{"span":5}"#, &format!("{at}5"));
}

#[test]
fn any() {
    check(
        r#"{"any":{"x":1}}"#,
        "Invalid value at 'any' (Any), Missing @type for any field",
    );
    check(
        r#"{"any":{"@type":"x/y.Z"}}"#,
        "Invalid value at 'any' (Any), Invalid type URL, unknown type: x/y.Z",
    );
    check(
        r#"{"any":{"@type":"x/transcode.test.Everything","y":1}}"#,
        "Invalid JSON payload received. Unknown name \"y\" at 'any': Cannot find field.",
    );
}

#[test]
fn roots() {
    let text = "Invalid JSON payload received. Unknown name \"\": Root element must be a message.";
    for json in ["[]", "[{}]", "1", "\"x\"", "null", "true"] {
        check(json, text);
    }
    check_fields("[]", &[""]);
}

#[test]
fn syntax() {
    let at = "Invalid JSON payload received. ";
    for (json, message) in [
        ("", "Unexpected end of string. Expected a value.\n\n^"),
        (
            "{",
            "Unexpected end of string. Expected an object key or }.\n\n^",
        ),
        (
            "{\"anInt32\"",
            "Unexpected end of string. Expected : between key:value pair.\n\n^",
        ),
        (
            "{\"anInt32\":",
            "Unexpected end of string. Expected a value.\n\n^",
        ),
        (
            "{\"anInt32\":1",
            "Unexpected end of string. Expected , or } after key:value pair.\n\n^",
        ),
        (
            "{\"int32s\":[1",
            "Unexpected end of string. Expected , or ] after array value.\n\n^",
        ),
        (
            "{\"anInt32\":1 \"x\"}",
            "Expected , or } after key:value pair.\n{\"anInt32\":1 \"x\"}\n             ^",
        ),
        (
            "{\"int32s\":[1 2]}",
            "Expected , or ] after array value.\n{\"int32s\":[1 2]}\n             ^",
        ),
        (
            "{\"anInt32\" 1}",
            "Expected : between key:value pair.\n{\"anInt32\" 1}\n           ^",
        ),
        (
            "{anInt32:1}",
            "Expected an object key or }.\n{anInt32:1}\n ^",
        ),
        (
            "{\"anInt32\":1,}",
            "Expected an object key or }.\n{\"anInt32\":1,}\n             ^",
        ),
        (
            "{\"anInt32\":x}",
            "Unexpected token.\n{\"anInt32\":x}\n           ^",
        ),
        (
            "{\"anInt32\":}",
            "Unexpected token.\n{\"anInt32\":}\n           ^",
        ),
        (
            "{\"anInt32\":@}",
            "Expected a value.\n{\"anInt32\":@}\n           ^",
        ),
        (
            "{\"int32s\":[1,]}",
            "Unexpected token.\n{\"int32s\":[1,]}\n             ^",
        ),
        ("nonsense", "Unexpected token.\nnonsense\n^"),
        (
            "{\"aBool\":tru}",
            "Unexpected token.\n{\"aBool\":tru}\n         ^",
        ),
        (
            "{} x",
            "Parsing terminated before end of input.\n{} x\n   ^",
        ),
        (
            "{\"anInt32\":01}",
            "Octal/hex numbers are not valid JSON values.\n{\"anInt32\":01}\n           ^",
        ),
        (
            "{\"anInt32\":1.}",
            "Unable to parse number.\n{\"anInt32\":1.}\n           ^",
        ),
        (
            "{\"anInt32\":-}",
            "Unable to parse number.\n{\"anInt32\":-}\n           ^",
        ),
        (
            "{\"aString\":\"\\x\"}",
            "Invalid escape sequence.\n{\"aString\":\"\\x\"}\n            ^",
        ),
        (
            "{\"aString\":\"\\u12G4\"}",
            "Illegal hex string.\n{\"aString\":\"\\u12G4\"}\n            ^",
        ),
        (
            "{\"aString\":\"\\ud800x\"}",
            "Missing low surrogate.\n{\"aString\":\"\\ud800x\"}\n            ^",
        ),
        (
            "{\"aString\":\"\\ud800\\u0041\"}",
            "Invalid low surrogate.\n{\"aString\":\"\\ud800\\u0041\"}\n            ^",
        ),
        (
            "{\"aString\":\"\\udc00\"}",
            "Invalid unicode code point.\n{\"aString\":\"\\udc00\"}\n            ^",
        ),
        (
            "{\"ä\":1 2}",
            "Expected , or } after key:value pair.\n{\"ä\":1 2}\n       ^",
        ),
        (
            "{\"anInt32\": 1, \"aString\": \"long enough\" \"aBool\": true}",
            "Expected , or } after key:value pair.\ning\": \"long enough\" \"aBool\": true}\n                    ^",
        ),
    ] {
        check(json, &format!("{at}{message}"));
    }
    let unclosed = to_wire("{\"aString\":\"x").expect_err("it is refused");
    assert!(
        unclosed.contains("Closing quote expected in string."),
        "{unclosed}"
    );
    let raw = to_wire("{\"aString\":\"x\ny\"}").expect_err("it is refused");
    assert!(raw.contains("Control characters must be escaped"), "{raw}");
    let fault = transcode::decode(
        &EVERYTHING,
        everything(),
        b"{\"aString\":\"\xff\"}",
        &mut Vec::new(),
    );
    let fault = fault.expect_err("it is refused");
    assert!(
        fault.message.contains("Encountered non UTF-8 code points"),
        "{fault}"
    );
    assert_eq!(fault.violations, []);
}

#[test]
fn syntax_faults_tell_of_unknown_parts_too() {
    // A broken text is told alone, whatever else is wrong with it.
    let message = to_wire("{\"x\":1,").expect_err("it is refused");
    assert!(!message.contains("Unknown name"), "{message}");
}

#[test]
fn depth() {
    for unit in [
        "{\"nested\":",
        "{\"x\":",
        "{\"value\":[",
        "{\"children\":[",
        "{\"free\":{\"a\":",
    ] {
        let message = to_wire(&unit.repeat(100_000)).expect_err("it is refused");
        assert!(message.contains("Max recursion depth"), "{unit}: {message}");
    }
    let message =
        to_wire(&format!("{{\"value\":{}", "[".repeat(1_000_000))).expect_err("it is refused");
    assert!(message.contains("Max recursion depth"), "{message}");
    let any = "{\"@type\":\"x/google.protobuf.Any\",\"value\":";
    let message = to_wire(&format!("{{\"any\":{}", any.repeat(10_000))).expect_err("it is refused");
    assert!(message.contains("Max recursion depth"), "{message}");
}

#[test]
fn many_violations_stay_small() {
    let json = format!("{{{}\"a\":1}}", "\"x\":1,".repeat(100_000));
    let fault = transcode::decode(&EVERYTHING, everything(), json.as_bytes(), &mut Vec::new());
    let fault = fault.expect_err("it is refused");
    assert_eq!(fault.violations.len(), 100);
    let key = format!("{{\"record\":{{\"{}\":1e999}}}}", "k".repeat(1_000_000));
    assert!(to_wire(&key).expect_err("it is refused").len() < 2_000);
    let long = format!(
        "{{\"{}\":1,\"anInt32\":\"{}\"}}",
        "x".repeat(100_000),
        "y".repeat(100_000)
    );
    assert!(to_wire(&long).expect_err("it is refused").len() < 2_000);
}
