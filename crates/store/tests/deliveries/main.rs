//! The queue of deliveries, on both databases.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::{Db, each};
use domain::apps::{Attempt, Context, Delivery, DialogEvent, EventType, NewDelivery, State};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::{Result, Time};
use store::deliveries::{self, Filter};
use store::{Tx, Unit};

async fn write<T, F>(db: &Db, unit: F) -> T
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> Unit<'t, T> + Send + 'static,
{
    db.store.write(unit).await.unwrap()
}

fn new(app: i64, event_seq: Option<i64>, due: i64) -> NewDelivery {
    NewDelivery {
        app: UserId(app),
        event_seq,
        event: EventType::CardClicked,
        space: Some(SpaceId(1)),
        message: Some(MessageId(2)),
        user: Some(UserId(3)),
        state: State::Waiting,
        reason: "clicked".into(),
        url: "http://127.0.0.1/".into(),
        request: "{}".into(),
        context: Context {
            dialog: Some(DialogEvent::SubmitDialog),
            thread: "spaces/a/threads/b".into(),
            link: true,
            own_message: true,
            addon: true,
        },
        config_hash: Some(vec![1, 2, 3]),
        due_time: Time(due),
        create_time: Time(due),
    }
}

async fn insert(db: &Db, new: NewDelivery) -> Option<i64> {
    write(db, move |tx| {
        Box::pin(async move { deliveries::insert(tx, &new).await })
    })
    .await
}

async fn claim(db: &Db, app: i64, now: i64, limit: i64) -> Vec<Delivery> {
    write(db, move |tx| {
        Box::pin(deliveries::claim(
            tx,
            UserId(app),
            Time(now),
            Time(now + 100),
            limit,
        ))
    })
    .await
}

async fn save(db: &Db, delivery: Delivery) -> bool {
    write(db, move |tx| {
        Box::pin(async move { deliveries::save(tx, &delivery).await })
    })
    .await
}

#[tokio::test]
async fn one_delivery_for_an_event_and_app() {
    each(async |db| {
        let first = insert(db, new(7, Some(5), 10)).await.unwrap();
        assert_eq!(insert(db, new(7, Some(5), 10)).await, None);
        assert!(insert(db, new(8, Some(5), 10)).await.is_some());
        // Calls are not in the log, and each is one of its own.
        assert!(insert(db, new(7, None, 10)).await.is_some());
        assert!(insert(db, new(7, None, 10)).await.is_some());

        let read = write(db, move |tx| Box::pin(deliveries::get(tx, first)))
            .await
            .unwrap();
        assert_eq!(
            (read.app, read.event, read.state),
            (UserId(7), EventType::CardClicked, State::Waiting)
        );
        assert_eq!(read.context, new(7, None, 10).context);
        assert_eq!((read.attempts.len(), read.finish_time), (0, None));
        let by_config = write(db, |tx| Box::pin(deliveries::by_config(tx, &[1, 2, 3]))).await;
        assert_eq!(by_config.unwrap().id, first);
    })
    .await;
}

