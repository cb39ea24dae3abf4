//! `spaces.delete`: a named space and everything in it.
//!
//! The space is gone at once; the janitor removes its rows afterwards, a
//! bounded number at a time.

use domain::members::Role;
use domain::{Error, Result, names};
use proto::chat as wire;

use crate::api::Call;
use crate::api::access::{self, Seat};
use crate::gate::scope::CHAT_DELETE;

pub async fn delete_space(call: Call, request: wire::DeleteSpaceRequest) -> Result<()> {
    let id = names::space("name", &request.name)?;
    let admin = request.use_admin_access;
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat =
                    access::joined_or_admin(tx, &unit, id, admin, access::For::Writing).await?;
                seat.check_import_scope(&unit, &[CHAT_DELETE])?;
                check(&unit, &seat)?;
                store::spaces::mark_deleted(tx, seat.space.id, unit.now).await
            })
        })
        .await
}

fn check(call: &Call, seat: &Seat) -> Result<()> {
    if !seat.space.is_named() {
        return Err(Error::invalid("name", "Only named spaces can be deleted."));
    }
    let allowed = match seat.role {
        None => true,
        Some(_) if call.is_app() => seat.creator_app,
        Some(role) => role == Role::Manager,
    };
    if !allowed {
        return Err(Error::permission_denied(
            "Only a manager of the space can delete it.",
        ));
    }
    Ok(())
}
