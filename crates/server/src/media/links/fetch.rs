//! Fetching a page that somebody linked to: five seconds, half a megabyte,
//! three redirects, HTML only, and never an address that `--outgoing` forbids.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Response, Url};
use tokio::time::timeout;

use crate::outgoing::{Outgoing, Unreachable};

/// From the first connection to the last byte.
const WHOLE: Duration = Duration::from_secs(5);
/// Bytes that are read; what a page is about stands at its beginning.
const BYTES: usize = 512 * 1024;
const REDIRECTS: usize = 3;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    #[error("the request failed: {0}")]
    Request(#[from] reqwest::Error),
    #[error("it took too long")]
    Late,
    #[error("the answer is {0}")]
    Status(u16),
    #[error("it is not HTML")]
    NotHtml,
    #[error("there were more than three redirects, or one without an address")]
    Redirects,
}

/// The page's beginning, and where it is after all.
pub async fn page(outgoing: &Outgoing, url: &str) -> Result<(Url, Vec<u8>), Failure> {
    timeout(WHOLE, follow(outgoing, url))
        .await
        .map_err(|_| Failure::Late)?
}

async fn follow(outgoing: &Outgoing, url: &str) -> Result<(Url, Vec<u8>), Failure> {
    let mut next = url.to_owned();
    for _ in 0..=REDIRECTS {
        // Each step anew: a redirect is as much somebody's input as the link.
        let (client, url) = outgoing.client(&next)?;
        let request = client.get(url.clone());
        let response = request
            .header(ACCEPT, "text/html,application/xhtml+xml")
            .send()
            .await?;
        let status = response.status();
        if status.is_success() {
            return Ok((url, beginning(response).await?));
        }
        if !status.is_redirection() {
            return Err(Failure::Status(status.as_u16()));
        }
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        let target = location.and_then(|location| url.join(location).ok());
        next = target.ok_or(Failure::Redirects)?.into();
    }
    Err(Failure::Redirects)
}

async fn beginning(mut response: Response) -> Result<Vec<u8>, Failure> {
    let kind = response.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let html = ["text/html", "application/xhtml+xml"];
    if !html.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Err(Failure::NotHtml);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = BYTES - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if bytes.len() == BYTES {
            break;
        }
    }
    Ok(bytes)
}
