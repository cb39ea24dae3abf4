//! The query parameters that every method has, taken out of the query once.
//! Google's list of them is at <https://cloud.google.com/apis/docs/system-parameters>.

use std::borrow::Cow;

use crate::fault::Fault;
use crate::json::JsonOptions;
use crate::schema::{MessageType, Schema};

/// The form of the answer: `alt`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alt {
    #[default]
    Json,
    /// The bytes of a media resource.
    Media,
    /// The message in protobuf's wire format.
    Proto,
}

/// What the system parameters of one request say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemParameters {
    pub alt: Alt,
    /// `$alt=json;enum-encoding=int`.
    pub enums_as_numbers: bool,
    /// `fields`, or else the header `X-Goog-FieldMask`; not checked yet.
    pub fields: Option<String>,
    /// `prettyPrint`, true unless refused.
    pub pretty_print: bool,
    pub key: Option<String>,
    /// `access_token`, or else `oauth_token`.
    pub access_token: Option<String>,
    pub quota_user: Option<String>,
    /// The function of a JSONP answer; only names that are safe to echo.
    pub callback: Option<String>,
    /// `$.xgafv=1`: the older form of error bodies.
    pub error_format_v1: bool,
    /// `uploadType`, or else `upload_protocol`.
    pub upload_type: Option<String>,
}

/// What is left of a query: names and values, decoded, in order.
pub type Query<'q> = Vec<(Cow<'q, str>, Cow<'q, str>)>;

impl SystemParameters {
    /// Splits a raw query (without `?`) into system parameters and the rest.
    ///
    /// For a POST with `X-HTTP-Method-Override: GET` and a form body, `query`
    /// is the body (join it with the URL's query by `&` if both are there).
    pub fn take<'q>(
        _query: &'q str,
        _field_mask_header: Option<&str>,
    ) -> Result<(Self, Query<'q>), Fault> {
        Err(Fault::bare(""))
    }

    /// How to write the answer; reads the field mask against its type.
    pub fn json_options(
        &self,
        _schema: &Schema,
        _output: MessageType,
    ) -> Result<JsonOptions, Fault> {
        Err(Fault::bare(""))
    }
}

/// The HTTP method that is meant: clients whose URL would be too long send POST
/// with `X-HTTP-Method-Override`.
pub fn overridden_method<'a>(http_method: &'a str, _header: Option<&'a str>) -> &'a str {
    http_method
}

/// A JSON body as a script that calls `callback` (content type
/// `text/javascript`).
pub fn wrap_jsonp(callback: &str, json: &[u8]) -> Vec<u8> {
    [b"// API callback\n", callback.as_bytes(), b"(", json, b");"].concat()
}
