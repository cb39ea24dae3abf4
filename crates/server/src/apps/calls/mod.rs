//! The RPCs of `confab.v1` about apps: one file each. People click and run
//! commands, developers configure apps and look at deliveries.

pub mod apps;
mod click;
mod commands;
pub mod deliveries;
mod home;
mod install;
mod keys;
mod notices;
mod order;
mod run_command;
mod submit_dialog;

pub use apps::{create_app, get_app, list_apps, update_app};
pub use click::click_card;
pub use commands::list_commands;
pub use deliveries::{get_delivery, list_deliveries, replay_delivery};
pub use home::{open_app_home, submit_app_home};
pub use install::{install_app, uninstall_app};
pub use keys::{create_app_key, delete_app_key, list_app_keys};
pub use notices::list_app_notices;
pub use run_command::run_command;
pub use submit_dialog::submit_dialog;

use std::collections::BTreeMap;

use domain::apps::App;
use domain::ids::UserId;
use domain::{Error, Result};
use prost_types::value::Kind;
use serde_json::{Map, Value};
use store::Tx;

/// With this parameter the app is asked what a menu offers, wherever the menu
/// stands.
const QUERY: &str = "autocomplete_widget_query";

/// Whether these are the parameters of somebody who types into such a menu.
fn asks_menu(parameters: &BTreeMap<String, String>) -> bool {
    parameters.contains_key(QUERY)
}

/// The id in `apps/{app}` or `users/{app}`.
fn app_id(field: &str, name: &str) -> Result<UserId> {
    let id = name
        .strip_prefix("apps/")
        .or_else(|| name.strip_prefix("users/"))
        .and_then(UserId::parse);
    id.ok_or_else(|| Error::invalid(field, "An app has the format apps/{app}."))
}

async fn app(tx: &mut Tx, id: UserId) -> Result<App> {
    store::apps::get(tx, id).await?.ok_or_else(Error::not_found)
}

/// What a Struct of a request holds.
fn fields(given: Option<prost_types::Struct>) -> Map<String, Value> {
    let fields = given.map(|given| given.fields).unwrap_or_default();
    let pairs = fields.into_iter();
    pairs.map(|(name, value)| (name, json(value))).collect()
}

fn json(value: prost_types::Value) -> Value {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::NumberValue(number)) => number.into(),
        Some(Kind::StringValue(text)) => text.into(),
        Some(Kind::BoolValue(value)) => value.into(),
        Some(Kind::StructValue(inner)) => Value::Object(fields(Some(inner))),
        Some(Kind::ListValue(list)) => list.values.into_iter().map(json).collect(),
    }
}
