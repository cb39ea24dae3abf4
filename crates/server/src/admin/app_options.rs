//! What `app create` and `app update` may set, and how it is written.

use clap::{Args, ValueEnum};
use domain::apps::{self as rules, App, Audience, Command, EventFormat};

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
    /// ID:/name:description[:dialog]; several times for several commands, empty for none
    #[arg(long = "command", value_name = "COMMAND")]
    commands: Option<Vec<String>>,
    /// Host or host with path whose links the app previews; several times, empty for none
    #[arg(long = "link-preview", value_name = "HOST_OR_PATTERN")]
    link_previews: Option<Vec<String>>,
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
    let mut commands: Vec<Command> = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        let new = command(text)?;
        if commands
            .iter()
            .any(|old| old.id == new.id || old.name == new.name)
        {
            let text = format!("--command: the id or name is used twice: {text}");
            return Err(Failure::new(text));
        }
        commands.push(new);
    }
    Ok(commands)
}

fn command(text: &str) -> Result<Command> {
    let wrong = || {
        Failure::new(format!(
            "--command must be like 1:/about:Says who I am, or …:dialog: {text}"
        ))
    };
    let (id, rest) = text.split_once(':').ok_or_else(wrong)?;
    let (name, description) = rest.split_once(':').ok_or_else(wrong)?;
    let (description, dialog) = match description.strip_suffix(":dialog") {
        Some(description) => (description, true),
        None => (description, false),
    };
    let id = id.trim().parse().map_err(|_| wrong())?;
    if !(1..=rules::COMMAND_ID_LIMIT).contains(&id) {
        let text = format!(
            "--command: ids are 1 to {}: {text}",
            rules::COMMAND_ID_LIMIT
        );
        return Err(Failure::new(text));
    }
    let name = name.trim().strip_prefix('/').ok_or_else(wrong)?;
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '/') {
        return Err(wrong());
    }
    let limit = rules::COMMAND_TEXT_LIMIT;
    let name = bounded("the name of a --command", name, limit)?;
    let description = bounded("the description of a --command", description, limit)?;
    Ok(Command {
        id,
        name,
        description,
        dialog,
    })
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
    given.into_iter().map(|text| link_preview(text)).collect()
}

/// `example.com`, `*.example.com/tickets/`, with `https://` or without.
fn link_preview(text: &str) -> Result<String> {
    let plain = text.strip_prefix("https://").unwrap_or(text);
    let (host, path) = plain.split_once('/').unwrap_or((plain, ""));
    let labels = host.strip_prefix("*.").unwrap_or(host);
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let good = labels.contains('.') && labels.split('.').all(label);
    if !good || plain.len() > 2_048 || path.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        let text = format!("--link-preview must be like example.com or *.example.com/path: {text}");
        return Err(Failure::new(text));
    }
    let host = host.to_lowercase();
    Ok(if plain.contains('/') {
        format!("{host}/{path}")
    } else {
        host
    })
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
            "1:about:b",
            "1:/:b",
            "1:/a b:c",
            "1:/a/b:c",
            "-1:/a:b",
        ] {
            check(text, None);
        }
        check(&format!("1:/a:{}", "x".repeat(51)), None);
        let two = |one: &str, two: &str| commands(&[one.to_owned(), two.to_owned()]).is_ok();
        assert!(two("1:/a:b", "2:/b:c") && two("", ""));
        assert!(!two("1:/a:b", "1:/b:c") && !two("1:/a:b", "2:/a:c"));
    }

    #[test]
    fn patterns_and_urls_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(link_preview(text).ok().as_deref(), expected, "{text}");
        };
        check("Example.com", Some("example.com"));
        check(
            "https://*.example.com/Tickets/",
            Some("*.example.com/Tickets/"),
        );
        check("example.com/", Some("example.com/"));
        for text in [
            "",
            "localhost",
            "*.com",
            "a..b",
            "a.b/ c",
            "exa mple.com",
            "a.*.b",
        ] {
            check(text, None);
        }
        assert!(url("--endpoint", "http://127.0.0.1:9/chat?x=1").is_ok());
        for text in ["ftp://a.b", "https://", "https:///x", "a.b", "https://a b"] {
            assert!(url("--endpoint", text).is_err(), "{text}");
        }
    }
}
