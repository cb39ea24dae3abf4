//! `spaces.messages.patch` and `spaces.messages.update`.

use domain::cards;
use domain::events::{Event, Kind};
use domain::messages::{Message, PATHS, Sender, check_author, check_create, check_update};
use domain::names::{self, MessageRef};
use domain::permissions::Permission;
use domain::{Error, Result, mask};
use proto::chat as wire;
use store::Tx;

use super::attachments::{keep, take};
use super::post::post;
use super::render::Renderer;
use super::{target, text};
use crate::api::Call;
use crate::api::access::{self, For, Importers, Seat};
use crate::gate::scope::CHAT_MESSAGES;

/// What people can change of their own messages; `*` means these to them.
const PERSON_PATHS: &[&str] = &["text", "attachment", "quoted_message_metadata"];

pub async fn update_message(
    call: Call,
    request: wire::UpdateMessageRequest,
) -> Result<Box<wire::Message>> {
    let patch = request
        .message
        .ok_or_else(|| Error::invalid("message", "The request has no message."))?;
    let (id, name) = names::message("message.name", &patch.name)?;
    let mask = request.update_mask;
    let create = new_message(request.allow_missing, &name, &patch);
    let entropy = call.entropy()?;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let importers = Importers::PeopleAndTheApp;
                let seat =
                    access::joined_or_importing(tx, &unit, id, importers, For::Writing).await?;
                seat.check_import_scope(&unit, &[CHAT_MESSAGES])?;
                match (target::find(tx, &unit, seat.space.id, &name).await?, create) {
                    (Some(message), _) => {
                        let paths = paths(&unit, mask.as_ref())?;
                        update(tx, &unit, seat, message, &patch, &paths).await
                    }
                    (None, Some(create)) => {
                        let new = check_create(unit.sender(), &create)?;
                        post(tx, &unit, id, &create, new, entropy).await
                    }
                    (None, None) => {
                        paths(&unit, mask.as_ref())?;
                        Err(Error::not_found())
                    }
                }
            })
        })
        .await
}

fn paths(call: &Call, mask: Option<&prost_types::FieldMask>) -> Result<Vec<&'static str>> {
    let paths = mask::paths(mask, PATHS)?;
    let everything = mask.is_some_and(|mask| mask.paths.iter().any(|path| path.trim() == "*"));
    if everything && call.sender() == Sender::Person {
        return Ok(PERSON_PATHS.to_vec());
    }
    Ok(paths)
}

/// What is posted when the message is missing and may be: only under an id
/// that its sender assigned.
fn new_message(
    allow_missing: bool,
    name: &MessageRef,
    patch: &wire::Message,
) -> Option<wire::CreateMessageRequest> {
    match name {
        MessageRef::Client(id) if allow_missing => Some(wire::CreateMessageRequest {
            message: Some(patch.clone()),
            message_id: id.clone(),
            ..Default::default()
        }),
        _ => None,
    }
}

async fn update(
    tx: &mut Tx,
    call: &Call,
    mut seat: Seat,
    mut message: Message,
    patch: &wire::Message,
    paths: &[&str],
) -> Result<Box<wire::Message>> {
    check_author(&message, call.caller.id)?;
    let (mut content, text_changed) = check_update(call.sender(), &message, patch, paths)?;
    let present = &message.content.attachment;
    // Files that are not to change are asked for as they are.
    let asked = std::mem::take(&mut content.attachment);
    let files = take(tx, call, message.space, &asked, present).await?;
    content.attachment.clone_from(&files.stored);
    if call.is_app() {
        cards::own(&mut content.cards_v2, call.caller.id);
    }
    if text_changed {
        let composed = text::compose(tx, call, &mut content).await?;
        if composed.mentions_all {
            seat.demand(Permission::UseAtMentionAll)?;
        }
    }
    let time = seat.space.tick(call.now);
    let before = std::mem::replace(&mut message.content, content);
    message.last_update_time = Some(time);
    store::messages::update(tx, &message).await?;
    keep(tx, &message, files, &before).await?;
    store::spaces::touch(tx, &seat.space).await?;
    let kind = Kind::MessageUpdated(message.id);
    store::events::tell(
        tx,
        &seat.space,
        &Event {
            space: message.space,
            time,
            n: 0,
            kind,
        },
    )
    .await?;
    let markup = wire::MarkupSyntax::Chat;
    Renderer::new(tx, call, &seat.space, markup)
        .await?
        .render(tx, message)
        .await
}
