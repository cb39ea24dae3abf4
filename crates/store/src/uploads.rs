//! Uploads: files from their first byte until a message takes them.

use std::sync::LazyLock;

use domain::attachments::Upload;
use domain::ids::{FileId, SpaceId, UserId};
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx};

const COLUMNS: &str = "file_id, space_id, user_id, content_name, content_type, total_size, \
     received, finished, writer, expire_time";

/// Keeps a new upload. The hashes are of the secret in the session's address
/// and of the token that a message will name.
pub async fn insert(
    tx: &mut Tx,
    upload: &Upload,
    session_hash: &[u8; 32],
    token_hash: &[u8; 32],
) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO uploads (file_id, session_hash, token_hash, space_id, user_id, content_name,
                              content_type, total_size, received, finished, writer, expire_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    );
    let params = [
        upload.file.0.into(),
        session_hash.into(),
        token_hash.into(),
        upload.space.0.into(),
        upload.user.0.into(),
        (&upload.content_name).into(),
        (&upload.content_type).into(),
        upload.total.map(signed).transpose()?.into(),
        signed(upload.received)?.into(),
        upload.finished.into(),
        upload.writer.into(),
        upload.expire_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

/// How many uploads of a person no message has taken yet.
pub async fn pending(tx: &mut Tx, user: UserId) -> Result<i64> {
    static COUNT: Sql = Sql::new("SELECT COUNT(*) FROM uploads WHERE user_id = $1");
    let count = tx
        .optional(&COUNT, &[user.0.into()], |row| row.int(0))
        .await?;
    Ok(count.unwrap_or(0))
}

/// By the secret in the session's address.
pub async fn by_session(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Upload>> {
    static GET: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM uploads WHERE session_hash = $1"
        ))
    });
    tx.optional(&GET, &[hash.into()], upload).await
}

/// By the upload token.
pub async fn by_token(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Upload>> {
    static GET: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM uploads WHERE token_hash = $1"
        ))
    });
    tx.optional(&GET, &[hash.into()], upload).await
}

/// Makes the caller the one whose bytes count, and tells its number; `None`
/// when the upload is gone or finished.
pub async fn enter(tx: &mut Tx, file: FileId) -> Result<Option<Upload>> {
    static ENTER: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "UPDATE uploads SET writer = writer + 1 WHERE file_id = $1 AND NOT finished
             RETURNING {COLUMNS}"
        ))
    });
    tx.optional(&ENTER, &[file.0.into()], upload).await
}

/// Notes how much is safely kept. False when another request sends by now, or
/// the upload is gone.
pub async fn advance(tx: &mut Tx, progress: &Upload) -> Result<bool> {
    static ADVANCE: Sql = Sql::new(
        "UPDATE uploads SET received = $3, total_size = $4, finished = $5, expire_time = $6
         WHERE file_id = $1 AND writer = $2 AND NOT finished",
    );
    let params = [
        progress.file.0.into(),
        progress.writer.into(),
        signed(progress.received)?.into(),
        progress.total.map(signed).transpose()?.into(),
        progress.finished.into(),
        progress.expire_time.0.into(),
    ];
    Ok(tx.execute(&ADVANCE, &params).await? == 1)
}

/// A message has taken the file. False when another one was faster.
pub async fn take(tx: &mut Tx, file: FileId) -> Result<bool> {
    static TAKE: Sql = Sql::new("DELETE FROM uploads WHERE file_id = $1");
    Ok(tx.execute(&TAKE, &[file.0.into()]).await? == 1)
}

/// Gives an upload up; the janitor removes its bytes.
pub async fn discard(tx: &mut Tx, file: FileId) -> Result<bool> {
    let there = take(tx, file).await?;
    if there {
        crate::attachments::condemn(tx, file).await?;
    }
    Ok(there)
}

/// Whether there is anything for [`discard_expired`] to do.
pub async fn has_expired(tx: &mut Tx, now: Time) -> Result<bool> {
    static ANY: Sql = Sql::new("SELECT 1 FROM uploads WHERE expire_time <= $1 LIMIT 1");
    Ok(tx
        .optional(&ANY, &[now.0.into()], |_| Ok(()))
        .await?
        .is_some())
}

/// Gives up to `limit` uploads up that expired before `now`; how many.
pub async fn discard_expired(tx: &mut Tx, now: Time, limit: i64) -> Result<usize> {
    static EXPIRED: Sql = Sql::new(
        "SELECT file_id FROM uploads WHERE expire_time <= $1 ORDER BY expire_time LIMIT $2",
    );
    let params = [now.0.into(), limit.into()];
    let expired = tx
        .all(&EXPIRED, &params, |row| row.int(0).map(FileId))
        .await?;
    for file in &expired {
        discard(tx, *file).await?;
    }
    Ok(expired.len())
}

fn upload(row: &Row<'_>) -> Result<Upload> {
    Ok(Upload {
        file: FileId(row.int(0)?),
        space: SpaceId(row.int(1)?),
        user: UserId(row.int(2)?),
        content_name: row.text(3)?.to_owned(),
        content_type: row.text(4)?.to_owned(),
        total: row.opt_int(5)?.map(unsigned).transpose()?,
        received: unsigned(row.int(6)?)?,
        finished: row.bool(7)?,
        writer: row.int(8)?,
        expire_time: Time(row.int(9)?),
    })
}

pub(crate) fn signed(size: u64) -> Result<i64> {
    i64::try_from(size).map_err(Error::internal)
}

pub(crate) fn unsigned(size: i64) -> Result<u64> {
    u64::try_from(size).map_err(Error::internal)
}
