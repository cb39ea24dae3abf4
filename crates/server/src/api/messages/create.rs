//! `spaces.messages.create`

use domain::messages::check_create;
use domain::{Result, names};
use proto::chat as wire;

use super::post::post;
use crate::api::Call;

pub async fn create_message(
    call: Call,
    request: wire::CreateMessageRequest,
) -> Result<Box<wire::Message>> {
    let id = names::space("parent", &request.parent)?;
    let new = check_create(call.sender(), &request)?;
    let entropy = call.entropy()?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| Box::pin(async move { post(tx, &unit, id, &request, new, entropy).await }))
        .await
}
