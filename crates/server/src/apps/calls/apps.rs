//! Apps for their developers: `/confab/v1/apps`.

use domain::apps::{self as rules, Audience, Command, CommandKind, Config, EventFormat};
use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use domain::{Error, Result, mask, names, users};
use proto::confab::{self as wire, AppCommand};

use crate::accounts;
use crate::api::Call;
use crate::api::visible_apps::{finds, is_developer};

/// Apps on one page.
const PAGE: usize = 200;
const PATHS: &[&str] = &[
    "display_name",
    "avatar_url",
    "description",
    "endpoint",
    "events",
    "audience",
    "commands",
    "link_previews",
    "joins_spaces",
    "home",
    "visible_to",
];

pub async fn list_apps(
    call: Call,
    request: wire::ListAppsRequest,
) -> Result<wire::ListAppsResponse> {
    built_in_client(&call)?;
    let size = page::size(request.page_size, PAGE, PAGE)?;
    let parameters = Fingerprint::of("confab.apps").number(call.caller.id.0);
    let after = Position::resume(&request.page_token, parameters)?;
    let after = after.map(|position| UserId(position.first));
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let page = store::apps::page(tx, after, size as i64).await?;
            let mut apps = Vec::new();
            for app in &page {
                if finds(tx, &unit, app).await? {
                    apps.push(render(&unit, app));
                }
            }
            let full = page.len() >= size;
            let last = page.last().map(|app| app.id).filter(|_| full);
            Ok((apps, last))
        })
    });
    let (apps, last) = read.await?;
    Ok(wire::ListAppsResponse {
        apps,
        next_page_token: last.map_or_else(String::new, |id| Position::at(id.0).token(parameters)),
    })
}

pub async fn get_app(call: Call, request: wire::GetAppRequest) -> Result<wire::App> {
    built_in_client(&call)?;
    let id = super::app_id("name", &request.name)?;
    let unit = call.clone();
    let read = call.server.store.read(move |tx| {
        Box::pin(async move {
            let app = super::app(tx, id).await?;
            let found = finds(tx, &unit, &app).await?;
            Ok(found.then(|| render(&unit, &app)))
        })
    });
    read.await?.ok_or_else(Error::not_found)
}

pub async fn create_app(call: Call, request: wire::CreateAppRequest) -> Result<wire::App> {
    built_in_client(&call)?;
    let given = request.app.unwrap_or_default();
    let mut app = accounts::new_app(&given.display_name, call.now)?;
    for path in PATHS {
        apply(&mut app, &given, path)?;
    }
    app.config.developer = Some(call.caller.id.0);
    let made = app.clone();
    let write = call
        .server
        .store
        .write(move |tx| Box::pin(async move { store::apps::insert(tx, &app).await }));
    write.await?;
    Ok(render(&call, &made))
}

pub async fn update_app(call: Call, request: wire::UpdateAppRequest) -> Result<wire::App> {
    built_in_client(&call)?;
    let given = request
        .app
        .ok_or_else(|| Error::invalid("app", "The request has no app."))?;
    let id = super::app_id("app.name", &given.name)?;
    let paths = mask::paths(request.update_mask.as_ref(), PATHS)?;
    let unit = call.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            let mut app = super::app(tx, id).await?;
            check_developer(&unit, &app)?;
            for path in paths {
                apply(&mut app, &given, path)?;
            }
            store::apps::update(tx, &app).await?;
            Ok(app)
        })
    });
    let app = write.await?;
    Ok(render(&call, &app))
}

/// Apps are configured by people themselves, not through other apps: a token
/// that somebody gave to one must not be enough.
pub fn built_in_client(call: &Call) -> Result<()> {
    if call.is_app() || call.caller.app.is_some() {
        return Err(Error::permission_denied(
            "Apps are configured with a token of the built-in client: sign in to Confab, or use \
             `confab admin token create --user EMAIL` without --app.",
        ));
    }
    Ok(())
}

/// Another's app is not found rather than forbidden.
pub fn check_developer(call: &Call, app: &rules::App) -> Result<()> {
    if is_developer(call, app) {
        return Ok(());
    }
    Err(Error::not_found())
}

