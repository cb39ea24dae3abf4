//! What the audit log says of an administrator's call.

use domain::Result;
use domain::audit::{Action, Actor, Entry};
use domain::names;
use domain::users::User;
use store::{Tx, audit};

use crate::api::Call;
use crate::transport::peer;

/// Records what the caller did to a person. To be called before the store is
/// asked, since only the call itself knows where it comes from.
pub fn entry(call: &Call, action: Action) -> Entry {
    Entry {
        time: call.now,
        actor: Actor::User(call.caller.id),
        action,
        target: String::new(),
        detail: String::new(),
        origin: peer::origin(),
    }
}

/// Writes the entry with what it is about.
pub async fn record_about(tx: &mut Tx, entry: Entry, target: String, detail: &str) -> Result<()> {
    let detail = detail.to_owned();
    let entry = Entry {
        target,
        detail,
        ..entry
    };
    audit::record(tx, &entry).await
}

/// Writes the entry with whom it is about.
pub async fn record(tx: &mut Tx, entry: Entry, user: &User, detail: &str) -> Result<()> {
    let email = user.email.as_deref().unwrap_or_default();
    let detail = match detail {
        "" => email.to_owned(),
        more => format!("{email}, {more}"),
    };
    let target = names::user_name(user.id);
    let entry = Entry {
        target,
        detail,
        ..entry
    };
    audit::record(tx, &entry).await
}
