//! `spaces.delete`: a named space, or one in import mode, and everything in it.
//!
//! The space is gone at once; the janitor removes its rows afterwards, a
//! bounded number at a time.

use domain::members::Role;
use domain::{Error, Result, names};
use proto::chat as wire;

use crate::api::Call;
use crate::api::access::{self, For, Importers, Seat, Ways};
use crate::gate::scope::CHAT_DELETE;

pub async fn delete_space(call: Call, request: wire::DeleteSpaceRequest) -> Result<()> {
    let id = names::space("name", &request.name)?;
    let ways = Ways {
        admin: request.use_admin_access,
        import: Importers::People,
    };
    let unit = call.clone();
    call.server
        .store
        .write(move |tx| {
            Box::pin(async move {
                let seat = access::enter(tx, &unit, id, ways, For::Writing).await?;
                seat.check_import_scope(&unit, &[CHAT_DELETE])?;
                check(&unit, &seat)?;
                store::spaces::mark_deleted(tx, seat.space.id, unit.now).await
            })
        })
        .await
}

fn check(call: &Call, seat: &Seat) -> Result<()> {
    if !seat.space.is_named() && !seat.space.import_mode {
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
