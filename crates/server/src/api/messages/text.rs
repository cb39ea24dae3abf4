//! Making `text`, `formattedText`, `annotations` and `argumentText` of what was
//! typed.

use std::collections::HashMap;

use domain::Result;
use domain::names::{self, UserRef};
use domain::text::{self, Composed, Known, MentionRef, Mentioned, Rules};
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
    let find = |whom: &MentionRef| known.get(whom).cloned();
    let composed = text::compose(
        &scanned,
        rules,
        &Known {
            user: &find,
            emoji: &|_| None,
        },
    );
    content.text.clone_from(&composed.text);
    content.formatted_text.clone_from(&composed.formatted_text);
    content.argument_text.clone_from(&composed.argument_text);
    content.annotations.clone_from(&composed.annotations);
    Ok(composed)
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
