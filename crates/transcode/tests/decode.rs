//! What JSON is taken: each case is read, written again and compared.

mod common;

use common::{to_json, to_wire};

fn check(json: &str, expected: &str) {
    let wire = to_wire(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    assert_eq!(to_json(&wire), expected, "{json}");
}

#[test]
fn names() {
    check(r#"{"anInt32":1}"#, r#"{"anInt32":1}"#);
    check(r#"{"an_int32":1}"#, r#"{"anInt32":1}"#);
    check(r#"{"otherName":"x"}"#, r#"{"otherName":"x"}"#);
    check(r#"{"renamed":"x"}"#, r#"{"otherName":"x"}"#);
    check(r#"{"far":"x"}"#, r#"{"far":"x"}"#);
    check(r#"{"an\u0049nt32":1}"#, r#"{"anInt32":1}"#);
}

#[test]
fn integers() {
    for (text, number) in [
        ("1", "1"),
        ("1.0", "1"),
        ("10e-1", "1"),
        ("1e2", "100"),
        ("1.5E+1", "15"),
        ("\"7\"", "7"),
        ("\"7.0\"", "7"),
        ("-2147483648", "-2147483648"),
        ("2147483647.000", "2147483647"),
        ("0.00002e5", "2"),
    ] {
        check(
            &format!("{{\"anInt32\":{text}}}"),
            &format!("{{\"anInt32\":{number}}}"),
        );
    }
    check(
        r#"{"anInt64":9223372036854775807}"#,
        r#"{"anInt64":"9223372036854775807"}"#,
    );
    check(
        r#"{"anInt64":"-9223372036854775808"}"#,
        r#"{"anInt64":"-9223372036854775808"}"#,
    );
    check(
        r#"{"aUint64":18446744073709551615}"#,
        r#"{"aUint64":"18446744073709551615"}"#,
    );
    check(
        r#"{"aUint64":1.8446744073709551615e19}"#,
        r#"{"aUint64":"18446744073709551615"}"#,
    );
    check(r#"{"aUint32":4294967295}"#, r#"{"aUint32":4294967295}"#);
    check(
        r#"{"aSint32":-5,"aSint64":"-6"}"#,
        r#"{"aSint32":-5,"aSint64":"-6"}"#,
    );
    check(
        r#"{"aFixed32":5,"aFixed64":6}"#,
        r#"{"aFixed32":5,"aFixed64":"6"}"#,
    );
    check(
        r#"{"aSfixed32":-5,"aSfixed64":-6}"#,
        r#"{"aSfixed32":-5,"aSfixed64":"-6"}"#,
    );
    check(r#"{"anInt32":0,"anInt64":"0","aDouble":0}"#, "{}");
    check(r#"{"anInt32":-0}"#, "{}");
}

#[test]
fn floats() {
    check(r#"{"aDouble":1.5}"#, r#"{"aDouble":1.5}"#);
    check(r#"{"aDouble":"1.5"}"#, r#"{"aDouble":1.5}"#);
    check(r#"{"aDouble":1}"#, r#"{"aDouble":1}"#);
    check(r#"{"aDouble":1e300}"#, r#"{"aDouble":1e300}"#);
    check(r#"{"aDouble":1e-300}"#, r#"{"aDouble":1e-300}"#);
    check(r#"{"aDouble":-0.0}"#, r#"{"aDouble":-0}"#);
    check(r#"{"aDouble":"NaN"}"#, r#"{"aDouble":"NaN"}"#);
    check(r#"{"aFloat":"-Infinity"}"#, r#"{"aFloat":"-Infinity"}"#);
    check(r#"{"aFloat":0.1}"#, r#"{"aFloat":0.1}"#);
    check(r#"{"aFloat":3.4028235e38}"#, r#"{"aFloat":3.4028235e38}"#);
    check(
        r#"{"doubles":[1,"2",3.5,"Infinity"]}"#,
        r#"{"doubles":[1,2,3.5,"Infinity"]}"#,
    );
}

#[test]
fn booleans_and_bytes() {
    check(r#"{"aBool":true}"#, r#"{"aBool":true}"#);
    check(r#"{"aBool":"true"}"#, r#"{"aBool":true}"#);
    check(r#"{"aBool":"false"}"#, "{}");
    for text in ["-_8=", "-_8", "+/8=", "+/8"] {
        check(
            &format!("{{\"aBytes\":\"{text}\"}}"),
            r#"{"aBytes":"+/8="}"#,
        );
    }
    check(r#"{"aBytes":""}"#, "{}");
}

#[test]
fn strings() {
    check(
        r#"{"aString":"ä \"\\\/\b\f\n\r\t\u0041"}"#,
        r#"{"aString":"ä \"\\/\b\f\n\r\tA"}"#,
    );
    check(r#"{"aString":"\ud83d\ude00"}"#, "{\"aString\":\"😀\"}");
    check("{\"aString\":\"😀\"}", "{\"aString\":\"😀\"}");
    check(
        "{\"aString\":\"日本語—x\u{2028}語\"}",
        "{\"aString\":\"日本語—x\\u2028語\"}",
    );
    check(r#"{"aString":"\u0000"}"#, r#"{"aString":"\u0000"}"#);
    check(
        r#"{"aString":"<a href='x'>&</a>"}"#,
        r#"{"aString":"\u003ca href\u003d\u0027x\u0027\u003e\u0026\u003c/a\u003e"}"#,
    );
    check(
        "{\"aString\":\"\u{2028}\u{2029}\u{2027}\u{7f}\"}",
        "{\"aString\":\"\\u2028\\u2029\u{2027}\\u007f\"}",
    );
}

#[test]
fn enums() {
    check(r#"{"aColour":"RED"}"#, r#"{"aColour":"RED"}"#);
    check(r#"{"aColour":2}"#, r#"{"aColour":"GREEN"}"#);
    check(r#"{"aColour":"2"}"#, r#"{"aColour":"GREEN"}"#);
    check(r#"{"aColour":-1}"#, r#"{"aColour":"NEGATIVE"}"#);
    check(r#"{"aColour":77}"#, r#"{"aColour":77}"#);
    check(r#"{"aColour":1000}"#, r#"{"aColour":"FAR"}"#);
    check(
        r#"{"colours":["RED",0,5]}"#,
        r#"{"colours":["RED","COLOUR_UNSPECIFIED",5]}"#,
    );
}

#[test]
fn null_is_unset() {
    check(
        r#"{"anInt32":null,"nested":null,"int32s":null,"labels":null,"time":null}"#,
        "{}",
    );
    check(r#"{"text":null,"number":1}"#, r#"{"number":1}"#);
    check(r#"{"value":null}"#, r#"{"value":null}"#);
    check(r#"{"nothing":null}"#, r#"{"nothing":null}"#);
    check(r#"{"boxedInt32":null}"#, "{}");
}

#[test]
fn presence() {
    check(
        r#"{"maybeInt32":0,"maybeString":""}"#,
        r#"{"maybeInt32":0,"maybeString":""}"#,
    );
    check(
        r#"{"maybeColour":0}"#,
        r#"{"maybeColour":"COLOUR_UNSPECIFIED"}"#,
    );
    check(r#"{"number":0}"#, r#"{"number":0}"#);
    check(r#"{"nested":{}}"#, r#"{"nested":{}}"#);
    check(r#"{"int32s":[],"strings":[],"labels":{}}"#, "{}");
    check(
        r#"{"boxedInt32":0,"boxedString":""}"#,
        r#"{"boxedInt32":0,"boxedString":""}"#,
    );
}

#[test]
fn lists() {
    check(r#"{"int32s":[1,2.0,"3",0]}"#, r#"{"int32s":[1,2,3,0]}"#);
    check(r#"{"unpacked":[1,"2"]}"#, r#"{"unpacked":["1","2"]}"#);
    check(
        r#"{"children":[{},{"anInt32":1}]}"#,
        r#"{"children":[{},{"anInt32":1}]}"#,
    );
    check(r#"{"boxes":[1,"2"]}"#, r#"{"boxes":["1","2"]}"#);
    // As Google does: one value for a list of one.
    check(r#"{"strings":"a"}"#, r#"{"strings":["a"]}"#);
    check(
        r#"{"children":{"anInt32":1}}"#,
        r#"{"children":[{"anInt32":1}]}"#,
    );
}

#[test]
fn repeated_keys() {
    check(r#"{"anInt32":1,"an_int32":2}"#, r#"{"anInt32":2}"#);
    check(r#"{"anInt32":1,"anInt32":0}"#, "{}");
    check(r#"{"int32s":[1],"int32s":[2]}"#, r#"{"int32s":[1,2]}"#);
    check(
        r#"{"nested":{"anInt32":1},"nested":{"aBool":true}}"#,
        r#"{"nested":{"anInt32":1,"aBool":true}}"#,
    );
    check(
        r#"{"time":"2024-01-01T00:00:00.5Z","time":"2024-01-01T00:00:00Z"}"#,
        r#"{"time":"2024-01-01T00:00:00Z"}"#,
    );
}

#[test]
fn maps() {
    check(
        r#"{"labels":{"b":"1","a":""}}"#,
        r#"{"labels":{"a":"","b":"1"}}"#,
    );
    check(
        r#"{"byInt32":{"-1":{"aBool":true},"5":{}}}"#,
        r#"{"byInt32":{"-1":{"aBool":true},"5":{}}}"#,
    );
    check(
        r#"{"byBool":{"true":1,"false":"2"}}"#,
        r#"{"byBool":{"false":"2","true":"1"}}"#,
    );
    check(
        r#"{"byUint64":{"10":"RED","9":0}}"#,
        r#"{"byUint64":{"9":"COLOUR_UNSPECIFIED","10":"RED"}}"#,
    );
    check(
        r#"{"free":{"a":null,"b":[1]}}"#,
        r#"{"free":{"a":null,"b":[1]}}"#,
    );
}

#[test]
fn timestamps() {
    for (text, expected) in [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("2024-02-29T12:34:56.1Z", "2024-02-29T12:34:56.100Z"),
        ("2024-02-29T12:34:56.123456Z", "2024-02-29T12:34:56.123456Z"),
        (
            "2024-02-29T12:34:56.123456789Z",
            "2024-02-29T12:34:56.123456789Z",
        ),
        (
            "2024-02-29T12:34:56.000000001Z",
            "2024-02-29T12:34:56.000000001Z",
        ),
        ("2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00Z"),
        ("2023-12-31T23:30:00-05:30", "2024-01-01T05:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        (
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999999Z",
        ),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
        ("1900-02-28T00:00:00Z", "1900-02-28T00:00:00Z"),
    ] {
        check(
            &format!("{{\"time\":\"{text}\"}}"),
            &format!("{{\"time\":\"{expected}\"}}"),
        );
    }
}

#[test]
fn durations() {
    for (text, expected) in [
        ("0s", "0s"),
        ("1s", "1s"),
        ("1.5s", "1.500s"),
        ("-1.000001s", "-1.000001s"),
        ("-0.5s", "-0.500s"),
        ("315576000000s", "315576000000s"),
        ("0.000000001s", "0.000000001s"),
    ] {
        check(
            &format!("{{\"span\":\"{text}\"}}"),
            &format!("{{\"span\":\"{expected}\"}}"),
        );
    }
}

#[test]
fn masks() {
    check(r#"{"mask":"text,cardsV2"}"#, r#"{"mask":"text,cardsV2"}"#);
    check(
        r#"{"mask":"text, cards_v2,a.b_c"}"#,
        r#"{"mask":"text,cardsV2,a.bC"}"#,
    );
    check(r#"{"mask":"*"}"#, r#"{"mask":"*"}"#);
    check(r#"{"mask":""}"#, r#"{"mask":""}"#);
}

#[test]
fn structures() {
    let all = r#"{"a":[1,2.5,"x",true,null,{"b":{}}],"c":{}}"#;
    check(
        &format!("{{\"record\":{all}}}"),
        &format!("{{\"record\":{all}}}"),
    );
    check(
        &format!("{{\"value\":{all}}}"),
        &format!("{{\"value\":{all}}}"),
    );
    check(r#"{"list":[[],{},null]}"#, r#"{"list":[[],{},null]}"#);
    check(r#"{"value":[]}"#, r#"{"value":[]}"#);
    check(r#"{"value":"x"}"#, r#"{"value":"x"}"#);
    check(r#"{"empty":{}}"#, r#"{"empty":{}}"#);
}

#[test]
fn any() {
    for text in [
        r#"{"@type":"type.googleapis.com/transcode.test.Everything","anInt32":1}"#,
        r#"{"@type":"x/google.protobuf.Timestamp","value":"2024-01-01T00:00:00Z"}"#,
        r#"{"@type":"x/google.protobuf.Value","value":[1]}"#,
        r#"{"@type":"x/google.protobuf.Int64Value","value":"5"}"#,
        r#"{"@type":"x/google.protobuf.Empty"}"#,
        r#"{"@type":"x/google.protobuf.Any","value":{"@type":"x/google.protobuf.Empty"}}"#,
        "{}",
    ] {
        check(
            &format!("{{\"any\":{text}}}"),
            &format!("{{\"any\":{text}}}"),
        );
    }
    check(
        r#"{"any":{"anInt32":1,"@type":"x/transcode.test.Everything"}}"#,
        r#"{"any":{"@type":"x/transcode.test.Everything","anInt32":1}}"#,
    );
}

#[test]
fn wrappers() {
    let all = r#"{"boxedDouble":1.5,"boxedFloat":"NaN","boxedInt64":"5","boxedUint64":"6","boxedInt32":7,"boxedUint32":8,"boxedBool":false,"boxedString":"x","boxedBytes":"AA=="}"#;
    check(all, all);
    check(
        r#"{"boxedInt64":5,"boxedBool":"true"}"#,
        r#"{"boxedInt64":"5","boxedBool":true}"#,
    );
}

#[test]
fn white_space_and_depth() {
    check(
        " \r\n\t{ \"anInt32\" : 1 , \"int32s\" : [ 1 , 2 ] } \n",
        r#"{"anInt32":1,"int32s":[1,2]}"#,
    );
    let deep = format!(
        "{}{}",
        "{\"nested\":".repeat(99),
        "{}".to_owned() + &"}".repeat(99)
    );
    check(&deep, &deep);
}
