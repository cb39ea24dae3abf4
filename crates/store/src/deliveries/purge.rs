//! Deliveries do not stay: bounded by age and by number.

use domain::ids::{MessageId, SpaceId, UserId};
use domain::{Result, Time};

use crate::{Sql, Tx};

/// Removes deliveries from before a time, of the `limit` oldest ones. Answers
/// how many.
pub async fn old(tx: &mut Tx, before: Time, limit: i64) -> Result<u64> {
    static OLD: Sql = Sql::new(
        "DELETE FROM deliveries WHERE create_time < $1 AND delivery_id IN
             (SELECT delivery_id FROM deliveries ORDER BY delivery_id LIMIT $2)",
    );
    tx.execute(&OLD, &[before.0.into(), limit.into()]).await
}

/// Removes of an app's finished deliveries what is beyond the newest `kept`,
/// and of the skipped ones what is beyond the newest `skipped`; at most `limit`
/// of each. Answers how many.
pub async fn over_limit(
    tx: &mut Tx,
    app: UserId,
    kept: i64,
    skipped: i64,
    limit: i64,
) -> Result<u64> {
    static KEPT: Sql = Sql::new(
        "DELETE FROM deliveries WHERE delivery_id IN (
             SELECT delivery_id FROM deliveries
             WHERE app_id = $1 AND state > 3 AND delivery_id <= (
                 SELECT delivery_id FROM deliveries WHERE app_id = $1
                 ORDER BY delivery_id DESC LIMIT 1 OFFSET $2)
             ORDER BY delivery_id LIMIT $3)",
    );
    static SKIPPED: Sql = Sql::new(
        "DELETE FROM deliveries WHERE delivery_id IN (
             SELECT delivery_id FROM deliveries
             WHERE app_id = $1 AND state = 6 AND delivery_id <= (
                 SELECT delivery_id FROM deliveries WHERE app_id = $1 AND state = 6
                 ORDER BY delivery_id DESC LIMIT 1 OFFSET $2)
             ORDER BY delivery_id LIMIT $3)",
    );
    let first = tx
        .execute(&KEPT, &[app.0.into(), kept.into(), limit.into()])
        .await?;
    let second = tx
        .execute(&SKIPPED, &[app.0.into(), skipped.into(), limit.into()])
        .await?;
    Ok(first + second)
}

/// Empties what was kept of a message that was deleted; what is still to be
/// sent of it is given up.
pub async fn forget_message(
    tx: &mut Tx,
    space: SpaceId,
    message: MessageId,
    now: Time,
) -> Result<()> {
    static FORGET: Sql = Sql::new(
        "UPDATE deliveries SET request = '', response = '', result = '',
             outcome = CASE WHEN state <= 3 THEN 'the message was deleted before it was delivered'
                            ELSE outcome END,
             finish_time = COALESCE(finish_time, $3),
             state = CASE WHEN state <= 3 THEN 5 ELSE state END
         WHERE space_id = $1 AND message_id = $2",
    );
    let params = [space.0.into(), message.0.into(), now.0.into()];
    tx.execute(&FORGET, &params).await?;
    Ok(())
}
