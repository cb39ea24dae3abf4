//! Incoming webhooks, by the SHA-256 of their token. A deleted one loses its
//! token and keeps its row.

use domain::ids::{SpaceId, UserId};
use domain::users::{User, UserKind};
use domain::webhooks::Webhook;
use domain::{Result, Time};

use crate::{Row, Sql, Tx, users};

/// The columns that [`webhook`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT w.webhook_id, w.space_id, u.display_name, u.avatar_url, w.token_hint,
                    w.creator_id, w.create_time
             FROM webhooks w JOIN users u ON u.user_id = w.webhook_id ",
            $rest
        )
    };
}

/// Writes the webhook and its bot user.
pub async fn insert(tx: &mut Tx, webhook: &Webhook, token_hash: &[u8]) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO webhooks (webhook_id, space_id, token_hash, token_hint, creator_id,
                               create_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    users::insert(tx, &bot_user(webhook), None).await?;
    let params = [
        webhook.id.0.into(),
        webhook.space.0.into(),
        token_hash.into(),
        webhook.token_hint.as_str().into(),
        webhook.creator.map(|creator| creator.0).into(),
        webhook.create_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

pub async fn by_token(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<Webhook>> {
    static BY_TOKEN: Sql = Sql::new(select!("WHERE w.token_hash = $1"));
    tx.optional(&BY_TOKEN, &[token_hash.into()], webhook).await
}

/// `None` for a deleted one too.
pub async fn get(tx: &mut Tx, id: UserId) -> Result<Option<Webhook>> {
    static GET: Sql = Sql::new(select!(
        "WHERE w.webhook_id = $1 AND w.token_hash IS NOT NULL"
    ));
    tx.optional(&GET, &[id.0.into()], webhook).await
}

/// The space's webhooks by id, beginning after `after`.
pub async fn page(
    tx: &mut Tx,
    space: SpaceId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<Webhook>> {
    static PAGE: Sql = Sql::new(select!(
        "WHERE w.space_id = $1 AND w.webhook_id > $2 AND w.token_hash IS NOT NULL
         ORDER BY w.webhook_id LIMIT $3"
    ));
    let after = after.map_or(-1, |webhook| webhook.0);
    let params = [space.0.into(), after.into(), limit.into()];
    tx.all(&PAGE, &params, webhook).await
}

pub async fn count(tx: &mut Tx, space: SpaceId) -> Result<i64> {
    static COUNT: Sql =
        Sql::new("SELECT COUNT(*) FROM webhooks WHERE space_id = $1 AND token_hash IS NOT NULL");
    let params = [space.0.into()];
    let count = tx.optional(&COUNT, &params, |row| row.int(0)).await?;
    Ok(count.unwrap_or(0))
}

/// Makes the webhook's URL worthless. Answers whether there was such a one.
pub async fn delete(tx: &mut Tx, id: UserId) -> Result<bool> {
    static DELETE: Sql = Sql::new(
        "UPDATE webhooks SET token_hash = NULL
         WHERE webhook_id = $1 AND token_hash IS NOT NULL",
    );
    Ok(tx.execute(&DELETE, &[id.0.into()]).await? > 0)
}

fn bot_user(webhook: &Webhook) -> User {
    User {
        id: webhook.id,
        kind: UserKind::Webhook,
        email: None,
        display_name: webhook.display_name.clone(),
        avatar_url: webhook.avatar_url.clone(),
        domain_id: String::new(),
        admin: false,
        disabled: false,
        auto_accept: true,
        create_time: webhook.create_time,
    }
}

fn webhook(row: &Row<'_>) -> Result<Webhook> {
    Ok(Webhook {
        id: UserId(row.int(0)?),
        space: SpaceId(row.int(1)?),
        display_name: row.text(2)?.to_owned(),
        avatar_url: row.text(3)?.to_owned(),
        token_hint: row.text(4)?.to_owned(),
        creator: row.opt_int(5)?.map(UserId),
        create_time: Time(row.int(6)?),
    })
}
