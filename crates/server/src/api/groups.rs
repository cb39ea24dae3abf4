//! `confab.v1.PeopleService`: the organisation's groups, which can be members of
//! spaces. People of other organisations see none.

use domain::groups::Group;
use domain::page::{self, Fingerprint, Position};
use domain::{Error, Result, names, people};
use proto::confab;
use store::groups;

use super::Call;
use super::joining::audiences::is_internal;
use super::people::check_query;

const DEFAULT_SIZE: usize = 20;
const MAX_SIZE: usize = 100;
/// Groups that are looked at for one page.
const LOOKED: i64 = 1_000;

pub async fn search_groups(
    call: Call,
    request: confab::SearchGroupsRequest,
) -> Result<confab::SearchGroupsResponse> {
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    check_query(&request.query)?;
    let fingerprint = Fingerprint::of("confab.groups.search")
        .text(&names::user_name(call.caller.id))
        .text(&request.query);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.and_then(|at| at.text).unwrap_or_default();
    let tokens = people::tokens(&request.query);
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            match is_internal(tx, unit.caller.id).await? {
                true => groups::page(tx, &after, LOOKED).await,
                false => Ok(Vec::new()),
            }
        })
    });
    let looked = read.await?;
    let full = looked.len() as i64 == LOOKED;
    let mut found = Vec::new();
    let mut place = None;
    for group in &looked {
        if found.len() == size {
            break;
        }
        place = Some(&group.email);
        if people::finds_group(group, &tokens) {
            found.push(render(group));
        }
    }
    let more = full || place != looked.last().map(|group| &group.email);
    let token = |email: &String| Position {
        first: 0,
        second: 0,
        text: Some(email.clone()),
    };
    Ok(confab::SearchGroupsResponse {
        groups: found,
        next_page_token: place
            .filter(|_| more)
            .map(|email| token(email).token(fingerprint))
            .unwrap_or_default(),
    })
}

pub async fn get_group(call: Call, request: confab::GetGroupRequest) -> Result<confab::Group> {
    let id = names::group("name", &request.name)?.ok_or_else(Error::not_found)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            match is_internal(tx, unit.caller.id).await? {
                true => groups::get(tx, id).await,
                false => Ok(None),
            }
        })
    });
    let group = read.await?.ok_or_else(Error::not_found)?;
    Ok(render(&group))
}

fn render(group: &Group) -> confab::Group {
    confab::Group {
        name: names::group_name(group.id),
        display_name: group.display_name.clone(),
        email: group.email.clone(),
    }
}
