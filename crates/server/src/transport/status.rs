//! The one map from `domain::Error` to what callers see: an HTTP status with
//! Google's error body, or a gRPC status with `grpc-status-details-bin`.

use std::borrow::Cow;

use bytes::Bytes;
use domain::error::{Detail, FieldViolation};
use domain::{Code, Error};
use http::StatusCode;
use prost::Message;
use prost_types::Duration;
use proto::rpc;
use transcode::{ErrorEnvelope, Fault, JsonOptions, Schema};

/// The domain that Google names in every `ErrorInfo`.
const DOMAIN: &str = "googleapis.com";
/// Details of a gRPC error travel in a header, and clients limit those.
const GRPC_DETAILS: usize = 3 * 1024;
const GRPC_MESSAGE: usize = 2 * 1024;
/// What REST says with `Retry-After`: gRPC clients that try again wait so many
/// milliseconds.
const PUSHBACK: &str = "grpc-retry-pushback-ms";
const SOON: &str = "1000";

/// HTTP's status for a code, by the table at `google/rpc/code.proto`.
pub fn http_status(code: Code) -> StatusCode {
    let number = match code {
        Code::Ok => 200,
        Code::Cancelled => 499,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => 400,
        Code::DeadlineExceeded => 504,
        Code::NotFound => 404,
        Code::AlreadyExists | Code::Aborted => 409,
        Code::PermissionDenied => 403,
        Code::Unauthenticated => 401,
        Code::ResourceExhausted => 429,
        Code::Unimplemented => 501,
        Code::Unavailable => 503,
        Code::Unknown | Code::Internal | Code::DataLoss => 500,
    };
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A fault of the request's form as the error that it is.
pub fn from_fault(fault: Fault) -> Error {
    let mut error = Error::new(Code::InvalidArgument, fault.message);
    if !fault.violations.is_empty() {
        let violations = fault
            .violations
            .into_iter()
            .map(|violation| FieldViolation {
                field: violation.field,
                description: violation.description,
            })
            .collect();
        error.details.push(Detail::BadRequest(violations));
    }
    error
}

/// Google's JSON error body.
pub fn json_body(
    schema: &Schema,
    error: &Error,
    options: &JsonOptions,
    with_errors_array: bool,
) -> Vec<u8> {
    let packed: Vec<(&str, Vec<u8>)> = error.details.iter().map(pack).collect();
    let details: Vec<transcode::Detail<'_>> = packed
        .iter()
        .map(|(type_name, wire)| transcode::Detail { type_name, wire })
        .collect();
    let envelope = ErrorEnvelope {
        http: http_status(error.code).as_u16(),
        status: error.code.as_str_name(),
        message: &error.message,
        details: &details,
        with_errors_array,
    };
    transcode::error_body(schema, &envelope, options)
}

/// The error as `google.rpc.Status`.
pub fn proto_body(error: &Error) -> rpc::Status {
    let details = error
        .details
        .iter()
        .map(pack)
        .map(|(name, value)| prost_types::Any {
            type_url: format!("type.googleapis.com/{name}"),
            value,
        })
        .collect();
    rpc::Status {
        code: error.code as i32,
        message: error.message.clone().into_owned(),
        details,
    }
}

/// The error as gRPC's trailers carry it.
pub fn grpc_status(error: &Error) -> tonic::Status {
    let mut status = detailed_status(error);
    if error.code == Code::Unavailable {
        let soon = tonic::metadata::MetadataValue::from_static(SOON);
        status.metadata_mut().insert(PUSHBACK, soon);
    }
    status
}

fn detailed_status(error: &Error) -> tonic::Status {
    let code = tonic::Code::from_i32(error.code as i32);
    let message = shorten(&error.message);
    if error.details.is_empty() {
        return tonic::Status::new(code, message);
    }
    let mut error = Cow::Borrowed(error);
    let mut status = proto_body(&error);
    status.message = message.to_string();
    while status.encoded_len() > GRPC_DETAILS && halve_details(error.to_mut()) {
        status.details = proto_body(&error).details;
    }
    let details = Bytes::from(status.encode_to_vec());
    tonic::Status::with_details(code, message, details)
}

/// Leaves out the later half of the violations, or else the last detail.
fn halve_details(error: &mut Error) -> bool {
    for detail in &mut error.details {
        if let Detail::BadRequest(violations) = detail
            && violations.len() > 1
        {
            violations.truncate(violations.len() / 2);
            return true;
        }
    }
    error.details.pop().is_some()
}

fn shorten(message: &str) -> Cow<'_, str> {
    if message.len() <= GRPC_MESSAGE {
        return Cow::Borrowed(message);
    }
    let mut end = GRPC_MESSAGE;
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(format!("{}…", &message[..end]))
}

