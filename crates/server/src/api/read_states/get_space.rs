//! `users.spaces.getSpaceReadState`

use domain::{Result, names};
use proto::chat as wire;

use super::{check_own, render};
use crate::api::Call;
use crate::api::access::{self, For};

pub async fn get_space_read_state(
    call: Call,
    request: wire::GetSpaceReadStateRequest,
) -> Result<wire::SpaceReadState> {
    let (user, id) = names::space_read_state("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                check_own(tx, &unit, &user).await?;
                let space = access::joined(tx, &unit, id, For::Reading).await?.space.id;
                let reader = unit.caller.id;
                let time = store::read_states::of_space(tx, space, reader).await?;
                Ok(render(space, reader, time))
            })
        })
        .await
}
