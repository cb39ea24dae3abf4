//! Spaces in import mode: times that are taken, the end of an import, and
//! imports that were never finished.

use domain::ids::{MessageId, SpaceId};
use domain::spaces::Space;
use domain::{Result, Time};

use crate::kept::Table;
use crate::{Sql, Tx, spaces};

/// Whether a message of the space has this time, or had it before it was
/// deleted.
pub async fn is_taken(tx: &mut Tx, space: SpaceId, time: Time) -> Result<bool> {
    static FIND: Sql = Sql::new(
        "SELECT 1 FROM messages WHERE space_id = $1 AND message_id >= $2 AND message_id <= $3
         LIMIT 1",
    );
    let params = [
        space.0.into(),
        MessageId::floor(time).0.into(),
        MessageId::ceiling(time).0.into(),
    ];
    Ok(tx.optional(&FIND, &params, |_| Ok(())).await?.is_some())
}

/// From now on the space is one like others. Its counts and clock are written
/// by [`spaces::touch`].
pub async fn complete(tx: &mut Tx, space: &Space) -> Result<()> {
    static COMPLETE: Sql = Sql::new("UPDATE spaces SET import_mode = false WHERE space_id = $1");
    tx.execute(&COMPLETE, &[space.id.0.into()]).await?;
    tx.changed(Table::Spaces, &space.id);
    spaces::touch(tx, space).await
}

/// An import that should have been complete by now, of several the oldest.
pub async fn overdue(tx: &mut Tx, now: Time) -> Result<Option<SpaceId>> {
    static OVERDUE: Sql = Sql::new(
        "SELECT space_id FROM spaces
         WHERE import_mode AND import_expire_time <= $1 AND delete_time IS NULL
         ORDER BY import_expire_time LIMIT 1",
    );
    tx.optional(&OVERDUE, &[now.0.into()], |row| Ok(SpaceId(row.int(0)?)))
        .await
}

/// Deletes an import that is overdue; answers whether there was one.
pub async fn expire(tx: &mut Tx, now: Time) -> Result<bool> {
    let Some(id) = overdue(tx, now).await? else {
        return Ok(false);
    };
    // Somebody may have completed it just now, on another node.
    if let Some(space) = spaces::lock(tx, id).await?
        && space.import_expired(now)
    {
        spaces::mark_deleted(tx, id, now).await?;
    }
    Ok(true)
}
