//! Who may administer: administrators, with a token of Confab's own client. An
//! app that somebody let see spaces as an administrator must not make itself
//! another administrator.

use domain::groups::Group;
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

/// The person that a name means.
pub async fn person(tx: &mut Tx, call: &Call, name: &str) -> Result<User> {
    let name: UserRef = names::user("user", name)?;
    let found = users::resolve(tx, call, &name).await?;
    found.filter(User::is_person).ok_or_else(Error::not_found)
}

/// The group that a name means.
pub async fn group(tx: &mut Tx, field: &str, name: &str) -> Result<Group> {
    let id = names::group(field, name)?.ok_or_else(Error::not_found)?;
    let group = store::groups::get(tx, id).await?;
    group.ok_or_else(Error::not_found)
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
