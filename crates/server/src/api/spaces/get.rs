//! `spaces.get`

use domain::{Result, names};
use proto::chat as wire;

use super::render::{Shape, render};
use crate::api::{Call, access};

pub async fn get_space(call: Call, request: wire::GetSpaceRequest) -> Result<wire::Space> {
    let id = names::space("name", &request.name)?;
    let unit = call.clone();
    let admin = request.use_admin_access;
    let seat = call
        .server
        .store
        .read(move |tx| {
            Box::pin(async move {
                access::joined_or_admin(tx, &unit, id, admin, access::For::Reading).await
            })
        })
        .await?;
    Ok(render(&call, &seat.space, Shape::Single))
}
