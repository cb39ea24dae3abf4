//! `confab.v1.AdminService/ListAppGrants`

use domain::Result;
use domain::apps::App;
use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use proto::confab as wire;

use super::access;
use crate::api::Call;
use crate::gate::ScopeSet;

pub async fn list_app_grants(
    call: Call,
    request: wire::ListAppGrantsRequest,
) -> Result<wire::ListAppGrantsResponse> {
    access::administrator(&call)?;
    let size = page::size(request.page_size, 100, 500)?;
    let fingerprint = Fingerprint::of("admin.apps");
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.map(|position| UserId(position.first));
    let limit = size as i64 + 1;
    let read = call
        .server
        .store
        .read(move |tx| Box::pin(async move { store::apps::page(tx, after, limit).await }));
    let mut found = read.await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position::at(last.id.0).token(fingerprint),
        _ => String::new(),
    };
    Ok(wire::ListAppGrantsResponse {
        apps: found.iter().map(render).collect(),
        next_page_token,
    })
}

fn render(app: &App) -> wire::AppGrants {
    let urls = |scopes: &str| {
        let scopes = ScopeSet::parse_known(scopes);
        scopes.iter().map(|scope| scope.url()).collect()
    };
    wire::AppGrants {
        name: format!("apps/{}", app.id.segment()),
        display_name: app.display_name.clone(),
        client_email: app.client_email.clone(),
        approved_scopes: urls(&app.approved_scopes),
        delegated_scopes: urls(&app.delegated_scopes),
    }
}
