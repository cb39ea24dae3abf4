//! Spaces, the display names in use and the direct messages of pairs.

use std::sync::LazyLock;

use domain::ids::{SpaceId, UserId};
use domain::members::Member;
use domain::spaces::Space;
use domain::{Error, Result, Time};
use prost::Message as _;
use proto::chat::HistoryState;
use proto::chat::space::{AccessPermissionSettings, PermissionSettings, SpaceType};

use crate::kept::Table;
use crate::reactions::one_of;
use crate::{Row, Sql, Tx, audiences, space_search};

/// The columns that [`space`] reads, in its order.
macro_rules! columns {
    () => {
        "s.space_id, s.space_type, s.single_user_bot_dm, s.admin_installed,
         s.display_name, s.description, s.guidelines, s.external_user_allowed,
         s.history_state, s.import_mode, s.import_expire_time, s.creator_id,
         s.creator_app_id, s.audience, s.permission_settings,
         s.access_permission_settings, s.human_count, s.group_count, s.create_time,
         s.last_active_time, s.clock"
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT ", columns!(), " ", $rest)
    };
}

pub(crate) const COLUMNS: &str = columns!();

/// Writes a new space, with its counts as they shall be once its first
/// members are written.
pub async fn insert(tx: &mut Tx, space: &Space) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO spaces (space_id, space_type, single_user_bot_dm, admin_installed,
                             display_name, description, guidelines, external_user_allowed,
                             history_state, import_mode, import_expire_time, creator_id,
                             creator_app_id, audience, permission_settings,
                             access_permission_settings, human_count, group_count, create_time,
                             last_active_time, clock)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 $19, $20, $21)",
    );
    let permissions = space
        .permission_settings
        .as_ref()
        .map(|p| p.encode_to_vec());
    let access = space
        .access_permission_settings
        .as_ref()
        .map(|p| p.encode_to_vec());
    let params = [
        space.id.0.into(),
        (space.space_type as i32).into(),
        space.single_user_bot_dm.into(),
        space.admin_installed.into(),
        space.display_name.as_str().into(),
        space.description.as_str().into(),
        space.guidelines.as_str().into(),
        space.external_user_allowed.into(),
        (space.history_state as i32).into(),
        space.import_mode.into(),
        space.import_expire_time.map(|time| time.0).into(),
        space.creator.0.into(),
        space.creator_app.map(|app| app.0).into(),
        space.audience.as_str().into(),
        permissions.as_deref().into(),
        access.as_deref().into(),
        space.human_count.into(),
        space.group_count.into(),
        space.create_time.0.into(),
        space.last_active_time.map(|time| time.0).into(),
        space.clock.0.into(),
    ];
    tx.execute(&INSERT, &params).await?;
    tx.changed(Table::Spaces, &space.id);
    if space.is_named() {
        space_search::set_words(tx, space.id, &space.display_name).await?;
        audiences::set(tx, space).await?;
    }
    Ok(())
}

/// A space that is not deleted.
pub async fn get(tx: &mut Tx, id: SpaceId) -> Result<Option<Box<Space>>> {
    static GET: Sql = Sql::new(select!(
        "FROM spaces s WHERE s.space_id = $1 AND s.delete_time IS NULL"
    ));
    tx.optional(&GET, &[id.0.into()], boxed).await
}

/// As [`get`], from memory where it is kept: see [`crate::kept`].
pub async fn recent(tx: &mut Tx, id: SpaceId) -> Result<Option<Box<Space>>> {
    if let Some(space) = tx.kept(|kept| &kept.spaces, &id) {
        return Ok(Some(space));
    }
    let found = get(tx, id).await?;
    tx.keep(|kept| &kept.spaces, id, found.as_ref());
    Ok(found)
}

/// As [`get`], for a unit that will change something in the space: whoever
/// else would waits until it is done.
pub async fn lock(tx: &mut Tx, id: SpaceId) -> Result<Option<Box<Space>>> {
    static LOCK: Sql = Sql::new(select!(
        "FROM spaces s WHERE s.space_id = $1 AND s.delete_time IS NULL FOR UPDATE"
    ));
    tx.turn(id).await?;
    tx.optional(&LOCK, &[id.0.into()], boxed).await
}

