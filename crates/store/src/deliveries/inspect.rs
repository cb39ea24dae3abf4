//! Reading deliveries: for the inspector, for the person concerned, and for
//! the link back from an app's configuration.

use std::sync::LazyLock;

use domain::apps::{Delivery, State};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::{Result, Time};

use super::{COLUMNS, delivery};
use crate::{Sql, Tx};

/// Which deliveries a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub space: Option<SpaceId>,
}

pub async fn get(tx: &mut Tx, id: i64) -> Result<Option<Delivery>> {
    static GET: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM deliveries WHERE delivery_id = $1"
        ))
    });
    tx.optional(&GET, &[id.into()], delivery).await
}

/// An app's deliveries, newest first, from before the delivery `before`.
pub async fn page(
    tx: &mut Tx,
    app: UserId,
    filter: Filter,
    before: i64,
    limit: i64,
) -> Result<Vec<Delivery>> {
    static PAGE: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM deliveries
             WHERE app_id = $1 AND delivery_id < $2
               AND (CAST($3 AS BIGINT) IS NULL OR state = $3)
               AND (CAST($4 AS BIGINT) IS NULL OR space_id = $4)
             ORDER BY delivery_id DESC LIMIT $5"
        ))
    });
    let params = [
        app.0.into(),
        before.into(),
        filter.state.map(State::number).into(),
        filter.space.map(|space| space.0).into(),
        limit.into(),
    ];
    tx.all(&PAGE, &params, delivery).await
}

/// What one message led to, oldest first.
pub async fn of_message(
    tx: &mut Tx,
    space: SpaceId,
    message: MessageId,
    limit: i64,
) -> Result<Vec<Delivery>> {
    static LIST: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM deliveries WHERE space_id = $1 AND message_id = $2
             ORDER BY delivery_id LIMIT $3"
        ))
    });
    let params = [space.0.into(), message.0.into(), limit.into()];
    tx.all(&LIST, &params, delivery).await
}

/// What a person's doings in a space led to since a time, oldest first: those
/// that have something to show.
pub async fn for_user(
    tx: &mut Tx,
    space: SpaceId,
    user: UserId,
    since: Time,
    limit: i64,
) -> Result<Vec<Delivery>> {
    static LIST: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM deliveries
             WHERE space_id = $1 AND user_id = $2 AND create_time >= $3 AND result <> ''
               AND event_seq IS NOT NULL
             ORDER BY delivery_id LIMIT $4"
        ))
    });
    let params = [space.0.into(), user.0.into(), since.0.into(), limit.into()];
    tx.all(&LIST, &params, delivery).await
}

/// The delivery whose link back from the app's configuration this is.
pub async fn by_config(tx: &mut Tx, hash: &[u8]) -> Result<Option<Delivery>> {
    static GET: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM deliveries WHERE config_hash = $1 ORDER BY delivery_id LIMIT 1"
        ))
    });
    tx.optional(&GET, &[hash.into()], delivery).await
}
