//! Deliveries that nobody looks for any more go.

use domain::{Result, Time};
use store::Store;

/// How long deliveries are kept, and how many finished and skipped ones of an
/// app.
const KEEP: i64 = 7 * Time::DAY;
const KEEP_FINISHED: i64 = 5_000;
const KEEP_SKIPPED: i64 = 500;

/// Keeps the table of deliveries bounded.
pub async fn clean(store: &Store, now: Time) -> Result<()> {
    let mut after = None;
    loop {
        let apps = store
            .read(move |tx| Box::pin(store::apps::page(tx, after, 200)))
            .await?;
        for app in &apps {
            let id = app.id;
            let write = store.write(move |tx| {
                Box::pin(store::deliveries::over_limit(
                    tx,
                    id,
                    KEEP_FINISHED,
                    KEEP_SKIPPED,
                    5_000,
                ))
            });
            write.await?;
        }
        after = apps.last().map(|app| app.id);
        if apps.len() < 200 {
            break;
        }
    }
    let before = Time(now.0 - KEEP);
    let write = store.write(move |tx| Box::pin(store::deliveries::old(tx, before, 1_000)));
    write.await.map(drop)
}
