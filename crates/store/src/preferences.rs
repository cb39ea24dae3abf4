//! The language and the time zone of people.

use domain::Result;
use domain::ids::UserId;
use domain::preferences::Preferences;

use crate::{Row, Sql, Tx};

/// Nothing is known of somebody without a row.
pub async fn get(tx: &mut Tx, user: UserId) -> Result<Preferences> {
    static GET: Sql = Sql::new("SELECT locale, time_zone FROM preferences WHERE user_id = $1");
    let found = tx.optional(&GET, &[user.0.into()], preferences).await?;
    Ok(found.unwrap_or_default())
}

pub async fn set(tx: &mut Tx, user: UserId, preferences: &Preferences) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO preferences (user_id, locale, time_zone) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET
             locale = excluded.locale, time_zone = excluded.time_zone",
    );
    let params = [
        user.0.into(),
        preferences.locale.as_str().into(),
        preferences.time_zone.as_str().into(),
    ];
    tx.execute(&SET, &params).await?;
    Ok(())
}

fn preferences(row: &Row<'_>) -> Result<Preferences> {
    Ok(Preferences {
        locale: row.text(0)?.to_owned(),
        time_zone: row.text(1)?.to_owned(),
    })
}
