//! What `app create` and `app update` may set, and how it is written.

use clap::{Args, ValueEnum};
use domain::apps::{self as rules, App, Audience, Command, CommandKind, EventFormat};

use super::{Failure, Result};

/// Characters of a description; Google shows fewer.
const LONG: usize = 256;

/// Only what is given changes.
#[derive(Args)]
pub struct AppOptions {
    /// Where events are sent; empty: nowhere
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The shape of the events
    #[arg(long, value_enum)]
    events: Option<Events>,
    /// What the tokens of event requests are addressed to
    #[arg(long, value_enum)]
    audience: Option<To>,
    /// Picture of the app; empty: none
    #[arg(long, value_name = "URL")]
    avatar: Option<String>,
    /// A sentence about the app
    #[arg(long, value_name = "T")]
    description: Option<String>,
    /// ID:/name:description[:dialog]; without the slash a quick command; several times for
    /// several commands, empty for none
    #[arg(long = "command", value_name = "COMMAND")]
    commands: Option<Vec<String>>,
    /// Host or host with path whose links the app previews; several times, empty for none
    #[arg(long = "link-preview", value_name = "HOST_OR_PATTERN")]
    link_previews: Option<Vec<String>>,
    /// Whether the app can be added to spaces and group chats
    #[arg(long, value_name = "BOOL")]
    joins_spaces: Option<bool>,
    /// Whether the app has a home, a card in its direct messages
    #[arg(long, value_name = "BOOL")]
    home: Option<bool>,
    /// Where the events of the home are sent; empty: to the endpoint
    #[arg(long, value_name = "URL")]
    home_url: Option<String>,
    /// Person or group who finds the app; several times, empty for everybody
    #[arg(long = "visible-to", value_name = "EMAIL")]
    visible_to: Option<Vec<String>>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Events {
    Chat,
    Addon,
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    ProjectNumber,
    EndpointUrl,
}

impl AppOptions {
    pub fn apply(&self, app: &mut App) -> Result<()> {
        if let Some(text) = &self.endpoint {
            let endpoint = checked("--endpoint", rules::check_endpoint("endpoint", text))?;
            app.endpoint = (!endpoint.is_empty()).then_some(endpoint);
        }
        if let Some(events) = self.events {
            app.event_format = match events {
                Events::Chat => EventFormat::Chat,
                Events::Addon => EventFormat::Addon,
            };
        }
        if let Some(audience) = self.audience {
            app.audience = match audience {
                To::ProjectNumber => Audience::ProjectNumber,
                To::EndpointUrl => Audience::EndpointUrl,
            };
        }
        if let Some(text) = &self.avatar {
            let read = rules::check_picture("avatar_url", text);
            let reachable = rules::check_endpoint("avatar_url", text).is_ok();
            app.avatar_url = advised("--avatar", read, reachable.then_some(text))?;
        }
        if let Some(text) = &self.description {
            let read = rules::check_description("description", text);
            let short = text.chars().count() <= LONG && !text.contains(char::is_control);
            app.description = advised("--description", read, short.then_some(text))?;
        }
        if let Some(texts) = &self.commands {
            app.config.commands = commands(texts)?;
        }
        if let Some(texts) = &self.link_previews {
            let read = rules::check_link_previews("link_previews", &given(texts));
            app.config.link_previews = checked("--link-preview", read)?;
        }
        self.apply_reach(app)
    }

