//! `confab.v1.AdminService/SetAppGrants`

use domain::audit::Action;
use domain::ids::UserId;
use domain::{Error, Result};
use proto::confab as wire;
use store::{apps, meta};

use super::{access, render, trail};
use crate::api::Call;
use crate::gate::{Scope, ScopeSet};

pub async fn set_app_grants(
    call: Call,
    request: wire::SetAppGrantsRequest,
) -> Result<wire::AppGrants> {
    access::administrator(&call)?;
    let id = request.name.strip_prefix("apps/").and_then(UserId::parse);
    let id = id.ok_or_else(|| Error::invalid("name", "An app has the format apps/{app}."))?;
    let approved = scopes(
        "approved_scopes",
        &request.approved_scopes,
        Scope::needs_approval,
    )?;
    let delegable = |scope: Scope| !scope.is_for_apps();
    let delegated = scopes("delegated_scopes", &request.delegated_scopes, delegable)?;
    let approve = trail::entry(&call, Action::APP_APPROVE);
    let delegate = trail::entry(&call, Action::APP_DELEGATE);
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut app = apps::get(tx, id).await?.ok_or_else(Error::not_found)?;
            let name = render::app(&app).name;
            if app.approved_scopes != approved {
                apps::set_approved_scopes(tx, id, &approved).await?;
                trail::record_about(tx, approve, name.clone(), &approved).await?;
            }
            if app.delegated_scopes != delegated {
                apps::set_delegated_scopes(tx, id, &delegated).await?;
                trail::record_about(tx, delegate, name, &delegated).await?;
            }
            (app.approved_scopes, app.delegated_scopes) = (approved, delegated);
            // Its tokens change on every node.
            meta::bump_auth(tx).await?;
            Ok(render::app(&app))
        })
    });
    write.await
}

/// Scopes as they are stored; the first that does not fit is refused.
fn scopes(field: &str, texts: &[String], fits: impl Fn(Scope) -> bool) -> Result<String> {
    let mut scopes = ScopeSet::EMPTY;
    for text in texts {
        let scope = Scope::parse(text).filter(|scope| fits(*scope));
        let scope = scope.ok_or_else(|| {
            let shown: String = text.chars().take(100).collect();
            Error::invalid(
                field,
                format!("{shown} is no scope that can be given here."),
            )
        })?;
        scopes = scopes.with(scope);
    }
    Ok(scopes.to_short())
}
