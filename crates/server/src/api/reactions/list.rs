//! `spaces.messages.reactions.list`: oldest first.

use domain::filter::reactions::{EmojiRef, ReactionFilter};
use domain::ids::{EmojiId, UserId};
use domain::page::{self, Fingerprint, Position};
use domain::reactions::Emoji;
use domain::{Error, Result, Time, names};
use proto::chat as wire;
use store::Tx;
use store::reactions::Selection;

use super::render::render;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::api::messages::target;
use crate::api::users::{self, Directory};

const DEFAULT_SIZE: usize = 25;
const MAX_SIZE: usize = 200;
/// No user has it: what a filter finds that names nobody.
const NOBODY: UserId = UserId(-1);

pub async fn list_reactions(
    call: Call,
    request: wire::ListReactionsRequest,
) -> Result<wire::ListReactionsResponse> {
    let (id, name) = names::message("parent", &request.parent)?;
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let filter = ReactionFilter::parse(&request.filter)?;
    let fingerprint = Fingerprint::of("reactions.list")
        .text(&names::user_name(call.caller.id))
        .text(&request.parent)
        .text(&request.filter);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = Time(after.map_or(i64::MIN, |at| at.first));
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let space = access::joined(tx, &unit, id, For::Reading).await?.space.id;
                let message = target::get(tx, &unit, space, &name).await?;
                // An app that reads with an approval sees what is public.
                if unit.is_app() && message.private_viewer.is_some() {
                    return Err(Error::not_found());
                }
                let wanted = selection(tx, &unit, &filter).await?;
                let limit = size as i64 + 1;
                let mut found =
                    store::reactions::list(tx, space, message.id, &wanted, after, limit).await?;
                let more = found.len() > size;
                found.truncate(size);
                let next_page_token = match found.last() {
                    Some(last) if more => Position::at(last.create_time.0).token(fingerprint),
                    _ => String::new(),
                };
                let mut users = Directory::default();
                let mut reactions = Vec::with_capacity(found.len());
                for found in &found {
                    let key = &found.key;
                    reactions.push(render(tx, &mut users, space, message.thread, key).await?);
                }
                Ok(wire::ListReactionsResponse {
                    reactions,
                    next_page_token,
                })
            })
        })
        .await
}

async fn selection(tx: &mut Tx, call: &Call, filter: &ReactionFilter) -> Result<Selection> {
    // What is no emoji of ours keeps its spelling and matches nothing.
    let code = |emoji: &EmojiRef| match emoji {
        EmojiRef::Unicode(text) => Emoji::parse(text).map_or_else(|| text.clone(), Emoji::code),
        EmojiRef::Custom(uid) => {
            EmojiId::from_uid(uid).map_or_else(|| uid.clone(), |id| Emoji::Custom(id).code())
        }
    };
    let mut wanted = Selection {
        emoji: filter.emoji.iter().map(code).collect(),
        users: Vec::new(),
    };
    for name in &filter.users {
        let name = names::user("filter", name)?;
        users::no_alias_for_apps(call, &name)?;
        let user = users::resolve(tx, call, &name).await?;
        wanted.users.push(user.map_or(NOBODY, |user| user.id));
    }
    Ok(wanted)
}
