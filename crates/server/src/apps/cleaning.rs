//! Deliveries that nobody looks for any more go.

use domain::ids::UserId;
use domain::{Result, Time};
use store::Store;

/// How long deliveries are kept, and how many finished and skipped ones of an
/// app.
const KEEP: i64 = 7 * Time::DAY;
const KEEP_FINISHED: i64 = 5_000;
const KEEP_SKIPPED: i64 = 500;
/// Rows removed in one write: others wait behind it.
const AT_ONCE: i64 = 200;

/// Keeps the table of deliveries bounded.
pub async fn clean(store: &Store, now: Time) -> Result<()> {
    let mut after = None;
    loop {
        let apps = store
            .read(move |tx| Box::pin(store::apps::page(tx, after, 200)))
            .await?;
        for app in &apps {
            shorten(store, app.id).await?;
        }
        after = apps.last().map(|app| app.id);
        if apps.len() < 200 {
            break;
        }
    }
    let before = Time(now.0 - KEEP);
    let write = store.write(move |tx| Box::pin(store::deliveries::old(tx, before, AT_ONCE)));
    write.await.map(drop)
}

/// Leaves of an app's deliveries as many as are kept. What comes meanwhile is
/// the next cleaning's.
async fn shorten(store: &Store, app: UserId) -> Result<()> {
    for _ in 0..50 {
        let write = store.write(move |tx| {
            Box::pin(store::deliveries::over_limit(
                tx,
                app,
                KEEP_FINISHED,
                KEEP_SKIPPED,
                AT_ONCE,
            ))
        });
        if (write.await? as i64) < AT_ONCE {
            break;
        }
    }
    Ok(())
}
