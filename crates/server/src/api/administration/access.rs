//! Who may administer: administrators, with a token of Confab's own client. An
//! app that somebody let see spaces as an administrator must not make itself
//! another administrator.

use domain::names::{self, UserRef};
use domain::users::User;
use domain::{Error, Result};
use store::Tx;

use crate::api::{Call, users};

/// Refuses everybody else.
pub fn administrator(call: &Call) -> Result<()> {
    if call.caller.app.is_some() {
        return Err(Error::permission_denied(
            "Apps cannot administer Confab; use the web client or confab admin.",
        ));
    }
    if !call.caller.admin {
        return Err(Error::permission_denied(
            "Only administrators of Confab may do this.",
        ));
    }
    Ok(())
}

/// The person that a name means, who must not be the caller.
pub async fn somebody_else(tx: &mut Tx, call: &Call, name: &str) -> Result<User> {
    let name: UserRef = names::user("name", name)?;
    let found = users::resolve(tx, call, &name).await?;
    let user = found.filter(User::is_person).ok_or_else(Error::not_found)?;
    if user.id == call.caller.id {
        return Err(Error::failed_precondition(
            "Nobody can do this to themselves; ask another administrator.",
        ));
    }
    Ok(user)
}
