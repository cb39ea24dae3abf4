//! Apps for their developers: `/confab/v1/apps`.

use domain::apps::{self as rules, Audience, Command, CommandKind, Config, EventFormat};
use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use domain::{Error, Result, mask, names};
use proto::confab::{self as wire, AppCommand};
use store::Tx;

use crate::accounts;
use crate::api::Call;
use crate::api::visible_apps::{check_visibility, finds, is_developer};

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
    "home_url",
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
    let name = rules::check_name("app.display_name", &given.display_name)?;
    let mut app = accounts::new_app(&name, call.now)?;
    for path in PATHS {
        apply(&mut app, &given, path)?;
    }
    app.config.developer = Some(call.caller.id.0);
    let made = app.clone();
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            check_visibility(tx, "app.visible_to", &app.config).await?;
            store::apps::insert(tx, &app).await
        })
    });
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
            let mut app = own(tx, &unit, id).await?;
            for path in paths {
                apply(&mut app, &given, path)?;
                if path == "visible_to" {
                    check_visibility(tx, "app.visible_to", &app.config).await?;
                }
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

/// An app of the caller's. Another's is not found rather than forbidden.
pub async fn own(tx: &mut Tx, call: &Call, id: UserId) -> Result<rules::App> {
    let app = super::app(tx, id).await?;
    if is_developer(call, &app) {
        return Ok(app);
    }
    Err(Error::not_found())
}

fn apply(app: &mut rules::App, given: &wire::App, path: &str) -> Result<()> {
    match path {
        "display_name" => {
            app.display_name = rules::check_name("app.display_name", &given.display_name)?;
        }
        "avatar_url" => {
            app.avatar_url = rules::check_picture("app.avatar_url", &given.avatar_url)?;
        }
        "description" => {
            app.description = rules::check_description("app.description", &given.description)?;
        }
        "endpoint" => {
            let endpoint = rules::check_endpoint("app.endpoint", &given.endpoint)?;
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
        "home_url" => {
            app.config.home_url = rules::check_endpoint("app.home_url", &given.home_url)?;
        }
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
            config.link_previews =
                rules::check_link_previews("app.link_previews", &given.link_previews)?;
        }
        _ => config.visible_to = rules::visible_to("app.visible_to", &given.visible_to)?,
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
        home_url: app.config.home_url.clone(),
        visible_to: app.config.visible_to.clone(),
        ..seen
    }
}
