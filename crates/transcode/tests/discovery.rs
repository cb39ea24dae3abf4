//! The discovery document has the methods, paths, parameters and types that
//! Google's clients know (`data/chat_methods.tsv`).

#[path = "common/chat_discovery.rs"]
mod chat_discovery;
mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{CHAT, EVERYTHING};
use serde_json::{Value, json};
use transcode::Router;
use transcode::discovery::{Settings, document};

fn chat() -> Value {
    let router = Router::new(&CHAT, &["google.chat.v1.ChatService"]).expect("the rules are sound");
    let settings = chat_discovery::settings("http://localhost:1/");
    document(&CHAT, &router, &settings)
}

fn methods(resource: &Value, found: &mut BTreeMap<String, Value>) {
    for method in resource["methods"]
        .as_object()
        .into_iter()
        .flat_map(|methods| methods.values())
    {
        found.insert(
            method["id"].as_str().unwrap_or_default().to_owned(),
            method.clone(),
        );
    }
    for inner in resource["resources"]
        .as_object()
        .into_iter()
        .flat_map(|inner| inner.values())
    {
        methods(inner, found);
    }
}

#[test]
fn methods_are_those_that_clients_know() {
    let mut found = BTreeMap::new();
    methods(&chat(), &mut found);
    let mut expected = BTreeSet::new();
    for row in include_str!("data/chat_methods.tsv")
        .lines()
        .filter(|row| !row.starts_with('#'))
    {
        let [
            id,
            http_method,
            path,
            flat_path,
            parameters,
            request,
            response,
        ] = row
            .split('\t')
            .collect::<Vec<_>>()
            .try_into()
            .expect("seven columns");
        expected.insert(id.to_owned());
        let method = found.get(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(method["httpMethod"], http_method, "{id}");
        assert_eq!(method["path"], path, "{id}");
        assert_eq!(method["flatPath"], flat_path, "{id}");
        let names = method["parameters"].as_object().expect("an object").keys();
        assert_eq!(
            names.cloned().collect::<Vec<_>>().join(","),
            parameters,
            "{id}"
        );
        assert_eq!(
            method["request"]["$ref"].as_str().unwrap_or_default(),
            request,
            "{id}"
        );
        if id != "chat.media.download" {
            assert_eq!(
                method["response"]["$ref"].as_str().unwrap_or_default(),
                response,
                "{id}"
            );
        }
    }
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn one_method() {
    let document = chat();
    let create = &document["resources"]["spaces"]["resources"]["messages"]["methods"]["create"];
    assert_eq!(create["parameterOrder"], json!(["parent"]));
    assert_eq!(
        create["scopes"],
        json!(["https://www.googleapis.com/auth/chat.bot"])
    );
    let parent = &create["parameters"]["parent"];
    assert_eq!(parent["pattern"], "^spaces/[^/]+$");
    assert_eq!(parent["location"], "path");
    assert_eq!(parent["required"], true);
    let option = &create["parameters"]["messageReplyOption"];
    assert_eq!(option["location"], "query");
    assert_eq!(option["enum"][2], "REPLY_MESSAGE_OR_FAIL");
    let upload = &document["resources"]["media"]["methods"]["upload"];
    assert_eq!(upload["supportsMediaUpload"], true);
    assert_eq!(
        upload["mediaUpload"]["protocols"]["resumable"]["path"],
        "/resumable/upload/v1/{+parent}/attachments:upload",
    );
    let download = &document["resources"]["media"]["methods"]["download"];
    assert_eq!(download["parameters"]["resourceName"]["pattern"], "^.*$");
    let users =
        &document["resources"]["spaces"]["methods"]["findGroupChats"]["parameters"]["users"];
    assert_eq!(users["repeated"], true);
}

#[test]
fn types_are_complete() {
    let document = chat();
    let schemas = document["schemas"].as_object().expect("an object");
    let mut references = Vec::new();
    collect(&document, &mut references);
    for name in references {
        assert!(schemas.contains_key(&name), "{name} is missing");
    }
    for (name, entry) in schemas {
        assert_eq!(entry["id"], name.as_str());
    }
    let message = &schemas["Message"]["properties"];
    assert_eq!(message["createTime"]["format"], "google-datetime");
    assert_eq!(message["annotations"]["type"], "array");
    assert_eq!(message["annotations"]["items"]["$ref"], "Annotation");
    assert_eq!(message["cardsV2"]["items"]["$ref"], "CardWithId");
    assert_eq!(
        schemas["CardWithId"]["properties"]["card"]["$ref"],
        "GoogleAppsCardV1Card"
    );
    assert!(schemas.contains_key("GoogleChatV1Section"));
    assert!(schemas.contains_key("GoogleAppsCardV1Section"));
    assert_eq!(schemas["Empty"]["properties"], json!({}));
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(name)) = members.get("$ref") {
                references.push(name.clone());
            }
            members
                .values()
                .for_each(|inner| collect(inner, references));
        }
        Value::Array(elements) => elements.iter().for_each(|inner| collect(inner, references)),
        _ => {}
    }
}

#[test]
fn frame() {
    let document = chat();
    for (key, expected) in [
        ("kind", "discovery#restDescription"),
        ("id", "chat:v1"),
        ("rootUrl", "http://localhost:1/"),
        ("baseUrl", "http://localhost:1/"),
        ("servicePath", ""),
        ("batchPath", "batch"),
        ("protocol", "rest"),
    ] {
        assert_eq!(document[key], expected, "{key}");
    }
    let parameters = document["parameters"].as_object().expect("an object");
    assert_eq!(parameters.len(), 11);
    assert_eq!(document["parameters"]["$.xgafv"]["enum"], json!(["1", "2"]));
    assert!(
        document["auth"]["oauth2"]["scopes"]["https://www.googleapis.com/auth/chat.bot"]
            .is_object()
    );
}

#[test]
fn other_kinds_of_fields() {
    let router =
        Router::new(&EVERYTHING, &["transcode.test.Library"]).expect("the rules are sound");
    let settings = Settings {
        service: "transcode.test.Library".into(),
        name: "library".into(),
        ..Settings::default()
    };
    let document = document(&EVERYTHING, &router, &settings);
    let properties = &document["schemas"]["Everything"]["properties"];
    for (name, expected) in [
        ("anInt64", json!({ "type": "string", "format": "int64" })),
        ("aUint32", json!({ "type": "integer", "format": "uint32" })),
        ("aBytes", json!({ "type": "string", "format": "byte" })),
        (
            "labels",
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        ),
        (
            "byInt32",
            json!({ "type": "object", "additionalProperties": { "$ref": "Everything" } }),
        ),
        ("boxedBool", json!({ "type": "boolean" })),
        ("value", json!({ "type": "any" })),
        ("nested", json!({ "$ref": "Everything" })),
    ] {
        assert_eq!(properties[name], expected, "{name}");
    }
    assert!(
        document["resources"]["shelves"]["methods"]["get"]["parameters"]["filter.anInt32"]
            .is_object()
    );
}

#[test]
fn settings_that_name_nothing() {
    let router = Router::new(&CHAT, &["google.chat.v1.ChatService"]).expect("the rules are sound");
    let mut settings = chat_discovery::settings("");
    settings.service = "google.chat.v1.None".into();
    settings.extra_methods[0].response = Some("google.chat.v1.None".into());
    let document = document(&CHAT, &router, &settings);
    assert_eq!(document["resources"]["spaces"], Value::Null);
    assert_eq!(
        document["resources"]["media"]["methods"]["download"]["response"],
        Value::Null
    );
}
