//! What people want to be notified of in spaces.

use domain::ids::{SpaceId, UserId};
use domain::notification_settings::Setting;
use domain::{Error, Result};

use crate::{Row, Sql, Tx};

/// `None`: the person never chose.
pub async fn get(tx: &mut Tx, space: SpaceId, user: UserId) -> Result<Option<Setting>> {
    static GET: Sql = Sql::new(
        "SELECT level, muted FROM notification_settings WHERE space_id = $1 AND user_id = $2",
    );
    tx.optional(&GET, &[space.0.into(), user.0.into()], setting)
        .await
}

pub async fn set(tx: &mut Tx, space: SpaceId, user: UserId, setting: Setting) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO notification_settings (space_id, user_id, level, muted)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (space_id, user_id)
         DO UPDATE SET level = excluded.level, muted = excluded.muted",
    );
    let params = [
        space.0.into(),
        user.0.into(),
        setting.stored_level().into(),
        setting.muted.into(),
    ];
    tx.execute(&SET, &params).await?;
    Ok(())
}

fn setting(row: &Row<'_>) -> Result<Setting> {
    let (level, muted) = (row.int(0)?, row.bool(1)?);
    Setting::from_stored(level, muted)
        .ok_or_else(|| Error::internal(format!("notification_settings.level is {level}")))
}
