//! `spaces.patch`

use domain::events::{Event, Kind};
use domain::members::{Member, Role};
use domain::spaces::{Editor, PATHS, Space, check_patch};
use domain::{Error, Result, Time, mask, names};
use proto::chat as wire;
use store::Tx;

use super::make::name_taken;
use super::render::{Shape, render};
use crate::api::Call;
use crate::api::access::{self, For, Importers, Seat, Ways};
use crate::api::joining::audiences;
use crate::gate::scope::CHAT_SPACES;

/// The path that an app which imported the space may still change afterwards.
const AUDIENCE: &str = "access_settings.audience";

pub async fn update_space(call: Call, request: wire::UpdateSpaceRequest) -> Result<wire::Space> {
    let patch = request
        .space
        .ok_or_else(|| Error::invalid("space", "The request has no space."))?;
    let id = names::space("space.name", &patch.name)?;
    let paths = mask::named_paths(request.update_mask.as_ref(), PATHS)?;
    let ways = Ways {
        admin: request.use_admin_access,
        import: Importers::People,
    };
    let unit = call.clone();
    let space = call
        .server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat = access::enter(tx, &unit, id, ways, For::Writing).await?;
                if paths == [AUDIENCE] {
                    seat.check_import_or_handover(&unit, &[CHAT_SPACES])?;
                } else {
                    seat.check_import_scope(&unit, &[CHAT_SPACES])?;
                }
                let editor = editor(&unit, &seat);
                let changed =
                    check_patch(unit.server.profile, editor, &seat.space, &patch, &paths)?;
                write(tx, &unit, &seat.space, changed).await
            })
        })
        .await?;
    Ok(render(&call, &space, Shape::Single))
}

fn editor(call: &Call, seat: &Seat) -> Editor {
    match seat.role {
        None => Editor::Administrator,
        Some(_) if call.is_app() => Editor::App {
            creator: seat.creator_app,
        },
        Some(role) => Editor::Person(role),
    }
}

async fn write(tx: &mut Tx, call: &Call, old: &Space, mut changed: Space) -> Result<Space> {
    if changed == *old {
        return Ok(changed);
    }
    if changed.display_name != old.display_name {
        if !store::spaces::claim_name(tx, &changed.display_name, changed.id).await? {
            return Err(name_taken());
        }
        if old.is_named() {
            store::spaces::free_name(tx, &old.display_name).await?;
        }
    }
    audiences::check(tx, &changed).await?;
    let time = changed.tick(call.now);
    store::spaces::update(tx, &changed).await?;
    let event = Event {
        space: changed.id,
        time,
        n: 0,
        kind: Kind::SpaceUpdated,
    };
    store::events::tell(tx, &changed, &event).await?;
    if changed.is_named() && !old.is_named() {
        own(tx, call, &changed, time).await?;
    }
    Ok(changed)
}

/// Nobody manages a group chat: whoever makes a named space of it manages that.
async fn own(tx: &mut Tx, call: &Call, space: &Space, time: Time) -> Result<()> {
    let member = call.member();
    if !matches!(member, Member::Person(_)) || space.import_mode {
        return Ok(());
    }
    store::members::set_role(tx, space.id, member, Role::Manager).await?;
    let event = Event {
        space: space.id,
        time,
        n: 1,
        kind: Kind::MembershipUpdated(member),
    };
    store::events::append(tx, &event).await
}
