//! Who is mentioned in which message.

use domain::Result;
use domain::ids::{MessageId, SpaceId, UserId};
use domain::messages::Message;

use crate::{Sql, Tx};

/// Writes whom a message mentions, which had no mentions before.
pub(crate) async fn insert(tx: &mut Tx, message: &Message) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO mentions (space_id, user_id, message_id) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
    );
    for user in message.mentioned() {
        let params = [message.space.0.into(), user.0.into(), message.id.0.into()];
        tx.send(&INSERT, &params).await?;
    }
    Ok(())
}

pub(crate) async fn clear(tx: &mut Tx, space: SpaceId, message: MessageId) -> Result<()> {
    static CLEAR: Sql = Sql::new("DELETE FROM mentions WHERE space_id = $1 AND message_id = $2");
    tx.execute(&CLEAR, &[space.0.into(), message.0.into()])
        .await?;
    Ok(())
}

/// How many messages of others after `after` mention the reader or everybody,
/// counted up to `limit`.
pub async fn count(
    tx: &mut Tx,
    space: SpaceId,
    reader: UserId,
    after: MessageId,
    limit: i64,
) -> Result<i64> {
    static COUNT: Sql = Sql::new(
        "SELECT COUNT(DISTINCT message_id) FROM (
             SELECT n.message_id FROM mentions n
             JOIN messages m ON m.space_id = n.space_id AND m.message_id = n.message_id
             WHERE n.space_id = $1 AND n.user_id IN ($2, 0) AND n.message_id > $3
               AND m.sender_id <> $2
               AND (m.private_viewer_id IS NULL OR m.private_viewer_id = $2)
             LIMIT $4) AS found",
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
