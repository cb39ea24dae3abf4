//! Google's discovery document (format v1) from descriptors, as
//! `google-api-python-client` and `googleapis` for Node read it.

use serde_json::Value;

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

/// The document for one service.
pub fn document(_schema: &Schema, _router: &Router, _settings: &Settings) -> Value {
    Value::Null
}
