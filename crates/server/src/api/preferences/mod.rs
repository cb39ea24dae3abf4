//! `confab.v1.PreferencesService`: a person's language and time zone.

mod get;
mod update;

pub use get::get_preferences;
pub use update::update_preferences;

use domain::Result;
use domain::names::{self, UserRef};
use domain::preferences::{self as rules, Preferences};
use proto::confab as wire;
use store::Tx;

use crate::api::{Call, users};

/// The caller's; refuses everybody else's.
async fn own(tx: &mut Tx, call: &Call, name: &UserRef) -> Result<Preferences> {
    if !users::is_caller(tx, call, name).await? {
        return Err(rules::refusal());
    }
    store::preferences::get(tx, call.caller.id).await
}

fn render(call: &Call, preferences: Preferences) -> wire::Preferences {
    wire::Preferences {
        name: names::preferences_name(call.caller.id),
        locale: preferences.locale,
        time_zone: preferences.time_zone,
    }
}
