//! What the audit log says of sign-ins, consents and tokens.

use std::net::IpAddr;

use domain::audit::{Action, Actor, Entry};
use domain::ids::UserId;
use domain::{Result, Time, names};
use http::request::Parts;
use store::{Tx, audit};

use crate::transport::peer::client_address;

/// From where something happens, and when.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub address: IpAddr,
    pub now: Time,
}

impl Origin {
    pub fn of(parts: &Parts, now: Time) -> Self {
        let address = client_address(parts);
        Self { address, now }
    }

    /// Records what a person did, or somebody in their name.
    pub async fn note(
        self,
        tx: &mut Tx,
        user: UserId,
        action: Action,
        target: &str,
        detail: &str,
    ) -> Result<()> {
        let entry = self.entry(Actor::User(user), action, target, detail);
        audit::record(tx, &entry).await
    }

    /// Records a change to a person's own session.
    pub async fn note_session(self, tx: &mut Tx, user: UserId, action: Action) -> Result<()> {
        self.note(tx, user, action, &names::user_name(user), "")
            .await
    }

    /// Records what nobody in particular did. What was typed as an address is
    /// kept only if it is one: people type passwords there by mistake.
    pub async fn note_failure(self, tx: &mut Tx, action: Action, typed: &str) -> Result<()> {
        let email = domain::users::email(typed.trim()).unwrap_or_default();
        let entry = self.entry(Actor::Nobody, action, &email, "");
        audit::record(tx, &entry).await
    }

    fn entry(self, actor: Actor, action: Action, target: &str, detail: &str) -> Entry {
        Entry {
            time: self.now,
            actor,
            action,
            target: target.to_owned(),
            detail: detail.to_owned(),
            origin: self.address.to_string(),
        }
    }
}
