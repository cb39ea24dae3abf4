//! Request messages from paths, queries and bodies.

mod common;

use common::{CHAT, EVERYTHING};
use transcode::{JsonOptions, Router, Schema, SystemParameters};

/// The request message as JSON, or the fault's message.
fn assemble(schema: &Schema, service: &str, request: &str, body: &str) -> Result<String, String> {
    let router = Router::new(schema, &[service]).expect("the rules are sound");
    let (http_method, url) = request.split_once(' ').expect("a method and a URL");
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let route = router.find(http_method, path).expect("the rule is found");
    let (_, query) = SystemParameters::take(query, None).map_err(|fault| fault.message)?;
    let mut wire = Vec::new();
    transcode::assemble(schema, &route, &query, body.as_bytes(), &mut wire)
        .map_err(|fault| fault.message)?;
    let mut json = Vec::new();
    transcode::encode(
        schema,
        route.rpc.input,
        &wire,
        &JsonOptions::default(),
        &mut json,
    )
    .expect("the wire is sound");
    Ok(String::from_utf8(json).expect("JSON is UTF-8"))
}

fn check(request: &str, body: &str, expected: &str) {
    let found = assemble(&CHAT, "google.chat.v1.ChatService", request, body);
    assert_eq!(found.as_deref(), Ok(expected), "{request} {body}");
}

fn check_fault(request: &str, body: &str, expected: &str) {
    let found = assemble(&CHAT, "google.chat.v1.ChatService", request, body);
    assert_eq!(found.err().as_deref(), Some(expected), "{request} {body}");
}

fn check_library(request: &str, body: &str, expected: &str) {
    let found = assemble(&EVERYTHING, "transcode.test.Library", request, body);
    assert_eq!(found.as_deref(), Ok(expected), "{request} {body}");
}

