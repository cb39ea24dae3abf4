//! Rows kept in memory are never older than what was acknowledged here, and
//! hardly older than what other processes wrote.

use std::time::{Duration, Instant};

use domain::ids::UserId;
use domain::users::{User, UserKind};
use domain::{Code, Time};
use store::{Sql, Store, users};

use crate::common::each;

const PERSON: UserId = UserId(7);

async fn insert(store: &Store) {
    let person = User {
        id: PERSON,
        kind: UserKind::Person,
        email: Some("alice@example.com".to_owned()),
        display_name: "Alice".to_owned(),
        avatar_url: String::new(),
        domain_id: "d".to_owned(),
        admin: false,
        disabled: false,
        auto_accept: true,
        create_time: Time(1),
    };
    let unit =
        store.write(move |tx| Box::pin(async move { users::insert(tx, &person, None).await }));
    unit.await.unwrap();
}

async fn rename(store: &Store, name: String) {
    let unit = store
        .write(move |tx| Box::pin(async move { users::set_profile(tx, PERSON, &name, "").await }));
    unit.await.unwrap();
}

async fn name(store: &Store) -> Option<String> {
    let read = store.read(|tx| Box::pin(users::recent(tx, PERSON)));
    read.await.unwrap().map(|user| user.display_name)
}

#[tokio::test]
async fn what_was_acknowledged_is_seen_at_once() {
    each(async |db| {
        assert_eq!(name(&db.store).await, None);
        insert(&db.store).await;
        for number in 0..50 {
            let wanted = format!("Alice {number}");
            rename(&db.store, wanted.clone()).await;
            assert_eq!(name(&db.store).await, Some(wanted.clone()));
            assert_eq!(name(&db.store).await, Some(wanted));
        }
    })
    .await;
}

#[tokio::test]
async fn what_another_process_wrote_is_seen_soon() {
    each(async |db| {
        insert(&db.store).await;
        assert_eq!(name(&db.store).await.as_deref(), Some("Alice"));
        let other = db.again().await;
        rename(&other, "Alicia".to_owned()).await;
        let start = Instant::now();
        while name(&db.store).await.as_deref() != Some("Alicia") {
            assert!(start.elapsed() < Duration::from_secs(20), "still old");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_undone_was_never_there() {
    each(async |db| {
        insert(&db.store).await;
        let unit = db.store.write(|tx| {
            Box::pin(async move {
                users::set_profile(tx, PERSON, "Nobody", "").await?;
                Err::<(), _>(domain::Error::not_found())
            })
        });
        assert_eq!(unit.await.unwrap_err().code, Code::NotFound);
        assert_eq!(name(&db.store).await.as_deref(), Some("Alice"));
    })
    .await;
}

#[tokio::test]
async fn a_change_that_is_not_told_is_refused() {
    static RENAME: Sql = Sql::new("UPDATE users SET display_name = 'Eve' WHERE user_id = $1");
    each(async |db| {
        insert(&db.store).await;
        let unit = db.store.write(|tx| {
            Box::pin(async move { tx.execute(&RENAME, &[PERSON.0.into()]).await.map(drop) })
        });
        assert_eq!(unit.await.unwrap_err().code, Code::Internal);
        assert_eq!(name(&db.store).await.as_deref(), Some("Alice"));
    })
    .await;
}
