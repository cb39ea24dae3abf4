//! People and the bot users of apps, and who blocked whom.

use domain::ids::UserId;
use domain::users::{User, UserKind};
use domain::{Error, Result, Time};

use crate::kept::Table;
use crate::{Row, Sql, Tx, people};

/// The columns that [`user`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT user_id, kind, email, display_name, avatar_url, domain_id, admin, disabled,
                    auto_accept, create_time FROM users ",
            $rest
        )
    };
}

pub async fn insert(tx: &mut Tx, user: &User, password_hash: Option<&str>) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO users (user_id, kind, email, display_name, avatar_url, domain_id, admin,
                            disabled, auto_accept, password_hash, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    );
    let params = [
        user.id.0.into(),
        kind_number(user.kind).into(),
        user.email.as_deref().into(),
        user.display_name.as_str().into(),
        user.avatar_url.as_str().into(),
        user.domain_id.as_str().into(),
        user.admin.into(),
        user.disabled.into(),
        user.auto_accept.into(),
        password_hash.into(),
        user.create_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    tx.changed(Table::Users, &user.id);
    people::set_words(tx, user).await
}

pub async fn get(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    static GET: Sql = Sql::new(select!("WHERE user_id = $1"));
    tx.optional(&GET, &[id.0.into()], user).await
}

/// As [`get`], from memory where it is kept: see [`crate::kept`].
pub async fn recent(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    if let Some(user) = tx.kept(|kept| &kept.users, &id) {
        return Ok(Some(user));
    }
    let found = get(tx, id).await?;
    tx.keep(|kept| &kept.users, id, found.as_ref());
    Ok(found)
}

/// Those of the users that exist, in the order asked for.
pub async fn get_all(tx: &mut Tx, ids: &[UserId]) -> Result<Vec<User>> {
    let mut users = Vec::with_capacity(ids.len());
    for id in ids {
        users.extend(get(tx, *id).await?);
    }
    Ok(users)
}

/// `email` in lower case, as [`domain::users::email`] gives it.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<User>> {
    static BY_EMAIL: Sql = Sql::new(select!("WHERE email = $1"));
    tx.optional(&BY_EMAIL, &[email.into()], user).await
}

/// People by address, beginning after `after` (empty: with the first).
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<User>> {
    static PAGE: Sql = Sql::new(select!("WHERE email > $1 ORDER BY email LIMIT $2"));
    tx.all(&PAGE, &[after.into(), limit.into()], user).await
}

/// Whether there is nobody yet, neither person nor app.
pub async fn is_empty(tx: &mut Tx) -> Result<bool> {
    static ANY: Sql = Sql::new("SELECT user_id FROM users LIMIT 1");
    Ok(tx.optional(&ANY, &[], |row| row.int(0)).await?.is_none())
}

/// A password's argon2id text; `None` for unknown users and those without one.
pub async fn password_hash(tx: &mut Tx, id: UserId) -> Result<Option<String>> {
    static PASSWORD: Sql = Sql::new("SELECT password_hash FROM users WHERE user_id = $1");
    let read = |row: &Row<'_>| Ok(row.opt_text(0)?.map(str::to_owned));
    Ok(tx
        .optional(&PASSWORD, &[id.0.into()], read)
        .await?
        .flatten())
}

pub async fn set_password_hash(tx: &mut Tx, id: UserId, hash: &str) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE users SET password_hash = $2 WHERE user_id = $1");
    tx.execute(&SET, &[id.0.into(), hash.into()]).await?;
    tx.changed(Table::Users, &id);
    Ok(())
}

/// The caller also bumps [`crate::meta::bump_auth`]: tokens stop working.
pub async fn set_disabled(tx: &mut Tx, id: UserId, disabled: bool) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE users SET disabled = $2 WHERE user_id = $1");
    tx.execute(&SET, &[id.0.into(), disabled.into()]).await?;
    tx.changed(Table::Users, &id);
    Ok(())
}

/// The caller also bumps [`crate::meta::bump_auth`].
pub async fn set_admin(tx: &mut Tx, id: UserId, admin: bool) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE users SET admin = $2 WHERE user_id = $1");
    tx.execute(&SET, &[id.0.into(), admin.into()]).await?;
    tx.changed(Table::Users, &id);
    Ok(())
}

pub async fn set_auto_accept(tx: &mut Tx, id: UserId, auto_accept: bool) -> Result<()> {
    static SET: Sql = Sql::new("UPDATE users SET auto_accept = $2 WHERE user_id = $1");
    tx.execute(&SET, &[id.0.into(), auto_accept.into()]).await?;
    tx.changed(Table::Users, &id);
    Ok(())
}

/// A new name and picture, of a person or of an app's bot user.
pub async fn set_profile(
    tx: &mut Tx,
    id: UserId,
    display_name: &str,
    avatar_url: &str,
) -> Result<()> {
    static SET: Sql =
        Sql::new("UPDATE users SET display_name = $2, avatar_url = $3 WHERE user_id = $1");
    tx.execute(&SET, &[id.0.into(), display_name.into(), avatar_url.into()])
        .await?;
    tx.changed(Table::Users, &id);
    match get(tx, id).await? {
        Some(user) => people::set_words(tx, &user).await,
        None => Ok(()),
    }
}

/// `user` no longer wants to hear from `blocked`. Twice is as good as once.
pub async fn block(tx: &mut Tx, user: UserId, blocked: UserId) -> Result<()> {
    static BLOCK: Sql = Sql::new(
        "INSERT INTO user_blocks (user_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    );
    tx.execute(&BLOCK, &[user.0.into(), blocked.0.into()])
        .await?;
    Ok(())
}

pub async fn unblock(tx: &mut Tx, user: UserId, blocked: UserId) -> Result<()> {
    static UNBLOCK: Sql =
        Sql::new("DELETE FROM user_blocks WHERE user_id = $1 AND blocked_id = $2");
    tx.execute(&UNBLOCK, &[user.0.into(), blocked.0.into()])
        .await?;
    Ok(())
}

/// Whether one of the two blocked the other.
pub async fn is_blocked_between(tx: &mut Tx, one: UserId, other: UserId) -> Result<bool> {
    static BLOCKED: Sql = Sql::new(
        "SELECT user_id FROM user_blocks
         WHERE (user_id = $1 AND blocked_id = $2) OR (user_id = $2 AND blocked_id = $1) LIMIT 1",
    );
    let found = tx
        .optional(&BLOCKED, &[one.0.into(), other.0.into()], |row| row.int(0))
        .await?;
    Ok(found.is_some())
}

fn user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: UserId(row.int(0)?),
        kind: kind_from(row.int(1)?)?,
        email: row.opt_text(2)?.map(str::to_owned),
        display_name: row.text(3)?.to_owned(),
        avatar_url: row.text(4)?.to_owned(),
        domain_id: row.text(5)?.to_owned(),
        admin: row.bool(6)?,
        disabled: row.bool(7)?,
        auto_accept: row.bool(8)?,
        create_time: Time(row.int(9)?),
    })
}

fn kind_number(kind: UserKind) -> i64 {
    match kind {
        UserKind::Person => 1,
        UserKind::App => 2,
        UserKind::Webhook => 3,
    }
}

fn kind_from(number: i64) -> Result<UserKind> {
    match number {
        1 => Ok(UserKind::Person),
        2 => Ok(UserKind::App),
        3 => Ok(UserKind::Webhook),
        other => Err(Error::internal(format!("users.kind is {other}"))),
    }
}
