//! `confab.v1.AdminService/ListAuditEntries`

use domain::Result;
use domain::page::{self, Fingerprint, Position};
use proto::confab as wire;
use store::audit::{self, Recorded, Wanted};

use super::access;
use crate::api::Call;

pub async fn list_audit_entries(
    call: Call,
    request: wire::ListAuditEntriesRequest,
) -> Result<wire::ListAuditEntriesResponse> {
    access::administrator(&call)?;
    let size = page::size(request.page_size, 100, 1_000)?;
    let fingerprint = Fingerprint::of("admin.audit")
        .text(&request.actor)
        .text(&request.action);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let wanted = Wanted {
        actor: request.actor,
        action: request.action,
        before: after.map(|position| position.first),
    };
    let limit = size as i64 + 1;
    let read = call
        .server
        .store
        .read(move |tx| Box::pin(async move { audit::page(tx, &wanted, limit).await }));
    let mut found = read.await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position::at(last.seq).token(fingerprint),
        _ => String::new(),
    };
    Ok(wire::ListAuditEntriesResponse {
        entries: found.iter().map(render).collect(),
        next_page_token,
    })
}

fn render(entry: &Recorded) -> wire::AuditEntry {
    wire::AuditEntry {
        number: entry.seq,
        time: Some(entry.time.to_wire()),
        actor: entry.actor.clone(),
        action: entry.action.clone(),
        target: entry.target.clone(),
        detail: entry.detail.clone(),
        origin: entry.origin.clone(),
    }
}
