//! Google's error envelope: `{"error":{"code":400,"message":…,"status":…}}`.

use crate::json::encode::Encoder;
use crate::json::write::{self, Writer};
use crate::json::{JsonOptions, encode};
use crate::schema::Schema;

/// An error as REST clients read it.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEnvelope<'a> {
    /// HTTP status, such as 400.
    pub http: u16,
    /// Name in `google.rpc.Code`, such as `INVALID_ARGUMENT`.
    pub status: &'a str,
    pub message: &'a str,
    pub details: &'a [Detail<'a>],
    /// Adds the array `errors` of the older form (`$.xgafv=1`).
    pub with_errors_array: bool,
}

/// One message of `details`.
#[derive(Clone, Copy, Debug)]
pub struct Detail<'a> {
    /// Full name, such as `google.rpc.BadRequest`.
    pub type_name: &'a str,
    pub wire: &'a [u8],
}

/// The body of an error answer. `options.fields` is ignored: errors are never
/// partial. A detail whose type the schema does not know, or whose bytes are
/// not of its type, is given as base64.
pub fn error_body(schema: &Schema, error: &ErrorEnvelope<'_>, options: &JsonOptions) -> Vec<u8> {
    let mut body = Vec::with_capacity(512);
    let mut encoder = Encoder::new(schema, options, &mut body);
    let writer = &mut encoder.writer;
    writer.enter(b'{');
    writer.member(b",\"error\":");
    writer.enter(b'{');
    writer.member(b",\"code\":");
    write::integer(writer.out, i128::from(error.http), false);
    text(writer, b",\"message\":", error.message);
    if error.with_errors_array {
        errors_array(writer, error);
    }
    text(writer, b",\"status\":", error.status);
    if !error.details.is_empty() {
        writer.member(b",\"details\":");
        writer.enter(b'[');
        for detail in error.details {
            encoder.writer.element();
            put_detail(&mut encoder, schema, detail);
        }
        encoder.writer.leave(b']');
    }
    encoder.writer.leave(b'}');
    encoder.writer.leave(b'}');
    body
}

fn text(writer: &mut Writer<'_>, key: &[u8], value: &str) {
    writer.member(key);
    write::string(writer.out, value.as_bytes());
}

fn put_detail(encoder: &mut Encoder<'_, '_>, schema: &Schema, detail: &Detail<'_>) {
    let url = format!("type.googleapis.com/{}", detail.type_name);
    encoder.writer.enter(b'{');
    let mark = encoder.writer.out.len();
    // Tried apart first, so that a malformed detail leaves nothing behind.
    let sound = schema.message(detail.type_name).is_some_and(|message| {
        encode(
            schema,
            message,
            detail.wire,
            &JsonOptions::default(),
            &mut Vec::new(),
        )
        .is_ok()
    });
    if !sound || encoder.typed_members(url.as_bytes(), detail.wire).is_err() {
        encoder.writer.out.truncate(mark);
        encoder.writer.restart();
        text(&mut encoder.writer, b",\"@type\":", &url);
        encoder.writer.member(b",\"value\":");
        write::base64(encoder.writer.out, detail.wire);
    }
    encoder.writer.leave(b'}');
}

/// `errors:[{message,domain,reason}]`, with the reasons that older Google APIs
/// give for each status.
fn errors_array(writer: &mut Writer<'_>, error: &ErrorEnvelope<'_>) {
    let reason = match error.http {
        400 => "badRequest",
        401 => "authError",
        403 => "forbidden",
        404 => "notFound",
        409 => "alreadyExists",
        429 => "rateLimitExceeded",
        501 => "notImplemented",
        _ => "backendError",
    };
    writer.member(b",\"errors\":");
    writer.enter(b'[');
    writer.element();
    writer.enter(b'{');
    text(writer, b",\"message\":", error.message);
    text(writer, b",\"domain\":", "global");
    text(writer, b",\"reason\":", reason);
    writer.leave(b'}');
    writer.leave(b']');
}
