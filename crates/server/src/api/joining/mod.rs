//! `confab.v1.JoiningService`: invitations, and spaces to discover and join.

mod accept_invitation;
pub mod audiences;
mod decline_invitation;
mod join_space;
mod list_discoverable_spaces;
mod list_invitations;

pub use accept_invitation::accept_invitation;
pub use decline_invitation::decline_invitation;
pub use join_space::join_space;
pub use list_discoverable_spaces::list_discoverable_spaces;
pub use list_invitations::list_invitations;

use domain::Result;
use domain::events::{Event, Kind};
use domain::members::{Member, Membership, Role};
use domain::spaces::Space;
use proto::chat::membership::MembershipState;
use store::Tx;

use super::Call;

/// Makes the caller a member like any other. `old` is what is there of them:
/// an invitation, or what an import left.
async fn join(
    tx: &mut Tx,
    call: &Call,
    mut space: Box<Space>,
    old: Option<&Membership>,
) -> Result<Membership> {
    let time = space.tick(call.now);
    space.human_count += 1;
    let member = Member::Person(call.caller.id);
    let membership = Membership {
        space: space.id,
        member,
        state: MembershipState::Joined,
        role: Some(Role::Member),
        create_time: time,
        delete_time: None,
    };
    let invited = old.is_some_and(|old| old.state == MembershipState::Invited);
    store::members::delete(tx, space.id, member).await?;
    store::members::insert(tx, &membership).await?;
    store::spaces::touch(tx, &space).await?;
    let event = Event {
        space: space.id,
        time,
        n: 0,
        kind: if invited {
            Kind::MembershipUpdated(member)
        } else {
            Kind::MembershipCreated(member)
        },
    };
    store::events::append(tx, &event).await?;
    Ok(membership)
}
