//! Which spaces a target audience may discover.

use std::sync::LazyLock;

use domain::Result;
use domain::ids::{SpaceId, UserId};
use domain::spaces::{Space, SpaceAudience};

use crate::spaces::{COLUMNS, space as read_space};
use crate::{Sql, Tx};

/// Writes what the space's settings say, instead of what was there.
pub(crate) async fn set(tx: &mut Tx, space: &Space) -> Result<()> {
    static INSERT: Sql =
        Sql::new("INSERT INTO space_audiences (audience, space_id, may_join) VALUES ($1, $2, $3)");
    forget(tx, space.id).await?;
    for audience in space.audiences() {
        let params = [
            audience.name.as_str().into(),
            space.id.0.into(),
            audience.may_join.into(),
        ];
        tx.execute(&INSERT, &params).await?;
    }
    Ok(())
}

pub(crate) async fn forget(tx: &mut Tx, space: SpaceId) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM space_audiences WHERE space_id = $1");
    tx.execute(&FORGET, &[space.0.into()]).await?;
    Ok(())
}

/// The audiences of a space, by name.
pub async fn of_space(tx: &mut Tx, space: SpaceId) -> Result<Vec<SpaceAudience>> {
    static OF_SPACE: Sql = Sql::new(
        "SELECT audience, may_join FROM space_audiences WHERE space_id = $1 ORDER BY audience",
    );
    tx.all(&OF_SPACE, &[space.0.into()], |row| {
        Ok(SpaceAudience {
            name: row.text(0)?.to_owned(),
            may_join: row.bool(1)?,
        })
    })
    .await
}

/// Spaces that an audience may discover and the person has not joined
/// directly, by id, from after `after`. Who is not `internal` sees those that
/// are open to outsiders.
pub async fn discoverable(
    tx: &mut Tx,
    audience: &str,
    (person, internal): (UserId, bool),
    after: SpaceId,
    limit: i64,
) -> Result<Vec<Space>> {
    static DISCOVERABLE: LazyLock<Sql> = LazyLock::new(|| {
        Sql::build(format!(
            "SELECT {COLUMNS} FROM space_audiences a JOIN spaces s ON s.space_id = a.space_id
             WHERE a.audience = $1 AND a.space_id > $3
               AND s.delete_time IS NULL AND NOT s.import_mode
               AND s.external_user_allowed IN (true, $5)
               AND NOT EXISTS (SELECT 1 FROM memberships m
                   WHERE m.space_id = a.space_id AND m.member_kind = 1 AND m.member_id = $2
                     AND m.state = 1)
             ORDER BY a.space_id LIMIT $4"
        ))
    });
    let params = [
        audience.into(),
        person.0.into(),
        after.0.into(),
        limit.into(),
        (!internal).into(),
    ];
    tx.all(&DISCOVERABLE, &params, read_space).await
}
