//! Spaces in import mode: nobody but the app that imports sees one, and what
//! the scope `chat.import` opens.
//!
//! Source: the reference's `Space.importMode` and the import guides.

use domain::members::Role;
use domain::spaces::Space;
use domain::{Error, Result};

use super::{Seat, refusal};
use crate::api::Call;
use crate::gate::scope::{CHAT_IMPORT, Scope};

/// Who may call a method while the space is in import mode: the app that made
/// the space, in the name of a person by domain-wide delegation or in its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Importers {
    Nobody,
    People,
    PeopleAndTheApp,
}

/// The seat of an app that imports, with every permission. To all others the
/// space does not exist, and to nobody once its time has run out.
pub(super) fn importer(call: &Call, space: Box<Space>, allowed: Importers) -> Result<Seat> {
    let own = call.caller.app.is_some() && call.caller.app == space.creator_app;
    let delegated = call.is_app() || call.caller.scopes.contains(CHAT_IMPORT);
    if !own || !delegated || space.import_expired(call.now) {
        return Err(refusal(call));
    }
    match allowed {
        Importers::PeopleAndTheApp => {}
        Importers::People if !call.is_app() => {}
        Importers::People => {
            return Err(Error::failed_precondition(
                "While the space is in import mode this method needs the authentication of a user, \
                 by domain-wide delegation.",
            ));
        }
        Importers::Nobody => {
            return Err(Error::failed_precondition(
                "This method can't be called while the space is in import mode.",
            ));
        }
    }
    Ok(Seat {
        space,
        role: Some(Role::Manager),
        creator_app: call.is_app(),
    })
}

impl Seat {
    /// Refuses a person of whose scopes only `chat.import` opens the method:
    /// that one is for spaces in import mode. `elsewhere`: the method's other
    /// scopes.
    pub fn check_import_scope(&self, call: &Call, elsewhere: &[Scope]) -> Result<()> {
        let above = call.is_app() || self.role.is_none();
        if above || self.space.import_mode || call.caller.scopes.contains_any(elsewhere) {
            return Ok(());
        }
        Err(Error::permission_denied(
            "The scope chat.import only allows spaces in import mode.",
        ))
    }

    /// As [`Self::check_import_scope`], for what gives people access once an
    /// import is complete: the app that imported may go on with `chat.import`
    /// until the day on which the import would have expired, in the name of a
    /// manager of the space.
    pub fn check_import_or_handover(&self, call: &Call, elsewhere: &[Scope]) -> Result<()> {
        let importer = call.caller.app.is_some() && call.caller.app == self.space.creator_app;
        let in_time = self
            .space
            .import_expire_time
            .is_some_and(|end| call.now < end);
        if importer
            && in_time
            && self.role == Some(Role::Manager)
            && call.caller.scopes.contains(CHAT_IMPORT)
        {
            return Ok(());
        }
        self.check_import_scope(call, elsewhere)
    }
}
