//! Messages. A page of any list is one range scan of an index.

use std::sync::LazyLock;

use domain::ids::{MessageId, SpaceId, UserId};
use domain::messages::Message;
use domain::{Result, Time};
use prost::Message as _;
use proto::chat as wire;
use proto::chat::deletion_metadata::DeletionType;

use crate::spaces::{decoded, wire_enum};
use crate::{Row, Sql, Tx};
use crate::{attachments, mentions, reactions};

const COLUMNS: &str = "space_id, message_id, thread_id, sender_id, app_id, client_id, \
     private_viewer_id, silent, reply_count, last_update_time, delete_time, deletion_type, content, \
     reactions";

/// Which messages of a space a list shows. Both bounds are included.
#[derive(Clone, Debug)]
pub struct Selection {
    pub from: MessageId,
    pub to: MessageId,
    pub thread: Option<MessageId>,
    pub newest_first: bool,
    pub deleted: bool,
    /// Private messages are listed only to this user (their viewer or sender);
    /// `None` lists none.
    pub reader: Option<UserId>,
}

pub async fn insert(tx: &mut Tx, message: &Message) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO messages (space_id, message_id, thread_id, sender_id, app_id, client_id,
                               private_viewer_id, silent, reply_count, deletion_type, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9)",
    );
    let content = message.content.encode_to_vec();
    let params = [
        message.space.0.into(),
        message.id.0.into(),
        message.thread.0.into(),
        message.sender.0.into(),
        message.app.map(|app| app.0).into(),
        message.client_id.as_deref().into(),
        message.private_viewer.map(|viewer| viewer.0).into(),
        message.silent.into(),
        content.as_slice().into(),
    ];
    tx.send(&INSERT, &params).await?;
    mentions::insert(tx, message).await
}

/// A message or the tombstone of one.
pub async fn get(tx: &mut Tx, space: SpaceId, id: MessageId) -> Result<Option<Message>> {
    static GET: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM messages WHERE space_id = $1 AND message_id = $2"
        ))
    });
    tx.optional(&GET, &[space.0.into(), id.0.into()], message)
        .await
}

/// By the id that its sender gave it, tombstones included.
pub async fn by_client_id(tx: &mut Tx, space: SpaceId, id: &str) -> Result<Option<Message>> {
    static GET: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM messages WHERE space_id = $1 AND client_id = $2"
        ))
    });
    tx.optional(&GET, &[space.0.into(), id.into()], message)
        .await
}

/// Messages in the order of their creation, or the reverse.
pub async fn list(
    tx: &mut Tx,
    space: SpaceId,
    selection: &Selection,
    limit: i64,
) -> Result<Vec<Message>> {
    static LISTS: LazyLock<[Sql; 8]> = LazyLock::new(|| std::array::from_fn(list_text));
    let variant = usize::from(selection.newest_first)
        + 2 * usize::from(selection.deleted)
        + 4 * usize::from(selection.thread.is_some());
    // No user has the id -1: nobody's private messages.
    let reader = selection.reader.map_or(-1, |reader| reader.0);
    let mut params = vec![
        space.0.into(),
        selection.from.0.into(),
        selection.to.0.into(),
        reader.into(),
        limit.into(),
    ];
    if let Some(thread) = selection.thread {
        params.push(thread.0.into());
    }
    tx.all(&LISTS[variant], &params, message).await
}

fn list_text(variant: usize) -> Sql {
    let order = if variant & 1 == 0 { "ASC" } else { "DESC" };
    let deleted = if variant & 2 == 0 {
        " AND delete_time IS NULL"
    } else {
        ""
    };
    // In the words of the index messages_by_thread: with the thread's number
    // alone SQLite would walk over the whole space by its primary key.
    let (range, by) = if variant & 4 == 0 {
        ("message_id >= $2 AND message_id <= $3", String::new())
    } else {
        (
            "(thread_id, message_id) >= ($6, $2) AND (thread_id, message_id) <= ($6, $3)",
            format!("thread_id {order}, "),
        )
    };
    Sql::build(format!(
        "SELECT {COLUMNS} FROM messages
         WHERE space_id = $1 AND {range}
           AND (private_viewer_id IS NULL OR private_viewer_id = $4 OR sender_id = $4)
           {deleted}
         ORDER BY {by}message_id {order} LIMIT $5"
    ))
}

/// The newest message, or tombstone of one, that begins a thread and is not
/// private to others.
pub async fn newest_top_level(
    tx: &mut Tx,
    space: SpaceId,
    reader: UserId,
) -> Result<Option<MessageId>> {
    // In the words of the index messages_top_level: by message_id, SQLite would
    // walk over every reply.
    static NEWEST: Sql = Sql::new(
        "SELECT thread_id FROM messages
         WHERE space_id = $1 AND message_id = thread_id
           AND (private_viewer_id IS NULL OR private_viewer_id = $2 OR sender_id = $2)
         ORDER BY thread_id DESC LIMIT 1",
    );
    let params = [space.0.into(), reader.0.into()];
    tx.optional(&NEWEST, &params, |row| row.int(0).map(MessageId))
        .await
}