#[test]
fn paths_queries_and_bodies() {
    check("GET /v1/spaces", "", "{}");
    check(
        "GET /v1/spaces?pageSize=5&page_token=x",
        "",
        r#"{"pageSize":5,"pageToken":"x"}"#,
    );
    check("GET /v1/spaces?pageToken=", "", "{}");
    check(
        "GET /v1/spaces/A?useAdminAccess=true",
        "",
        r#"{"name":"spaces/A","useAdminAccess":true}"#,
    );
    check(
        "GET /v1/spaces/A?alt=json&key=k&prettyPrint=false",
        "",
        r#"{"name":"spaces/A"}"#,
    );
    check(
        "POST /v1/spaces/A/messages?requestId=r&messageReplyOption=2",
        r#"{"text":"hi","thread":{"thread_key":"k"}}"#,
        r#"{"parent":"spaces/A","message":{"text":"hi","thread":{"threadKey":"k"}},"requestId":"r","messageReplyOption":"REPLY_MESSAGE_OR_FAIL"}"#,
    );
    check(
        "POST /v1/spaces/A/messages?createMessageNotificationOptions.notificationType=NOTIFICATION_TYPE_SILENT",
        "{}",
        r#"{"parent":"spaces/A","message":{},"createMessageNotificationOptions":{"notificationType":"NOTIFICATION_TYPE_SILENT"}}"#,
    );
    check(
        "POST /v1/spaces/A/messages",
        " \n",
        r#"{"parent":"spaces/A","message":{}}"#,
    );
    check(
        "PUT /v1/spaces/A/messages/B?updateMask=text%2CcardsV2&allow_missing=true",
        r#"{"name":"spaces/X/messages/Y","text":"t"}"#,
        r#"{"message":{"name":"spaces/A/messages/B","text":"t"},"updateMask":"text,cardsV2","allowMissing":true}"#,
    );
    check(
        "POST /v1/spaces:setup",
        r#"{"space":{"displayName":"d"},"memberships":[{"member":{"name":"users/1"}}]}"#,
        r#"{"space":{"displayName":"d"},"memberships":[{"member":{"name":"users/1"}}]}"#,
    );
    check(
        "GET /v1/spaces:findGroupChats?users=users/1&users=users/2",
        "",
        r#"{"users":["users/1","users/2"]}"#,
    );
    check(
        "POST /v1/spaces/A:completeImport",
        "",
        r#"{"name":"spaces/A"}"#,
    );
    check(
        "POST /v1/spaces/A:completeImport",
        r#"{"name":"spaces/B"}"#,
        r#"{"name":"spaces/A"}"#,
    );
    check("DELETE /v1/spaces/A", "ignored", r#"{"name":"spaces/A"}"#);
}

#[test]
fn kinds_of_parameters() {
    check_library(
        "GET /v1/shelves/1?mask=a,bC&mask=d",
        "",
        r#"{"name":"shelves/1","mask":"a,bC,d"}"#,
    );
    check_library(
        "GET /v1/shelves/1?since=2024-01-01T00%3A00%3A00%2B01%3A00",
        "",
        r#"{"name":"shelves/1","since":"2023-12-31T23:00:00Z"}"#,
    );
    check_library(
        "GET /v1/shelves/1?boxed=0",
        "",
        r#"{"name":"shelves/1","boxed":0}"#,
    );
    check_library(
        "GET /v1/shelves/1?numbers=1&numbers=2",
        "",
        r#"{"name":"shelves/1","numbers":[1,2]}"#,
    );
    check_library(
        "GET /v1/shelves/1?filter.nested.an_int32=1&filter.nested.aBool=true&filter.aBytes=_w",
        "",
        r#"{"name":"shelves/1","filter":{"aBytes":"/w==","nested":{"anInt32":1,"aBool":true}}}"#,
    );
    check_library(
        "GET /v1/shelves/1?users=a+b%20c",
        "",
        r#"{"name":"shelves/1","users":["a b c"]}"#,
    );
    check_library(
        "POST /v1/shelves/1:archive?users=a",
        r#"{"users":["b"]}"#,
        r#"{"name":"shelves/1","users":["a","b"]}"#,
    );
}

#[test]
fn faults() {
    let unknown = "Invalid JSON payload received. Unknown name";
    check_fault(
        "GET /v1/spaces?x=1",
        "",
        &format!(
            "{unknown} \"x\": Cannot bind query parameter. Field 'x' could not be found in request message."
        ),
    );
    check_fault(
        "GET /v1/spaces?pageSize=abc",
        "",
        r#"Invalid value at 'page_size' (TYPE_INT32), "abc""#,
    );
    check_fault(
        "GET /v1/spaces?pageSize=",
        "",
        r#"Invalid value at 'page_size' (TYPE_INT32), """#,
    );
    check_fault(
        "POST /v1/spaces/A/messages?messageReplyOption=NO&createMessageNotificationOptions.notificationType=9x",
        r#"{"x":1,"thread":{"y":2}}"#,
        &[
            r#"Invalid value at 'message_reply_option' (type.googleapis.com/google.chat.v1.CreateMessageRequest.MessageReplyOption), "NO""#,
            r#"Invalid value at 'create_message_notification_options.notification_type' (type.googleapis.com/google.chat.v1.CreateMessageNotificationOptions.NotificationType), "9x""#,
            &format!("{unknown} \"x\" at 'message': Cannot find field."),
            &format!("{unknown} \"y\" at 'message.thread': Cannot find field."),
        ]
        .join("\n"),
    );
    check_fault(
        "POST /v1/spaces/A/messages?message=x",
        "{}",
        &format!(
            "{unknown} \"message\": Cannot bind query parameter. 'message' is a message type. Parameters can only be bound to primitive types."
        ),
    );
    check_fault(
        "POST /v1/spaces/A/messages",
        "[]",
        &format!("{unknown} \"\": Root element must be a message."),
    );
    check_fault(
        "POST /v1/spaces/A/messages?x=1",
        "{",
        "Invalid JSON payload received. Unexpected end of string. Expected an object key or }.\n\n^",
    );
    let missing = |name: &str| {
        format!(
            "{unknown} \"{name}\": Cannot bind query parameter. Field '{name}' could not be found in request message."
        )
    };
    for name in [
        "name.x",
        "filter",
        "labels",
        "filter.children.anInt32",
        "..",
        "filter.",
    ] {
        let url = format!("GET /v1/shelves/1?{name}=1");
        let found = assemble(&EVERYTHING, "transcode.test.Library", &url, "");
        let message = found.expect_err("it is refused");
        let expected = if name == "filter" {
            format!(
                "{unknown} \"filter\": Cannot bind query parameter. 'filter' is a message type. Parameters can only be bound to primitive types."
            )
        } else {
            missing(name)
        };
        assert_eq!(message, expected);
    }
    let found = assemble(
        &EVERYTHING,
        "transcode.test.Library",
        "GET /v1/shelves/1?since=x",
        "",
    );
    assert_eq!(
        found.expect_err("it is refused"),
        "Invalid value at 'since' (type.googleapis.com/google.protobuf.Timestamp), Field 'since', Illegal timestamp format; timestamps must end with 'Z' or have a valid timezone offset.",
    );
    let found = assemble(
        &EVERYTHING,
        "transcode.test.Library",
        "GET /v1/shelves/1?boxed=x",
        "",
    );
    assert_eq!(
        found.expect_err("it is refused"),
        "Invalid value at 'boxed' (type.googleapis.com/google.protobuf.Int32Value), \"x\"",
    );
    let deep = format!(
        "GET /v1/shelves/1?filter{}.aBool=true",
        ".nested".repeat(50)
    );
    assert!(assemble(&EVERYTHING, "transcode.test.Library", &deep, "").is_err());
}
