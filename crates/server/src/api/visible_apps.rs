//! Which people find an app, to add it or to talk with it.

use domain::Result;
use domain::apps::{self as rules, App, Config};
use store::{Tx, groups};

use super::Call;

/// Whether the caller made the app, or is an administrator.
pub fn is_developer(call: &Call, app: &App) -> bool {
    call.caller.admin || app.config.developer == Some(call.caller.id.0)
}

/// Whether the app's visibility names the caller, directly or by a group.
pub async fn finds(tx: &mut Tx, call: &Call, app: &App) -> Result<bool> {
    let visible = &app.config.visible_to;
    if visible.is_empty() || is_developer(call, app) {
        return Ok(true);
    }
    let caller = store::users::get(tx, call.caller.id).await?;
    let email = caller.and_then(|user| user.email).unwrap_or_default();
    if visible.contains(&email) {
        return Ok(true);
    }
    for address in visible {
        if let Some(group) = groups::by_email(tx, address).await?
            && groups::is_member(tx, group.id, call.caller.id).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Checks how many people the visibility names; the other addresses are groups'.
pub async fn check_visibility(tx: &mut Tx, field: &str, config: &Config) -> Result<()> {
    let mut people = 0;
    for address in &config.visible_to {
        if groups::by_email(tx, address).await?.is_none() {
            people += 1;
        }
    }
    rules::check_visibility(field, people)
}
