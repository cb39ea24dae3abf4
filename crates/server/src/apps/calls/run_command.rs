//! `POST /confab/v1/spaces/X:runCommand`: a person calls a command.
//!
//! A slash command is a message, sent as if typed; the others, and those that
//! open a dialog, leave no message behind.

use domain::apps::{App, Command, CommandKind, DialogEvent, EventType, NewDelivery};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::messages::Message;
use domain::{Error, Result, names};
use proto::chat as wire;
use proto::chat::create_message_request::MessageReplyOption;
use proto::chat::deletion_metadata::DeletionType;
use proto::confab::{InteractionResult, RunCommandRequest};
use store::Tx;

use super::order::Order;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::{self, target};
use crate::apps::plan::answer_thread;
use crate::apps::{interact, scene};

pub async fn run_command(call: Call, request: RunCommandRequest) -> Result<InteractionResult> {
    let space = names::space("parent", &request.parent)?;
    let (app, command) = find(&call, space, &request).await?;
    if command.kind == CommandKind::SlashCommand && !command.dialog {
        return typed(&call, &app, &command, &request).await;
    }
    let (unit, id) = (call.clone(), app.id);
    let entropy = call.entropy()?;
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let order = Order::read(tx, &unit, space, id).await?;
            let new = called(tx, &unit, &order, &command, &request, entropy).await?;
            Ok((order, new))
        })
    });
    let (order, new) = read.await?;
    interact::ask(&call, &order.app, new).await
}

/// The command that is meant, among those of the apps in the space.
async fn find(
    call: &Call,
    space: Option<SpaceId>,
    request: &RunCommandRequest,
) -> Result<(App, Command)> {
    let wanted: Option<UserId> = match request.app.as_str() {
        "" => None,
        name => Some(super::app_id("app", name)?),
    };
    if request.command.is_empty() && request.command_id == 0 {
        let text = "Name the command by command, such as /about, or by app and command_id.";
        return Err(Error::invalid("command", text));
    }
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let seat = access::joined(tx, &unit, space, For::Reading).await?;
            store::apps::in_space(tx, seat.space.id, 100).await
        })
    });
    let apps = read.await?.into_iter();
    let mut found = apps
        .filter(|app| wanted.is_none_or(|id| id == app.id))
        .flat_map(|app| {
            let commands = app.config.commands.clone().into_iter();
            commands.map(move |command| (app.clone(), command))
        })
        .filter(|(_, command)| is_meant(command, request));
    let first = found.next().ok_or_else(|| {
        Error::new(
            domain::Code::NotFound,
            "No app in the space has such a command.",
        )
    })?;
    if found.any(|(app, _)| app.id != first.0.id) {
        let text = "Several apps in the space have such a command; name the app.";
        return Err(Error::invalid("app", text));
    }
    Ok(first)
}

fn is_meant(command: &Command, request: &RunCommandRequest) -> bool {
    let by_id = request.command_id == 0 || i64::from(request.command_id) == command.id;
    let by_name = request.command.is_empty()
        || request.command == command.shown()
        || request.command == command.name;
    by_id && by_name
}

/// Sends the message and waits for what the app answers.
async fn typed(
    call: &Call,
    app: &App,
    command: &Command,
    request: &RunCommandRequest,
) -> Result<InteractionResult> {
    let text = text(command, request);
    let message = wire::Message {
        text,
        thread: thread(request),
        ..Default::default()
    };
    let create = wire::CreateMessageRequest {
        parent: request.parent.clone(),
        message: Some(message),
        message_reply_option: MessageReplyOption::ReplyMessageFallbackToNewThread as i32,
        ..Default::default()
    };
    let sent = messages::create_message(call.clone(), create).await?;
    let (space, name) = names::message("name", &sent.name)?;
    match (space, name) {
        (Some(space), names::MessageRef::Id { message, .. }) => {
            interact::wait(call, app, space, message).await
        }
        _ => Err(Error::internal("a new message without an id")),
    }
}

fn text(command: &Command, request: &RunCommandRequest) -> String {
    match request.text.trim() {
        "" => command.shown(),
        text => format!("{} {text}", command.shown()),
    }
}

fn thread(request: &RunCommandRequest) -> Option<wire::Thread> {
    (!request.thread.is_empty()).then(|| wire::Thread {
        name: request.thread.clone(),
        ..Default::default()
    })
}

async fn called(
    tx: &mut Tx,
    call: &Call,
    order: &Order,
    command: &Command,
    request: &RunCommandRequest,
    entropy: u16,
) -> Result<NewDelivery> {
    let slash = command.kind == CommandKind::SlashCommand;
    let kind = if slash {
        EventType::Message
    } else {
        EventType::AppCommand
    };
    let mut event = order.event(tx, call, kind).await?;
    event.command = Some((command.id, command.kind));
    event.dialog = command.dialog.then_some(DialogEvent::RequestDialog);
    let (url, hash) = scene::config_link(&call.server)?;
    event.config_url = Some(url);
    let mut thread = request.thread.clone();
    let mut about = None;
    if slash {
        let message = unsent(call, order, command, request, entropy);
        event.message = Some(order.scene(call).message(tx, &message).await?);
    } else if !request.message.is_empty() {
        let (space, name) = names::message("message", &request.message)?;
        if space != Some(order.space.id) {
            let text = "The message must be in the same space.";
            return Err(Error::invalid("message", text));
        }
        let message = target::get(tx, call, order.space.id, &name).await?;
        event.message = Some(order.scene(call).message(tx, &message).await?);
        thread = answer_thread(&order.space, &message);
        about = Some(message.id);
    }
    if !thread.is_empty() {
        event.thread = Some(serde_json::json!({"name": thread}));
    }
    let mut new = order.delivery(&event, "a person called a command of the app");
    new.context.thread = thread;
    new.message = about;
    new.config_hash = Some(hash);
    Ok(new)
}

/// The message that the app sees of a command with a dialog; nobody else does.
fn unsent(
    call: &Call,
    order: &Order,
    command: &Command,
    request: &RunCommandRequest,
    entropy: u16,
) -> Message {
    let id = MessageId::at(call.now, entropy);
    let text = text(command, request);
    let mut content = wire::Message {
        formatted_text: text.clone(),
        argument_text: text.clone(),
        text,
        ..Default::default()
    };
    messages::mark_command(&mut content, &order.app, command);
    Message {
        space: order.space.id,
        id,
        thread: id,
        sender: order.user,
        app: call.caller.app,
        client_id: None,
        private_viewer: None,
        silent: false,
        reply_count: 0,
        last_update_time: None,
        delete_time: None,
        deletion_type: DeletionType::Unspecified,
        reactions: Vec::new(),
        content: Box::new(content),
    }
}
