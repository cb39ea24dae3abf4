//! The query parameters that every method has, taken out of the query once.
//! Google's list of them is at <https://cloud.google.com/apis/docs/system-parameters>.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::fault::Fault;
use crate::field_selection::FieldSelection;
use crate::json::JsonOptions;
use crate::json::path::{invalid_value, quoted};
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

impl Default for SystemParameters {
    fn default() -> Self {
        Self {
            alt: Alt::Json,
            enums_as_numbers: false,
            fields: None,
            pretty_print: true,
            key: None,
            access_token: None,
            quota_user: None,
            callback: None,
            error_format_v1: false,
            upload_type: None,
        }
    }
}

/// A form body of an overridden POST could hold millions.
const MOST_PARAMETERS: usize = 10_000;

/// What is left of a query: names and values, decoded, in order.
pub type Query<'q> = Vec<(Cow<'q, str>, Cow<'q, str>)>;

impl SystemParameters {
    /// Splits a raw query (without `?`) into system parameters and the rest.
    ///
    /// For a POST with `X-HTTP-Method-Override: GET` and a form body, `query`
    /// is the body (join it with the URL's query by `&` if both are there).
    pub fn take<'q>(
        query: &'q str,
        field_mask_header: Option<&str>,
    ) -> Result<(Self, Query<'q>), Fault> {
        let mut taken = Self::default();
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if !taken.set(&name, &value)? {
                if rest.len() == MOST_PARAMETERS {
                    return Err(Fault::bare("The query has too many parameters."));
                }
                rest.push((name, value));
            }
        }
        if taken.fields.is_none() {
            taken.fields = field_mask_header.and_then(filled);
        }
        Ok((taken, rest))
    }

    /// Takes one parameter; false if it is not a system parameter.
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Fault> {
        // Google knows the names with `$` too, in case a method has such a field.
        match name.strip_prefix('$').unwrap_or(name) {
            "alt" => self.set_alt(value)?,
            "fields" => self.fields = filled(value),
            "prettyPrint" | "pretty_print" | "pp" => self.pretty_print = boolean(name, value)?,
            "key" => self.key = filled(value),
            "access_token" => self.access_token = filled(value),
            "oauth_token" if self.access_token.is_none() => self.access_token = filled(value),
            "quotaUser" | "quota_user" => self.quota_user = filled(value),
            "callback" => self.callback = callback(value)?,
            ".xgafv" => self.error_format_v1 = error_format(value)?,
            "uploadType" | "upload_type" => self.upload_type = filled(value),
            "upload_protocol" if self.upload_type.is_none() => self.upload_type = filled(value),
            "oauth_token" | "upload_protocol" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `json`, or `json;enum-encoding=int`.
    fn set_alt(&mut self, value: &str) -> Result<(), Fault> {
        let (form, options) = value.split_once(';').unwrap_or((value, ""));
        self.alt = match form {
            "" | "json" => Alt::Json,
            "media" => Alt::Media,
            "proto" => Alt::Proto,
            _ => return Err(invalid("alt", "TYPE_ENUM", value)),
        };
        if options
            .split(';')
            .any(|option| option.trim() == "enum-encoding=int")
        {
            self.enums_as_numbers = true;
        }
        Ok(())
    }

    /// How to write the answer; reads the field mask against its type.
    pub fn json_options(&self, schema: &Schema, output: MessageType) -> Result<JsonOptions, Fault> {
        let fields = match &self.fields {
            Some(text) => Some(FieldSelection::parse(text, schema, output)?),
            None => None,
        };
        Ok(JsonOptions {
            enums_as_numbers: self.enums_as_numbers,
            pretty: self.pretty_print,
            fields,
        })
    }
}

fn filled(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

fn boolean(name: &str, value: &str) -> Result<bool, Fault> {
    match value {
        "true" | "1" | "" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(invalid(name, "TYPE_BOOL", value)),
    }
}

fn error_format(value: &str) -> Result<bool, Fault> {
    match value {
        "1" => Ok(true),
        "2" | "" => Ok(false),
        _ => Err(invalid("$.xgafv", "TYPE_ENUM", value)),
    }
}

/// The name is echoed into a script, so it may only look like one.
fn callback(value: &str) -> Result<Option<String>, Fault> {
    const LONGEST: usize = 128;
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"_$.[]".contains(&byte);
    if value.len() <= LONGEST && value.bytes().all(safe) {
        Ok(filled(value))
    } else {
        Err(invalid("callback", "TYPE_STRING", value))
    }
}

fn invalid(name: &str, type_name: &str, value: &str) -> Fault {
    Fault::of_field(name, invalid_value(name, type_name, &quoted(value)))
}

/// Form encoding: `+` is a space.
fn decoded(text: &str) -> Result<Cow<'_, str>, Fault> {
    if !text.contains(['%', '+']) {
        return Ok(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(text) => Ok(Cow::Owned(text.into_owned())),
        Err(_) => Err(Fault::bare(
            "Invalid query parameter: it is not UTF-8 text.",
        )),
    }
}

/// The HTTP method that is meant: clients whose URL would be too long send POST
/// with `X-HTTP-Method-Override`.
pub fn overridden_method<'a>(http_method: &'a str, header: Option<&'a str>) -> &'a str {
    match header.map(str::trim) {
        Some(meant) if http_method == "POST" && !meant.is_empty() => meant,
        _ => http_method,
    }
}

/// A JSON body as a script that calls `callback` (content type
/// `text/javascript`).
pub fn wrap_jsonp(callback: &str, json: &[u8]) -> Vec<u8> {
    [b"// API callback\n", callback.as_bytes(), b"(", json, b");"].concat()
}
