//! How people, groups and apps are named on the command line.

use domain::apps::App;
use domain::groups::Group;
use domain::ids::{GroupId, UserId};
use domain::users::User;
use domain::{Code, Error, Result};
use store::{Tx, apps, groups, users};

/// A person by e-mail address or `users/{id}`.
pub async fn person(tx: &mut Tx, text: &str) -> Result<User> {
    let id = UserId::parse(text.strip_prefix("users/").unwrap_or(text));
    let user = match id {
        Some(id) => users::get(tx, id).await?,
        None => users::by_email(tx, &text.to_lowercase()).await?,
    };
    user.filter(User::is_person)
        .ok_or_else(|| missing(format!("there is no user {text}")))
}

/// A group by e-mail address or `groups/{id}`.
pub async fn group(tx: &mut Tx, text: &str) -> Result<Group> {
    let id = GroupId::parse(text.strip_prefix("groups/").unwrap_or(text));
    let group = match id {
        Some(id) => groups::get(tx, id).await?,
        None => groups::by_email(tx, &text.to_lowercase()).await?,
    };
    group.ok_or_else(|| missing(format!("there is no group {text}")))
}

/// An app by `apps/{id}`, `users/{id}`, client e-mail, project number or name.
pub async fn app(tx: &mut Tx, text: &str) -> Result<App> {
    let last = text.rsplit_once('/').map_or(text, |(_, last)| last);
    if let Some(id) = UserId::parse(last) {
        return found(apps::get(tx, id).await?, text);
    }
    if text.contains('@') {
        return found(apps::by_client_email(tx, &text.to_lowercase()).await?, text);
    }
    if let Ok(number) = last.parse::<i64>()
        && let Some(app) = apps::by_project_number(tx, number).await?
    {
        return Ok(app);
    }
    let mut named = apps::by_display_name(tx, text, 2).await?;
    if named.len() > 1 {
        let text = format!("several apps are called {text}; name one by its apps/… (app list)");
        return Err(Error::new(Code::FailedPrecondition, text));
    }
    found(named.pop(), text)
}

fn found(app: Option<App>, text: &str) -> Result<App> {
    app.ok_or_else(|| missing(format!("there is no app {text}")))
}

fn missing(text: String) -> Error {
    Error::new(Code::NotFound, text)
}
