//! Memberships of people, apps and groups in spaces.

use domain::ids::{SpaceId, UserId};
use domain::members::{Member, Membership, Role};
use domain::{Error, Result, Time};
use proto::chat::membership::{MembershipRole, MembershipState};

use crate::kept::Table;
use crate::spaces::wire_enum;
use crate::{Row, Sql, Tx};

const COLUMNS: &str = "space_id, member_kind, member_id, state, role, create_time, delete_time";

/// Which memberships a list shows.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Kinds of member with the roles they may have, as stored; groups and
    /// invited people have the role 0.
    pub pairs: Vec<(i64, i32)>,
    pub invited: bool,
    /// Those that have ended, of an import, instead of present ones.
    pub historical: bool,
}

pub async fn insert(tx: &mut Tx, membership: &Membership) -> Result<()> {
    static INSERT: Sql = Sql::new(
        "INSERT INTO memberships (space_id, member_kind, member_id, state, role, create_time,
                                  delete_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let params = [
        membership.space.0.into(),
        membership.member.kind().into(),
        membership.member.id().into(),
        (membership.state as i32).into(),
        role_number(membership.role).into(),
        membership.create_time.0.into(),
        membership.delete_time.map(|time| time.0).into(),
    ];
    tx.execute(&INSERT, &params).await?;
    tx.changed(Table::Memberships, &(membership.space, membership.member));
    Ok(())
}

pub async fn get(tx: &mut Tx, space: SpaceId, member: Member) -> Result<Option<Membership>> {
    static GET: Sql = Sql::new(
        "SELECT space_id, member_kind, member_id, state, role, create_time, delete_time
         FROM memberships WHERE space_id = $1 AND member_kind = $2 AND member_id = $3",
    );
    let params = [space.0.into(), member.kind().into(), member.id().into()];
    tx.optional(&GET, &params, membership).await
}

/// As [`get`], from memory where it is kept: see [`crate::kept`].
pub async fn recent(tx: &mut Tx, space: SpaceId, member: Member) -> Result<Option<Membership>> {
    let key = (space, member);
    if let Some(membership) = tx.kept(|kept| &kept.memberships, &key) {
        return Ok(Some(membership));
    }
    let found = get(tx, space, member).await?;
    tx.keep(|kept| &kept.memberships, key, found.as_ref());
    Ok(found)
}

/// Whether a group that the person is in has joined the space.
pub async fn joined_by_group(tx: &mut Tx, space: SpaceId, person: UserId) -> Result<bool> {
    static BY_GROUP: Sql = Sql::new(
        "SELECT 1 FROM group_members g
         JOIN memberships m ON m.member_kind = 3 AND m.member_id = g.group_id AND m.space_id = $1
         WHERE g.user_id = $2 AND m.state = 1 LIMIT 1",
    );
    let found = tx
        .optional(&BY_GROUP, &[space.0.into(), person.0.into()], |_| Ok(()))
        .await?;
    Ok(found.is_some())
}

/// A space that somebody has joined, and since when; `None` by a group.
pub type Joined = (SpaceId, Option<Time>);

/// Where a person or an app is, directly or by a group: spaces by id, from
/// after `after`. A space joined both ways comes twice, by group first.
pub async fn spaces_of(
    tx: &mut Tx,
    member: Member,
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Joined>> {
    static DIRECT: Sql = Sql::new(
        "SELECT space_id, create_time FROM memberships
         WHERE member_kind = $1 AND member_id = $2 AND space_id > $3
           AND state = 1 AND delete_time IS NULL
         ORDER BY space_id LIMIT $4",
    );
    static BY_GROUP: Sql = Sql::new(
        "SELECT m.space_id FROM group_members g
         JOIN memberships m ON m.member_kind = 3 AND m.member_id = g.group_id
         WHERE g.user_id = $1 AND m.space_id > $2 AND m.state = 1
         ORDER BY m.space_id LIMIT $3",
    );
    let (kind, id) = (member.kind().into(), member.id().into());
    let params = [kind, id, after.0.into(), limit.into()];
    let direct = |row: &Row<'_>| Ok((SpaceId(row.int(0)?), Some(Time(row.int(1)?))));
    let mut found: Vec<Joined> = tx.all(&DIRECT, &params, direct).await?;
    // What a list cut off hides comes with the next page.
    let mut end = last(&found, limit);
    if let Member::Person(person) = member {
        let params = [person.0.into(), after.0.into(), limit.into()];
        let by_group = |row: &Row<'_>| Ok((SpaceId(row.int(0)?), None));
        let groups = tx.all(&BY_GROUP, &params, by_group).await?;
        end = end.min(last(&groups, limit));
        found.extend(groups);
    }
    found.retain(|(space, _)| *space <= end);
    found.sort_unstable();
    Ok(found)
}

fn last(page: &[Joined], limit: i64) -> SpaceId {
    match page.last() {
        Some((space, _)) if page.len() as i64 >= limit => *space,
        _ => SpaceId(i64::MAX),
    }
}

pub async fn set_role(tx: &mut Tx, space: SpaceId, member: Member, role: Role) -> Result<()> {
    static SET: Sql = Sql::new(
        "UPDATE memberships SET role = $4
         WHERE space_id = $1 AND member_kind = $2 AND member_id = $3",
    );
    let params = [
        space.0.into(),
        member.kind().into(),
        member.id().into(),
        (role.wire() as i32).into(),
    ];
    tx.execute(&SET, &params).await?;
    tx.changed(Table::Memberships, &(space, member));
    Ok(())
}

pub async fn delete(tx: &mut Tx, space: SpaceId, member: Member) -> Result<()> {
    static DELETE: Sql = Sql::new(
        "DELETE FROM memberships WHERE space_id = $1 AND member_kind = $2 AND member_id = $3",
    );
    let params = [space.0.into(), member.kind().into(), member.id().into()];
    tx.execute(&DELETE, &params).await?;
    tx.changed(Table::Memberships, &(space, member));
    Ok(())
}

/// Memberships by kind and id, from after the member `after`.
pub async fn list(
    tx: &mut Tx,
    space: SpaceId,
    selection: &Selection,
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<Membership>> {
    let sql = Sql::build(format!(
        "SELECT {COLUMNS} FROM memberships
         WHERE space_id = $1 AND (member_kind, member_id) > ($2, $3){}
         ORDER BY member_kind, member_id LIMIT $4",
        conditions(selection)
    ));
    let params = [space.0.into(), after.0.into(), after.1.into(), limit.into()];
    tx.all(&sql, &params, membership).await
}

/// The invitations of a person, by space, from after `after`.
pub async fn invitations(
    tx: &mut Tx,
    person: UserId,
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Membership>> {
    static INVITED: Sql = Sql::new(
        "SELECT m.space_id, m.member_kind, m.member_id, m.state, m.role, m.create_time,
                m.delete_time
         FROM memberships m JOIN spaces s ON s.space_id = m.space_id
         WHERE m.member_kind = 1 AND m.member_id = $1 AND m.space_id > $2 AND m.state = 2
           AND s.delete_time IS NULL
         ORDER BY m.space_id LIMIT $3",
    );
    let params = [person.0.into(), after.0.into(), limit.into()];
    tx.all(&INVITED, &params, membership).await
}

/// The fixed fragments of a selection; there are few different ones.
fn conditions(selection: &Selection) -> String {
    let when = match (selection.historical, selection.invited) {
        (true, _) => "delete_time IS NOT NULL",
        (false, true) => "delete_time IS NULL AND state IN (1, 2)",
        (false, false) => "delete_time IS NULL AND state = 1",
    };
    let mut pairs: Vec<_> = selection
        .pairs
        .iter()
        .map(|(kind, role)| format!("({kind}, {role})"))
        .collect();
    // Without any pair the list is empty, and no member is of the kind 0.
    if pairs.is_empty() {
        pairs.push("(0, 0)".to_owned());
    }
    format!(
        " AND {when}
          AND (member_kind, role) IN (VALUES {})",
        pairs.join(", ")
    )
}

fn role_number(role: Option<Role>) -> i32 {
    role.map_or(MembershipRole::Unspecified, Role::wire) as i32
}

fn membership(row: &Row<'_>) -> Result<Membership> {
    let (kind, id) = (row.int(1)?, row.int(2)?);
    let member = Member::from_stored(kind, id)
        .ok_or_else(|| Error::internal(format!("memberships.member_kind is {kind}")))?;
    Ok(Membership {
        space: SpaceId(row.int(0)?),
        member,
        state: wire_enum::<MembershipState>(row.int(3)?)?,
        role: Role::from_wire(wire_enum::<MembershipRole>(row.int(4)?)?),
        create_time: Time(row.int(5)?),
        delete_time: row.opt_int(6)?.map(Time),
    })
}
