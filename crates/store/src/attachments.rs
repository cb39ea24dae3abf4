//! Which messages show which files, and the files that none shows any more.

use domain::Result;
use domain::attachments::File;
use domain::ids::{FileId, MessageId, SpaceId};

use crate::uploads::{signed, unsigned};
use crate::{Row, Sql, Tx};

/// A message that shows a file, with what is known of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub space: SpaceId,
    pub message: MessageId,
    pub file: File,
}

/// A message shows a file from now on.
pub async fn insert(tx: &mut Tx, shown: &Shown) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO attachments (space_id, message_id, file_id, content_name, content_type, size)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    );
    let params = [
        shown.space.0.into(),
        shown.message.0.into(),
        shown.file.file.0.into(),
        (&shown.file.content_name).into(),
        (&shown.file.content_type).into(),
        signed(shown.file.size)?.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// The message `to` shows from now on a file that the message `from` shows;
/// `false` when that one does not.
pub async fn share(
    tx: &mut Tx,
    file: FileId,
    from: (SpaceId, MessageId),
    to: (SpaceId, MessageId),
) -> Result<bool> {
    static SHARE: Sql = Sql::new(
        "INSERT INTO attachments (space_id, message_id, file_id, content_name, content_type, size)
         SELECT CAST($4 AS BIGINT), CAST($5 AS BIGINT), file_id, content_name, content_type, size
         FROM attachments WHERE space_id = $1 AND message_id = $2 AND file_id = $3",
    );
    let params = [
        from.0.0.into(),
        from.1.0.into(),
        file.0.into(),
        to.0.0.into(),
        to.1.0.into(),
    ];
    Ok(tx.execute(&SHARE, &params).await? > 0)
}

/// The messages that show a file, at most `limit`.
pub async fn of_file(tx: &mut Tx, file: FileId, limit: i64) -> Result<Vec<Shown>> {
    static LIST: Sql = Sql::new(
        "SELECT space_id, message_id, file_id, content_name, content_type, size FROM attachments
         WHERE file_id = $1 ORDER BY space_id, message_id LIMIT $2",
    );
    tx.all(&LIST, &[file.0.into(), limit.into()], shown).await
}

/// A message no longer shows a file.
pub async fn remove(tx: &mut Tx, space: SpaceId, message: MessageId, file: FileId) -> Result<()> {
    static REMOVE: Sql = Sql::new(
        "DELETE FROM attachments WHERE space_id = $1 AND message_id = $2 AND file_id = $3",
    );
    let params = [space.0.into(), message.0.into(), file.0.into()];
    if tx.execute(&REMOVE, &params).await? > 0 {
        condemn(tx, file).await?;
    }
    Ok(())
}

/// A message that goes shows nothing any more.
pub async fn clear(tx: &mut Tx, space: SpaceId, message: MessageId) -> Result<()> {
    static CONDEMN: Sql = Sql::new(
        "INSERT INTO dead_files (file_id)
             SELECT file_id FROM attachments WHERE space_id = $1 AND message_id = $2
         ON CONFLICT DO NOTHING",
    );
    static CLEAR: Sql = Sql::new("DELETE FROM attachments WHERE space_id = $1 AND message_id = $2");
    let params = [space.0.into(), message.0.into()];
    if tx.execute(&CONDEMN, &params).await? > 0 {
        tx.execute(&CLEAR, &params).await?;
    }
    Ok(())
}

/// As [`clear`] for up to `limit` files of a deleted space; how many.
pub(crate) async fn clear_space(tx: &mut Tx, space: SpaceId, limit: i64) -> Result<usize> {
    static SOME: Sql = Sql::new(
        "SELECT message_id, file_id FROM attachments WHERE space_id = $1
         ORDER BY message_id, file_id LIMIT $2",
    );
    let some = tx
        .all(&SOME, &[space.0.into(), limit.into()], |row| {
            Ok((MessageId(row.int(0)?), FileId(row.int(1)?)))
        })
        .await?;
    for (message, file) in &some {
        remove(tx, space, *message, *file).await?;
    }
    Ok(some.len())
}

/// Lets the janitor look whether a file is still needed.
pub(crate) async fn condemn(tx: &mut Tx, file: FileId) -> Result<()> {
    static CONDEMN: Sql =
        Sql::new("INSERT INTO dead_files (file_id) VALUES ($1) ON CONFLICT DO NOTHING");
    tx.execute(&CONDEMN, &[file.0.into()]).await?;
    Ok(())
}

/// Up to `limit` files that lost an upload or a message, and whether a message
/// shows them all the same.
pub async fn dead(tx: &mut Tx, limit: i64) -> Result<Vec<(FileId, bool)>> {
    static DEAD: Sql = Sql::new(
        "SELECT d.file_id, (SELECT COUNT(*) FROM attachments a WHERE a.file_id = d.file_id)
         FROM dead_files d ORDER BY d.file_id LIMIT $1",
    );
    tx.all(&DEAD, &[limit.into()], |row| {
        Ok((FileId(row.int(0)?), row.int(1)? > 0))
    })
    .await
}

/// The file's bytes are gone, or stay for another message.
pub async fn forget(tx: &mut Tx, file: FileId) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM dead_files WHERE file_id = $1");
    tx.execute(&FORGET, &[file.0.into()]).await?;
    Ok(())
}

fn shown(row: &Row<'_>) -> Result<Shown> {
    Ok(Shown {
        space: SpaceId(row.int(0)?),
        message: MessageId(row.int(1)?),
        file: File {
            file: FileId(row.int(2)?),
            content_name: row.text(3)?.to_owned(),
            content_type: row.text(4)?.to_owned(),
            size: unsigned(row.int(5)?)?,
        },
    })
}
