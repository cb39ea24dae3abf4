//! `spaces.findGroupChats`: those with exactly the caller and some others.

use std::collections::BTreeSet;

use domain::ids::{SpaceId, UserId};
use domain::names::{self, UserRef};
use domain::page::{self, Fingerprint, Position};
use domain::spaces::Space;
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;

use super::render::{Shape, render};
use crate::api::{Call, users};
use crate::gate::insufficient;
use crate::gate::scope::{CHAT_SPACES, CHAT_SPACES_READONLY};

const DEFAULT_SIZE: usize = 10;
const MAX_SIZE: usize = 30;
/// Users in one request.
const USERS: usize = 49;
/// Before every space.
const START: SpaceId = SpaceId(-1);

pub async fn find_group_chats(
    call: Call,
    request: wire::FindGroupChatsRequest,
) -> Result<wire::FindGroupChatsResponse> {
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let expanded = request.space_view() == wire::SpaceView::Expanded;
    let readers = [CHAT_SPACES, CHAT_SPACES_READONLY];
    if expanded && !call.caller.scopes.contains_any(&readers) {
        return Err(insufficient("google.chat.v1.ChatService/FindGroupChats"));
    }
    let names = asked(&request.users)?;
    let fingerprint = request.users.iter().fold(
        Fingerprint::of("spaces.find_group_chats")
            .text(&names::user_name(call.caller.id))
            .number(request.space_view.into()),
        |fingerprint, user| fingerprint.text(user),
    );
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.map_or(START, |position| SpaceId(position.first));
    let unit = call.clone();
    let mut found = call
        .server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let Some(people) = people(tx, &unit, &names).await? else {
                    return Ok(Vec::new());
                };
                find(tx, &unit, people, after, size as i64 + 1).await
            })
        })
        .await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => Position::at(last.id.0).token(fingerprint),
        _ => String::new(),
    };
    let shown = |space: &Space| match expanded {
        true => render(&call, space, Shape::Listed),
        false => wire::Space {
            name: names::space_name(space.id),
            ..Default::default()
        },
    };
    Ok(wire::FindGroupChatsResponse {
        spaces: found.iter().map(shown).collect(),
        next_page_token,
    })
}

fn asked(users: &[String]) -> Result<Vec<UserRef>> {
    if users.len() > USERS {
        let text = format!("More than {USERS} users.");
        return Err(Error::invalid("users", text));
    }
    users
        .iter()
        .map(|name| names::user("users", name))
        .collect()
}

/// The people asked for, each once, and the caller; `None` when not all of
/// them are people.
async fn people(tx: &mut Tx, call: &Call, names: &[UserRef]) -> Result<Option<BTreeSet<UserId>>> {
    let mut people = BTreeSet::from([call.caller.id]);
    for name in names {
        let user = users::resolve(tx, call, name).await?.ok_or_else(|| {
            Error::invalid("users", "A name in the request doesn't belong to a user.")
        })?;
        if !user.is_person() {
            return Ok(None);
        }
        people.insert(user.id);
    }
    Ok(Some(people))
}

/// Where nobody made a chat of all of them, those who block the caller or are
/// blocked do not count.
async fn find(
    tx: &mut Tx,
    call: &Call,
    mut people: BTreeSet<UserId>,
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Space>> {
    let caller = call.caller.id;
    let all: Vec<UserId> = people.iter().copied().collect();
    let found = store::spaces::group_chats(tx, caller, &all, after, limit).await?;
    let exist = !found.is_empty()
        || after != START
            && !store::spaces::group_chats(tx, caller, &all, START, 1)
                .await?
                .is_empty();
    if exist {
        return Ok(found);
    }
    for other in &all {
        if *other != caller && store::users::is_blocked_between(tx, caller, *other).await? {
            people.remove(other);
        }
    }
    let rest: Vec<UserId> = people.into_iter().collect();
    match rest.len() == all.len() {
        true => Ok(found),
        false => store::spaces::group_chats(tx, caller, &rest, after, limit).await,
    }
}
