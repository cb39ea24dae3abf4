//! `users.availability`: what people say about whether they are there. What
//! others see of it comes with the live events (`live/presence.rs`).

mod get;
mod mark;
mod update;

pub use get::get_availability;
pub use mark::{mark_as_active, mark_as_away, mark_as_do_not_disturb};
pub use update::update_availability;

use domain::availability::{self as rules, Said};
use domain::names::{self, UserRef};
use domain::{Error, Result};
use proto::chat as wire;
use store::{Tx, availabilities};

use crate::api::{Call, users};

/// What the caller said, as it holds now; refuses everybody else's.
async fn own(tx: &mut Tx, call: &Call, name: &UserRef) -> Result<Said> {
    if !users::is_caller(tx, call, name).await? {
        return Err(rules::refusal());
    }
    Ok(availabilities::get(tx, call.caller.id).await?.at(call.now))
}

/// Changes what the caller said, in the database and then in memory.
async fn change(
    call: Call,
    name: UserRef,
    change: impl Fn(&mut Said) -> Result<()> + Send + Sync + 'static,
) -> Result<wire::Availability> {
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut said = own(tx, &unit, &name).await?;
            change(&mut said)?;
            availabilities::set(tx, unit.caller.id, &said).await?;
            Ok(said)
        })
    });
    let said = write.await?;
    call.server.presence.said(call.caller.id, said.clone());
    Ok(render(&call, &said))
}

fn render(call: &Call, said: &Said) -> wire::Availability {
    let seen = call.server.presence.seen(call.caller.id);
    let name = names::availability_name(call.caller.id);
    said.to_wire(name, said.state(seen, call.now))
}

fn no_availability() -> Error {
    Error::invalid("availability", "The request has no availability.")
}
