//! A browser's request to one of the pages: its head, its fields, and the
//! session it is in.

use std::borrow::Cow;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;

use super::form::Form;
use super::{html, same_origin};
use crate::state::Server;

/// Bytes of a form: an authorization request with every scope, encoded twice,
/// has 10,000.
const FORM_LIMIT: usize = 64 * 1024;

/// A page that ends the visit before its work is done.
pub type Early = Box<Response>;

/// What a browser asked.
pub struct Visit {
    pub parts: Parts,
    /// The query of a GET, the body of a POST.
    pub form: Form<'static>,
}

impl Visit {
    /// Of a GET: the fields are in the query.
    pub fn of_query(request: Request) -> Result<Self, Early> {
        let (parts, _) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let form = parse(query.as_bytes())?;
        Ok(Self { parts, form })
    }

    /// Of a POST by one of our own pages.
    pub async fn of_form(server: &Server, request: Request) -> Result<Self, Early> {
        let (parts, body) = request.into_parts();
        if !same_origin::is_own(&parts, &server.public_url) {
            let text = "This form was sent by another site, or your browser hides where it comes \
                        from. Open the page again and try once more.";
            let page = html::notice(StatusCode::FORBIDDEN, "Not from here", text);
            return Err(page.into());
        }
        let body = to_bytes(body, FORM_LIMIT).await.map_err(|_| {
            let text = "What was sent is too large or was cut off.";
            Early::new(html::notice(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Too large",
                text,
            ))
        })?;
        let form = parse(&body)?;
        Ok(Self { parts, form })
    }
}

/// Fields that a form of ours carried along, as if they had been the query.
impl Visit {
    pub fn of_text(parts: &Parts, query: &str) -> Result<Self, Early> {
        let form = parse(query.as_bytes())?;
        let parts = parts.clone();
        Ok(Self { parts, form })
    }
}

fn parse(fields: &[u8]) -> Result<Form<'static>, Early> {
    let form = Form::parse(fields).map_err(|error| {
        let text: Cow<'_, str> = error.description;
        Early::new(html::notice(
            StatusCode::BAD_REQUEST,
            "This cannot be read",
            &text,
        ))
    })?;
    Ok(form.into_owned())
}
