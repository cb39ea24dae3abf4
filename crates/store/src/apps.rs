//! Chat apps. Name and picture are those of the bot user, in `users`.

use domain::apps::{App, Audience, Config, EventFormat};
use domain::ids::{SpaceId, UserId};
use domain::users::{User, UserKind};
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx, users};

/// The columns that [`app`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT app_id, display_name, avatar_url, description, project_number, project_id,
                    client_email, client_id, endpoint, event_format, audience, config,
                    approved_scopes, delegated_scopes, apps.create_time
             FROM apps JOIN users ON users.user_id = apps.app_id ",
            $rest
        )
    };
}

/// Writes the app and its bot user.
pub async fn insert(tx: &mut Tx, app: &App) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO apps (app_id, project_number, project_id, client_email, client_id,
                           description, endpoint, event_format, audience, config,
                           approved_scopes, delegated_scopes, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    );
    users::insert(tx, &bot_user(app), None).await?;
    let config = write_config(&app.config)?;
    let params = [
        app.id.0.into(),
        app.project_number.into(),
        app.project_id.as_str().into(),
        app.client_email.as_str().into(),
        app.client_id.as_str().into(),
        app.description.as_str().into(),
        app.endpoint.as_deref().into(),
        app.event_format.as_str().into(),
        app.audience.as_str().into(),
        config.as_str().into(),
        app.approved_scopes.as_str().into(),
        app.delegated_scopes.as_str().into(),
        app.create_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// Writes everything that may change: name, picture and configuration.
pub async fn update(tx: &mut Tx, app: &App) -> Result<()> {
    static UPDATE: Sql = Sql::new(
        "UPDATE apps SET description = $2, endpoint = $3, event_format = $4, audience = $5,
                         config = $6
         WHERE app_id = $1",
    );
    users::set_profile(tx, app.id, &app.display_name, &app.avatar_url).await?;
    let config = write_config(&app.config)?;
    let params = [
        app.id.0.into(),
        app.description.as_str().into(),
        app.endpoint.as_deref().into(),
        app.event_format.as_str().into(),
        app.audience.as_str().into(),
        config.as_str().into(),
    ];
    tx.execute(&UPDATE, &params).await?;
    Ok(())
}

/// The caller also bumps [`crate::meta::bump_auth`].
pub async fn set_approved_scopes(tx: &mut Tx, id: UserId, scopes: &str) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE apps SET approved_scopes = $2 WHERE app_id = $1");
    tx.execute(&SET, &[id.0.into(), scopes.into()]).await?;
    Ok(())
}

/// The caller also bumps [`crate::meta::bump_auth`].
pub async fn set_delegated_scopes(tx: &mut Tx, id: UserId, scopes: &str) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE apps SET delegated_scopes = $2 WHERE app_id = $1");
    tx.execute(&SET, &[id.0.into(), scopes.into()]).await?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: UserId) -> Result<Option<App>> {
    static GET: Sql = Sql::new(select!("WHERE app_id = $1"));
    tx.optional(&GET, &[id.0.into()], app).await
}

pub async fn by_client_email(tx: &mut Tx, email: &str) -> Result<Option<App>> {
    static BY_EMAIL: Sql = Sql::new(select!("WHERE client_email = $1"));
    tx.optional(&BY_EMAIL, &[email.into()], app).await
}

pub async fn by_project_number(tx: &mut Tx, number: i64) -> Result<Option<App>> {
    static BY_NUMBER: Sql = Sql::new(select!("WHERE project_number = $1"));
    tx.optional(&BY_NUMBER, &[number.into()], app).await
}

/// Apps of exactly this name; names need not be unique.
pub async fn by_display_name(tx: &mut Tx, name: &str, limit: i64) -> Result<Vec<App>> {
    static BY_NAME: Sql = Sql::new(select!("WHERE display_name = $1 ORDER BY app_id LIMIT $2"));
    tx.all(&BY_NAME, &[name.into(), limit.into()], app).await
}

/// Apps by id, beginning after `after`.
pub async fn page(tx: &mut Tx, after: Option<UserId>, limit: i64) -> Result<Vec<App>> {
    static PAGE: Sql = Sql::new(select!("WHERE app_id > $1 ORDER BY app_id LIMIT $2"));
    let after = after.map_or(-1, |app| app.0);
    tx.all(&PAGE, &[after.into(), limit.into()], app).await
}

/// Whether any app is told of anything.
pub async fn any_with_endpoint(tx: &mut Tx) -> Result<bool> {
    static ANY: Sql = Sql::new("SELECT 1 FROM apps WHERE endpoint IS NOT NULL LIMIT 1");
    Ok(tx.optional(&ANY, &[], |_| Ok(())).await?.is_some())
}

/// The apps in a space, by id.
pub async fn in_space(tx: &mut Tx, space: SpaceId, limit: i64) -> Result<Vec<App>> {
    static LIST: Sql = Sql::new(select!(
        "WHERE app_id IN (SELECT member_id FROM memberships
                          WHERE space_id = $1 AND member_kind = 2 AND state = 1)
         ORDER BY app_id LIMIT $2"
    ));
    tx.all(&LIST, &[space.0.into(), limit.into()], app).await
}

/// Removes an app, its keys and its deliveries. Its bot user stays, since
/// messages have it as their sender; the caller also bumps
/// [`crate::meta::bump_auth`].
pub async fn delete(tx: &mut Tx, id: UserId) -> Result<()> {
    static KEYS: Sql = Sql::new("DELETE FROM app_keys WHERE app_id = $1");
    static DELIVERIES: Sql = Sql::new("DELETE FROM deliveries WHERE app_id = $1");
    static TOKENS: Sql = Sql::new("DELETE FROM access_tokens WHERE app_id = $1");
    static APP: Sql = Sql::new("DELETE FROM apps WHERE app_id = $1");
    for sql in [&KEYS, &DELIVERIES, &TOKENS, &APP] {
        tx.execute(sql, &[id.0.into()]).await?;
    }
    Ok(())
}

fn bot_user(app: &App) -> User {
    User {
        id: app.id,
        kind: UserKind::App,
        email: None,
        display_name: app.display_name.clone(),
        avatar_url: app.avatar_url.clone(),
        domain_id: String::new(),
        admin: false,
        disabled: false,
        auto_accept: true,
        create_time: app.create_time,
    }
}

fn app(row: &Row<'_>) -> Result<App> {
    let (format, audience) = (row.text(9)?, row.text(10)?);
    Ok(App {
        id: UserId(row.int(0)?),
        display_name: row.text(1)?.to_owned(),
        avatar_url: row.text(2)?.to_owned(),
        description: row.text(3)?.to_owned(),
        project_number: row.int(4)?,
        project_id: row.text(5)?.to_owned(),
        client_email: row.text(6)?.to_owned(),
        client_id: row.text(7)?.to_owned(),
        endpoint: row.opt_text(8)?.map(str::to_owned),
        event_format: EventFormat::parse(format)
            .ok_or_else(|| Error::internal(format!("apps.event_format is {format}")))?,
        audience: Audience::parse(audience)
            .ok_or_else(|| Error::internal(format!("apps.audience is {audience}")))?,
        config: read_config(row.text(11)?)?,
        approved_scopes: row.text(12)?.to_owned(),
        delegated_scopes: row.text(13)?.to_owned(),
        create_time: Time(row.int(14)?),
    })
}

fn write_config(config: &Config) -> Result<String> {
    serde_json::to_string(config).map_err(Error::internal)
}

fn read_config(text: &str) -> Result<Config> {
    serde_json::from_str(text).map_err(|error| Error::internal(format!("apps.config: {error}")))
}
