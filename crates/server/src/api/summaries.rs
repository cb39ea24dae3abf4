//! `confab.v1.SummaryService`: the caller's spaces with what is unread.
//!
//! Every count is a range of an index that ends after a hundred, so that it
//! costs the same in a space of any size.

use domain::ids::{MessageId, SpaceId, UserId};
use domain::members::{Member, Role};
use domain::page::{self, Fingerprint, Position};
use domain::spaces::Space;
use domain::{Result, Time, names};
use proto::chat as wire;
use proto::chat::space::SpaceType;
use proto::confab;
use store::Tx;
use store::members::Selection;

use super::Call;
use super::spaces::render::{Shape, render};
use super::users::Directory;

const DEFAULT_SIZE: usize = 100;
const MAX_SIZE: usize = 1_000;
/// Counts end here.
const COUNTED: i64 = 100;
/// Other members shown of a direct message or group chat.
const MEMBERS: usize = 10;

pub async fn list_space_summaries(
    call: Call,
    request: confab::ListSpaceSummariesRequest,
) -> Result<confab::ListSpaceSummariesResponse> {
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let fingerprint =
        Fingerprint::of("confab.spaceSummaries.list").text(&names::user_name(call.caller.id));
    let after = Position::resume(&request.page_token, fingerprint)?.map_or(-1, |at| at.first);
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let (member, limit) = (unit.member(), size as i64 + 1);
                let types = [
                    SpaceType::Space,
                    SpaceType::GroupChat,
                    SpaceType::DirectMessage,
                ];
                let types = types.map(|it| it as i64);
                let mut spaces =
                    store::spaces::joined(tx, member, types, SpaceId(after), limit).await?;
                let more = spaces.len() > size;
                spaces.truncate(size);
                let mut users = Directory::default();
                let mut space_summaries = Vec::with_capacity(spaces.len());
                for space in &spaces {
                    space_summaries.push(summary(tx, &unit, space, &mut users).await?);
                }
                let next_page_token = match spaces.last() {
                    Some(last) if more => Position::at(last.id.0).token(fingerprint),
                    _ => String::new(),
                };
                Ok(confab::ListSpaceSummariesResponse {
                    space_summaries,
                    next_page_token,
                })
            })
        })
        .await
}

async fn summary(
    tx: &mut Tx,
    call: &Call,
    space: &Space,
    users: &mut Directory,
) -> Result<confab::SpaceSummary> {
    let (id, reader) = (space.id, call.caller.id);
    let (read, seen) = store::read_states::marks(tx, id, reader).await?.unzip();
    // What was there before one came was never unread.
    let joined = store::members::get(tx, id, call.member()).await?;
    let joined = joined.map_or(space.create_time, |membership| membership.create_time);
    let read_to = MessageId::ceiling(read.unwrap_or(joined));
    let seen_to = MessageId::ceiling(seen.unwrap_or(joined));
    let unread = store::messages::count_unread(tx, id, reader, read_to, COUNTED).await?;
    let mentions = store::mentions::count(tx, id, reader, seen_to, COUNTED).await?;
    Ok(confab::SpaceSummary {
        space: Some(render(call, space, Shape::Listed)),
        unread_count: unread as i32,
        mention_count: mentions as i32,
        last_read_time: read.map(Time::to_wire),
        members: match space.is_named() {
            true => Vec::new(),
            false => others(tx, id, reader, users).await?,
        },
    })
}

/// Who else is in a direct message or group chat.
pub(super) async fn others(
    tx: &mut Tx,
    space: SpaceId,
    reader: UserId,
    users: &mut Directory,
) -> Result<Vec<wire::User>> {
    let roles = [Role::Member, Role::AssistantManager, Role::Manager];
    let pairs = roles
        .iter()
        .flat_map(|role| [(1, role.wire() as i32), (2, role.wire() as i32)])
        // Who is only invited has no role yet.
        .chain([(1, 0)]);
    let selection = Selection {
        pairs: pairs.collect(),
        invited: true,
        historical: false,
    };
    let limit = MEMBERS as i64 + 1;
    let members = store::members::list(tx, space, &selection, (0, 0), limit).await?;
    let mut others = Vec::new();
    for membership in members {
        match membership.member {
            Member::Person(id) | Member::App(id) if id != reader => {
                others.push(users.get(tx, id).await?);
            }
            _ => {}
        }
    }
    others.truncate(MEMBERS);
    Ok(others)
}
