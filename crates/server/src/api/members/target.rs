//! Finding the member that a request names.

use domain::ids::{GroupId, SpaceId, UserId};
use domain::members::{Member, Membership};
use domain::names::UserRef;
use domain::users::{self, User};
use domain::{Error, Result};
use store::Tx;

use crate::api::{Call, users as api_users};

/// The membership that `spaces/{space}/members/{member}` means: the member by
/// id, e-mail address or `app`. Somebody who is no member is NOT_FOUND.
pub async fn find(tx: &mut Tx, call: &Call, space: SpaceId, name: &UserRef) -> Result<Membership> {
    if let UserRef::Id(UserId(id)) = name {
        // Ids of people, apps and groups do not overlap.
        for member in [
            Member::Person(UserId(*id)),
            Member::App(UserId(*id)),
            Member::Group(GroupId(*id)),
        ] {
            if let Some(found) = store::members::get(tx, space, member).await? {
                return Ok(found);
            }
        }
        return Err(Error::not_found());
    }
    let user = api_users::resolve(tx, call, name)
        .await?
        .ok_or_else(Error::not_found)?;
    let member = if user.is_person() {
        Member::Person(user.id)
    } else {
        Member::App(user.id)
    };
    store::members::get(tx, space, member)
        .await?
        .ok_or_else(Error::not_found)
}

/// Whether the user belongs to another organisation: the domain of the e-mail
/// address is not the installation's.
pub async fn is_external(tx: &mut Tx, user: &User) -> Result<bool> {
    let Some(email) = &user.email else {
        return Ok(false);
    };
    let ours = store::meta::get(tx, store::meta::DOMAIN).await?;
    Ok(ours.is_some_and(|domain| domain != users::domain_of(email)))
}
