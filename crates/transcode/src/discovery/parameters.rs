//! The parameters of a discovery document: those of every method, and the path
//! and query parameters of one.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::describe;
use super::schemas::{Types, special};
use crate::path_template::{PathTemplate, Segment, Variable};

/// See `system_parameters.rs`.
pub(super) fn system_parameters() -> Value {
    let text = |description: &str| json!({ "type": "string", "location": "query", "description": description });
    let mut format = text("Version of the error format.");
    format["enum"] = json!(["1", "2"]);
    format["enumDescriptions"] = json!([
        "The older format, with an array of errors.",
        "Today's format."
    ]);
    let mut alt = text("Form of the answer.");
    alt["default"] = json!("json");
    alt["enum"] = json!(["json", "media", "proto"]);
    alt["enumDescriptions"] = json!([
        "Content type application/json.",
        "The bytes of a media resource, with its own content type.",
        "Content type application/x-protobuf.",
    ]);
    let pretty = json!({
        "type": "boolean",
        "default": "true",
        "location": "query",
        "description": "Whether the answer is indented.",
    });
    json!({
        "$.xgafv": format,
        "access_token": text("OAuth access token."),
        "alt": alt,
        "callback": text("Function of a JSONP answer."),
        "fields": text("Which fields a partial answer holds."),
        "key": text("API key. Needed unless there is an OAuth token."),
        "oauth_token": text("OAuth access token."),
        "prettyPrint": pretty,
        "quotaUser": text("Any text of up to 40 characters that stands for a user in quotas."),
        "uploadType": text("Upload protocol for media: media, multipart or resumable."),
        "upload_protocol": text("Upload protocol for media: raw, multipart or resumable."),
    })
}

/// The name of a path variable: the last part of its field, in lowerCamel.
pub(super) fn variable_name(variable: &Variable) -> String {
    let last = variable.field.rsplit('.').next().unwrap_or_default();
    crate::json::camel_path(last)
}

/// `^spaces/[^/]+$`
fn pattern(template: &PathTemplate, variable: &Variable) -> String {
    let parts =
        template.segments[variable.start..variable.end]
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text.as_str(),
                Segment::One => "[^/]+",
                Segment::Rest => ".*",
            });
    format!("^{}$", parts.collect::<Vec<_>>().join("/"))
}

/// A parameter in the path; `field` is the one it fills, if it fills one.
pub(super) fn path_parameter(
    types: &Types<'_>,
    template: &PathTemplate,
    variable: &Variable,
    field: Option<&FieldDescriptor>,
) -> Value {
    let mut entry = json!({
        "type": "string",
        "location": "path",
        "required": true,
        "pattern": pattern(template, variable),
    });
    if let Some(field) = field {
        let mut described = json!({});
        types.annotate(&mut described, field);
        describe(
            &mut entry,
            described["description"].as_str().unwrap_or_default(),
        );
    }
    entry
}

/// Follows a path of original names.
pub(super) fn field_at(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    let mut message = Some(message.clone());
    let mut found = None;
    for name in path.split('.') {
        let field = message?.get_field_by_name(name)?;
        message = match field.kind() {
            Kind::Message(inner) => Some(inner),
            _ => None,
        };
        found = Some(field);
    }
    found
}

/// Every field that a query can fill, nested ones with dots.
pub(super) struct QueryParameters<'t, 'a> {
    pub types: &'t Types<'a>,
    /// Original names of the fields that path and body fill.
    pub filled: Vec<&'t str>,
    pub found: Vec<(String, Value)>,
}

impl QueryParameters<'_, '_> {
    /// `prefix` is empty or ends with a dot; `within` holds the messages around,
    /// which are not entered again.
    pub fn collect(
        &mut self,
        message: &MessageDescriptor,
        prefix: &str,
        within: &mut Vec<MessageDescriptor>,
    ) {
        for field in message.fields() {
            let name = format!("{prefix}{}", field.json_name());
            if field.is_map() || (prefix.is_empty() && self.filled.contains(&field.name())) {
                continue;
            }
            let Some(mut entry) = self.entry(&field) else {
                if let (false, Kind::Message(inner)) = (field.is_list(), field.kind())
                    && !within.contains(&inner)
                {
                    within.push(inner.clone());
                    self.collect(&inner, &format!("{name}."), within);
                    within.pop();
                }
                continue;
            };
            entry["location"] = "query".into();
            if field.is_list() {
                entry["repeated"] = true.into();
            }
            self.types.annotate(&mut entry, &field);
            drop_read_only(&mut entry);
            self.found.push((name, entry));
        }
    }

    /// `None` for a message that has no text form.
    fn entry(&self, field: &FieldDescriptor) -> Option<Value> {
        match field.kind() {
            Kind::Message(message) => special(&message).filter(|entry| {
                !matches!(entry["type"].as_str(), Some("object" | "any" | "array"))
            }),
            kind => Some(self.types.scalar(&kind)),
        }
    }
}

fn drop_read_only(entry: &mut Value) {
    entry
        .as_object_mut()
        .and_then(|entry: &mut Map<String, Value>| entry.remove("readOnly"));
}
