//! New people, groups and apps: ids, addresses and everything else that is
//! made up for them.

use domain::apps::{App, Audience, Config, EventFormat};
use domain::groups::Group;
use domain::ids::{GroupId, UserId};
use domain::users::{self as rules, User, UserKind};
use domain::{Code, Error, Result, Time};
use store::{Tx, grants, groups, meta, sessions, users};

use crate::gate::{password, secret};

/// What is chosen for a new person.
pub struct NewUser {
    pub email: String,
    pub display_name: String,
    pub admin: bool,
    pub password: Option<String>,
}

impl NewUser {
    /// The row and the password's hash. Slow when there is a password, and so
    /// done before any transaction.
    pub fn make(&self, now: Time) -> Result<(User, Option<String>)> {
        let user = User {
            id: UserId(fresh_id()?),
            kind: UserKind::Person,
            email: Some(email(&self.email)?),
            display_name: display_name(&self.display_name)?,
            avatar_url: String::new(),
            domain_id: String::new(),
            admin: self.admin,
            disabled: false,
            auto_accept: true,
            create_time: now,
        };
        Ok((user, hash_password(self.password.as_deref())?))
    }
}

/// Writes a person; the first one's domain becomes the organisation's.
pub async fn insert_user(tx: &mut Tx, mut user: User, hash: Option<&str>) -> Result<User> {
    let email = user.email.clone().unwrap_or_default();
    refuse_taken(tx, &email).await?;
    let domain = rules::domain_of(&email);
    meta::get_or_insert(tx, meta::DOMAIN, domain).await?;
    user.domain_id = meta::domain_id(tx, domain, &letters(7)?).await?;
    users::insert(tx, &user, hash).await?;
    Ok(user)
}

/// Writes a group, which must not have a person's address.
pub async fn insert_group(tx: &mut Tx, group: &Group) -> Result<()> {
    refuse_taken(tx, &group.email).await?;
    groups::insert(tx, group).await
}

pub fn new_group(email_text: &str, name: &str, now: Time) -> Result<Group> {
    Ok(Group {
        id: GroupId(fresh_id()?),
        email: email(email_text)?,
        display_name: display_name(name)?,
        create_time: now,
    })
}

/// An app with its project and service account, configured with nothing.
pub fn new_app(name: &str, now: Time) -> Result<App> {
    let display_name = display_name(name)?;
    let account = slug(&display_name);
    let project_id = format!("{account}-{}", 100_000 + secret::random_below(900_000)?);
    Ok(App {
        id: UserId(fresh_id()?),
        avatar_url: String::new(),
        description: String::new(),
        project_number: 100_000_000_000 + secret::random_below(900_000_000_000)?,
        client_email: format!("{account}@{project_id}.iam.gserviceaccount.com"),
        client_id: UserId(fresh_id()?).segment(),
        project_id,
        display_name,
        endpoint: None,
        event_format: EventFormat::Chat,
        audience: Audience::ProjectNumber,
        config: Config::default(),
        approved_scopes: String::new(),
        delegated_scopes: String::new(),
        create_time: now,
    })
}

pub fn display_name(text: &str) -> Result<String> {
    rules::display_name(text).ok_or_else(|| {
        let limit = rules::DISPLAY_NAME_LIMIT;
        refused(format!(
            "a name must have 1 to {limit} printable characters"
        ))
    })
}

pub fn hash_password(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    if text.is_empty() || text.len() > password::LENGTH_LIMIT {
        let limit = password::LENGTH_LIMIT;
        return Err(refused(format!("a password must have 1 to {limit} bytes")));
    }
    password::hash(text).map(Some)
}

/// Sets another password. Whoever knew the old one must not stay: sessions end,
/// and so does what apps were granted.
pub async fn replace_password(tx: &mut Tx, user: UserId, hash: &str) -> Result<()> {
    users::set_password_hash(tx, user, hash).await?;
    sessions::delete_of_user(tx, user, 0).await?;
    grants::delete_of_user(tx, user).await?;
    meta::bump_auth(tx).await
}

fn email(text: &str) -> Result<String> {
    rules::email(text).ok_or_else(|| refused(format!("{text} is not an e-mail address")))
}

async fn refuse_taken(tx: &mut Tx, email: &str) -> Result<()> {
    let person = users::by_email(tx, email).await?.is_some();
    if person || groups::by_email(tx, email).await?.is_some() {
        let what = if person { "user" } else { "group" };
        let text = format!("the {what} {email} exists already");
        return Err(Error::already_exists(text));
    }
    Ok(())
}

fn refused(text: String) -> Error {
    Error::new(Code::InvalidArgument, text)
}

/// 62 random bits, never 0.
pub fn fresh_id() -> Result<i64> {
    Ok(secret::random_below(1 << 62)?.max(1))
}

/// Random lower-case letters and digits.
pub fn letters(count: usize) -> Result<String> {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let draw = |_| secret::random_below(36).map(|at| char::from(LETTERS[at as usize % 36]));
    (0..count).map(draw).collect()
}

/// A project's and service account's name in Google's alphabet: lower-case
/// letters, digits and hyphens, beginning with a letter, at most 22 long.
fn slug(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let text: String = name.chars().map(plain).collect();
    let words = text.split('-').filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    slug.truncate(22);
    let slug = slug.trim_end_matches('-');
    match slug.chars().next() {
        None => "app".to_owned(),
        Some(first) if !first.is_ascii_lowercase() => format!("app-{slug}"),
        Some(_) => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_named_in_googles_alphabet() {
        let check = |name: &str, expected: &str| assert_eq!(slug(name), expected, "{name}");
        check("Weather Bot", "weather-bot");
        check("  --Ünïcode__App!", "n-code-app");
        check("天気", "app");
        check("24/7 Help", "app-24-7-help");
        check(
            "a very long name of an app indeed",
            "a-very-long-name-of-an",
        );
        check("a very long name of a-n", "a-very-long-name-of-a");
    }

    #[test]
    fn new_apps_look_like_googles() {
        let app = new_app("Weather Bot", Time(1)).unwrap();
        let email = format!("weather-bot@{}.iam.gserviceaccount.com", app.project_id);
        assert_eq!(app.client_email, email);
        assert_eq!(app.project_number.to_string().len(), 12);
        assert_eq!(app.client_id.len(), 21);
        assert_eq!(letters(7).unwrap().len(), 7);
        assert!(new_app(" ", Time(1)).is_err());
    }
}
