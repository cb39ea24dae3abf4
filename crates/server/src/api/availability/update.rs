//! `users.availability.patch`: the line beside the person's name.

use domain::availability::{PATHS, status};
use domain::{Result, mask, names};
use proto::chat as wire;

use super::{change, no_availability};
use crate::api::Call;

pub async fn update_availability(
    call: Call,
    request: wire::UpdateAvailabilityRequest,
) -> Result<wire::Availability> {
    let patch = request.availability.ok_or_else(no_availability)?;
    let name = names::availability("availability.name", &patch.name)?;
    mask::named_paths(request.update_mask.as_ref(), PATHS)?;
    let status = status(&patch, call.now)?;
    change(call, name, move |said| {
        said.status = status.clone();
        Ok(())
    })
    .await
}
