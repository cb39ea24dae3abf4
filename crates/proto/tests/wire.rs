//! Compares the descriptors with the facts in `data/`, both ways: names, numbers,
//! types, flags and routes are Google's, and nothing is missing or added.
//!
//! If this fails after an edit of a .proto file, the edit is wrong, unless the
//! API itself has grown; then the new rows belong into `data/` first.

use std::collections::BTreeSet;

use prost_reflect::{
    Cardinality, DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind,
    MessageDescriptor, Value,
};

/// Fields that the reference calls deprecated; the tables do not tell.
const DEPRECATED: [&str; 5] = [
    "google.apps.card.v1.DecoratedText.icon",
    "google.chat.v1.CreateMessageRequest.thread_key",
    "google.chat.v1.Message.cards",
    "google.chat.v1.Space.threaded",
    "google.chat.v1.Space.type",
];

#[test]
fn messages_have_the_fields_of_the_table() {
    check(
        include_str!("data/messages.tsv"),
        messages().iter().flat_map(message_rows).collect(),
    );
}

#[test]
fn enums_have_the_values_of_the_table() {
    check(
        include_str!("data/enums.tsv"),
        enums().iter().flat_map(enum_rows).collect(),
    );
}

#[test]
fn methods_have_the_routes_of_the_table() {
    // The last column tells where the fact is from, not what it is.
    let facts: String = include_str!("data/methods.tsv")
        .lines()
        .filter_map(|line| line.rsplit_once('\t'))
        .map(|(facts, _)| format!("{facts}\n"))
        .collect();
    check(&facts, method_rows());
}

#[test]
fn deprecated_fields_are_marked() {
    let marked: BTreeSet<String> = messages()
        .iter()
        .flat_map(|message| message.fields())
        .filter(|field| {
            let options = field.field_descriptor_proto().options.as_ref();
            options.is_some_and(|options| options.deprecated())
        })
        .map(|field| field.full_name().to_owned())
        .collect();
    assert_eq!(marked, DEPRECATED.map(str::to_owned).into());
}

#[test]
fn everything_public_is_explained() {
    let mut silent = Vec::new();
    for file in ours() {
        let proto = file.file_descriptor_proto();
        let info = proto.source_code_info.as_ref().expect("comments are kept");
        let commented = |path: &[i32]| {
            info.location
                .iter()
                .any(|l| l.path == path && !l.leading_comments().trim().is_empty())
        };
        for message in all_messages(file.messages()) {
            if !message.is_map_entry() && !commented(message.path()) {
                silent.push(message.full_name().to_owned());
            }
        }
        for service in file.services() {
            let methods = service.methods().filter(|m| !commented(m.path()));
            silent.extend(methods.map(|method| method.full_name().to_owned()));
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

/// `facts` is a table of tab-separated columns; lines from `#` on are headings.
#[track_caller]
fn check(facts: &str, actual: BTreeSet<String>) {
    let expected: BTreeSet<String> = facts
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.trim_end().to_owned())
        .collect();
    assert!(expected.len() > 50, "the table is cut short");
    let missing: Vec<_> = expected.difference(&actual).collect();
    let extra: Vec<_> = actual.difference(&expected).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing in the .proto files: {missing:#?}\nnot in the table: {extra:#?}"
    );
}

fn pool() -> DescriptorPool {
    DescriptorPool::decode(proto::DESCRIPTOR_SET).expect("a descriptor set")
}

fn ours() -> Vec<prost_reflect::FileDescriptor> {
    let packages = ["google.chat.v1", "google.apps.card.v1"];
    let pool = pool();
    pool.files()
        .filter(|file| packages.contains(&file.package_name()))
        .collect()
}

fn all_messages(roots: impl Iterator<Item = MessageDescriptor>) -> Vec<MessageDescriptor> {
    let mut found = Vec::new();
    for message in roots {
        found.extend(all_messages(message.child_messages()));
        found.push(message);
    }
    found
}

fn messages() -> Vec<MessageDescriptor> {
    ours()
        .iter()
        .flat_map(|file| all_messages(file.messages()))
        .collect()
}

fn enums() -> Vec<EnumDescriptor> {
    let nested = messages()
        .into_iter()
        .flat_map(|message| message.child_enums().collect::<Vec<_>>());
    let top = ours()
        .into_iter()
        .flat_map(|file| file.enums().collect::<Vec<_>>());
    nested.chain(top).collect()
}

fn message_rows(message: &MessageDescriptor) -> Vec<String> {
    if message.fields().len() == 0 {
        return vec![row(&[message.full_name(), "-", "-", "-", "empty"])];
    }
    message
        .fields()
        .map(|field| {
            row(&[
                message.full_name(),
                field.name(),
                &field.number().to_string(),
                &type_name(&field.kind()),
                &flags(&field),
            ])
        })
        .collect()
}

fn type_name(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(values) => values.full_name().to_owned(),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}

fn flags(field: &FieldDescriptor) -> String {
    if field.field_descriptor_proto().proto3_optional() {
        return "optional".to_owned();
    }
    match (field.cardinality(), field.containing_oneof()) {
        (Cardinality::Repeated, _) => "repeated".to_owned(),
        (_, Some(oneof)) => format!("oneof:{}", oneof.name()),
        _ => String::new(),
    }
}

fn enum_rows(values: &EnumDescriptor) -> Vec<String> {
    values
        .values()
        .map(|value| {
            row(&[
                values.full_name(),
                value.name(),
                &value.number().to_string(),
            ])
        })
        .collect()
}

fn method_rows() -> BTreeSet<String> {
    let pool = pool();
    let http = pool
        .get_extension_by_name("google.api.http")
        .expect("the http option");
    let service = pool
        .get_service_by_name("google.chat.v1.ChatService")
        .expect("the service");
    let mut rows = BTreeSet::new();
    for method in service.methods() {
        let options = method.options();
        let rule = options.get_extension(&http);
        let rule = rule.as_message().expect("an HttpRule");
        for (verb, path, body) in bindings(rule) {
            let names = [
                method.name(),
                &short(&method.input()),
                &short(&method.output()),
            ];
            rows.insert(row(&[&names.join("\t"), &verb, &path, &body]));
        }
    }
    rows
}

fn short(message: &MessageDescriptor) -> String {
    let name = message.full_name();
    name.strip_prefix("google.chat.v1.")
        .unwrap_or(name)
        .to_owned()
}

fn bindings(rule: &DynamicMessage) -> Vec<(String, String, String)> {
    let text = |name: &str| rule.get_field_by_name(name).map(|value| value.into_owned());
    let mut found = Vec::new();
    for verb in ["get", "put", "post", "delete", "patch"] {
        if let Some(Value::String(path)) = text(verb).filter(|_| rule.has_field_by_name(verb)) {
            let body = match text("body") {
                Some(Value::String(body)) if !body.is_empty() => body,
                _ => "-".to_owned(),
            };
            found.push((verb.to_uppercase(), path, body));
        }
    }
    if let Some(Value::List(more)) = text("additional_bindings") {
        found.extend(more.iter().filter_map(Value::as_message).flat_map(bindings));
    }
    found
}

fn row(columns: &[&str]) -> String {
    columns.join("\t").trim_end().to_owned()
}
