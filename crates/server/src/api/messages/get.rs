//! `spaces.messages.get`

use domain::{Error, Result, names};
use proto::chat as wire;

use super::{render::Renderer, target};
use crate::api::Call;
use crate::api::access::{self, For, Importers};

pub async fn get_message(
    call: Call,
    request: wire::GetMessageRequest,
) -> Result<Box<wire::Message>> {
    let (id, name) = names::message("name", &request.name)?;
    let markup = request.markup_syntax();
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let importers = Importers::PeopleAndTheApp;
                let seat =
                    access::joined_or_importing(tx, &unit, id, importers, For::Reading).await?;
                let message = target::get(tx, &unit, seat.space.id, &name).await?;
                if !seat.space.import_mode && !target::app_sees(&unit, &seat.space, &message) {
                    return Err(Error::not_found());
                }
                let mut renderer = Renderer::new(tx, &unit, &seat.space, markup).await?;
                renderer.render(tx, message).await
            })
        })
        .await
}
