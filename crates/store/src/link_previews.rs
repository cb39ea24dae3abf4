//! Previews of pages: asked for by the reader of the event log, filled by
//! whoever fetches, read with messages.

use domain::links::Preview;
use domain::{Result, Time};

use crate::{Sql, Tx};

/// Up to where the log was read.
pub async fn cursor(tx: &mut Tx) -> Result<i64> {
    static CURSOR: Sql = Sql::new("SELECT value FROM counters WHERE name = 'links'");
    let value = tx.optional(&CURSOR, &[], |row| row.int(0)).await?;
    Ok(value.unwrap_or(0))
}

/// Nobody else notes addresses until the end of the unit.
pub async fn lock_cursor(tx: &mut Tx) -> Result<()> {
    static LOCK: Sql = Sql::new("SELECT value FROM counters WHERE name = 'links' FOR UPDATE");
    tx.optional(&LOCK, &[], |_| Ok(())).await.map(drop)
}

/// Moves the cursor on, unless somebody else was further.
pub async fn set_cursor(tx: &mut Tx, seq: i64) -> Result<()> {
    static SET: Sql =
        Sql::new("UPDATE counters SET value = $1 WHERE name = 'links' AND value < $1");
    tx.execute(&SET, &[seq.into()]).await?;
    Ok(())
}

/// How many pages wait to be fetched, counted up to `limit`.
pub async fn waiting(tx: &mut Tx, limit: i64) -> Result<i64> {
    static COUNT: Sql = Sql::new(
        "SELECT COUNT(*) FROM (SELECT 1 FROM link_previews WHERE waiting LIMIT $1) AS counted",
    );
    let params = [limit.into()];
    let count = tx.optional(&COUNT, &params, |row| row.int(0)).await?;
    Ok(count.unwrap_or(0))
}

/// Asks for a page, again when it was last asked for before `stale`.
pub async fn ask(tx: &mut Tx, hash: &[u8; 32], url: &str, now: Time, stale: Time) -> Result<()> {
    static ASK: Sql = Sql::new(
        "INSERT INTO link_previews (url_hash, url, waiting, due_time, title, description,
                                    site_name, image_uri, create_time)
         VALUES ($1, $2, TRUE, $3, '', '', '', '', $3)
         ON CONFLICT (url_hash) DO UPDATE SET waiting = TRUE, due_time = $3, create_time = $3
         WHERE link_previews.create_time < $4",
    );
    let params = [hash.into(), url.into(), now.0.into(), stale.0.into()];
    tx.execute(&ASK, &params).await?;
    Ok(())
}

/// Takes up to `limit` pages that are due: nobody else fetches them until
/// `again`.
pub async fn take_due(tx: &mut Tx, now: Time, again: Time, limit: i64) -> Result<Vec<Due>> {
    static TAKE: Sql = Sql::new(
        "UPDATE link_previews SET due_time = $2 WHERE waiting AND url_hash IN
             (SELECT url_hash FROM link_previews WHERE waiting AND due_time <= $1
              ORDER BY due_time LIMIT $3)
         RETURNING url_hash, url",
    );
    let params = [now.0.into(), again.0.into(), limit.into()];
    tx.all(&TAKE, &params, |row| {
        Ok(Due {
            hash: row.blob(0)?.to_vec(),
            url: row.text(1)?.to_owned(),
        })
    })
    .await
}

/// A page to be fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub hash: Vec<u8>,
    pub url: String,
}

/// Keeps what a page tells; `None`: nothing.
pub async fn fill(tx: &mut Tx, hash: &[u8], preview: Option<&Preview>) -> Result<()> {
    static FILL: Sql = Sql::new(
        "UPDATE link_previews SET waiting = FALSE, title = $2, description = $3, site_name = $4,
                                  image_uri = $5
         WHERE url_hash = $1",
    );
    let nothing = Preview::default();
    let preview = preview.unwrap_or(&nothing);
    let params = [
        hash.into(),
        (&preview.title).into(),
        (&preview.description).into(),
        (&preview.site_name).into(),
        (&preview.image_uri).into(),
    ];
    tx.execute(&FILL, &params).await?;
    Ok(())
}

/// What is known of a page.
pub async fn get(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Preview>> {
    static GET: Sql = Sql::new(
        "SELECT title, description, site_name, image_uri FROM link_previews
         WHERE url_hash = $1 AND title <> ''",
    );
    tx.optional(&GET, &[hash.into()], |row| {
        Ok(Preview {
            title: row.text(0)?.to_owned(),
            description: row.text(1)?.to_owned(),
            site_name: row.text(2)?.to_owned(),
            image_uri: row.text(3)?.to_owned(),
        })
    })
    .await
}

/// Forgets up to `limit` pages that nobody has asked for since `before`.
pub async fn remove_old(tx: &mut Tx, before: Time, limit: i64) -> Result<u64> {
    static OLD: Sql = Sql::new(
        "DELETE FROM link_previews WHERE create_time < $1 AND url_hash IN
             (SELECT url_hash FROM link_previews ORDER BY create_time LIMIT $2)",
    );
    tx.execute(&OLD, &[before.0.into(), limit.into()]).await
}
