//! Reactions to messages. The counts that messages show are written by
//! `messages::set_reactions`.

use domain::ids::{MessageId, SpaceId, UserId};
use domain::reactions::{Emoji, Key, Reaction};
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx, Value};

/// Which reactions a list shows; an empty part means any.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// [`Emoji::code`]s, or codes that no emoji has.
    pub emoji: Vec<String>,
    pub users: Vec<UserId>,
}

/// Writes a reaction; `false` when the user has reacted with this emoji.
pub async fn insert(tx: &mut Tx, reaction: &Reaction) -> Result<bool> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO reactions (space_id, message_id, create_time, user_id, emoji)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (space_id, message_id, user_id, emoji) DO NOTHING",
    );
    let emoji = reaction.key.emoji.code();
    let params = [
        reaction.space.0.into(),
        reaction.key.message.0.into(),
        reaction.create_time.0.into(),
        reaction.key.user.0.into(),
        emoji.as_str().into(),
    ];
    Ok(tx.execute(&INSERT, &params).await? > 0)
}

/// Removes a reaction; `false` when there is none.
pub async fn delete(tx: &mut Tx, space: SpaceId, key: &Key) -> Result<bool> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM reactions
         WHERE space_id = $1 AND message_id = $2 AND user_id = $3 AND emoji = $4",
    );
    let emoji = key.emoji.code();
    let params = [
        space.0.into(),
        key.message.0.into(),
        key.user.0.into(),
        emoji.as_str().into(),
    ];
    Ok(tx.execute(&DELETE, &params).await? > 0)
}

/// Removes every reaction to a message that goes.
pub async fn clear(tx: &mut Tx, space: SpaceId, message: MessageId) -> Result<()> {
    static CLEAR: Sql = Sql::new("DELETE FROM reactions WHERE space_id = $1 AND message_id = $2");
    tx.execute(&CLEAR, &[space.0.into(), message.0.into()])
        .await?;
    Ok(())
}

/// Reactions to a message, oldest first, from after the time `after`.
pub async fn list(
    tx: &mut Tx,
    space: SpaceId,
    message: MessageId,
    selection: &Selection,
    after: Time,
    limit: i64,
) -> Result<Vec<Reaction>> {
    let mut params = vec![
        space.0.into(),
        message.0.into(),
        after.0.into(),
        limit.into(),
    ];
    let emoji = selection.emoji.iter().map(Value::from).collect();
    let emoji = one_of("emoji", emoji, &mut params);
    let users = selection.users.iter().map(|user| user.0.into()).collect();
    let users = one_of("user_id", users, &mut params);
    let sql = Sql::build(format!(
        "SELECT space_id, message_id, create_time, user_id, emoji FROM reactions
         WHERE space_id = $1 AND message_id = $2 AND create_time > $3{emoji}{users}
         ORDER BY create_time LIMIT $4"
    ));
    tx.all(&sql, &params, reaction).await
}

/// `AND column IN (…)`, or nothing. The last value is repeated up to a power
/// of two, so that there are few different texts.
pub(crate) fn one_of<'a>(
    column: &str,
    mut values: Vec<Value<'a>>,
    params: &mut Vec<Value<'a>>,
) -> String {
    let Some(last) = values.last().copied() else {
        return String::new();
    };
    let first = params.len() + 1;
    let count = values.len().next_power_of_two();
    values.resize(count, last);
    params.append(&mut values);
    let places: Vec<_> = (first..first + count).map(|n| format!("${n}")).collect();
    format!(" AND {column} IN ({})", places.join(", "))
}

fn reaction(row: &Row<'_>) -> Result<Reaction> {
    let code = row.text(4)?;
    let emoji = Emoji::from_code(code)
        .ok_or_else(|| Error::internal(format!("reactions.emoji is {code:?}")))?;
    Ok(Reaction {
        space: SpaceId(row.int(0)?),
        key: Key {
            message: MessageId(row.int(1)?),
            user: UserId(row.int(3)?),
            emoji,
        },
        create_time: Time(row.int(2)?),
    })
}
