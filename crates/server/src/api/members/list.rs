//! `spaces.members.list`

use domain::filter::members::{Kind, MemberFilter};
use domain::names;
use domain::page::{self, Fingerprint, Position};
use domain::permissions::Permission;
use domain::{Error, Result};
use proto::chat as wire;
use store::members::Selection;

use super::render::render;
use crate::api::Call;
use crate::api::access::{self, Importers, Ways};
use crate::gate::scope::{CHAT_MEMBERSHIPS, CHAT_MEMBERSHIPS_READONLY};

const DEFAULT_SIZE: usize = 100;
const MAX_SIZE: usize = 1_000;

pub async fn list_memberships(
    call: Call,
    request: wire::ListMembershipsRequest,
) -> Result<wire::ListMembershipsResponse> {
    let id = names::space("parent", &request.parent)?;
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    let ways = Ways {
        admin: request.use_admin_access,
        import: Importers::People,
    };
    let mut selection = selection(&call, &request)?;
    let fingerprint = fingerprint(&request);
    let after = Position::resume(&request.page_token, fingerprint)?
        .map_or((0, 0), |at| (at.first, at.second));
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let seat = access::viewing_members(tx, &unit, id, ways).await?;
                seat.check_import_scope(&unit, &[CHAT_MEMBERSHIPS_READONLY, CHAT_MEMBERSHIPS])?;
                seat.demand(Permission::ViewSpaceMembership)?;
                // While a space is imported, the memberships that have ended; never again.
                selection.historical = seat.space.import_mode;
                let limit = size as i64 + 1;
                let mut found =
                    store::members::list(tx, seat.space.id, &selection, after, limit).await?;
                let more = found.len() > size;
                found.truncate(size);
                let next_page_token = match found.last().map(|last| last.member) {
                    Some(last) if more => Position {
                        first: last.kind(),
                        second: last.id(),
                        text: None,
                    }
                    .token(fingerprint),
                    _ => String::new(),
                };
                let mut memberships = Vec::with_capacity(found.len());
                for membership in &found {
                    memberships.push(render(tx, membership).await?);
                }
                Ok(wire::ListMembershipsResponse {
                    memberships,
                    next_page_token,
                })
            })
        })
        .await
}

fn fingerprint(request: &wire::ListMembershipsRequest) -> Fingerprint {
    Fingerprint::of("members.list")
        .text(&request.parent)
        .text(&request.filter)
        .flag(request.show_groups)
        .flag(request.show_invited)
        .flag(request.use_admin_access)
}

/// People always, apps only to people, groups and the invited on request.
fn selection(call: &Call, request: &wire::ListMembershipsRequest) -> Result<Selection> {
    let filter = MemberFilter::parse(&request.filter)?;
    if request.use_admin_access {
        filter.check_admin_access()?;
    }
    if call.is_app() && request.show_invited {
        return Err(Error::permission_denied(
            "Invited members can only be listed with user authentication.",
        ));
    }
    let apps = !call.is_app() && !request.use_admin_access;
    let pairs = filter
        .pairs()
        .filter_map(|(kind, role)| match kind {
            Kind::Human => Some((1, role as i32)),
            Kind::App => apps.then_some((2, role as i32)),
            Kind::Group => request.show_groups.then_some((3, role as i32)),
        })
        .collect();
    Ok(Selection {
        pairs,
        invited: request.show_invited,
        historical: false,
    })
}
