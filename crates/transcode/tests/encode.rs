//! How wire bytes are written as JSON, whatever order and pieces they come in.

mod common;

use common::{EVERYTHING, everything, to_wire};
use transcode::{FieldSelection, JsonOptions};

fn encode(wire: &[u8], options: &JsonOptions) -> Result<String, String> {
    let mut json = Vec::new();
    transcode::encode(&EVERYTHING, everything(), wire, options, &mut json)
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8(json).expect("JSON is UTF-8"))
}

fn check(wire: &[u8], expected: &str) {
    assert_eq!(
        encode(wire, &JsonOptions::default()).as_deref(),
        Ok(expected),
        "{wire:?}"
    );
}

fn check_fault(wire: &[u8], expected: &str) {
    let found = encode(wire, &JsonOptions::default());
    assert_eq!(
        found,
        Err(format!("malformed message: {expected}")),
        "{wire:?}"
    );
}

/// The pieces' wire bytes one after the other.
fn joined(pieces: &[&str]) -> Vec<u8> {
    pieces
        .iter()
        .flat_map(|json| to_wire(json).expect("the piece is sound"))
        .collect()
}

#[test]
fn pieces_are_merged() {
    let check = |pieces: &[&str], expected: &str| check(&joined(pieces), expected);
    check(
        &[r#"{"aString":"x"}"#, r#"{"anInt32":1}"#],
        r#"{"anInt32":1,"aString":"x"}"#,
    );
    check(
        &[r#"{"anInt32":1}"#, r#"{"anInt32":2}"#],
        r#"{"anInt32":2}"#,
    );
    check(
        &[
            r#"{"int32s":[1]}"#,
            r#"{"aBool":true}"#,
            r#"{"int32s":[2]}"#,
        ],
        r#"{"aBool":true,"int32s":[1,2]}"#,
    );
    check(
        &[
            r#"{"nested":{"aString":"x","int32s":[1]}}"#,
            r#"{"nested":{"anInt32":5,"int32s":[2]}}"#,
        ],
        r#"{"nested":{"anInt32":5,"aString":"x","int32s":[1,2]}}"#,
    );
    check(&[r#"{"text":"x"}"#, r#"{"number":1}"#], r#"{"number":1}"#);
    check(&[r#"{"number":1}"#, r#"{"text":"x"}"#], r#"{"text":"x"}"#);
    check(
        &[
            r#"{"deep":{"anInt32":1}}"#,
            r#"{"number":1}"#,
            r#"{"deep":{"aBool":true}}"#,
        ],
        r#"{"deep":{"aBool":true}}"#,
    );
    check(
        &[
            r#"{"number":1}"#,
            r#"{"deep":{"anInt32":1}}"#,
            r#"{"deep":{"aBool":true}}"#,
        ],
        r#"{"deep":{"anInt32":1,"aBool":true}}"#,
    );
    check(
        &[r#"{"labels":{"a":"1","b":"2"}}"#, r#"{"labels":{"a":"3"}}"#],
        r#"{"labels":{"a":"3","b":"2"}}"#,
    );
    check(&[r#"{"value":1}"#, r#"{"value":"x"}"#], r#"{"value":"x"}"#);
}

/// As [`check`], for another message of the schema.
fn check_of(name: &str, wire: &[u8], expected: &str) {
    let message = EVERYTHING.message(name).expect("the message is there");
    let mut json = Vec::new();
    let options = JsonOptions::default();
    let outcome = transcode::encode(&EVERYTHING, message, wire, &options, &mut json);
    assert!(outcome.is_ok(), "{wire:?}: {outcome:?}");
    assert_eq!(String::from_utf8_lossy(&json), expected, "{wire:?}");
}

/// Without oneofs a message is written before all of it was looked at.
#[test]
fn pieces_without_oneofs_are_merged() {
    let check = |wire, expected| check_of("transcode.test.GetRequest", wire, expected);
    check(b"\x3a\x01\x05\x0a\x01x", r#"{"name":"x","numbers":[5]}"#);
    check(b"\x0a\x01x\x0a\x01y", r#"{"name":"y"}"#);
    check(
        b"\x12\x01a\x3a\x01\x05\x12\x01b",
        r#"{"users":["a","b"],"numbers":[5]}"#,
    );
    // The same field again that nobody knows, or with another type's key.
    check(b"\x0a\x01x\x98\x06\x01\x98\x06\x01", r#"{"name":"x"}"#);
    check(b"\x08\x01\x08\x01\x12\x01a", r#"{"users":["a"]}"#);
}

/// A name that comes after what it should stand before, at every level: looking
/// twice at each would take 2^40 looks.
#[test]
fn nested_pieces_do_not_multiply_the_work() {
    let (mut wire, mut json) = (Vec::new(), "{}".to_owned());
    for _ in 0..40 {
        let mut outer = b"\x1a".to_vec();
        prost_reflect::prost::encoding::encode_varint(wire.len() as u64, &mut outer);
        outer.extend(wire);
        outer.extend(b"\x0a\x01n");
        wire = outer;
        json = format!(r#"{{"name":"n","nestedType":[{json}]}}"#);
    }
    check_of("google.protobuf.DescriptorProto", &wire, &json);
}

#[test]
fn lists_packed_or_not() {
    // Field 21 unpacked, packed and unpacked again; field 26 packed against the schema.
    check(
        &[0xa8, 1, 1, 0xaa, 1, 2, 2, 3, 0xa8, 1, 4],
        r#"{"int32s":[1,2,3,4]}"#,
    );
    check(&[0xd2, 1, 2, 1, 2], r#"{"unpacked":["1","2"]}"#);
    check(&[0xaa, 1, 0], "{}");
    // An unknown field in between.
    check(
        &[0xa8, 1, 1, 0xf8, 0xff, 1, 9, 0xa8, 1, 2],
        r#"{"int32s":[1,2]}"#,
    );
}

#[test]
fn what_is_unknown_is_left_out() {
    check(&[0xf8, 0xff, 1, 9], "{}");
    // Field 3 with another wire type, a group, an entry of a map without anything.
    check(&[0x1a, 1, 5], "{}");
    check(&[0xf3, 0xff, 1, 0x0b, 0x0c, 0xf4, 0xff, 1], "{}");
    check(&[0xca, 2, 0], r#"{"labels":{"":""}}"#);
    check(&[0xd2, 2, 0], r#"{"byInt32":{"0":{}}}"#);
}

#[test]
fn malformed_wire() {
    check_fault(&[0x18], "it ends in the middle of a field");
    check_fault(&[0x72, 5, b'a'], "it ends in the middle of a field");
    check_fault(&[0xff; 11], "a number is too long");
    check_fault(&[0x07], "a field has the number 0");
    check_fault(&[0x0c], "a field has an unknown wire type");
    check_fault(&[0x0b], "it ends in the middle of a field");
    check_fault(
        &[
            0x9a, 3, 12, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 16, 0,
        ],
        "a timestamp is out of range",
    );
}

#[test]
fn text_that_is_no_text() {
    check(&[0x72, 2, 0xff, b'a'], "{\"aString\":\"\u{fffd}a\"}");
}

#[test]
fn depth_is_limited() {
    let mut wire = Vec::new();
    for _ in 0..300 {
        let mut outer = vec![0x8a, 1];
        prost_reflect::prost::encoding::encode_varint(wire.len() as u64, &mut outer);
        outer.extend(wire);
        wire = outer;
    }
    check_fault(&wire, "it is nested too deeply");
}

#[test]
fn pretty() {
    let options = JsonOptions {
        pretty: true,
        ..JsonOptions::default()
    };
    let wire = to_wire(
        r#"{"anInt32":1,"nested":{},"children":[{},{"aBool":true}],"labels":{"a":"b"},"record":{"x":[]}}"#,
    );
    let expected = r#"{
  "anInt32": 1,
  "nested": {},
  "children": [
    {},
    {
      "aBool": true
    }
  ],
  "labels": {
    "a": "b"
  },
  "record": {
    "x": []
  }
}"#;
    assert_eq!(
        encode(&wire.expect("it is sound"), &options).as_deref(),
        Ok(expected)
    );
    assert_eq!(encode(&[], &options).as_deref(), Ok("{}"));
}

#[test]
fn enums_as_numbers() {
    let options = JsonOptions {
        enums_as_numbers: true,
        ..JsonOptions::default()
    };
    let wire =
        to_wire(r#"{"aColour":"RED","colours":["GREEN",9],"byUint64":{"1":"FAR"},"nothing":null}"#);
    let expected = r#"{"aColour":1,"colours":[2,9],"nothing":null,"byUint64":{"1":1000}}"#;
    assert_eq!(
        encode(&wire.expect("it is sound"), &options).as_deref(),
        Ok(expected)
    );
}

const SAMPLE: &str = r#"{"anInt32":1,"aString":"s","nested":{"anInt32":2,"aString":"t","nested":{"aBool":true}},"children":[{"anInt32":3,"aString":"u"},{"aString":"v"}],"labels":{"a":"1","b":"2"},"byInt32":{"1":{"anInt32":4,"aBool":true},"2":{"anInt32":5}},"time":"2024-01-01T00:00:00Z","record":{"x":1,"y":2}}"#;

fn check_fields(mask: &str, expected: &str) {
    let fields = FieldSelection::parse(mask, &EVERYTHING, everything())
        .unwrap_or_else(|fault| panic!("{mask}: {fault}"));
    let options = JsonOptions {
        fields: Some(fields),
        ..JsonOptions::default()
    };
    let wire = to_wire(SAMPLE).expect("it is sound");
    assert_eq!(encode(&wire, &options).as_deref(), Ok(expected), "{mask}");
}

#[test]
fn fields() {
    check_fields("*", SAMPLE);
    check_fields("anInt32", r#"{"anInt32":1}"#);
    check_fields(
        "an_int32,time",
        r#"{"anInt32":1,"time":"2024-01-01T00:00:00Z"}"#,
    );
    check_fields(" anInt32 , aString ", r#"{"anInt32":1,"aString":"s"}"#);
    check_fields(
        "nested/nested/aBool",
        r#"{"nested":{"nested":{"aBool":true}}}"#,
    );
    check_fields(
        "nested.nested.a_bool",
        r#"{"nested":{"nested":{"aBool":true}}}"#,
    );
    check_fields(
        "nested(anInt32,nested/aBool)",
        r#"{"nested":{"anInt32":2,"nested":{"aBool":true}}}"#,
    );
    check_fields("children(anInt32)", r#"{"children":[{"anInt32":3},{}]}"#);
    check_fields(
        "children/aString,anInt32",
        r#"{"anInt32":1,"children":[{"aString":"u"},{"aString":"v"}]}"#,
    );
    check_fields(
        "children",
        r#"{"children":[{"anInt32":3,"aString":"u"},{"aString":"v"}]}"#,
    );
    check_fields(
        "nested/anInt32,nested",
        r#"{"nested":{"anInt32":2,"aString":"t","nested":{"aBool":true}}}"#,
    );
    check_fields(
        "nested/*",
        r#"{"nested":{"anInt32":2,"aString":"t","nested":{"aBool":true}}}"#,
    );
    check_fields(
        "nested(anInt32,*)",
        r#"{"nested":{"anInt32":2,"aString":"t","nested":{"aBool":true}}}"#,
    );
    check_fields(
        "*/anInt32",
        r#"{"nested":{"anInt32":2},"children":[{"anInt32":3},{}]}"#,
    );
    check_fields("labels/a", r#"{"labels":{"a":"1"}}"#);
    check_fields(
        "byInt32(1/aBool,2)",
        r#"{"byInt32":{"1":{"aBool":true},"2":{"anInt32":5}}}"#,
    );
    check_fields(
        "byInt32/*/anInt32",
        r#"{"byInt32":{"1":{"anInt32":4},"2":{"anInt32":5}}}"#,
    );
    check_fields("record/x", r#"{"record":{"x":1}}"#);
    check_fields("aBool", "{}");
}

fn check_fields_fault(mask: &str, field: &str, message: &str) {
    let fault = FieldSelection::parse(mask, &EVERYTHING, everything()).expect_err("it is refused");
    assert_eq!(
        fault.message,
        format!("Error expanding 'fields' parameter. {message}"),
        "{mask}"
    );
    assert_eq!(fault.violations[0].field, field, "{mask}");
    assert_eq!(fault.violations[0].description, fault.message, "{mask}");
}

#[test]
fn fields_that_are_refused() {
    for (mask, path) in [
        ("x", "x"),
        ("anInt32,nested/x", "nested.x"),
        ("nested(aBool,nested(y))", "nested.nested.y"),
        ("anInt32/x", "anInt32.x"),
        ("time/x", "time.x"),
        ("*,x", "x"),
        ("nested(x,*)", "nested.x"),
        ("*/y/x", "*.y"),
        ("time/seconds", "time.seconds"),
        ("value/stringValue", "value.stringValue"),
        ("labels/a/b", "labels.a.b"),
    ] {
        check_fields_fault(
            mask,
            path,
            &format!("Cannot find matching fields for path '{path}'."),
        );
    }
    for (mask, position) in [
        ("", 0),
        (",", 0),
        ("aBool,", 6),
        ("nested(", 7),
        ("nested(aBool", 12),
        ("nested)", 6),
        ("nested//aBool", 7),
        ("(aBool)", 0),
    ] {
        check_fields_fault(
            mask,
            "",
            &format!("Unexpected character or end at position {position}."),
        );
    }
    check_fields_fault(&"nested/".repeat(100), "", "The mask is nested too deeply.");
    check_fields_fault(&"nested(".repeat(100), "", "The mask is nested too deeply.");
    check_fields_fault(
        &"*/".repeat(40),
        "",
        "Unexpected character or end at position 80.",
    );
    check_fields_fault(
        &format!("{}aBool", "*/".repeat(40)),
        "",
        "The mask stands for too many fields.",
    );
    check_fields_fault(&"aBool,".repeat(10_000), "", "The mask is too long.");
}