#[tokio::test]
async fn claims_are_exclusive_until_their_time_is_over() {
    each(async |db| {
        let early = insert(db, new(7, Some(1), 10)).await.unwrap();
        let late = insert(db, new(7, Some(2), 50)).await.unwrap();
        insert(db, new(8, Some(1), 10)).await.unwrap();
        let due = |now| {
            write(db, move |tx| {
                Box::pin(deliveries::due_apps(tx, Time(now), 10))
            })
        };
        assert_eq!(due(9).await, []);
        let mut apps = due(10).await;
        apps.sort();
        assert_eq!(apps, [UserId(7), UserId(8)]);

        let claimed = claim(db, 7, 20, 10).await;
        assert_eq!(claimed.iter().map(|d| d.id).collect::<Vec<_>>(), [early]);
        assert_eq!(
            (claimed[0].state, claimed[0].due_time),
            (State::Sending, Time(120))
        );
        assert_eq!(claim(db, 7, 20, 10).await, []);
        // Its sender is gone.
        let again = claim(db, 7, 120, 1).await;
        assert_eq!(again[0].id, late, "the longest due comes first");
        assert_eq!(claim(db, 7, 120, 10).await[0].id, early);
        let open = write(db, |tx| {
            Box::pin(deliveries::count_open(tx, UserId(7), 100))
        })
        .await;
        assert_eq!(open, 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_finished_stays_finished() {
    each(async |db| {
        insert(db, new(7, Some(1), 10)).await.unwrap();
        let mut delivery = claim(db, 7, 10, 1).await.remove(0);
        delivery.state = State::Answered;
        delivery.response = "{}".into();
        delivery.attempts.push(Attempt {
            time: 11,
            duration: 5,
            status: Some(200),
            error: String::new(),
        });
        assert!(save(db, delivery.clone()).await);
        // An answer that is kept is carried out, not asked for again.
        let again = claim(db, 7, 500, 1).await.remove(0);
        assert_eq!(
            (again.state, &again.attempts),
            (State::Answered, &delivery.attempts)
        );

        delivery.state = State::Done;
        delivery.outcome = "posted".into();
        delivery.finish_time = Some(Time(12));
        assert!(save(db, delivery.clone()).await);
        delivery.state = State::Failed;
        assert!(!save(db, delivery.clone()).await);
        assert_eq!(claim(db, 7, 5_000, 1).await, []);
        let read = write(db, move |tx| Box::pin(deliveries::get(tx, delivery.id)))
            .await
            .unwrap();
        assert_eq!((read.state, read.outcome.as_str()), (State::Done, "posted"));
    })
    .await;
}

async fn ids(db: &Db, filter: Filter, before: i64) -> Vec<i64> {
    let page = write(db, move |tx| {
        Box::pin(deliveries::page(tx, UserId(7), filter, before, 3))
    });
    page.await.iter().map(|delivery| delivery.id).collect()
}

#[tokio::test]
async fn lists_and_limits() {
    each(async |db| {
        let mut all = Vec::new();
        for n in 0..5 {
            let mut skipped = new(7, Some(n), n);
            if n % 2 == 0 {
                skipped.state = State::Skipped;
            }
            all.push(insert(db, skipped).await.unwrap());
        }
        let none = Filter::default();
        assert_eq!(ids(db, none, i64::MAX).await, [all[4], all[3], all[2]]);
        assert_eq!(ids(db, none, all[2]).await, [all[1], all[0]]);
        let skipped = Filter {
            state: Some(State::Skipped),
            ..none
        };
        assert_eq!(ids(db, skipped, i64::MAX).await, [all[4], all[2], all[0]]);
        let elsewhere = Filter {
            space: Some(SpaceId(9)),
            ..none
        };
        assert!(ids(db, elsewhere, i64::MAX).await.is_empty());

        // The newest skipped one stays; what is open is never removed.
        let cut = write(db, |tx| {
            Box::pin(deliveries::over_limit(tx, UserId(7), 100, 1, 10))
        })
        .await;
        assert_eq!(cut, 2);
        let cut = write(db, |tx| {
            Box::pin(deliveries::over_limit(tx, UserId(7), 0, 0, 10))
        })
        .await;
        assert_eq!(cut, 1);
        assert_eq!(ids(db, none, i64::MAX).await, [all[3], all[1]]);
        let old = write(db, |tx| Box::pin(deliveries::old(tx, Time(2), 10))).await;
        assert_eq!(old, 1);
    })
    .await;
}

#[tokio::test]
async fn deleted_messages_are_forgotten() {
    each(async |db| {
        let waiting = insert(db, new(7, Some(1), 10)).await.unwrap();
        write(db, |tx| {
            Box::pin(deliveries::forget_message(
                tx,
                SpaceId(1),
                MessageId(2),
                Time(20),
            ))
        })
        .await;
        let read = write(db, move |tx| Box::pin(deliveries::get(tx, waiting)))
            .await
            .unwrap();
        assert_eq!((read.state, read.request.as_str()), (State::Failed, ""));
        assert_eq!(read.finish_time, Some(Time(20)));
    })
    .await;
}

#[tokio::test]
async fn the_cursor_only_moves_on() {
    each(async |db| {
        let step = |seq: i64| {
            write(db, move |tx| {
                Box::pin(async move {
                    let before = deliveries::lock_cursor(tx).await?;
                    deliveries::set_cursor(tx, seq).await?;
                    Result::Ok((before, deliveries::cursor(tx).await?))
                })
            })
        };
        assert_eq!(step(5).await, (0, 5));
        assert_eq!(step(3).await, (5, 5));
        write(db, |tx| {
            Box::pin(async move {
                deliveries::set_mover(tx, SpaceId(1), UserId(2), mover(3, Some(9))).await?;
                assert_eq!(
                    deliveries::mover(tx, SpaceId(1), UserId(2)).await?,
                    Some(mover(3, Some(9)))
                );
                deliveries::set_mover(tx, SpaceId(1), UserId(2), mover(4, None)).await?;
                assert_eq!(
                    deliveries::mover(tx, SpaceId(1), UserId(2)).await?,
                    Some(mover(4, None))
                );
                assert_eq!(deliveries::log_end(tx).await?, 0);
                Ok(())
            })
        })
        .await;
    })
    .await;
}

fn mover(user: i64, message: Option<i64>) -> deliveries::Mover {
    deliveries::Mover {
        user: UserId(user),
        message: message.map(MessageId),
    }
}
