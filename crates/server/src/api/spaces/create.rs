//! `spaces.create`: a named space.

use domain::messages::check_request_id;
use domain::spaces::check_create;
use domain::{Error, Result};
use proto::chat as wire;

use super::make::{caller_as_member, make, repeated};
use super::render::{Shape, render};
use crate::api::Call;
use crate::gate::scope::{CHAT_SPACES, CHAT_SPACES_CREATE};

pub async fn create_space(call: Call, request: wire::CreateSpaceRequest) -> Result<wire::Space> {
    check_request_id("request_id", &request.request_id)?;
    let customer = &call.server.customer;
    let draft = check_create(
        call.server.profile,
        request.space.as_ref(),
        call.is_app(),
        customer,
    )?;
    if !call.is_app()
        && !call
            .caller
            .scopes
            .contains_any(&[CHAT_SPACES, CHAT_SPACES_CREATE])
    {
        return Err(Error::permission_denied(
            "The scope chat.import only allows spaces in import mode.",
        ));
    }
    let id = call.fresh_space()?;
    let unit = call.clone();
    let space = call
        .server
        .store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(space) = repeated(tx, &unit, &request.request_id).await? {
                    return Ok(space);
                }
                let members = [caller_as_member(&unit, true)];
                make(tx, &unit, id, draft, &members, &request.request_id).await
            })
        })
        .await?;
    Ok(render(&call, &space, Shape::Single))
}