/// Writes what `spaces.patch` can change, and the clock.
pub async fn update(tx: &mut Tx, space: &Space) -> Result<()> {
    static UPDATE: Sql = Sql::new(
        "UPDATE spaces SET space_type = $2, display_name = $3, description = $4, guidelines = $5,
                           history_state = $6, audience = $7, permission_settings = $8,
                           access_permission_settings = $9, clock = $10
         WHERE space_id = $1",
    );
    let permissions = space
        .permission_settings
        .as_ref()
        .map(|p| p.encode_to_vec());
    let access = space
        .access_permission_settings
        .as_ref()
        .map(|p| p.encode_to_vec());
    let params = [
        space.id.0.into(),
        (space.space_type as i32).into(),
        space.display_name.as_str().into(),
        space.description.as_str().into(),
        space.guidelines.as_str().into(),
        (space.history_state as i32).into(),
        space.audience.as_str().into(),
        permissions.as_deref().into(),
        access.as_deref().into(),
        space.clock.0.into(),
    ];
    tx.execute(&UPDATE, &params).await?;
    tx.changed(Table::Spaces, &space.id);
    if space.is_named() {
        space_search::set_words(tx, space.id, &space.display_name).await?;
        audiences::set(tx, space).await?;
    }
    Ok(())
}

/// Writes the clock, the counts and the time of the last message: what other
/// changes inside a space move.
pub async fn touch(tx: &mut Tx, space: &Space) -> Result<()> {
    static TOUCH: Sql = Sql::new(
        "UPDATE spaces SET clock = $2, human_count = $3, group_count = $4, last_active_time = $5
         WHERE space_id = $1",
    );
    let params = [
        space.id.0.into(),
        space.clock.0.into(),
        space.human_count.into(),
        space.group_count.into(),
        space.last_active_time.map(|time| time.0).into(),
    ];
    tx.changed(Table::Spaces, &space.id);
    tx.send(&TOUCH, &params).await
}

/// From now on nobody finds the space. [`crate::purge::deleted_space`]
/// removes what is inside.
pub async fn mark_deleted(tx: &mut Tx, id: SpaceId, now: Time) -> Result<()> {
    static MARK: Sql = Sql::new("UPDATE spaces SET delete_time = $2 WHERE space_id = $1");
    static FREE_NAME: Sql = Sql::new(
        "DELETE FROM space_names WHERE space_id = $1
         AND display_name = (SELECT display_name FROM spaces WHERE space_id = $1)",
    );
    tx.execute(&FREE_NAME, &[id.0.into()]).await?;
    tx.execute(&MARK, &[id.0.into(), now.0.into()]).await?;
    tx.changed(Table::Spaces, &id);
    audiences::forget(tx, id).await?;
    space_search::forget_words(tx, id).await
}

