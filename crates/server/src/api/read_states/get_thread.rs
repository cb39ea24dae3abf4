//! `users.spaces.threads.getThreadReadState`

use domain::ids::{MessageId, SpaceId};
use domain::{Error, Result, Time, names};
use proto::chat as wire;
use store::Tx;

use super::check_own;
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn get_thread_read_state(
    call: Call,
    request: wire::GetThreadReadStateRequest,
) -> Result<wire::ThreadReadState> {
    let (user, id, thread) = names::thread_read_state("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                check_own(tx, &unit, &user).await?;
                let space = access::joined(tx, &unit, id, For::Reading).await?.space.id;
                let thread = thread.ok_or_else(Error::not_found)?;
                let time = last_read(tx, &unit, space, thread).await?;
                Ok(wire::ThreadReadState {
                    name: names::thread_read_state_name(unit.caller.id, space, thread),
                    last_read_time: time.map(Time::to_wire),
                })
            })
        })
        .await
}

/// Whoever began a thread has read its first message: no write says so.
async fn last_read(
    tx: &mut Tx,
    call: &Call,
    space: SpaceId,
    thread: MessageId,
) -> Result<Option<Time>> {
    let reader = call.caller.id;
    let first = store::messages::get(tx, space, thread).await?;
    let first = first
        .filter(|first| !first.is_reply() && first.visible_to(reader))
        .ok_or_else(Error::not_found)?;
    let told = store::read_states::of_thread(tx, space, thread, reader).await?;
    Ok(told.or_else(|| (first.sender == reader).then(|| first.create_time())))
}
