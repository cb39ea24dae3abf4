//! `GET /confab/v1/spaces/X/appNotices`: what apps did not do for the caller
//! lately, as Google's client shows it beside the message.

use domain::apps::Delivery;
use domain::{Result, Time, names};
use proto::confab::{AppNotice, ListAppNoticesRequest, ListAppNoticesResponse};

use super::commands::user;
use crate::api::Call;
use crate::api::access::{self, For};
use crate::apps::interact;

/// How far back notices go, and how many there are at most.
const AGE: i64 = 3_600 * Time::SECOND;
const NOTICES: i64 = 100;

pub async fn list_app_notices(
    call: Call,
    request: ListAppNoticesRequest,
) -> Result<ListAppNoticesResponse> {
    let space = names::space("parent", &request.parent)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let seat = access::joined(tx, &unit, space, For::Reading).await?;
            let (space, person) = (seat.space.id, unit.caller.id);
            let since = Time(unit.now.0 - AGE);
            let found = store::deliveries::for_user(tx, space, person, since, NOTICES).await?;
            let mut notices = Vec::new();
            for delivery in found {
                let Some(app) = store::apps::get(tx, delivery.app).await? else {
                    continue;
                };
                let message = match delivery.message {
                    Some(id) => store::messages::get(tx, space, id).await?,
                    None => None,
                };
                let message =
                    message.map(|message| names::message_name(space, message.thread, message.id));
                notices.push((app, delivery, message));
            }
            Ok(notices)
        })
    });
    let mut notices = Vec::new();
    for (app, delivery, message) in read.await? {
        let result = interact::stored(&call.server, &delivery)?;
        // A message speaks for itself.
        if result.message.is_some() {
            continue;
        }
        notices.push(AppNotice {
            app: Some(user(&app)),
            message: message.unwrap_or_default(),
            time: Some(when(&delivery).to_wire()),
            result: Some(result),
        });
    }
    Ok(ListAppNoticesResponse { notices })
}

fn when(delivery: &Delivery) -> Time {
    delivery.finish_time.unwrap_or(delivery.create_time)
}