/// Takes a display name for the space; `false` when another one has it.
pub async fn claim_name(tx: &mut Tx, name: &str, space: SpaceId) -> Result<bool> {
    static CLAIM: Sql = Sql::new(
        "INSERT INTO space_names (display_name, space_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    );
    Ok(tx.execute(&CLAIM, &[name.into(), space.0.into()]).await? > 0)
}

/// Gives back a display name that the space no longer has.
pub async fn free_name(tx: &mut Tx, name: &str) -> Result<()> {
    static FREE: Sql = Sql::new("DELETE FROM space_names WHERE display_name = $1");
    tx.execute(&FREE, &[name.into()]).await?;
    Ok(())
}

/// The direct message of two users, in either order.
pub async fn direct_message(tx: &mut Tx, one: UserId, other: UserId) -> Result<Option<Space>> {
    static FIND: Sql = Sql::new(select!(
        "FROM dm_pairs d JOIN spaces s ON s.space_id = d.space_id
         WHERE d.low_id = $1 AND d.high_id = $2 AND s.delete_time IS NULL"
    ));
    let (low, high) = (one.min(other), one.max(other));
    tx.optional(&FIND, &[low.0.into(), high.0.into()], space)
        .await
}

/// Makes the space the direct message of two users; `false` when they have one.
pub async fn claim_pair(tx: &mut Tx, one: UserId, other: UserId, space: SpaceId) -> Result<bool> {
    static CLAIM: Sql = Sql::new(
        "INSERT INTO dm_pairs (low_id, high_id, space_id) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
    );
    let (low, high) = (one.min(other), one.max(other));
    Ok(tx
        .execute(&CLAIM, &[low.0.into(), high.0.into(), space.0.into()])
        .await?
        > 0)
}

/// The spaces that a person or an app is in, directly or by a group, by id, from
/// after `after`. `types` are numbers of `Space.SpaceType`, up to three,
/// repeated to fill. Group chats and direct messages appear with their first
/// message.
pub async fn joined(
    tx: &mut Tx,
    member: Member,
    types: [i64; 3],
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Space>> {
    static JOINED: Sql = Sql::new(select!(
        "FROM memberships m JOIN spaces s ON s.space_id = m.space_id
         WHERE m.member_kind = $1 AND m.member_id = $2 AND m.space_id > $3
           AND m.state = 1 AND m.delete_time IS NULL AND s.delete_time IS NULL
           AND s.space_type IN ($4, $5, $6)
           AND (s.space_type = 1 OR s.last_active_time IS NOT NULL)
         ORDER BY m.space_id LIMIT $7"
    ));
    let params = [
        member.kind().into(),
        member.id().into(),
        after.0.into(),
        types[0].into(),
        types[1].into(),
        types[2].into(),
        limit.into(),
    ];
    let mut found = tx.all(&JOINED, &params, space).await?;
    if let Member::Person(person) = member
        && types.contains(&(SpaceType::Space as i64))
    {
        found.extend(joined_by_group(tx, person, after, limit).await?);
        found.sort_by_key(|space| space.id);
        found.dedup_by_key(|space| space.id);
        found.truncate(usize::try_from(limit).unwrap_or_default());
    }
    Ok(found)
}

/// The group chats whose joined people are exactly `people`, of whom `caller`
/// is one; by id, from after `after`.
pub async fn group_chats(
    tx: &mut Tx,
    caller: UserId,
    people: &[UserId],
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Space>> {
    let mut params = vec![
        caller.0.into(),
        after.0.into(),
        (SpaceType::GroupChat as i64).into(),
        (people.len() as i64).into(),
        limit.into(),
    ];
    let ids = people.iter().map(|person| person.0.into()).collect();
    let among = one_of("m.member_id", ids, &mut params);
    let sql = Sql::build(format!(
        "SELECT {COLUMNS} FROM memberships c JOIN spaces s ON s.space_id = c.space_id
         WHERE c.member_kind = 1 AND c.member_id = $1 AND c.space_id > $2
           AND c.state = 1 AND c.delete_time IS NULL
           AND s.space_type = $3 AND s.human_count = $4
           AND s.delete_time IS NULL AND NOT s.import_mode
           AND $4 = (SELECT COUNT(*) FROM memberships m
                     WHERE m.space_id = s.space_id AND m.member_kind = 1 AND m.state = 1
                       AND m.delete_time IS NULL{among})
         ORDER BY c.space_id LIMIT $5"
    ));
    tx.all(&sql, &params, space).await
}

/// Groups are only in named spaces.
async fn joined_by_group(
    tx: &mut Tx,
    person: UserId,
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Space>> {
    static BY_GROUP: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM spaces s WHERE s.delete_time IS NULL AND s.space_id IN (
                 SELECT m.space_id FROM group_members g
                 JOIN memberships m ON m.member_kind = 3 AND m.member_id = g.group_id
                 WHERE g.user_id = $1 AND m.space_id > $2 AND m.state = 1)
             ORDER BY s.space_id LIMIT $3"
        ))
    });
    let params = [person.0.into(), after.0.into(), limit.into()];
    tx.all(&BY_GROUP, &params, space).await
}

/// A space is large, and what fetches it hands it on through several calls.
fn boxed(row: &Row<'_>) -> Result<Box<Space>> {
    space(row).map(Box::new)
}

pub(crate) fn space(row: &Row<'_>) -> Result<Space> {
    Ok(Space {
        id: SpaceId(row.int(0)?),
        space_type: wire_enum::<SpaceType>(row.int(1)?)?,
        single_user_bot_dm: row.bool(2)?,
        admin_installed: row.bool(3)?,
        display_name: row.text(4)?.to_owned(),
        description: row.text(5)?.to_owned(),
        guidelines: row.text(6)?.to_owned(),
        external_user_allowed: row.bool(7)?,
        history_state: wire_enum::<HistoryState>(row.int(8)?)?,
        import_mode: row.bool(9)?,
        import_expire_time: row.opt_int(10)?.map(Time),
        creator: UserId(row.int(11)?),
        creator_app: row.opt_int(12)?.map(UserId),
        audience: row.text(13)?.to_owned(),
        permission_settings: row
            .opt_blob(14)?
            .map(decoded::<PermissionSettings>)
            .transpose()?,
        access_permission_settings: row
            .opt_blob(15)?
            .map(decoded::<AccessPermissionSettings>)
            .transpose()?,
        human_count: row.int(16)?,
        group_count: row.int(17)?,
        create_time: Time(row.int(18)?),
        last_active_time: row.opt_int(19)?.map(Time),
        clock: Time(row.int(20)?),
    })
}

/// A stored enum number as the enum.
pub(crate) fn wire_enum<E: TryFrom<i32>>(number: i64) -> Result<E> {
    i32::try_from(number)
        .ok()
        .and_then(|number| E::try_from(number).ok())
        .ok_or_else(|| Error::internal(format!("stored enum number {number}")))
}

/// A stored message as the message.
pub(crate) fn decoded<M: prost::Message + Default>(bytes: &[u8]) -> Result<M> {
    M::decode(bytes).map_err(|error| Error::internal(format!("stored message: {error}")))
}
