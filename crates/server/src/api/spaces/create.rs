//! `spaces.create`: a named space, or one in import mode.

use domain::messages::check_request_id;
use domain::spaces::check_create;
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;

use super::make::{caller_as_member, make, repeated};
use super::render::{Shape, render};
use crate::api::{Call, members::is_external};
use crate::gate::insufficient;
use crate::gate::scope::{CHAT_IMPORT, CHAT_SPACES, CHAT_SPACES_CREATE};

pub async fn create_space(call: Call, request: wire::CreateSpaceRequest) -> Result<wire::Space> {
    check_request_id("request_id", &request.request_id)?;
    let customer = &call.server.customer;
    let draft = check_create(
        call.server.profile,
        request.space.as_ref(),
        call.is_app(),
        customer,
        call.now,
    )?;
    check_scope(&call, draft.import.is_some())?;
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
                if draft.import.is_some() {
                    check_importer(tx, &unit).await?;
                    return make(tx, &unit, id, draft, &[], &request.request_id).await;
                }
                let members = [caller_as_member(&unit, true)];
                make(tx, &unit, id, draft, &members, &request.request_id).await
            })
        })
        .await?;
    Ok(render(&call, &space, Shape::Single))
}

/// `chat.import` is for imports, and imports need it.
fn check_scope(call: &Call, import: bool) -> Result<()> {
    if call.is_app() {
        return Ok(());
    }
    let scopes = call.caller.scopes;
    if import && !scopes.contains(CHAT_IMPORT) {
        return Err(insufficient("google.chat.v1.ChatService/CreateSpace"));
    }
    if !import && !scopes.contains_any(&[CHAT_SPACES, CHAT_SPACES_CREATE]) {
        return Err(Error::permission_denied(
            "The scope chat.import only allows spaces in import mode.",
        ));
    }
    Ok(())
}

/// An import is an app's, in the name of somebody of the organisation.
async fn check_importer(tx: &mut Tx, call: &Call) -> Result<()> {
    if call.caller.app.is_none() {
        return Err(Error::permission_denied(
            "A space in import mode can only be created by a Chat app, by domain-wide delegation \
             with the scope chat.import.",
        ));
    }
    let user = store::users::get(tx, call.caller.id).await?;
    let user = user.ok_or_else(Error::not_found)?;
    if is_external(tx, &user).await? {
        return Err(Error::permission_denied(
            "Only users of the organization can import spaces.",
        ));
    }
    Ok(())
}
