//! `spaces.messages.get`

use domain::messages::Message;
use domain::spaces::Space;
use domain::{Error, Result, names};
use proto::chat as wire;

use super::{render::Renderer, target};
use crate::api::Call;
use crate::api::access::{self, For, Importers};
use crate::gate::scope::CHAT_APP_MESSAGES_READONLY;

pub async fn get_message(call: Call, request: wire::GetMessageRequest) -> Result<wire::Message> {
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
                if !seat.space.import_mode && !app_sees(&unit, &seat.space, &message) {
                    return Err(Error::not_found());
                }
                let mut renderer = Renderer::new(tx, &unit, &seat.space, markup).await?;
                renderer.render(tx, &message).await
            })
        })
        .await
}

/// With no more than `chat.bot` an app sees its direct messages, its own
/// messages and those that mention it.
fn app_sees(call: &Call, space: &Space, message: &Message) -> bool {
    if !call.is_app() || space.single_user_bot_dm {
        return true;
    }
    let app = call.caller.id;
    let public = message.private_viewer.is_none();
    message.sender == app
        || message.mentions(app)
        || (public && call.caller.scopes.contains(CHAT_APP_MESSAGES_READONLY))
}
