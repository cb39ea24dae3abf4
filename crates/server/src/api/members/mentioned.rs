//! Whoever mentions an app that is not in the space adds it, as in Google Chat.

use domain::Result;
use domain::ids::UserId;
use domain::members::Member;
use domain::permissions::Permission;
use proto::chat as wire;
use proto::chat::annotation::Metadata;
use proto::chat::user_mention_metadata::Type;
use store::Tx;

use super::create::write;
use crate::api::Call;
use crate::api::access::Seat;
use crate::api::visible_apps::finds;
use crate::gate::scope::{CHAT_MEMBERSHIPS, CHAT_MEMBERSHIPS_APP};

/// Adds the apps that a person's new message mentions and that are not there,
/// marks their mentions as ADD, and answers them. An app that the person may
/// not add stays away, and the message is posted all the same.
pub async fn add(
    tx: &mut Tx,
    call: &Call,
    seat: &mut Seat,
    content: &mut wire::Message,
) -> Result<Vec<UserId>> {
    let mut added = Vec::new();
    for id in apps(content) {
        if !added.contains(&id) && may_add(tx, call, seat, id).await? {
            write(tx, call, &mut seat.space, Member::App(id), true).await?;
            added.push(id);
        }
    }
    for annotation in &mut content.annotations {
        if let Some(Metadata::UserMention(mention)) = &mut annotation.metadata
            && app(mention).is_some_and(|id| added.contains(&id))
        {
            mention.set_type(Type::Add);
        }
    }
    Ok(added)
}

/// What the person could also do by `spaces.members.create`.
async fn may_add(tx: &mut Tx, call: &Call, seat: &Seat, id: UserId) -> Result<bool> {
    let needed = match call.caller.app {
        None => CHAT_MEMBERSHIPS,
        Some(own) if own == id => CHAT_MEMBERSHIPS_APP,
        Some(_) => return Ok(false),
    };
    let space = &seat.space;
    if call.is_app()
        || space.import_mode
        || space.single_user_bot_dm
        || !call.caller.scopes.contains(needed)
        || seat.demand(Permission::ManageApps).is_err()
        || store::members::get(tx, space.id, Member::App(id))
            .await?
            .is_some()
    {
        return Ok(false);
    }
    match store::apps::get(tx, id).await? {
        Some(app) => Ok(app.config.joins_spaces && finds(tx, call, &app).await?),
        None => Ok(false),
    }
}

fn apps(content: &wire::Message) -> Vec<UserId> {
    let found = content.annotations.iter();
    found
        .filter_map(|annotation| match &annotation.metadata {
            Some(Metadata::UserMention(mention)) => app(mention),
            _ => None,
        })
        .collect()
}

fn app(mention: &wire::UserMentionMetadata) -> Option<UserId> {
    let user = mention.user.as_ref();
    let user = user.filter(|user| user.r#type() == wire::user::Type::Bot)?;
    UserId::parse(user.name.strip_prefix("users/")?)
}