/// A detail's full name and wire form.
fn pack(detail: &Detail) -> (&'static str, Vec<u8>) {
    match detail {
        Detail::BadRequest(violations) => {
            let field_violations = violations
                .iter()
                .map(|violation| rpc::bad_request::FieldViolation {
                    field: violation.field.clone(),
                    description: violation.description.clone(),
                })
                .collect();
            let message = rpc::BadRequest { field_violations };
            ("google.rpc.BadRequest", message.encode_to_vec())
        }
        Detail::ErrorInfo { reason, metadata } => {
            let metadata = metadata
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect();
            let message = rpc::ErrorInfo {
                reason: (*reason).to_owned(),
                domain: DOMAIN.to_owned(),
                metadata,
            };
            ("google.rpc.ErrorInfo", message.encode_to_vec())
        }
        Detail::RetryInfo { delay_ms } => {
            let delay = Duration {
                seconds: i64::try_from(delay_ms / 1_000).unwrap_or(i64::MAX),
                nanos: (delay_ms % 1_000) as i32 * 1_000_000,
            };
            let message = rpc::RetryInfo {
                retry_delay: Some(delay),
            };
            ("google.rpc.RetryInfo", message.encode_to_vec())
        }
        Detail::Help { description, url } => {
            let link = rpc::help::Link {
                description: (*description).to_owned(),
                url: url.clone(),
            };
            let message = rpc::Help { links: vec![link] };
            ("google.rpc.Help", message.encode_to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        let check = |code, http| assert_eq!(http_status(code).as_u16(), http, "{code:?}");
        check(Code::Cancelled, 499);
        check(Code::FailedPrecondition, 400);
        check(Code::Aborted, 409);
        check(Code::Unimplemented, 501);
        check(Code::Unavailable, 503);
        for number in 0..=16 {
            let code = Code::try_from(number).unwrap();
            assert_eq!(grpc_status(&Error::new(code, "x")).code() as i32, number);
        }
    }

    #[test]
    fn grpc_details_are_a_whole_status() {
        let error = Error::invalid("message.text", "Too long.").with_info(
            "REASON",
            vec![("service", "chat.googleapis.com".to_owned())],
        );
        let status = grpc_status(&error);
        let decoded = rpc::Status::decode(status.details()).unwrap();
        assert_eq!((decoded.code, decoded.message.as_str()), (3, "Too long."));
        assert_eq!(
            decoded.details[0].type_url,
            "type.googleapis.com/google.rpc.BadRequest"
        );
        let info = rpc::ErrorInfo::decode(decoded.details[1].value.as_slice()).unwrap();
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            ("REASON", "googleapis.com")
        );
        assert!(grpc_status(&Error::not_found()).details().is_empty());
    }

    #[test]
    fn grpc_headers_stay_small() {
        let violation = |n: usize| FieldViolation {
            field: format!("field{n}"),
            description: "ß".repeat(100),
        };
        let mut error = Error::new(Code::InvalidArgument, "ß".repeat(10_000));
        error
            .details
            .push(Detail::BadRequest((0..100).map(violation).collect()));
        let status = grpc_status(&error);
        assert!(status.message().len() < GRPC_MESSAGE + 10);
        assert!(status.details().len() <= GRPC_DETAILS);
        assert!(
            !rpc::Status::decode(status.details())
                .unwrap()
                .details
                .is_empty()
        );
    }
}
