//! From the event log to deliveries: who is told of what, and why not.

use std::collections::HashMap;
use std::sync::Arc;

use domain::apps::{
    App, Context, Decision, EventFormat, EventType, MessageFacts, NewDelivery, Reason, State,
};
use domain::apps::{CommandKind, DialogEvent, called, decide, matched};
use domain::events::{Event as LogEvent, Kind};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::members::Member;
use domain::messages::Message;
use domain::names;
use domain::spaces::Space;
use domain::{Result, Time};
use proto::chat::annotation::Metadata;
use store::Tx;
use store::deliveries::Mover;

use super::scene::{self, Scene};
use crate::state::Server;

/// Apps in one space that are told of its messages.
const APPS: i64 = 100;

/// What the log says there is to do.
pub enum Step {
    Tell(Box<NewDelivery>),
    /// A message is gone, and with it what was kept of it.
    Forget(SpaceId, MessageId),
}

/// Reads facts once for many events.
pub struct Planner<'a> {
    server: &'a Arc<Server>,
    apps: HashMap<SpaceId, Arc<Vec<App>>>,
    now: Time,
}

impl<'a> Planner<'a> {
    pub fn new(server: &'a Arc<Server>) -> Self {
        Self {
            server,
            apps: HashMap::new(),
            now: server.now(),
        }
    }

