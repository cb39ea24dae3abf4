//! `confab.v1.PreferencesService/GetPreferences`

use domain::{Result, names};
use proto::confab as wire;

use super::{own, render};
use crate::api::Call;

pub async fn get_preferences(
    call: Call,
    request: wire::GetPreferencesRequest,
) -> Result<wire::Preferences> {
    let user = names::preferences("name", &request.name)?;
    let unit = call.clone();
    let read = call
        .server
        .store
        .read(move |tx| Box::pin(async move { own(tx, &unit, &user).await }));
    Ok(render(&call, read.await?))
}