/// How many top-level messages of others after `after` the reader could read,
/// counted up to `limit`.
pub async fn count_unread(
    tx: &mut Tx,
    space: SpaceId,
    reader: UserId,
    after: MessageId,
    limit: i64,
) -> Result<i64> {
    // In the words of the index messages_top_level.
    static COUNT: Sql = Sql::new(
        "SELECT COUNT(*) FROM (
             SELECT 1 FROM messages
             WHERE space_id = $1 AND message_id = thread_id AND thread_id > $3
               AND delete_time IS NULL AND sender_id <> $2
               AND (private_viewer_id IS NULL OR private_viewer_id = $2)
             LIMIT $4) AS unread",
    );
    let params = [
        space.0.into(),
        reader.0.into(),
        after.0.into(),
        limit.into(),
    ];
    let count = tx.optional(&COUNT, &params, |row| row.int(0)).await?;
    Ok(count.unwrap_or(0))
}

/// Writes the content after an edit.
pub async fn update(tx: &mut Tx, message: &Message) -> Result<()> {
    static UPDATE: Sql = Sql::new(
        "UPDATE messages SET last_update_time = $3, content = $4
         WHERE space_id = $1 AND message_id = $2",
    );
    let content = message.content.encode_to_vec();
    let params = [
        message.space.0.into(),
        message.id.0.into(),
        message.last_update_time.map(|time| time.0).into(),
        content.as_slice().into(),
    ];
    tx.execute(&UPDATE, &params).await?;
    mentions::clear(tx, message.space, message.id).await?;
    mentions::insert(tx, message).await
}

/// Writes the counts of a message's reactions.
pub async fn set_reactions(tx: &mut Tx, message: &Message) -> Result<()> {
    static SET: Sql =
        Sql::new("UPDATE messages SET reactions = $3 WHERE space_id = $1 AND message_id = $2");
    let counts = wire::Message {
        emoji_reaction_summaries: message.reactions.clone(),
        ..Default::default()
    }
    .encode_to_vec();
    let stored = (!counts.is_empty()).then_some(counts.as_slice());
    let params = [message.space.0.into(), message.id.0.into(), stored.into()];
    tx.execute(&SET, &params).await?;
    Ok(())
}

/// Leaves a tombstone: names and times, no content, no reactions, no files.
pub async fn bury(
    tx: &mut Tx,
    space: SpaceId,
    id: MessageId,
    now: Time,
    deletion: DeletionType,
) -> Result<()> {
    static BURY: Sql = Sql::new(
        "UPDATE messages SET delete_time = $3, deletion_type = $4, content = $5, reactions = NULL
         WHERE space_id = $1 AND message_id = $2",
    );
    let nothing: &[u8] = &[];
    let params = [
        space.0.into(),
        id.0.into(),
        now.0.into(),
        (deletion as i32).into(),
        nothing.into(),
    ];
    tx.execute(&BURY, &params).await?;
    attachments::clear(tx, space, id).await?;
    mentions::clear(tx, space, id).await?;
    reactions::clear(tx, space, id).await
}

/// Up to `limit` replies of a thread that are not deleted, oldest first.
pub async fn replies(
    tx: &mut Tx,
    space: SpaceId,
    thread: MessageId,
    limit: i64,
) -> Result<Vec<MessageId>> {
    static REPLIES: Sql = Sql::new(
        "SELECT message_id FROM messages
         WHERE space_id = $1 AND thread_id = $2 AND message_id > $2 AND delete_time IS NULL
         ORDER BY message_id LIMIT $3",
    );
    let params = [space.0.into(), thread.0.into(), limit.into()];
    tx.all(&REPLIES, &params, |row| row.int(0).map(MessageId))
        .await
}

/// One reply more, or fewer, of a thread.
pub async fn count_reply(
    tx: &mut Tx,
    space: SpaceId,
    thread: MessageId,
    difference: i64,
) -> Result<()> {
    static COUNT: Sql = Sql::new(
        "UPDATE messages SET reply_count = reply_count + $3
         WHERE space_id = $1 AND message_id = $2",
    );
    let params = [space.0.into(), thread.0.into(), difference.into()];
    tx.send(&COUNT, &params).await
}

fn message(row: &Row<'_>) -> Result<Message> {
    Ok(Message {
        space: SpaceId(row.int(0)?),
        id: MessageId(row.int(1)?),
        thread: MessageId(row.int(2)?),
        sender: UserId(row.int(3)?),
        app: row.opt_int(4)?.map(UserId),
        client_id: row.opt_text(5)?.map(str::to_owned),
        private_viewer: row.opt_int(6)?.map(UserId),
        silent: row.bool(7)?,
        reply_count: row.int(8)?,
        last_update_time: row.opt_int(9)?.map(Time),
        delete_time: row.opt_int(10)?.map(Time),
        deletion_type: wire_enum::<DeletionType>(row.int(11)?)?,
        content: Box::new(decoded(row.blob(12)?)?),
        reactions: match row.opt_blob(13)? {
            Some(counts) => decoded::<wire::Message>(counts)?.emoji_reaction_summaries,
            None => Vec::new(),
        },
    })
}
