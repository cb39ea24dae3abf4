//! Making `text`, `formattedText`, `annotations` and `argumentText` of what was
//! typed.

use std::collections::HashMap;

use domain::Result;
use domain::apps::{App, Command, called};
use domain::custom_emojis::EmojiRef;
use domain::ids::SpaceId;
use domain::names::{self, UserRef};
use domain::text::{self, Composed, Known, MentionRef, Mentioned, Rules, Scanned};
use proto::chat as wire;
use store::Tx;

use crate::api::{Call, users};

/// Replaces the typed text of a message by what is shown.
pub async fn compose(tx: &mut Tx, call: &Call, content: &mut wire::Message) -> Result<Composed> {
    let scanned = text::scan(&content.text, content.markup_syntax());
    let mut known: HashMap<MentionRef, Mentioned> = HashMap::new();
    for whom in scanned.mentions() {
        if let Some(found) = look_up(tx, call, whom).await? {
            known.insert(whom.clone(), found);
        }
    }
    let rules = Rules {
        emails: !call.is_app(),
        emoji: !call.is_app(),
        home: &call.server.public_url,
    };
    let emoji = match rules.emoji {
        true => look_up_emoji(tx, &scanned).await?,
        false => HashMap::new(),
    };
    let find = |whom: &MentionRef| known.get(whom).cloned();
    let composed = text::compose(
        &scanned,
        rules,
        &Known {
            user: &find,
            emoji: &|id: &str| emoji.get(id).cloned(),
        },
    );
    content.text.clone_from(&composed.text);
    content.formatted_text.clone_from(&composed.formatted_text);
    content.argument_text.clone_from(&composed.argument_text);
    content.annotations.clone_from(&composed.annotations);
    content.slash_command = None;
    Ok(composed)
}

/// Marks a person's text that calls a command of an app in the space; answers
/// that app. Of several apps with the same command the oldest is called.
pub async fn find_command(
    tx: &mut Tx,
    space: SpaceId,
    content: &mut wire::Message,
) -> Result<Option<App>> {
    if !content.text.starts_with('/') {
        return Ok(None);
    }
    for app in store::apps::in_space(tx, space, 100).await? {
        if let Some(command) = called(&app.config.commands, &content.text) {
            mark_command(content, &app, command);
            return Ok(Some(app));
        }
    }
    Ok(None)
}

/// Annotates a text as a call of the command that it begins with.
pub fn mark_command(content: &mut wire::Message, app: &App, command: &Command) {
    let bot = wire::User {
        name: names::user_name(app.id),
        display_name: app.display_name.clone(),
        avatar_url: app.avatar_url.clone(),
        r#type: wire::user::Type::Bot as i32,
        ..Default::default()
    };
    let mut composed = Composed {
        text: std::mem::take(&mut content.text),
        argument_text: std::mem::take(&mut content.argument_text),
        annotations: std::mem::take(&mut content.annotations),
        ..Default::default()
    };
    let metadata = wire::SlashCommandMetadata {
        bot: Some(bot),
        r#type: wire::slash_command_metadata::Type::Invoke as i32,
        command_name: command.shown(),
        command_id: command.id,
        triggers_dialog: command.dialog,
    };
    text::slash_command(&mut composed, metadata);
    content.text = composed.text;
    content.argument_text = composed.argument_text;
    content.annotations = composed.annotations;
    content.slash_command = Some(wire::SlashCommand {
        command_id: command.id,
    });
}

/// By what the text calls them: an id or `:name:`.
async fn look_up_emoji(
    tx: &mut Tx,
    scanned: &Scanned,
) -> Result<HashMap<String, wire::CustomEmoji>> {
    let mut known = HashMap::new();
    for id in scanned.emoji() {
        if let Some(found) = store::custom_emojis::find(tx, &EmojiRef::parse(id)).await? {
            known.insert(id.to_owned(), found.to_wire());
        }
    }
    Ok(known)
}

async fn look_up(tx: &mut Tx, call: &Call, whom: &MentionRef) -> Result<Option<Mentioned>> {
    let name = match whom {
        MentionRef::All => return Ok(None),
        MentionRef::Email(_) if call.is_app() => return Ok(None),
        MentionRef::Email(email) => UserRef::Email(email.clone()),
        MentionRef::User(id) => match names::user("message.text", &format!("users/{id}")) {
            Ok(UserRef::App) if call.caller.app.is_none() => return Ok(None),
            Ok(name) => name,
            // Whatever is no name stays as it was typed.
            Err(_) => return Ok(None),
        },
    };
    let found = users::resolve(tx, call, &name).await?;
    Ok(found.map(|user| Mentioned {
        id: user.id,
        user: users::render(&user),
    }))
}
