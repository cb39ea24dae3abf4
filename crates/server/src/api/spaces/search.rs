//! `spaces.search`: named spaces of the organisation for administrators, those
//! that the caller has joined for everybody else.

use domain::filter::search_spaces::{Scope, SearchOrder, SpaceSearch};
use domain::page::{self, Fingerprint, Position};
use domain::profile::Profile;
use domain::spaces::Space;
use domain::{Error, Result, names};
use proto::chat as wire;
use proto::chat::search_spaces_response::SearchSpaceResult;
use store::space_search::{self, Page, Selection};

use super::render::{Shape, render};
use crate::api::Call;

const DEFAULT_SIZE: usize = 100;
const MAX_SIZE_ADMIN: usize = 1_000;
const MAX_SIZE_OWN: usize = 100;

pub async fn search_spaces(
    call: Call,
    request: wire::SearchSpacesRequest,
) -> Result<wire::SearchSpacesResponse> {
    let scope = scope(call.server.profile, &request)?;
    let size = page::size(request.page_size, DEFAULT_SIZE, max_size(scope))?;
    if request.query.trim().is_empty() {
        return Err(Error::invalid("query", "Required field query is not set."));
    }
    let search = SpaceSearch::parse(&request.query, scope)?;
    let order = SearchOrder::parse(&request.order_by, scope)?;
    let fingerprint = fingerprint(&call, &request);
    let after = Position::resume(&request.page_token, fingerprint)?;
    if scope == Scope::Own && search.names.is_empty() {
        return Ok(wire::SearchSpacesResponse::default());
    }
    let member = (scope == Scope::Own).then(|| call.member());
    let selection = Selection::new(search, member);
    let page = Page {
        order,
        after: after.map(|at| (at.first, at.second)),
        limit: size as i64 + 1,
    };
    let (mut found, total) = read(&call, selection, page, scope).await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last() {
        Some(last) if more => token(order, last, fingerprint),
        _ => String::new(),
    };
    Ok(answer(&call, scope, &found, next_page_token, total))
}

/// Whose spaces this call searches, if it may in this profile.
fn scope(profile: &Profile, request: &wire::SearchSpacesRequest) -> Result<Scope> {
    match request.use_admin_access {
        true => Ok(Scope::Admin),
        false if profile.search_without_admin => Ok(Scope::Own),
        false => Err(Error::invalid(
            "use_admin_access",
            format!(
                "Spaces can only be searched with use_admin_access set to true{}.",
                profile.note()
            ),
        )),
    }
}

fn max_size(scope: Scope) -> usize {
    match scope {
        Scope::Admin => MAX_SIZE_ADMIN,
        Scope::Own => MAX_SIZE_OWN,
    }
}

fn fingerprint(call: &Call, request: &wire::SearchSpacesRequest) -> Fingerprint {
    Fingerprint::of("spaces.search")
        .text(&names::user_name(call.caller.id))
        .text(&request.query)
        .text(&request.order_by)
        .flag(request.use_admin_access)
}

/// One page, and for administrators how many spaces there are on all.
async fn read(
    call: &Call,
    selection: Selection,
    page: Page,
    scope: Scope,
) -> Result<(Vec<Space>, i64)> {
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let found = space_search::find(tx, &selection, page).await?;
                let total = match scope {
                    Scope::Admin => space_search::count(tx, &selection).await?,
                    Scope::Own => 0,
                };
                Ok((found, total))
            })
        })
        .await
}

fn token(order: SearchOrder, last: &Space, fingerprint: Fingerprint) -> String {
    let (first, second) = space_search::place(order, last);
    Position {
        first,
        second,
        text: None,
    }
    .token(fingerprint)
}

fn answer(
    call: &Call,
    scope: Scope,
    found: &[Space],
    next_page_token: String,
    total: i64,
) -> wire::SearchSpacesResponse {
    let found = found.iter().map(|space| render(call, space, Shape::Listed));
    let found: Vec<wire::Space> = found.collect();
    let results = found.iter().map(|space| SearchSpaceResult {
        space: Some(space.clone()),
    });
    wire::SearchSpacesResponse {
        results: results.collect(),
        spaces: match scope {
            Scope::Admin => found,
            Scope::Own => Vec::new(),
        },
        next_page_token,
        total_size: i32::try_from(total).unwrap_or(i32::MAX),
    }
}
