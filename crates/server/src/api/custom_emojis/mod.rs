//! `customEmojis.*`: the organisation's own emoji, for its people.

mod create;
mod delete;
mod get;
mod list;
mod render;

pub use create::create_custom_emoji;
pub use delete::delete_custom_emoji;
pub use get::get_custom_emoji;
pub use list::list_custom_emojis;

use domain::{Error, Result};
use store::Tx;

use super::Call;
use super::joining::audiences::is_internal;

/// Refuses people of other organisations.
async fn insiders_only(tx: &mut Tx, call: &Call) -> Result<()> {
    match is_internal(tx, call.caller.id).await? {
        true => Ok(()),
        false => Err(Error::permission_denied(
            "Custom emoji are for the people of the organization.",
        )),
    }
}
