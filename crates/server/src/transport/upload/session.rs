//! The later requests of an upload, by the address that its session has.

use axum::response::Response;
use domain::attachments::Upload;
use domain::{Error, Result};
use http::header::RANGE;
use http::{HeaderName, HeaderValue, StatusCode};
use transcode::SystemParameters;

use super::command::{self, Chunk, Command, Dialect};
use super::receive::{Incoming, receive};
use super::{RPC, STATUS, Uploading, empty, header_value};
use crate::api::attachments::{Session, cancel, find_session};
use crate::transport::rest;

const SIZE_RECEIVED: HeaderName = HeaderName::from_static("x-goog-upload-size-received");

impl Uploading<'_> {
    pub(super) async fn go_on(
        &self,
        parameters: &SystemParameters,
        secret: &str,
        body: &mut Incoming,
    ) -> Result<Response> {
        let (command, dialect) = command::read(&self.parts.method, &self.parts.headers)?;
        let (session, upload) = find_session(self.server, secret).await?;
        self.check_caller(parameters, &upload).await?;
        if upload.finished && command != Command::Cancel {
            // The client did not hear of it.
            return self.finished(parameters, &session, &upload, dialect);
        }
        let chunk = match command {
            Command::Bytes(chunk) => chunk,
            Command::Query(total) if total != Some(upload.received) => {
                return progress(&upload, dialect);
            }
            // Everything is there, and now the client knows that it was all.
            Command::Query(total) => Chunk {
                at: upload.received,
                length: Some(0),
                total,
                last: true,
            },
            Command::Cancel => return self.cancelled(&upload, dialect).await,
        };
        let chunk = Chunk {
            at: if chunk.length == Some(0) && chunk.total.is_none() {
                upload.received
            } else {
                chunk.at
            },
            ..chunk
        };
        self.bytes(parameters, &session, &upload, chunk, dialect, body)
            .await
    }

    async fn bytes(
        &self,
        parameters: &SystemParameters,
        session: &Session,
        upload: &Upload,
        chunk: Chunk,
        dialect: Dialect,
        body: &mut Incoming,
    ) -> Result<Response> {
        let upload = receive(self.server, upload, chunk, body).await?;
        if upload.finished {
            return self.finished(parameters, session, &upload, dialect);
        }
        progress(&upload, dialect)
    }

    /// The address is secret and enough; who comes with a credential besides
    /// must be the one who began.
    async fn check_caller(&self, parameters: &SystemParameters, upload: &Upload) -> Result<()> {
        if !self.has_credential(parameters) {
            return Ok(());
        }
        let rpc = self.server.rpcs.find(RPC).ok_or_else(rest::not_found)?;
        let caller = self.caller(rpc, parameters).await?;
        if caller.id == upload.user {
            return Ok(());
        }
        Err(Error::not_found())
    }

    async fn cancelled(&self, upload: &Upload, dialect: Dialect) -> Result<Response> {
        cancel(self.server, upload).await?;
        if dialect == Dialect::Goog {
            let mut response = empty(StatusCode::OK);
            let cancelled = HeaderValue::from_static("cancelled");
            response.headers_mut().insert(STATUS, cancelled);
            return Ok(response);
        }
        // What Google's servers answer to a session that its client closed.
        Ok(empty(StatusCode::from_u16(499).map_err(Error::internal)?))
    }
}

/// How much has arrived, when more is expected.
fn progress(upload: &Upload, dialect: Dialect) -> Result<Response> {
    if dialect == Dialect::Goog {
        let mut response = empty(StatusCode::OK);
        let headers = response.headers_mut();
        headers.insert(STATUS, HeaderValue::from_static("active"));
        headers.insert(SIZE_RECEIVED, HeaderValue::from(upload.received));
        return Ok(response);
    }
    let mut response = empty(StatusCode::PERMANENT_REDIRECT);
    if let Some(last) = upload.received.checked_sub(1) {
        let range = header_value(format!("bytes=0-{last}"))?;
        response.headers_mut().insert(RANGE, range);
    }
    Ok(response)
}
