//! The audit log is read back latest first, by page, actor and action, and
//! loses its oldest entries only.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::each;
use domain::Time;
use domain::audit::{Action, Actor, Entry};
use domain::ids::UserId;
use store::audit::{self, Recorded, Wanted};

fn entry(time: i64, actor: Actor, action: Action) -> Entry {
    Entry {
        time: Time(time),
        actor,
        action,
        target: "users/9".to_owned(),
        detail: "words".to_owned(),
        origin: "192.0.2.1".to_owned(),
    }
}

fn times(page: &[Recorded]) -> Vec<i64> {
    page.iter().map(|entry| entry.time.0).collect()
}

#[tokio::test]
async fn entries_come_back_latest_first() {
    each(async |db| {
        let alice = Actor::User(UserId(1));
        let entries = [
            entry(1, Actor::CommandLine, Action::USER_CREATE),
            entry(2, alice, Action::USER_CREATE),
            entry(3, alice, Action::SIGN_IN),
            entry(4, Actor::Nobody, Action::SIGN_IN_FAILED),
        ];
        let write = db.store.write(|tx| {
            Box::pin(async move {
                for entry in &entries {
                    audit::record(tx, entry).await?;
                }
                Ok(())
            })
        });
        write.await.unwrap();
        let read = async |wanted: Wanted, limit| {
            let read = db
                .store
                .read(move |tx| Box::pin(async move { audit::page(tx, &wanted, limit).await }));
            read.await.unwrap()
        };
        let all = Wanted::default();
        let first = read(all.clone(), 3).await;
        assert_eq!(times(&first), [4, 3, 2]);
        let newest = Recorded {
            seq: first[0].seq,
            time: Time(4),
            actor: String::new(),
            action: "session.signInFailed".to_owned(),
            target: "users/9".to_owned(),
            detail: "words".to_owned(),
            origin: "192.0.2.1".to_owned(),
        };
        assert_eq!(first[0], newest);
        let before = Some(first[2].seq);
        let rest = Wanted { before, ..all };
        assert_eq!(times(&read(rest, 3).await), [1]);

        let actor = alice.to_text();
        let action = "user.create".to_owned();
        let of_actor = Wanted {
            actor: actor.clone(),
            ..Wanted::default()
        };
        assert_eq!(times(&read(of_actor, 9).await), [3, 2]);
        let of_action = Wanted {
            action: action.clone(),
            ..Wanted::default()
        };
        assert_eq!(times(&read(of_action, 9).await), [2, 1]);
        let before = None;
        let of_both = Wanted {
            actor,
            action,
            before,
        };
        assert_eq!(times(&read(of_both, 9).await), [2]);
    })
    .await;
}

#[tokio::test]
async fn an_entry_goes_with_what_failed() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                audit::record(tx, &entry(1, Actor::CommandLine, Action::USER_CREATE)).await?;
                Err::<(), _>(domain::Error::not_found())
            })
        });
        write.await.unwrap_err();
        let read = db
            .store
            .read(|tx| Box::pin(async move { audit::page(tx, &Wanted::default(), 9).await }));
        assert!(read.await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_oldest_entries_go() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                for time in 1..=4 {
                    let entry = entry(time, Actor::CommandLine, Action::USER_CREATE);
                    audit::record(tx, &entry).await?;
                }
                assert_eq!(audit::remove_old(tx, Time(1), 9).await?, 0);
                assert_eq!(audit::remove_old(tx, Time(4), 2).await?, 2);
                assert_eq!(audit::remove_old(tx, Time(4), 9).await?, 1);
                let left = audit::page(tx, &Wanted::default(), 9).await?;
                assert_eq!(times(&left), [4]);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}
