//! Memberships of the past, in spaces in import mode.

use domain::members::{Invitee, Member, Membership, check_past};
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;

use super::is_external;
use super::render::render;
use crate::api::access::Seat;
use crate::api::{Call, users};

/// Writes when somebody was in the space. A person has one such membership;
/// the same again is answered as it is, since it can only be deleted and made
/// anew.
pub async fn add(
    tx: &mut Tx,
    call: &Call,
    mut seat: Seat,
    invitee: &Invitee,
    membership: &wire::Membership,
) -> Result<wire::Membership> {
    invitee.check_historical()?;
    let past = check_past(&seat.space, membership, call.now)?;
    let member = person(tx, call, invitee).await?;
    if let Some(known) = store::members::get(tx, seat.space.id, member).await? {
        return render(tx, &known).await;
    }
    seat.space.tick(call.now);
    let membership = Membership::historical(&seat.space, member, past);
    store::members::insert(tx, &membership).await?;
    store::spaces::touch(tx, &seat.space).await?;
    render(tx, &membership).await
}

async fn person(tx: &mut Tx, call: &Call, invitee: &Invitee) -> Result<Member> {
    let Invitee::Person(name) = invitee else {
        return Err(Error::not_found());
    };
    let user = users::resolve(tx, call, name)
        .await?
        .ok_or_else(Error::not_found)?;
    if !user.is_person() {
        return Err(Error::invalid(
            "membership.member.type",
            "The type of the member doesn't fit: the user is an app.",
        ));
    }
    if is_external(tx, &user).await? {
        return Err(Error::permission_denied(
            "Users from outside the organization can only be added once the import is complete.",
        ));
    }
    Ok(Member::Person(user.id))
}
