//! Takes out of an answer what its message has no field for, as Google does
//! with misspelled fields, and tells what it took.

use prost_reflect::{Kind, MessageDescriptor};
use serde_json::Value;
use transcode::Schema;

/// Answers the paths of what was taken out.
pub fn prune(schema: &Schema, name: &str, path: &str, json: &mut Value) -> Vec<String> {
    let mut taken = Vec::new();
    if let Some(message) = schema.descriptors().get_message_by_name(name) {
        visit(&message, path, json, &mut taken);
    }
    taken
}

fn visit(message: &MessageDescriptor, path: &str, json: &mut Value, taken: &mut Vec<String>) {
    // Those have JSON forms of their own.
    if message.package_name() == "google.protobuf" {
        return;
    }
    let Value::Object(fields) = json else { return };
    let dot = if path.is_empty() { "" } else { "." };
    fields.retain(|key, value| {
        let field = message
            .get_field_by_json_name(key)
            .or_else(|| message.get_field_by_name(key));
        let path = format!("{path}{dot}{key}");
        let Some(field) = field else {
            taken.push(path);
            return false;
        };
        let Kind::Message(inner) = field.kind() else {
            return true;
        };
        match value {
            Value::Array(items) => {
                for (n, item) in items.iter_mut().enumerate() {
                    visit(&inner, &format!("{path}[{n}]"), item, taken);
                }
            }
            value if !field.is_map() => visit(&inner, &path, value, taken),
            _ => {}
        }
        true
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_fields_go() {
        let schema = Schema::new(proto::DESCRIPTOR_SET).unwrap();
        let mut json = json!({
            "text": "hi",
            "txet": "ho",
            "cardsV2": [{"cardId": "a", "card": {"sections": [{"widgest": []}]}}],
            "action_response": {"type": "DIALOG"},
        });
        let taken = prune(&schema, "google.chat.v1.Message", "", &mut json);
        assert_eq!(taken, ["txet", "cardsV2[0].card.sections[0].widgest"]);
        let left = json!({
            "text": "hi",
            "cardsV2": [{"cardId": "a", "card": {"sections": [{}]}}],
            "action_response": {"type": "DIALOG"},
        });
        assert_eq!(json, left);
    }
}
