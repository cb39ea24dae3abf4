//! `confab.v1.JoiningService/ListInvitations`

use domain::ids::SpaceId;
use domain::page::{self, Fingerprint, Position};
use domain::{Result, names};
use proto::confab as wire;

use crate::api::Call;
use crate::api::members::render::render as render_membership;
use crate::api::spaces::render::{Shape, render as render_space};

const MAX_SIZE: usize = 100;

pub async fn list_invitations(
    call: Call,
    request: wire::ListInvitationsRequest,
) -> Result<wire::ListInvitationsResponse> {
    let size = page::size(request.page_size, MAX_SIZE, MAX_SIZE)?;
    let fingerprint = Fingerprint::of("invitations.list").text(&names::user_name(call.caller.id));
    let after = Position::resume(&request.page_token, fingerprint)?.map_or(-1, |at| at.first);
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let (person, limit) = (unit.caller.id, size as i64 + 1);
                let mut found =
                    store::members::invitations(tx, person, SpaceId(after), limit).await?;
                let more = found.len() > size;
                found.truncate(size);
                let next_page_token = match found.last() {
                    Some(last) if more => Position::at(last.space.0).token(fingerprint),
                    _ => String::new(),
                };
                let mut invitations = Vec::with_capacity(found.len());
                for membership in &found {
                    if let Some(space) = store::spaces::get(tx, membership.space).await? {
                        invitations.push(wire::Invitation {
                            space: Some(render_space(&unit, &space, Shape::Listed)),
                            membership: Some(render_membership(tx, membership).await?),
                        });
                    }
                }
                Ok(wire::ListInvitationsResponse {
                    invitations,
                    next_page_token,
                })
            })
        })
        .await
}
