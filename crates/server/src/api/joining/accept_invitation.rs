//! `confab.v1.JoiningService/AcceptInvitation`

use domain::{Result, names};
use proto::{chat, confab};

use super::join;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::members::render::render;

pub async fn accept_invitation(
    call: Call,
    request: confab::AcceptInvitationRequest,
) -> Result<chat::Membership> {
    let id = names::space("name", &request.name)?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let (space, membership) = access::invited(tx, &unit, id, For::Writing).await?;
                if membership.is_joined() {
                    return render(tx, &membership).await;
                }
                let joined = join(tx, &unit, space, Some(&membership)).await?;
                render(tx, &joined).await
            })
        })
        .await
}
