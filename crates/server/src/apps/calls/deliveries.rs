//! The inspector: what an app was told of, what it answered, and why not.

use domain::apps::{Delivery, State};
use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use domain::{Error, Result, Time, names};
use proto::confab as wire;
use store::Tx;
use store::deliveries::Filter;

use super::apps::{self, built_in_client};
use crate::api::Call;
use crate::apps::app_name;
use crate::apps::configured::replay;

pub async fn list_deliveries(
    call: Call,
    request: wire::ListDeliveriesRequest,
) -> Result<wire::ListDeliveriesResponse> {
    built_in_client(&call)?;
    let id = super::app_id("parent", &request.parent)?;
    let size = page::size(request.page_size, 50, 200)?;
    let filter = filter(&request)?;
    let parameters = Fingerprint::of("confab.deliveries")
        .text(&request.parent)
        .text(&request.state)
        .text(&request.space);
    let before = Position::resume(&request.page_token, parameters)?;
    let before = before.map_or(i64::MAX, |position| position.first);
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            apps::own(tx, &unit, id).await?;
            let found = store::deliveries::page(tx, id, filter, before, size as i64 + 1).await?;
            let mut deliveries = Vec::new();
            for delivery in found.iter().take(size) {
                deliveries.push(render(tx, delivery, false).await?);
            }
            let last = found.get(size.saturating_sub(1)).map(|last| last.id);
            Ok((deliveries, last.filter(|_| found.len() > size)))
        })
    });
    let (deliveries, last) = read.await?;
    Ok(wire::ListDeliveriesResponse {
        deliveries,
        next_page_token: last.map_or_else(String::new, |id| Position::at(id).token(parameters)),
    })
}

fn filter(request: &wire::ListDeliveriesRequest) -> Result<Filter> {
    let state = match request.state.as_str() {
        "" => None,
        text => Some(State::parse(text).ok_or_else(|| {
            let text = "The state must be WAITING, SENDING, ANSWERED, DONE, FAILED or SKIPPED.";
            Error::invalid("state", text)
        })?),
    };
    let space = match request.space.as_str() {
        "" => None,
        name => Some(names::space("space", name)?.ok_or_else(Error::not_found)?),
    };
    Ok(Filter { state, space })
}

pub async fn get_delivery(call: Call, request: wire::GetDeliveryRequest) -> Result<wire::Delivery> {
    built_in_client(&call)?;
    let (app, id) = delivery_name(&request.name)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let delivery = own(tx, &unit, app, id).await?;
            render(tx, &delivery, true).await
        })
    });
    read.await
}

pub async fn replay_delivery(
    call: Call,
    request: wire::ReplayDeliveryRequest,
) -> Result<wire::Delivery> {
    built_in_client(&call)?;
    let (app, id) = delivery_name(&request.name)?;
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let delivery = own(tx, &unit, app, id).await?;
            let new = again(tx, &delivery, unit.now).await?;
            render(tx, &new, true).await
        })
    });
    write.await
}

/// Writes the same event once more, for the app's endpoint of today.
pub async fn again(tx: &mut Tx, delivery: &Delivery, now: Time) -> Result<Delivery> {
    if delivery.request.is_empty() {
        let text = "Nothing was sent, or the message was deleted: there is nothing to replay.";
        return Err(Error::failed_precondition(text));
    }
    let app = super::app(tx, delivery.app).await?;
    let mut new = replay(delivery, now);
    if let Some(url) = app.url(delivery.event) {
        new.url = url.to_owned();
    }
    let id = store::deliveries::insert(tx, &new).await?;
    tx.wake();
    let id = id.ok_or_else(|| Error::internal("a replay was there already"))?;
    let written = store::deliveries::get(tx, id).await?;
    written.ok_or_else(Error::not_found)
}

async fn own(tx: &mut Tx, call: &Call, app: UserId, id: i64) -> Result<Delivery> {
    apps::own(tx, call, app).await?;
    let found = store::deliveries::get(tx, id).await?;
    found
        .filter(|delivery| delivery.app == app)
        .ok_or_else(Error::not_found)
}

fn delivery_name(name: &str) -> Result<(UserId, i64)> {
    let wrong = || {
        let text = "A delivery has the format apps/{app}/deliveries/{delivery}.";
        Error::invalid("name", text)
    };
    let (app, id) = name.split_once("/deliveries/").ok_or_else(wrong)?;
    Ok((
        super::app_id("name", app)?,
        id.parse().map_err(|_| wrong())?,
    ))
}

async fn render(tx: &mut Tx, delivery: &Delivery, whole: bool) -> Result<wire::Delivery> {
    let message = match delivery.space.zip(delivery.message) {
        Some((space, id)) => store::messages::get(tx, space, id).await?,
        None => None,
    };
    let message =
        message.map(|message| names::message_name(message.space, message.thread, message.id));
    let whole_only = |text: String| if whole { text } else { String::new() };
    let waits = delivery.state == State::Waiting;
    Ok(wire::Delivery {
        name: format!("{}/deliveries/{}", app_name(delivery.app), delivery.id),
        event_type: delivery.event.as_str().to_owned(),
        state: delivery.state.as_str().to_owned(),
        reason: delivery.reason.clone(),
        outcome: delivery.outcome.clone(),
        space: delivery.space.map(names::space_name).unwrap_or_default(),
        message: message.unwrap_or_default(),
        user: delivery.user.map(names::user_name).unwrap_or_default(),
        create_time: Some(delivery.create_time.to_wire()),
        finish_time: delivery.finish_time.map(|time| time.to_wire()),
        next_attempt_time: waits.then(|| delivery.due_time.to_wire()),
        attempts: delivery.attempts.iter().map(attempt).collect(),
        url: delivery.url.clone(),
        request: whole_only(delivery.request.clone()),
        response: whole_only(delivery.response.clone()),
        result: delivery.result.clone(),
        curl: whole_only(curl(delivery)),
    })
}

fn attempt(attempt: &domain::apps::Attempt) -> wire::delivery::Attempt {
    wire::delivery::Attempt {
        time: Some(Time(attempt.time).to_wire()),
        milliseconds: attempt.duration as f64 / 1_000.0,
        status: attempt.status.map_or(0, i32::from),
        error: attempt.error.clone(),
    }
}

/// The request as a command line. The token is not in it: it would end up in
/// histories and chats; `confab admin deliveries token` makes one.
pub fn curl(delivery: &Delivery) -> String {
    if delivery.request.is_empty() {
        return String::new();
    }
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    format!(
        "curl -X POST {} -H \"Authorization: Bearer $TOKEN\" \
         -H 'Content-Type: application/json; charset=utf-8' --data-binary {}",
        quoted(&delivery.url),
        quoted(&delivery.request)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_deliveries() {
        let app = UserId(7).segment();
        let name = format!("apps/{app}/deliveries/12");
        assert_eq!(delivery_name(&name), Ok((UserId(7), 12)));
        for wrong in [
            "",
            "apps/1",
            "apps/x/deliveries/1",
            &format!("apps/{app}/deliveries/x"),
        ] {
            assert!(delivery_name(wrong).is_err(), "{wrong}");
        }
    }
}
