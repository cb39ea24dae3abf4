//! `confab.v1.JoiningService/JoinSpace`

use domain::{Error, Result, names};
use proto::{chat, confab};

use super::join;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::members::render::render;

pub async fn join_space(call: Call, request: confab::JoinSpaceRequest) -> Result<chat::Membership> {
    let id = names::space("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let found = access::discovered(tx, &unit, id, For::Writing).await?;
                let old = store::members::get(tx, found.space.id, unit.member()).await?;
                if let Some(present) = old.as_ref().filter(|old| old.is_joined()) {
                    return render(tx, present).await;
                }
                if !found.may_join {
                    return Err(Error::permission_denied(
                        "The caller may discover the space, but not join it: somebody has to add \
                         them.",
                    ));
                }
                let joined = join(tx, &unit, found.space, old.as_ref()).await?;
                render(tx, &joined).await
            })
        })
        .await
}
