//! `spaces.completeImport`: what was imported becomes a space like others,
//! with the user in whose name this is called as its first member.

use domain::events::{Event, Kind};
use domain::members::{Member, Membership, Role};
use domain::spaces::Space;
use domain::{Error, Result, names};
use proto::chat as wire;
use proto::chat::membership::MembershipState;
use store::Tx;

use super::render::{Shape, render};
use crate::api::Call;
use crate::api::access::{self, For, Importers};

pub async fn complete_import_space(
    call: Call,
    request: wire::CompleteImportSpaceRequest,
) -> Result<wire::CompleteImportSpaceResponse> {
    let id = names::space("name", &request.name)?;
    let unit = call.clone();
    let space = call
        .server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let people = Importers::People;
                let seat = access::joined_or_importing(tx, &unit, id, people, For::Writing).await?;
                if !seat.space.import_mode {
                    return Err(Error::failed_precondition(
                        "The space is not in import mode: its import is complete, or it was never \
                         imported.",
                    ));
                }
                complete(tx, &unit, seat.space).await
            })
        })
        .await?;
    Ok(wire::CompleteImportSpaceResponse {
        space: Some(render(&call, &space, Shape::Single)),
    })
}

async fn complete(tx: &mut Tx, call: &Call, mut space: Box<Space>) -> Result<Box<Space>> {
    let time = space.tick(call.now);
    space.import_mode = false;
    space.human_count += 1;
    store::imports::complete(tx, &space).await?;
    let member = Member::Person(call.caller.id);
    // What the import says about their past gives way to the present.
    store::members::delete(tx, space.id, member).await?;
    let role = if space.is_named() {
        Role::Manager
    } else {
        Role::Member
    };
    let membership = Membership {
        space: space.id,
        member,
        state: MembershipState::Joined,
        role: Some(role),
        create_time: time,
        delete_time: None,
    };
    store::members::insert(tx, &membership).await?;
    let event = Event {
        space: space.id,
        time,
        n: 0,
        kind: Kind::MembershipCreated(member),
    };
    store::events::append(tx, &event).await?;
    Ok(space)
}
