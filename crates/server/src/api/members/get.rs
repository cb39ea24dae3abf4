//! `spaces.members.get`

use domain::members::Member;
use domain::names::{self, UserRef};
use domain::permissions::Permission;
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;

use super::{render::render, target};
use crate::api::access::{self, Importers, Ways};
use crate::api::{Call, users};

pub async fn get_membership(
    call: Call,
    request: wire::GetMembershipRequest,
) -> Result<wire::Membership> {
    let (id, name) = names::member("name", &request.name)?;
    users::no_alias_for_apps(&call, &name)?;
    let admin = request.use_admin_access;
    if name == UserRef::App {
        no_apps(&call, admin)?;
    }
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let ways = Ways {
                    admin,
                    import: Importers::Nobody,
                };
                let seat = access::viewing_members(tx, &unit, id, ways).await?;
                let membership = target::find(tx, &unit, seat.space.id, &name).await?;
                if matches!(membership.member, Member::App(_)) {
                    no_apps(&unit, admin)?;
                }
                if membership.member != unit.member() {
                    seat.demand(Permission::ViewSpaceMembership)?;
                }
                answer(tx, &membership).await
            })
        })
        .await
}

async fn answer(tx: &mut Tx, membership: &domain::members::Membership) -> Result<wire::Membership> {
    // Historical memberships of an import are no members any more.
    if membership.delete_time.is_some() {
        return Err(Error::not_found());
    }
    render(tx, membership).await
}

/// Memberships of apps are for people to see.
fn no_apps(call: &Call, admin: bool) -> Result<()> {
    if admin {
        return Err(Error::permission_denied(
            "Memberships of apps can't be read with administrator access.",
        ));
    }
    if call.is_app() {
        return Err(Error::permission_denied(
            "Service account authentication doesn't support access to membership information for \
             apps. To get membership information for an app, authenticate as a user.",
        ));
    }
    Ok(())
}
