//! Uploads, the messages that show files, and the files that go, on both
//! databases.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::{Db, each};
use domain::attachments::{File, Upload};
use domain::ids::{FileId, MessageId, SpaceId, UserId};
use domain::{Result, Time};
use store::attachments::{self, Shown};
use store::{Tx, Unit, uploads};

fn upload(id: i64) -> Upload {
    Upload {
        file: FileId(id),
        space: SpaceId(1),
        user: UserId(2),
        content_name: format!("{id}.png"),
        content_type: "image/png".into(),
        total: (id % 2 == 0).then_some(10),
        received: 0,
        finished: false,
        writer: 0,
        expire_time: Time(100 + id),
    }
}

fn shown(space: i64, message: i64, file: i64) -> Shown {
    Shown {
        space: SpaceId(space),
        message: MessageId(message),
        file: File {
            file: FileId(file),
            content_name: "a.png".into(),
            content_type: "image/png".into(),
            size: 7,
        },
    }
}

fn hashes(id: i64) -> ([u8; 32], [u8; 32]) {
    ([id as u8; 32], [100 + id as u8; 32])
}

async fn write<T: Send + 'static>(
    db: &Db,
    unit: impl for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
) -> T {
    db.store.write(unit).await.unwrap()
}

async fn insert(tx: &mut Tx, id: i64) -> Result<()> {
    let (session, token) = hashes(id);
    uploads::insert(tx, &upload(id), &session, &token).await
}

#[tokio::test]
async fn an_upload_is_found_by_its_secrets_and_taken_once() {
    each(async |db| {
        let outcome = write(db, |tx| {
            Box::pin(async move {
                insert(tx, 1).await?;
                insert(tx, 2).await?;
                let (session, token) = hashes(2);
                let by_session = uploads::by_session(tx, &session).await?;
                let by_token = uploads::by_token(tx, &token).await?;
                let other = uploads::by_token(tx, &session).await?;
                let count = uploads::pending(tx, UserId(2)).await?;
                let taken = uploads::take(tx, FileId(2)).await?;
                let again = uploads::take(tx, FileId(2)).await?;
                let left = uploads::pending(tx, UserId(2)).await?;
                Ok((by_session, by_token, other, count, taken, again, left))
            })
        });
        let (by_session, by_token, other, count, taken, again, left) = outcome.await;
        assert_eq!(by_session, Some(upload(2)));
        assert_eq!(by_token, Some(upload(2)));
        assert_eq!(other, None);
        assert_eq!((count, taken, again, left), (2, true, false, 1));
    })
    .await;
}

#[tokio::test]
async fn only_the_last_writer_advances_and_nobody_after_the_end() {
    each(async |db| {
        let outcome = write(db, |tx| {
            Box::pin(async move {
                insert(tx, 1).await?;
                let Some(mut first) = uploads::enter(tx, FileId(1)).await? else {
                    return Ok(None);
                };
                first.received = 5;
                let one = uploads::advance(tx, &first).await?;
                let Some(mut second) = uploads::enter(tx, FileId(1)).await? else {
                    return Ok(None);
                };
                let seen = second.received;
                first.received = 6;
                let late = uploads::advance(tx, &first).await?;
                second.received = 9;
                second.total = Some(9);
                second.finished = true;
                let two = uploads::advance(tx, &second).await?;
                let after = uploads::advance(tx, &second).await?;
                let closed = uploads::enter(tx, FileId(1)).await?;
                let kept = uploads::by_session(tx, &hashes(1).0).await?;
                Ok(Some((
                    one,
                    seen,
                    late,
                    two,
                    after,
                    closed,
                    kept == Some(second),
                )))
            })
        });
        let expected = (true, 5, false, true, false, None, true);
        assert_eq!(outcome.await, Some(expected));
    })
    .await;
}

#[tokio::test]
async fn expired_uploads_die_in_portions() {
    each(async |db| {
        let outcome = write(db, |tx| {
            Box::pin(async move {
                for id in 1..=3 {
                    insert(tx, id).await?;
                }
                let none = uploads::discard_expired(tx, Time(100), 10).await?;
                let one = uploads::discard_expired(tx, Time(102), 1).await?;
                let two = uploads::discard_expired(tx, Time(102), 10).await?;
                let dead = attachments::dead(tx, 10).await?;
                let left = uploads::pending(tx, UserId(2)).await?;
                Ok((none, one, two, dead, left))
            })
        });
        let dead = vec![(FileId(1), false), (FileId(2), false)];
        assert_eq!(outcome.await, (0, 1, 1, dead, 1));
    })
    .await;
}

#[tokio::test]
async fn another_message_shows_the_same_file() {
    each(async |db| {
        let outcome = write(db, |tx| {
            Box::pin(async move {
                let from = (SpaceId(1), MessageId(2));
                let to = (SpaceId(3), MessageId(4));
                attachments::insert(tx, &shown(1, 2, 7)).await?;
                attachments::insert(tx, &shown(1, 2, 8)).await?;
                let shared = attachments::share(tx, FileId(7), from, to).await?;
                let unknown = attachments::share(tx, FileId(9), from, to).await?;
                attachments::clear(tx, SpaceId(1), MessageId(2)).await?;
                let left = attachments::of_file(tx, FileId(7), 10).await?;
                let dead = attachments::dead(tx, 10).await?;
                Ok((shared, unknown, left, dead))
            })
        });
        let (shared, unknown, left, dead) = outcome.await;
        assert_eq!((shared, unknown), (true, false));
        assert_eq!(left, vec![shown(3, 4, 7)]);
        assert_eq!(dead, vec![(FileId(7), true), (FileId(8), false)]);
    })
    .await;
}

#[tokio::test]
async fn a_file_lives_as_long_as_a_message_shows_it() {
    each(async |db| {
        let outcome = write(db, |tx| {
            Box::pin(async move {
                for (message, file) in [(1, 7), (2, 7), (2, 8)] {
                    attachments::insert(tx, &shown(1, message, file)).await?;
                }
                let both = attachments::of_file(tx, FileId(7), 10).await?;
                attachments::clear(tx, SpaceId(1), MessageId(2)).await?;
                let dead = attachments::dead(tx, 10).await?;
                attachments::forget(tx, FileId(7)).await?;
                attachments::forget(tx, FileId(8)).await?;
                attachments::remove(tx, SpaceId(1), MessageId(1), FileId(9)).await?;
                attachments::remove(tx, SpaceId(1), MessageId(1), FileId(7)).await?;
                let last = attachments::dead(tx, 10).await?;
                Ok((both, dead, last))
            })
        });
        let (both, dead, last) = outcome.await;
        assert_eq!(both, vec![shown(1, 1, 7), shown(1, 2, 7)]);
        assert_eq!(dead, vec![(FileId(7), true), (FileId(8), false)]);
        assert_eq!(last, vec![(FileId(7), false)]);
    })
    .await;
}

mod links;
