//! The organisation's own emoji. Reactions and messages that use one stay when
//! it is deleted.

use domain::custom_emojis::{CustomEmoji, EmojiRef};
use domain::filter::custom_emojis::Creator;
use domain::ids::{EmojiId, FileId, UserId};
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

/// The columns that [`emoji`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT emoji_id, emoji_name, creator_id, content_type, picture_key, create_time
             FROM custom_emojis ",
            $rest
        )
    };
}

/// Writes the emoji and its picture; `false` when the name is taken.
pub async fn insert(tx: &mut Tx, emoji: &CustomEmoji, picture: &[u8]) -> Result<bool> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO custom_emojis (emoji_id, emoji_name, creator_id, content_type, picture_key,
                                    create_time)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (emoji_name) DO NOTHING",
    );
    static PICTURE: Sql =
        Sql::new("INSERT INTO custom_emoji_pictures (emoji_id, picture) VALUES ($1, $2)");
    let params = [
        emoji.id.0.into(),
        emoji.emoji_name.as_str().into(),
        emoji.creator.0.into(),
        emoji.content_type.as_str().into(),
        emoji.picture_key.0.into(),
        emoji.create_time.0.into(),
    ];
    if tx.execute(&INSERT, &params).await? == 0 {
        return Ok(false);
    }
    tx.execute(&PICTURE, &[emoji.id.0.into(), picture.into()])
        .await?;
    Ok(true)
}

pub async fn get(tx: &mut Tx, id: EmojiId) -> Result<Option<CustomEmoji>> {
    static GET: Sql = Sql::new(select!("WHERE emoji_id = $1"));
    tx.optional(&GET, &[id.0.into()], emoji).await
}

/// By id, or by `:name:`.
pub async fn find(tx: &mut Tx, which: &EmojiRef) -> Result<Option<CustomEmoji>> {
    static BY_NAME: Sql = Sql::new(select!("WHERE emoji_name = $1"));
    match which {
        EmojiRef::Id(id) => get(tx, *id).await,
        EmojiRef::Name(name) => tx.optional(&BY_NAME, &[name.as_str().into()], emoji).await,
        EmojiRef::Unknown => Ok(None),
    }
}

/// The picture's type and bytes, for those who know its key.
pub async fn picture(tx: &mut Tx, id: EmojiId, key: FileId) -> Result<Option<(String, Vec<u8>)>> {
    static PICTURE: Sql = Sql::new(
        "SELECT e.content_type, p.picture FROM custom_emojis e
         JOIN custom_emoji_pictures p ON p.emoji_id = e.emoji_id
         WHERE e.emoji_id = $1 AND e.picture_key = $2",
    );
    let read = |row: &Row<'_>| Ok((row.text(0)?.to_owned(), row.blob(1)?.to_owned()));
    tx.optional(&PICTURE, &[id.0.into(), key.0.into()], read)
        .await
}

/// Emoji by id, beginning after `after`.
pub async fn page(
    tx: &mut Tx,
    creator: Creator,
    caller: UserId,
    after: EmojiId,
    limit: i64,
) -> Result<Vec<CustomEmoji>> {
    static ALL: Sql = Sql::new(select!("WHERE emoji_id > $1 ORDER BY emoji_id LIMIT $2"));
    static OWN: Sql = Sql::new(select!(
        "WHERE emoji_id > $1 AND creator_id = $3 ORDER BY emoji_id LIMIT $2"
    ));
    static OTHERS: Sql = Sql::new(select!(
        "WHERE emoji_id > $1 AND creator_id <> $3 ORDER BY emoji_id LIMIT $2"
    ));
    let (sql, by_creator) = match creator {
        Creator::Anybody => (&ALL, false),
        Creator::Caller => (&OWN, true),
        Creator::Others => (&OTHERS, true),
    };
    let mut params = vec![after.0.into(), limit.into()];
    if by_creator {
        params.push(caller.0.into());
    }
    tx.all(sql, &params, emoji).await
}

pub async fn count(tx: &mut Tx) -> Result<i64> {
    static COUNT: Sql = Sql::new("SELECT COUNT(*) FROM custom_emojis");
    let count = tx.optional(&COUNT, &[], |row| row.int(0)).await?;
    Ok(count.unwrap_or(0))
}

pub async fn delete(tx: &mut Tx, id: EmojiId) -> Result<()> {
    static EMOJI: Sql = Sql::new("DELETE FROM custom_emojis WHERE emoji_id = $1");
    static PICTURE: Sql = Sql::new("DELETE FROM custom_emoji_pictures WHERE emoji_id = $1");
    tx.execute(&EMOJI, &[id.0.into()]).await?;
    tx.execute(&PICTURE, &[id.0.into()]).await?;
    Ok(())
}

fn emoji(row: &Row<'_>) -> Result<CustomEmoji> {
    Ok(CustomEmoji {
        id: EmojiId(row.int(0)?),
        emoji_name: row.text(1)?.to_owned(),
        creator: UserId(row.int(2)?),
        content_type: row.text(3)?.to_owned(),
        picture_key: FileId(row.int(4)?),
        create_time: Time(row.int(5)?),
    })
}
