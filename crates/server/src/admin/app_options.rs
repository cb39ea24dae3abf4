//! What `app create` and `app update` may set, and how it is written.

use clap::{Args, ValueEnum};
use domain::apps::{self as rules, App, Audience, Command, CommandKind, EventFormat};

use super::{Failure, Result};

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
            app.endpoint = (!text.is_empty())
                .then(|| url("--endpoint", text))
                .transpose()?;
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
            app.avatar_url = if text.is_empty() {
                String::new()
            } else {
                url("--avatar", text)?
            };
        }
        if let Some(text) = &self.description {
            app.description = bounded("--description", text, rules::DESCRIPTION_LIMIT)?;
        }
        if let Some(texts) = &self.commands {
            app.config.commands = commands(texts)?;
        }
        if let Some(texts) = &self.link_previews {
            app.config.link_previews = link_previews(texts)?;
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
        if let Some(texts) = &self.visible_to {
            app.config.visible_to = visible_to(texts)?;
        }
        Ok(())
    }
}

fn url(option: &str, text: &str) -> Result<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let parsed = text.parse::<http::Uri>().ok();
    let has_host = parsed.is_some_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    match rest {
        Some(_) if has_host && text.len() <= 2_048 => Ok(text.to_owned()),
        _ => Err(Failure::new(format!(
            "{option} must be like https://app.example.com/chat: {text}"
        ))),
    }
}

fn bounded(option: &str, text: &str, limit: usize) -> Result<String> {
    if text.chars().count() > limit || text.chars().any(char::is_control) {
        let text = format!("{option} takes at most {limit} printable characters");
        return Err(Failure::new(text));
    }
    Ok(text.trim().to_owned())
}

fn commands(texts: &[String]) -> Result<Vec<Command>> {
    let given = texts.iter().filter(|text| !text.is_empty());
    let commands: Vec<Command> = given.map(|text| command(text)).collect::<Result<_>>()?;
    rules::check_commands(&commands)
        .map_err(|error| Failure::new(format!("--command: {}", error.message)))?;
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

fn link_previews(texts: &[String]) -> Result<Vec<String>> {
    let given: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    if given.len() > rules::LINK_PREVIEWS_LIMIT {
        let text = format!(
            "--link-preview: at most {} patterns",
            rules::LINK_PREVIEWS_LIMIT
        );
        return Err(Failure::new(text));
    }
    let patterns = given
        .into_iter()
        .map(|text| rules::check_pattern("link_previews", text));
    patterns
        .collect::<domain::Result<_>>()
        .map_err(|error| Failure::new(format!("--link-preview: {}", error.message)))
}

/// E-mail addresses of people and groups; one empty text is everybody.
fn visible_to(texts: &[String]) -> Result<Vec<String>> {
    let given: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    if given.len() > rules::VISIBILITY_LIMIT {
        let text = format!("--visible-to: at most {}", rules::VISIBILITY_LIMIT);
        return Err(Failure::new(text));
    }
    let email = |text: &String| {
        domain::users::email(text)
            .ok_or_else(|| Failure::new(format!("--visible-to must be an e-mail address: {text}")))
    };
    given.into_iter().map(email).collect()
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

    #[test]
    fn urls_are_read() {
        assert!(url("--endpoint", "http://127.0.0.1:9/chat?x=1").is_ok());
        for text in ["ftp://a.b", "https://", "https:///x", "a.b", "https://a b"] {
            assert!(url("--endpoint", text).is_err(), "{text}");
        }
    }
}
