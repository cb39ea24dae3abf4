//! `confab.v1.PreferencesService/UpdatePreferences`

use domain::preferences::{PATHS, check_locale};
use domain::{Error, Result, mask, names};
use proto::confab as wire;

use super::{own, render};
use crate::api::Call;
use crate::time_zones;

pub async fn update_preferences(
    call: Call,
    request: wire::UpdatePreferencesRequest,
) -> Result<wire::Preferences> {
    let patch = request
        .preferences
        .ok_or_else(|| Error::invalid("preferences", "The request has no preferences."))?;
    let user = names::preferences("preferences.name", &patch.name)?;
    let paths = mask::paths(request.update_mask.as_ref(), PATHS)?;
    check_locale("preferences.locale", &patch.locale)?;
    time_zones::check("preferences.time_zone", &patch.time_zone)?;
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut preferences = own(tx, &unit, &user).await?;
            for path in paths {
                match path {
                    "locale" => preferences.locale.clone_from(&patch.locale),
                    _ => preferences.time_zone.clone_from(&patch.time_zone),
                }
            }
            store::preferences::set(tx, unit.caller.id, &preferences).await?;
            Ok(preferences)
        })
    });
    Ok(render(&call, write.await?))
}
