//! `GET /confab/v1/spaces/X/commands`: what can be called in a space.

use domain::Result;
use domain::apps::{App, Command, CommandKind};
use domain::names;
use proto::chat as wire;
use proto::confab::space_command::Type;
use proto::confab::{ListCommandsRequest, ListCommandsResponse, SpaceCommand};

use crate::api::Call;
use crate::api::access::{self, For};

pub async fn list_commands(
    call: Call,
    request: ListCommandsRequest,
) -> Result<ListCommandsResponse> {
    let space = names::space("parent", &request.parent)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let seat = access::joined(tx, &unit, space, For::Reading).await?;
            let space = seat.space.id;
            store::apps::in_space(tx, space, 100).await
        })
    });
    let apps = read.await?;
    let commands = apps.iter().flat_map(|app| {
        let commands = app.config.commands.iter();
        commands.map(|command| render(app, command))
    });
    Ok(ListCommandsResponse {
        commands: commands.collect(),
    })
}

fn render(app: &App, command: &Command) -> SpaceCommand {
    let kind = match command.kind {
        CommandKind::SlashCommand => Type::SlashCommand,
        CommandKind::QuickCommand => Type::QuickCommand,
        CommandKind::MessageAction => Type::MessageAction,
    };
    SpaceCommand {
        app: Some(user(app)),
        command_id: i32::try_from(command.id).unwrap_or_default(),
        name: command.shown(),
        description: command.description.clone(),
        r#type: kind as i32,
        opens_dialog: command.dialog,
    }
}

/// An app's bot user.
pub fn user(app: &App) -> wire::User {
    wire::User {
        name: names::user_name(app.id),
        display_name: app.display_name.clone(),
        avatar_url: app.avatar_url.clone(),
        r#type: wire::user::Type::Bot as i32,
        ..Default::default()
    }
}
