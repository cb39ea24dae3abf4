//! System parameters and the error envelope: what surrounds every call.

mod common;

use common::CHAT;
use prost_reflect::prost::Message;
use proto::rpc::{BadRequest, bad_request::FieldViolation};
use transcode::{Alt, Detail, ErrorEnvelope, JsonOptions, SystemParameters, overridden_method};

fn take(query: &str) -> SystemParameters {
    SystemParameters::take(query, None)
        .expect("the query is sound")
        .0
}

#[test]
fn system_parameters() {
    assert_eq!(take(""), SystemParameters::default());
    assert_eq!(take("alt=media").alt, Alt::Media);
    assert_eq!(take("alt=proto").alt, Alt::Proto);
    for query in [
        "$alt=json;enum-encoding=int",
        "%24alt=json%3Benum-encoding%3Dint",
        "$alt=json%3Benum-encoding=int",
    ] {
        let taken = take(query);
        assert_eq!(
            (taken.alt, taken.enums_as_numbers),
            (Alt::Json, true),
            "{query}"
        );
    }
    assert!(!take("prettyPrint=false").pretty_print);
    assert!(!take("$prettyPrint=0").pretty_print);
    assert_eq!(take("key=k&quotaUser=q").key.as_deref(), Some("k"));
    assert_eq!(take("quotaUser=q").quota_user.as_deref(), Some("q"));
    assert_eq!(
        take("access_token=a&oauth_token=b").access_token.as_deref(),
        Some("a")
    );
    assert_eq!(take("oauth_token=b").access_token.as_deref(), Some("b"));
    assert_eq!(
        take("oauth_token=b&access_token=a").access_token.as_deref(),
        Some("a")
    );
    assert_eq!(take("callback=a.b_1").callback.as_deref(), Some("a.b_1"));
    assert!(take("$.xgafv=1").error_format_v1);
    assert!(!take("%24.xgafv=2").error_format_v1);
    assert_eq!(
        take("uploadType=media&upload_protocol=raw")
            .upload_type
            .as_deref(),
        Some("media")
    );
    assert_eq!(
        take("upload_protocol=raw").upload_type.as_deref(),
        Some("raw")
    );
}

#[test]
fn field_masks_of_query_and_header() {
    let fields = |query: &str, header| {
        SystemParameters::take(query, header)
            .expect("it is sound")
            .0
            .fields
    };
    assert_eq!(fields("fields=a%2Cb", Some("c")).as_deref(), Some("a,b"));
    assert_eq!(fields("", Some("c")).as_deref(), Some("c"));
    assert_eq!(fields("fields=", None), None);
}

#[test]
fn what_is_left() {
    let query = "a=1&alt=json&b&=x&c=d=e&&a=%C3%A4+";
    let (_, rest) = SystemParameters::take(query, None).expect("it is sound");
    let rest: Vec<_> = rest
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()))
        .collect();
    assert_eq!(
        rest,
        [("a", "1"), ("b", ""), ("", "x"), ("c", "d=e"), ("a", "ä ")]
    );
}

#[test]
fn parameters_that_are_refused() {
    for query in [
        "alt=xml",
        "prettyPrint=maybe",
        "callback=a()",
        "$.xgafv=3",
        "a=%ff",
        "%ff=a",
    ] {
        assert!(SystemParameters::take(query, None).is_err(), "{query}");
    }
}

#[test]
fn queries_that_are_too_long() {
    assert!(SystemParameters::take(&"a&".repeat(10_000), None).is_ok());
    assert!(SystemParameters::take(&"a&".repeat(10_001), None).is_err());
}

#[test]
fn method_override() {
    assert_eq!(overridden_method("POST", Some("GET")), "GET");
    assert_eq!(overridden_method("POST", Some(" PATCH ")), "PATCH");
    assert_eq!(overridden_method("POST", None), "POST");
    assert_eq!(overridden_method("GET", Some("DELETE")), "GET");
}

#[test]
fn jsonp() {
    assert_eq!(
        transcode::wrap_jsonp("f", b"{}"),
        b"// API callback\nf({});"
    );
}

fn body(error: &ErrorEnvelope<'_>, pretty: bool) -> String {
    let options = JsonOptions {
        pretty,
        ..JsonOptions::default()
    };
    String::from_utf8(transcode::error_body(&CHAT, error, &options)).expect("JSON is UTF-8")
}

#[test]
fn errors() {
    let violation = FieldViolation {
        field: String::new(),
        description: "d".into(),
    };
    let wire = BadRequest {
        field_violations: vec![violation],
    }
    .encode_to_vec();
    let mut error = ErrorEnvelope {
        http: 400,
        status: "INVALID_ARGUMENT",
        message: "say \"no\"",
        details: &[],
        with_errors_array: false,
    };
    assert_eq!(
        body(&error, false),
        r#"{"error":{"code":400,"message":"say \"no\"","status":"INVALID_ARGUMENT"}}"#,
    );
    let details = [Detail {
        type_name: "google.rpc.BadRequest",
        wire: &wire,
    }];
    error.details = &details;
    let expected = r#"{
  "error": {
    "code": 400,
    "message": "say \"no\"",
    "status": "INVALID_ARGUMENT",
    "details": [
      {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [
          {
            "description": "d"
          }
        ]
      }
    ]
  }
}"#;
    assert_eq!(body(&error, true), expected);
    let details = [
        Detail {
            type_name: "x.Unknown",
            wire: &[1],
        },
        Detail {
            type_name: "google.rpc.BadRequest",
            wire: &[0xff],
        },
        Detail {
            type_name: "google.rpc.BadRequest",
            wire: &[],
        },
    ];
    error.details = &details;
    error.with_errors_array = true;
    assert_eq!(
        body(&error, false),
        r#"{"error":{"code":400,"message":"say \"no\"","errors":[{"message":"say \"no\"","domain":"global","reason":"badRequest"}],"status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/x.Unknown","value":"AQ=="},{"@type":"type.googleapis.com/google.rpc.BadRequest","value":"/w=="},{"@type":"type.googleapis.com/google.rpc.BadRequest"}]}}"#,
    );
}
