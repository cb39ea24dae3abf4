//! Who belongs to a target audience.

use domain::ids::UserId;
use domain::spaces::{Audience, Space};
use domain::{Error, Result};
use store::Tx;

use crate::api::Call;
use crate::api::members::is_external;

/// Groups of one person that are asked about.
const GROUPS: i64 = 200;

/// Every audience that the caller belongs to, by name.
pub async fn of_caller(tx: &mut Tx, call: &Call) -> Result<Vec<String>> {
    let mut audiences = Vec::new();
    if is_internal(tx, call.caller.id).await? {
        audiences.push(Audience::Organization.name());
    }
    let groups = store::groups::of_user(tx, call.caller.id, None, GROUPS).await?;
    audiences.extend(
        groups
            .into_iter()
            .map(|group| Audience::Group(group).name()),
    );
    audiences.sort();
    Ok(audiences)
}

/// Whether the person belongs to the audience of this name.
pub async fn includes(tx: &mut Tx, name: &str, person: UserId) -> Result<bool> {
    match Audience::parse(name) {
        Some(Audience::Organization) => is_internal(tx, person).await,
        Some(Audience::Group(group)) => store::groups::is_member(tx, group, person).await,
        None => Ok(false),
    }
}

pub async fn is_internal(tx: &mut Tx, person: UserId) -> Result<bool> {
    match store::users::get(tx, person).await? {
        Some(user) => Ok(user.is_person() && !is_external(tx, &user).await?),
        None => Ok(false),
    }
}

/// Refuses a space whose settings name an audience that there is not.
pub async fn check(tx: &mut Tx, space: &Space) -> Result<()> {
    let found = space.audiences();
    let names = found.iter().map(|audience| audience.name.as_str());
    for name in names.chain(space.viewers()) {
        let there = match Audience::parse(name) {
            Some(Audience::Organization) => true,
            Some(Audience::Group(group)) => store::groups::get(tx, group).await?.is_some(),
            None => false,
        };
        if !there {
            return Err(Error::invalid(
                "space.access_settings",
                format!(
                    "There is no target audience {}: it is audiences/default for the \
                     organization, or audiences/{{group}} with the id of a Google group.",
                    name
                ),
            ));
        }
    }
    Ok(())
}