fn apply(app: &mut rules::App, given: &wire::App, path: &str) -> Result<()> {
    match path {
        "display_name" => app.display_name = accounts::display_name(&given.display_name)?,
        "avatar_url" => app.avatar_url = url("app.avatar_url", &given.avatar_url)?,
        "description" => app.description = description(&given.description)?,
        "endpoint" => {
            let endpoint = url("app.endpoint", &given.endpoint)?;
            app.endpoint = (!endpoint.is_empty()).then_some(endpoint);
        }
        "events" if given.events.is_empty() => app.event_format = EventFormat::Chat,
        "events" => {
            app.event_format = EventFormat::parse(&given.events).ok_or_else(|| {
                Error::invalid("app.events", "The events must be `chat` or `addon`.")
            })?;
        }
        "audience" if given.audience.is_empty() => app.audience = Audience::ProjectNumber,
        "audience" => {
            app.audience = Audience::parse(&given.audience).ok_or_else(|| {
                let text = "The audience must be `project-number` or `endpoint-url`.";
                Error::invalid("app.audience", text)
            })?;
        }
        "joins_spaces" => app.config.joins_spaces = given.joins_spaces.unwrap_or(true),
        "home" => app.config.home = given.home,
        path => apply_lists(&mut app.config, given, path)?,
    }
    Ok(())
}

fn apply_lists(config: &mut Config, given: &wire::App, path: &str) -> Result<()> {
    match path {
        "commands" => {
            let commands: Vec<Command> = given.commands.iter().map(command).collect();
            rules::check_commands(&commands)?;
            config.commands = commands;
        }
        "link_previews" => {
            if given.link_previews.len() > rules::LINK_PREVIEWS_LIMIT {
                let limit = rules::LINK_PREVIEWS_LIMIT;
                let text = format!("An app has at most {limit} link preview patterns.");
                return Err(Error::invalid("app.link_previews", text));
            }
            let patterns = given.link_previews.iter();
            let patterns = patterns.map(|text| rules::check_pattern("app.link_previews", text));
            config.link_previews = patterns.collect::<Result<_>>()?;
        }
        _ => {
            if given.visible_to.len() > rules::VISIBILITY_LIMIT {
                let limit = rules::VISIBILITY_LIMIT;
                let text = format!("An app's visibility names at most {limit} addresses.");
                return Err(Error::invalid("app.visible_to", text));
            }
            let addresses = given.visible_to.iter().map(|text| {
                users::email(text).ok_or_else(|| {
                    let text = format!("{text} is not an e-mail address.");
                    Error::invalid("app.visible_to", text)
                })
            });
            config.visible_to = addresses.collect::<Result<_>>()?;
        }
    }
    Ok(())
}

fn command(given: &AppCommand) -> Command {
    let slash = given.name.strip_prefix('/');
    Command {
        id: given.command_id.into(),
        name: slash.unwrap_or(&given.name).to_owned(),
        description: given.description.clone(),
        dialog: given.dialog,
        kind: match slash {
            Some(_) => CommandKind::SlashCommand,
            None if given.message_action => CommandKind::MessageAction,
            None => CommandKind::QuickCommand,
        },
    }
}

fn url(field: &str, text: &str) -> Result<String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let web = text.starts_with("https://") || text.starts_with("http://");
    let uri = text.parse::<http::Uri>().ok();
    let has_host = uri.is_some_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    if web && has_host && text.len() <= 2_048 {
        return Ok(text.to_owned());
    }
    let text = "The URL must be like https://app.example.com/chat.";
    Err(Error::invalid(field, text))
}

fn description(text: &str) -> Result<String> {
    let limit = rules::DESCRIPTION_LIMIT;
    if text.chars().count() > limit || text.contains(char::is_control) {
        let text = format!("A description has at most {limit} printable characters.");
        return Err(Error::invalid("app.description", text));
    }
    Ok(text.trim().to_owned())
}

/// Others than its developer see no more of an app than people in a space do.
fn render(call: &Call, app: &rules::App) -> wire::App {
    let seen = wire::App {
        name: crate::apps::app_name(app.id),
        user: names::user_name(app.id),
        display_name: app.display_name.clone(),
        avatar_url: app.avatar_url.clone(),
        description: app.description.clone(),
        joins_spaces: Some(app.config.joins_spaces),
        home: app.config.home,
        ..Default::default()
    };
    if !is_developer(call, app) {
        return seen;
    }
    let commands = app.config.commands.iter().map(|command| AppCommand {
        command_id: i32::try_from(command.id).unwrap_or_default(),
        name: command.shown(),
        description: command.description.clone(),
        dialog: command.dialog,
        message_action: command.kind == CommandKind::MessageAction,
    });
    wire::App {
        project_number: app.project_number.to_string(),
        client_email: app.client_email.clone(),
        endpoint: app.endpoint.clone().unwrap_or_default(),
        events: app.event_format.as_str().to_owned(),
        audience: app.audience.as_str().to_owned(),
        commands: commands.collect(),
        link_previews: app.config.link_previews.clone(),
        visible_to: app.config.visible_to.clone(),
        ..seen
    }
}
