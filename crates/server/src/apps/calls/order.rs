//! What all calls that tell an app of something have in common: where the
//! person is, which app it is, and the delivery.

use domain::apps::{App, Context, EventFormat, EventType, NewDelivery, State};
use domain::ids::{SpaceId, UserId};
use domain::members::Member;
use domain::spaces::Space;
use domain::{Error, Result, Time};
use store::Tx;

use crate::api::Call;
use crate::api::access::{self, For};
use crate::apps::events::Event;
use crate::apps::scene::Scene;

/// A person in a space, and an app that is there too.
pub struct Order {
    pub app: App,
    pub space: Box<Space>,
    pub user: UserId,
}

impl Order {
    /// Only members reach the apps of a space, and only those that are in it.
    pub async fn read(
        tx: &mut Tx,
        call: &Call,
        space: Option<SpaceId>,
        app: UserId,
    ) -> Result<Self> {
        let seat = access::joined(tx, call, space, For::Reading).await?;
        let there = store::members::get(tx, seat.space.id, Member::App(app)).await?;
        let app = store::apps::get(tx, app).await?;
        match (app, there) {
            (Some(app), Some(membership)) if membership.is_joined() => Ok(Self {
                app,
                space: seat.space,
                user: call.caller.id,
            }),
            _ => Err(Error::failed_precondition("The app is not in the space.")),
        }
    }

    pub fn scene<'a>(&'a self, call: &'a Call) -> Scene<'a> {
        Scene {
            server: &call.server,
            app: &self.app,
            space: &self.space,
            user: self.user,
        }
    }

    /// An event of this kind, begun now.
    pub async fn event(&self, tx: &mut Tx, call: &Call, kind: EventType) -> Result<Event> {
        self.scene(call).event(tx, kind, call.now).await
    }

    /// A delivery of the event.
    pub fn delivery(&self, event: &Event, reason: &str) -> NewDelivery {
        NewDelivery {
            app: self.app.id,
            event_seq: None,
            event: event.kind,
            space: Some(self.space.id),
            message: None,
            user: Some(self.user),
            state: State::Sending,
            reason: reason.to_owned(),
            url: self.app.url(event.kind).unwrap_or_default().to_owned(),
            request: event.body(self.app.event_format),
            context: Context {
                dialog: event.dialog,
                addon: self.app.event_format == EventFormat::Addon,
                ..Context::default()
            },
            config_hash: None,
            due_time: Time(0),
            create_time: Time(0),
        }
    }

    /// Where an action is sent. In add-ons a function may be a URL: one on the
    /// app's own host, or one that the app itself wrote into the card.
    pub fn url(&self, function: &str, in_card: bool) -> Result<Option<String>> {
        let is_url = function.starts_with("https://") || function.starts_with("http://");
        if self.app.event_format != EventFormat::Addon || !is_url {
            return Ok(None);
        }
        let origin = |url: &str| {
            let uri: http::Uri = url.parse().ok()?;
            Some((uri.scheme_str()?.to_owned(), uri.authority()?.to_string()))
        };
        let own = self.app.endpoint.as_deref().and_then(origin);
        if in_card || own.is_some() && own == origin(function) {
            return Ok(Some(function.to_owned()));
        }
        Err(Error::invalid(
            "function",
            "The function is a URL that is not the app's.",
        ))
    }
}
