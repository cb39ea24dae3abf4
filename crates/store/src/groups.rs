//! Groups and the people in them.

use domain::groups::Group;
use domain::ids::{GroupId, UserId};
use domain::{Result, Time};

use crate::{Row, Sql, Tx};

/// The columns that [`group`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT group_id, email, display_name, create_time FROM groups ",
            $rest
        )
    };
}

pub async fn insert(tx: &mut Tx, group: &Group) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO groups (group_id, email, display_name, create_time) VALUES ($1, $2, $3, $4)",
    );
    let params = [
        group.id.0.into(),
        group.email.as_str().into(),
        group.display_name.as_str().into(),
        group.create_time.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: GroupId) -> Result<Option<Group>> {
    static GET: Sql = Sql::new(select!("WHERE group_id = $1"));
    tx.optional(&GET, &[id.0.into()], group).await
}

/// `email` in lower case.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Group>> {
    static BY_EMAIL: Sql = Sql::new(select!("WHERE email = $1"));
    tx.optional(&BY_EMAIL, &[email.into()], group).await
}

/// Groups by address, beginning after `after` (empty: with the first).
pub async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Group>> {
    static PAGE: Sql = Sql::new(select!("WHERE email > $1 ORDER BY email LIMIT $2"));
    tx.all(&PAGE, &[after.into(), limit.into()], group).await
}

/// Twice is as good as once; answers whether the person is new in the group.
pub async fn add_member(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool> {
    static ADD: Sql = Sql::new(
        "INSERT INTO group_members (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    );
    let added = tx.execute(&ADD, &[group.0.into(), user.0.into()]).await? > 0;
    if added {
        count_change(tx).await?;
    }
    Ok(added)
}

/// Answers whether the person was in the group.
pub async fn remove_member(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool> {
    static REMOVE: Sql = Sql::new("DELETE FROM group_members WHERE group_id = $1 AND user_id = $2");
    let removed = tx
        .execute(&REMOVE, &[group.0.into(), user.0.into()])
        .await?
        > 0;
    if removed {
        count_change(tx).await?;
    }
    Ok(removed)
}

/// Grows when somebody enters or leaves any group.
pub async fn version(tx: &mut Tx) -> Result<i64> {
    static GET: Sql = Sql::new("SELECT value FROM counters WHERE name = 'groups'");
    Ok(tx.optional(&GET, &[], |row| row.int(0)).await?.unwrap_or(0))
}

async fn count_change(tx: &mut Tx) -> Result<()> {
    static COUNT: Sql = Sql::new(
        "INSERT INTO counters (name, value) VALUES ('groups', 1)
         ON CONFLICT (name) DO UPDATE SET value = counters.value + 1",
    );
    tx.execute(&COUNT, &[]).await?;
    Ok(())
}

/// Who is in the group, by id, beginning after `after`.
pub async fn members(
    tx: &mut Tx,
    group: GroupId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<UserId>> {
    static MEMBERS: Sql = Sql::new(
        "SELECT user_id FROM group_members WHERE group_id = $1 AND user_id > $2
         ORDER BY user_id LIMIT $3",
    );
    let after = after.map_or(-1, |user| user.0);
    let params = [group.0.into(), after.into(), limit.into()];
    tx.all(&MEMBERS, &params, |row| Ok(UserId(row.int(0)?)))
        .await
}

pub async fn is_member(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool> {
    static FIND: Sql =
        Sql::new("SELECT user_id FROM group_members WHERE group_id = $1 AND user_id = $2");
    let found = tx
        .optional(&FIND, &[group.0.into(), user.0.into()], |row| row.int(0))
        .await?;
    Ok(found.is_some())
}

/// The groups that a person is in, by id, beginning after `after`.
pub async fn of_user(
    tx: &mut Tx,
    user: UserId,
    after: Option<GroupId>,
    limit: i64,
) -> Result<Vec<GroupId>> {
    static OF_USER: Sql = Sql::new(
        "SELECT group_id FROM group_members WHERE user_id = $1 AND group_id > $2
         ORDER BY group_id LIMIT $3",
    );
    let after = after.map_or(-1, |group| group.0);
    let params = [user.0.into(), after.into(), limit.into()];
    tx.all(&OF_USER, &params, |row| Ok(GroupId(row.int(0)?)))
        .await
}

fn group(row: &Row<'_>) -> Result<Group> {
    Ok(Group {
        id: GroupId(row.int(0)?),
        email: row.text(1)?.to_owned(),
        display_name: row.text(2)?.to_owned(),
        create_time: Time(row.int(3)?),
    })
}
