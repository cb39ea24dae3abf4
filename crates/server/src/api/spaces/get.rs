//! `spaces.get`

use domain::{Result, names};
use proto::chat as wire;

use super::render::{Shape, render};
use crate::api::Call;
use crate::api::access::{self, For, Importers, Ways};

pub async fn get_space(call: Call, request: wire::GetSpaceRequest) -> Result<wire::Space> {
    let id = names::space("name", &request.name)?;
    let unit = call.clone();
    let ways = Ways {
        admin: request.use_admin_access,
        import: Importers::PeopleAndTheApp,
    };
    let seat = call
        .server
        .store
        .read(move |tx| {
            Box::pin(async move { access::enter(tx, &unit, id, ways, For::Reading).await })
        })
        .await?;
    Ok(render(&call, &seat.space, Shape::Single))
}
