//! `users.availability.markAsActive`, `markAsAway` and `markAsDoNotDisturb`

use domain::availability::{Choice, until};
use domain::{Error, Result, Time, names};
use proto::chat as wire;

use super::change;
use crate::api::Call;

/// Without an end: as the person's connections say.
pub async fn mark_as_active(
    call: Call,
    request: wire::MarkAsActiveRequest,
) -> Result<wire::Availability> {
    use wire::mark_as_active_request::Expiration;
    let (time, ttl) = match &request.expiration {
        Some(Expiration::ExpireTime(time)) => (Some(time), None),
        Some(Expiration::Ttl(ttl)) => (None, Some(ttl)),
        None => (None, None),
    };
    let until = until(time, ttl, call.now)?;
    let choice = match until {
        Some(_) => Choice::Active,
        None => Choice::Automatic,
    };
    mark(call, &request.name, choice, until).await
}

/// Stays until the person says something else.
pub async fn mark_as_away(
    call: Call,
    request: wire::MarkAsAwayRequest,
) -> Result<wire::Availability> {
    mark(call, &request.name, Choice::Away, None).await
}

pub async fn mark_as_do_not_disturb(
    call: Call,
    request: wire::MarkAsDoNotDisturbRequest,
) -> Result<wire::Availability> {
    use wire::mark_as_do_not_disturb_request::Expiration;
    let (time, ttl) = match &request.expiration {
        Some(Expiration::ExpireTime(time)) => (Some(time), None),
        Some(Expiration::Ttl(ttl)) => (None, Some(ttl)),
        None => (None, None),
    };
    let until = until(time, ttl, call.now)?;
    if until.is_none() {
        let text = "DO_NOT_DISTURB needs an expire_time or a ttl.";
        return Err(Error::invalid("expire_time", text));
    }
    mark(call, &request.name, Choice::DoNotDisturb, until).await
}

async fn mark(
    call: Call,
    name: &str,
    choice: Choice,
    until: Option<Time>,
) -> Result<wire::Availability> {
    let name = names::availability("name", name)?;
    change(call, name, move |said| {
        said.choice = choice;
        said.until = until;
        Ok(())
    })
    .await
}
