//! Thread keys: names that an app gives to threads. App 0 stands for none.

use domain::Result;
use domain::ids::{MessageId, SpaceId, UserId};

use crate::kept::Table;
use crate::{Sql, Tx};

/// The thread that the app gave this key.
pub async fn by_key(
    tx: &mut Tx,
    space: SpaceId,
    app: Option<UserId>,
    key: &str,
) -> Result<Option<MessageId>> {
    static FIND: Sql = Sql::new(
        "SELECT thread_id FROM thread_keys
         WHERE space_id = $1 AND app_id = $2 AND thread_key = $3",
    );
    let params = [space.0.into(), app_number(app).into(), key.into()];
    tx.optional(&FIND, &params, |row| row.int(0).map(MessageId))
        .await
}

pub async fn set_key(
    tx: &mut Tx,
    space: SpaceId,
    app: Option<UserId>,
    key: &str,
    thread: MessageId,
) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO thread_keys (space_id, app_id, thread_key, thread_id)
         VALUES ($1, $2, $3, $4)",
    );
    let params = [
        space.0.into(),
        app_number(app).into(),
        key.into(),
        thread.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    tx.changed(Table::ThreadKeys, &(space, app));
    Ok(())
}

/// The key that the app gave to a thread.
pub async fn key_of(
    tx: &mut Tx,
    space: SpaceId,
    app: Option<UserId>,
    thread: MessageId,
) -> Result<Option<String>> {
    static FIND: Sql = Sql::new(
        "SELECT thread_key FROM thread_keys
         WHERE space_id = $1 AND thread_id = $2 AND app_id = $3 LIMIT 1",
    );
    let params = [space.0.into(), thread.0.into(), app_number(app).into()];
    tx.optional(&FIND, &params, |row| row.text(0).map(str::to_owned))
        .await
}

/// Whether the app gave any thread of the space a key.
pub async fn has_keys(tx: &mut Tx, space: SpaceId, app: Option<UserId>) -> Result<bool> {
    static ANY: Sql =
        Sql::new("SELECT 1 FROM thread_keys WHERE space_id = $1 AND app_id = $2 LIMIT 1");
    if let Some(any) = tx.kept(|kept| &kept.thread_keys, &(space, app)) {
        return Ok(any);
    }
    let params = [space.0.into(), app_number(app).into()];
    let any = tx.optional(&ANY, &params, |_| Ok(())).await?.is_some();
    tx.keep(|kept| &kept.thread_keys, (space, app), Some(&any));
    Ok(any)
}

fn app_number(app: Option<UserId>) -> i64 {
    app.map_or(0, |app| app.0)
}
