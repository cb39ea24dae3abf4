//! What a method gets besides its request.

use std::sync::Arc;

use domain::ids::{SpaceId, UserId};
use domain::members::Member;
use domain::messages::Sender;
use domain::{Error, Result, Time};
use store::deliveries::Mover;

use crate::gate::{AuthKind, Caller};
use crate::state::Server;

/// One call under way.
#[derive(Clone)]
pub struct Call {
    pub server: Arc<Server>,
    pub caller: Caller,
    pub now: Time,
}

impl Call {
    /// A person, or an app in its own name.
    pub fn sender(&self) -> Sender {
        match self.caller.kind {
            AuthKind::User => Sender::Person,
            AuthKind::App => Sender::App,
        }
    }

    pub fn is_app(&self) -> bool {
        self.caller.kind == AuthKind::App
    }

    /// Under whom the call acts in a space.
    pub fn member(&self) -> Member {
        match self.caller.kind {
            AuthKind::User => Member::Person(self.caller.id),
            AuthKind::App => Member::App(self.caller.id),
        }
    }

    /// An id that nothing has yet: 62 random bits, never 0.
    pub fn fresh_id(&self) -> Result<i64> {
        let bits = getrandom::u64().map_err(Error::internal)?;
        Ok(((bits >> 2) | 1) as i64)
    }

    pub fn fresh_space(&self) -> Result<SpaceId> {
        self.fresh_id().map(SpaceId)
    }

    /// The low bits of a message's id.
    pub fn entropy(&self) -> Result<u16> {
        getrandom::u32()
            .map(|bits| bits as u16)
            .map_err(Error::internal)
    }

    /// Who moves an app by this call, without a message.
    pub fn mover(&self) -> Mover {
        Mover {
            user: self.caller.id,
            message: None,
        }
    }

    /// The bot user that `users/app` means to this caller.
    pub fn app(&self) -> Result<UserId> {
        self.caller.app.ok_or_else(|| {
            Error::invalid(
                "name",
                "users/app has no meaning: no Chat app made this call.",
            )
        })
    }
}
