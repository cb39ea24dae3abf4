//! Google's discovery document (format v1) from descriptors, as
//! `google-api-python-client` and `googleapis` for Node read it.
//! `methods.rs` makes the tree of resources, `schemas.rs` the types.

mod comments;
mod methods;
mod parameters;
mod schemas;

use serde_json::{Map, Value, json};

use crate::router::Router;
use crate::schema::Schema;

/// What the descriptors do not say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Full name of the service, such as `google.chat.v1.ChatService`.
    pub service: String,
    /// `chat`, `v1`, `Google Chat API`.
    pub name: String,
    pub version: String,
    pub title: String,
    pub canonical_name: String,
    pub description: String,
    pub documentation_link: String,
    /// Changes when the API does: a date such as `20261121`.
    pub revision: String,
    /// With the slash at its end: `http://127.0.0.1:8080/`.
    pub root_url: String,
    /// Below the root: `batch`.
    pub batch_path: String,
    /// URL and description of every OAuth scope.
    pub scopes: Vec<(String, String)>,
    /// Scopes by RPC name (`CreateMessage`).
    pub method_scopes: Vec<(String, Vec<String>)>,
    /// Ids that the rules do not give, by RPC name: (`UploadAttachment`, `media.upload`).
    pub method_ids: Vec<(String, String)>,
    /// Prefix of the schema names of a package: (`google.apps.card.v1`, `GoogleAppsCardV1`).
    pub schema_prefixes: Vec<(String, String)>,
    /// RPCs that take media, with the largest size in bytes.
    pub uploads: Vec<(String, u64)>,
    /// Methods that are no RPC, such as `media.download`.
    pub extra_methods: Vec<ExtraMethod>,
}

/// A method that only REST has.
#[derive(Clone, Debug)]
pub struct ExtraMethod {
    /// Without the API's name: `media.download`.
    pub id: String,
    pub http_method: String,
    /// A template as in `google.api.http`: `/v1/media/{resource_name=**}`.
    pub template: String,
    pub description: String,
    /// Full name of the answer's message, if it has one.
    pub response: Option<String>,
    pub scopes: Vec<String>,
    pub supports_media_download: bool,
}

/// The document for one service. Settings that name an RPC, a message or a path
/// which is not there add nothing.
pub fn document(schema: &Schema, router: &Router, settings: &Settings) -> Value {
    let comments = comments::Comments::read(schema.descriptors());
    let mut types = schemas::Types::new(schema, settings, &comments);
    let resources = methods::resources(schema, router, settings, &comments, &mut types);
    let mut document = json!({
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": format!("{}:{}", settings.name, settings.version),
        "name": settings.name,
        "version": settings.version,
        "version_module": true,
        "revision": settings.revision,
        "title": settings.title,
        "canonicalName": settings.canonical_name,
        "description": settings.description,
        "documentationLink": settings.documentation_link,
        "protocol": "rest",
        "rootUrl": settings.root_url,
        "mtlsRootUrl": settings.root_url,
        "baseUrl": settings.root_url,
        "basePath": "",
        "servicePath": "",
        "batchPath": settings.batch_path,
        "fullyEncodeReservedExpansion": true,
        "parameters": parameters::system_parameters(),
        "auth": { "oauth2": { "scopes": scopes(settings) } },
    });
    document["schemas"] = types.finish();
    document["resources"] = resources;
    document
}

fn scopes(settings: &Settings) -> Value {
    let mut scopes: Vec<_> = settings.scopes.iter().collect();
    scopes.sort();
    let scopes = scopes
        .into_iter()
        .map(|(url, text)| (url.clone(), json!({ "description": text })));
    Value::Object(scopes.collect())
}

/// Keys in order, as Google writes them.
fn sorted(mut entries: Vec<(String, Value)>) -> Map<String, Value> {
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    entries.into_iter().collect()
}

/// Adds a description unless it is empty.
fn describe(entry: &mut Value, text: &str) {
    if !text.is_empty() {
        entry["description"] = text.into();
    }
}