    /// Who may have the app, and where.
    fn apply_reach(&self, app: &mut App) -> Result<()> {
        if let Some(joins) = self.joins_spaces {
            app.config.joins_spaces = joins;
        }
        if let Some(home) = self.home {
            app.config.home = home;
        }
        if let Some(text) = &self.home_url {
            let read = rules::check_endpoint("home_url", text);
            app.config.home_url = checked("--home-url", read)?;
        }
        if let Some(texts) = &self.visible_to {
            let read = rules::visible_to("visible_to", &given(texts));
            app.config.visible_to = checked("--visible-to", read)?;
        }
        Ok(())
    }
}

/// The name that people read.
pub fn name(text: &str) -> Result<String> {
    let printable = domain::users::display_name(text);
    advised(
        "the name",
        rules::check_name("name", text),
        printable.as_ref(),
    )
}

/// Where Google's configuration page is stricter than needs be, whoever has a
/// shell here decides, but is told what would not do there.
fn advised(option: &str, read: domain::Result<String>, good: Option<&String>) -> Result<String> {
    match (read, good) {
        (Err(error), Some(text)) => {
            eprintln!("confab: {option}: taken, but elsewhere: {}", error.message);
            Ok(text.trim().to_owned())
        }
        (read, _) => checked(option, read),
    }
}

/// What `domain` says is wrong, behind the option's name.
fn checked<T>(option: &str, read: domain::Result<T>) -> Result<T> {
    read.map_err(|error| Failure::new(format!("{option}: {}", error.message)))
}

/// Several values; one empty text is none.
fn given(texts: &[String]) -> Vec<String> {
    let texts = texts.iter().filter(|text| !text.is_empty());
    texts.cloned().collect()
}

fn commands(texts: &[String]) -> Result<Vec<Command>> {
    let texts = given(texts);
    let commands: Vec<Command> = texts
        .iter()
        .map(|text| command(text))
        .collect::<Result<_>>()?;
    checked("--command", rules::check_commands(&commands))?;
    Ok(commands)
}

/// `1:/about:Says who I am` is typed, `2:About:…` is picked from a menu,
/// `3:@Translate:…` from the menu of a message.
fn command(text: &str) -> Result<Command> {
    let wrong = || {
        Failure::new(format!(
            "--command must be like 1:/about:Says who I am, or …:dialog; without the slash it is a \
             quick command, with @ a message action: {text}"
        ))
    };
    let (id, rest) = text.split_once(':').ok_or_else(wrong)?;
    let (name, description) = rest.split_once(':').ok_or_else(wrong)?;
    let (description, dialog) = match description.strip_suffix(":dialog") {
        Some(description) => (description, true),
        None => (description, false),
    };
    let name = name.trim();
    let (kind, name) = match (name.strip_prefix('/'), name.strip_prefix('@')) {
        (Some(name), _) => (CommandKind::SlashCommand, name),
        (_, Some(name)) => (CommandKind::MessageAction, name),
        (None, None) => (CommandKind::QuickCommand, name),
    };
    let command = Command {
        id: id.trim().parse().map_err(|_| wrong())?,
        name: name.to_owned(),
        description: description.trim().to_owned(),
        dialog,
        kind,
    };
    rules::check_commands(std::slice::from_ref(&command))
        .map_err(|error| Failure::new(format!("--command: {} {text}", error.message)))?;
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read() {
        let check = |text: &str, expected: Option<(i64, &str, &str, bool)>| {
            let read = command(text).ok();
            let read = read
                .as_ref()
                .map(|c| (c.id, c.name.as_str(), c.description.as_str(), c.dialog));
            assert_eq!(read, expected, "{text}");
        };
        check(
            "1:/about:Says who I am",
            Some((1, "about", "Says who I am", false)),
        );
        check(
            "1000:/new:Opens a form:dialog",
            Some((1_000, "new", "Opens a form", true)),
        );
        check("2:/time:Now: hours", Some((2, "time", "Now: hours", false)));
        check("3:/x:", Some((3, "x", "", false)));
        for text in [
            "",
            "1",
            "1:/about",
            "0:/a:b",
            "1001:/a:b",
            "x:/a:b",
            "1:/:b",
            "1:/a b:c",
            "1:/a/b:c",
            "-1:/a:b",
        ] {
            check(text, None);
        }
        check("4:Report:", Some((4, "Report", "", false)));
        assert_eq!(
            command("4:Report:").unwrap().kind,
            CommandKind::QuickCommand
        );
        assert_eq!(
            command("5:@Translate:").unwrap().kind,
            CommandKind::MessageAction
        );
        check(&format!("1:/a:{}", "x".repeat(51)), None);
        let two = |one: &str, two: &str| commands(&[one.to_owned(), two.to_owned()]).is_ok();
        assert!(two("1:/a:b", "2:/b:c") && two("", ""));
        assert!(!two("1:/a:b", "1:/b:c") && !two("1:/a:b", "2:/a:c"));
    }
}