    /// What one event of the log leads to.
    pub async fn plan(&mut self, tx: &mut Tx, seq: i64, event: &LogEvent) -> Result<Vec<Step>> {
        match event.kind {
            Kind::MessageCreated(id) => self.message(tx, seq, event, id).await,
            Kind::MessageDeleted(id) => {
                let told = store::deliveries::of_message(tx, event.space, id, 1).await?;
                Ok(told.iter().map(|_| Step::Forget(event.space, id)).collect())
            }
            Kind::MembershipCreated(Member::App(app)) => {
                self.moved(tx, seq, event, app, EventType::AddedToSpace)
                    .await
            }
            Kind::MembershipDeleted(Member::App(app)) => {
                self.moved(tx, seq, event, app, EventType::RemovedFromSpace)
                    .await
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn apps(&mut self, tx: &mut Tx, space: SpaceId) -> Result<Arc<Vec<App>>> {
        if let Some(apps) = self.apps.get(&space) {
            return Ok(apps.clone());
        }
        let apps = Arc::new(store::apps::in_space(tx, space, APPS).await?);
        self.apps.insert(space, apps.clone());
        Ok(apps)
    }

    fn delivery(&self, app: &App, seq: i64, kind: EventType, event: &LogEvent) -> NewDelivery {
        NewDelivery {
            app: app.id,
            event_seq: Some(seq),
            event: kind,
            space: Some(event.space),
            message: None,
            user: None,
            state: State::Waiting,
            reason: String::new(),
            url: app.endpoint.clone().unwrap_or_default(),
            request: String::new(),
            context: Context {
                addon: app.event_format == EventFormat::Addon,
                ..Context::default()
            },
            config_hash: None,
            due_time: self.now,
            create_time: self.now,
        }
    }

    async fn moved(
        &mut self,
        tx: &mut Tx,
        seq: i64,
        event: &LogEvent,
        app: UserId,
        kind: EventType,
    ) -> Result<Vec<Step>> {
        let app = store::apps::get(tx, app).await?;
        let Some(app) = app.filter(|app| app.endpoint.is_some()) else {
            return Ok(Vec::new());
        };
        let Some(space) = store::spaces::get(tx, event.space).await? else {
            return Ok(Vec::new());
        };
        let mover = store::deliveries::mover(tx, space.id, app.id).await?;
        let user = mover.map_or(space.creator, |mover| mover.user);
        let scene = Scene {
            server: self.server,
            app: &app,
            space: &space,
            user,
        };
        let mut body = scene.event(tx, kind, event.time).await?;
        let mut new = self.delivery(&app, seq, kind, event);
        if kind == EventType::AddedToSpace {
            let (url, hash) = scene::config_link(self.server)?;
            body.config_url = Some(url);
            new.config_hash = Some(hash);
            new.reason = "the app was added to the space".to_owned();
            if let Some(message) = mentioning(tx, event, mover).await? {
                new.reason = "the app was added to the space by a message that mentions it".into();
                new.message = Some(message.id);
                new.context.thread = answer_thread(&space, &message);
                body.message = Some(scene.message(tx, &message).await?);
                body.thread = Some(scene.thread(&message));
            }
        } else {
            new.reason = "the app was removed from the space".to_owned();
        }
        new.user = Some(user);
        new.request = body.body(app.event_format);
        Ok(vec![Step::Tell(Box::new(new))])
    }

    async fn message(
        &mut self,
        tx: &mut Tx,
        seq: i64,
        event: &LogEvent,
        id: MessageId,
    ) -> Result<Vec<Step>> {
        let message = store::messages::get(tx, event.space, id).await?;
        // Apps are not told of what apps say, themselves or others.
        let by_person = |message: &Message| message.app != Some(message.sender);
        let there = message.filter(|message| message.delete_time.is_none() && by_person(message));
        let Some(message) = there else {
            return Ok(Vec::new());
        };
        let apps = self.apps(tx, event.space).await?;
        let mut mentioned = Vec::new();
        for id in mentioned_apps(&message) {
            if !apps.iter().any(|app| app.id == id)
                && let Some(app) = store::apps::get(tx, id).await?
            {
                mentioned.push(app);
            }
        }
        if apps.is_empty() && mentioned.is_empty() {
            return Ok(Vec::new());
        }
        let Some(space) = store::spaces::get(tx, event.space).await? else {
            return Ok(Vec::new());
        };
        let mut steps = Vec::new();
        let installed = apps.iter().map(|app| (app, true));
        for (app, installed) in installed.chain(mentioned.iter().map(|app| (app, false))) {
            if !space.import_mode && !added_by(tx, app, &message).await? {
                let new = self.about(tx, seq, event, app, &space, &message, installed);
                steps.extend(new.await?.map(|new| Step::Tell(Box::new(new))));
            }
        }
        Ok(steps)
    }

    /// One message for one app.
    #[allow(clippy::too_many_arguments)]
    async fn about(
        &self,
        tx: &mut Tx,
        seq: i64,
        event: &LogEvent,
        app: &App,
        space: &Space,
        message: &Message,
        installed: bool,
    ) -> Result<Option<NewDelivery>> {
        let links = scene::links(message);
        let link = matched(&app.config.link_previews, &links);
        let command = called_command(message);
        let facts = MessageFacts {
            installed,
            direct: space.single_user_bot_dm,
            mentioned: message.mentions(app.id),
            command: command == Some(app.id),
            others_command: command.is_some_and(|bot| bot != app.id),
            link: link.is_some(),
        };
        let mut new = self.delivery(app, seq, EventType::Message, event);
        new.message = Some(message.id);
        new.user = Some(message.sender);
        let reason = match decide(facts) {
            Decision::Pass(why) => {
                new.state = State::Skipped;
                new.reason = why.to_owned();
                return Ok(Some(new));
            }
            Decision::Tell(reason) => reason,
        };
        if app.endpoint.is_none() {
            new.state = State::Skipped;
            new.reason = "the app has no endpoint".to_owned();
            return Ok(Some(new));
        }
        new.reason = reason.text().to_owned();
        let scene = Scene {
            server: self.server,
            app,
            space,
            user: message.sender,
        };
        let mut body = scene.event(tx, EventType::Message, event.time).await?;
        let mut json = scene.message(tx, message).await?;
        if let Some(url) = link {
            scene::show_link(&mut json, url, reason != Reason::Link);
            new.context.link = true;
        }
        body.message = Some(json);
        body.thread = Some(scene.thread(message));
        if reason == Reason::Command
            && let Some(command) = called(&app.config.commands, &message.content.text)
        {
            body.command = Some((command.id, CommandKind::SlashCommand));
            if command.dialog {
                body.dialog = Some(DialogEvent::RequestDialog);
                new.context.dialog = body.dialog;
            }
        }
        let (url, hash) = scene::config_link(self.server)?;
        body.config_url = Some(url);
        new.config_hash = Some(hash);
        new.context.thread = answer_thread(space, message);
        new.request = body.body(app.event_format);
        Ok(Some(new))
    }
}

/// The message by which the app of a new membership came.
async fn mentioning(
    tx: &mut Tx,
    event: &LogEvent,
    mover: Option<Mover>,
) -> Result<Option<Message>> {
    let Some(id) = mover.and_then(|mover| mover.message) else {
        return Ok(None);
    };
    let message = store::messages::get(tx, event.space, id).await?;
    // An older one put it there another time.
    Ok(message.filter(|it| it.delete_time.is_none() && it.create_time() > event.time))
}

/// Whether the app knows the message from having been added by it: Chat's
/// format has one event for both, that of add-ons has two.
async fn added_by(tx: &mut Tx, app: &App, message: &Message) -> Result<bool> {
    if app.event_format == EventFormat::Addon || !message.mentions(app.id) {
        return Ok(false);
    }
    let mover = store::deliveries::mover(tx, message.space, app.id).await?;
    Ok(mover.is_some_and(|mover| mover.message == Some(message.id)))
}

/// The thread that an answer to a message goes to. A command that began a
/// thread is seen by its sender and the app alone, so its answer begins one of
/// its own, where everybody finds it.
pub fn answer_thread(space: &Space, message: &Message) -> String {
    let hidden = message.private_viewer.is_some() && !message.is_reply();
    if hidden || !space.has_reply_threads() {
        return String::new();
    }
    names::thread_name(message.space, message.thread)
}

/// The app whose command a message calls.
fn called_command(message: &Message) -> Option<UserId> {
    let annotations = message.content.annotations.iter();
    annotations
        .filter_map(|annotation| match &annotation.metadata {
            Some(Metadata::SlashCommand(command)) => command.bot.as_ref(),
            _ => None,
        })
        .find_map(|bot| UserId::parse(bot.name.strip_prefix("users/")?))
}

fn mentioned_apps(message: &Message) -> Vec<UserId> {
    let bot = proto::chat::user::Type::Bot;
    let users = message.content.annotations.iter();
    let users = users.filter_map(|annotation| match &annotation.metadata {
        Some(Metadata::UserMention(mention)) => mention.user.as_ref(),
        _ => None,
    });
    users
        .filter(|user| user.r#type() == bot)
        .filter_map(|user| UserId::parse(user.name.strip_prefix("users/")?))
        .collect()
}
