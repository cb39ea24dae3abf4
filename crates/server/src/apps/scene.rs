//! What an app sees of a space, a person and a message, for its events.

use std::sync::Arc;

use domain::apps::{App, EventType};
use domain::ids::UserId;
use domain::messages::Message;
use domain::names;
use domain::spaces::Space;
use domain::{Result, Time, text};
use proto::chat as wire;
use proto::chat::HistoryState;
use serde_json::{Map, Value, json};
use store::Tx;

use super::events::Event;
use super::wire_json::to_json;
use crate::api::messages::render::Renderer;
use crate::api::spaces::render::{Shape, render as render_space};
use crate::api::users::{render as render_user, render_unknown};
use crate::gate::secret;
use crate::state::Server;
use crate::time_zones;

/// Where something happened, and who did it.
pub struct Scene<'a> {
    pub server: &'a Arc<Server>,
    pub app: &'a App,
    pub space: &'a Space,
    pub user: UserId,
}

impl Scene<'_> {
    /// An event with everything that is the same for all types.
    pub async fn event(&self, tx: &mut Tx, kind: EventType, time: Time) -> Result<Event> {
        let call = super::call_of(self.server, self.app);
        let user = store::users::get(tx, self.user).await?;
        let user = user.map_or_else(|| render_unknown(self.user), |user| render_user(&user));
        let space = render_space(&call, self.space, Shape::Listed);
        let preferences = store::preferences::get(tx, self.user).await?;
        Ok(Event {
            kind,
            time,
            user: to_json(self.server, "google.chat.v1.User", &user)?,
            space: to_json(self.server, "google.chat.v1.Space", &space)?,
            message: None,
            thread: None,
            dialog: None,
            command: None,
            function: String::new(),
            parameters: Default::default(),
            form_inputs: Map::new(),
            config_url: None,
            locale: preferences.locale().to_owned(),
            offset: time_zones::offset(preferences.time_zone(), time),
            time_zone: preferences.time_zone().to_owned(),
        })
    }

    /// A message as it stands in events: with what Google adds there.
    pub async fn message(&self, tx: &mut Tx, message: &Message) -> Result<Value> {
        let call = super::call_of(self.server, self.app);
        let mut renderer = Renderer::new(tx, &call, self.space, wire::MarkupSyntax::Chat).await?;
        let rendered = renderer.render(tx, message.clone()).await?;
        let mut json = to_json(self.server, "google.chat.v1.Message", &rendered)?;
        let kept = self.space.history_state != HistoryState::HistoryOff;
        let state = if kept {
            "PERMANENT"
        } else {
            "EPHEMERAL_ONE_DAY"
        };
        let retention = json!({"state": state});
        json["thread"]["retentionSettings"] = retention.clone();
        json["retentionSettings"] = retention;
        json["messageHistoryState"] = if kept { "HISTORY_ON" } else { "HISTORY_OFF" }.into();
        if rendered.markup_syntax() == wire::MarkupSyntax::Unspecified {
            json["markupSyntax"] = "MARKUP_SYNTAX_CHAT".into();
        }
        Ok(json)
    }

    pub fn thread(&self, message: &Message) -> Value {
        json!({"name": names::thread_name(message.space, message.thread)})
    }
}

/// Makes the message of a link preview of the event's: the link in a field of
/// its own, and no more of the text than the link unless the app was addressed.
pub fn show_link(message: &mut Value, url: &str, addressed: bool) {
    message["matchedUrl"] = json!({"url": url});
    if !addressed {
        for field in ["text", "formattedText", "argumentText"] {
            message[field] = url.into();
        }
        if let Some(fields) = message.as_object_mut() {
            fields.remove("annotations");
        }
    }
}

/// The links that a message shows.
pub fn links(message: &Message) -> Vec<&str> {
    text::urls(&message.content.formatted_text)
}

/// A link by which a person comes back from an app's configuration, and the
/// hash of the secret in it.
pub fn config_link(server: &Server) -> Result<(String, Vec<u8>)> {
    use base64::Engine as _;
    let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret::random::<24>()?);
    let url = format!(
        "{}/api/bot_config_complete?token={token}",
        server.public_url
    );
    Ok((url, secret::hash(&token).to_vec()))
}
