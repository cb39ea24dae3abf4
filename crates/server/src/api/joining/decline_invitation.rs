//! `confab.v1.JoiningService/DeclineInvitation`

use domain::events::{Event, Kind};
use domain::{Error, Result, names};
use proto::{chat, confab};

use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::members::render::render_ended;

pub async fn decline_invitation(
    call: Call,
    request: confab::DeclineInvitationRequest,
) -> Result<chat::Membership> {
    let id = names::space("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let (mut space, membership) = access::invited(tx, &unit, id, For::Writing).await?;
                if membership.is_joined() {
                    return Err(Error::failed_precondition(
                        "The caller has joined the space: leave it by spaces.members.delete.",
                    ));
                }
                let time = space.tick(unit.now);
                store::members::delete(tx, space.id, membership.member).await?;
                store::spaces::touch(tx, &space).await?;
                let event = Event {
                    space: space.id,
                    time,
                    n: 0,
                    kind: Kind::MembershipDeleted(membership.member),
                };
                store::events::append(tx, &event).await?;
                render_ended(tx, &membership).await
            })
        })
        .await
}
