//! `spaces.findDirectMessage`

use domain::{Error, Result, names};
use proto::chat as wire;

use super::render::{Shape, render};
use crate::api::{Call, users};

pub async fn find_direct_message(
    call: Call,
    request: wire::FindDirectMessageRequest,
) -> Result<wire::Space> {
    let name = names::user("name", &request.name)?;
    users::no_alias_for_apps(&call, &name)?;
    let unit = call.clone();
    let space = call
        .server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let user = users::resolve(tx, &unit, &name).await?.ok_or_else(|| {
                    Error::invalid("name", "The name in the request doesn't belong to a user.")
                })?;
                store::spaces::direct_message(tx, unit.caller.id, user.id).await
            })
        })
        .await?
        .ok_or_else(Error::not_found)?;
    Ok(render(&call, &space, Shape::Single))
}
