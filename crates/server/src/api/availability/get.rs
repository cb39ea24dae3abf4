//! `users.availability.get`

use domain::{Result, names};
use proto::chat as wire;

use super::{own, render};
use crate::api::Call;

pub async fn get_availability(
    call: Call,
    request: wire::GetAvailabilityRequest,
) -> Result<wire::Availability> {
    let name = names::availability("name", &request.name)?;
    let unit = call.clone();
    let read = call
        .server
        .store
        .read(move |tx| Box::pin(async move { own(tx, &unit, &name).await }));
    let said = read.await?;
    Ok(render(&call, &said))
}
