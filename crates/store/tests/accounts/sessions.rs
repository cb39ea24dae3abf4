//! Sessions and the access tokens that end with them.

use domain::Time;
use domain::ids::UserId;
use store::access_tokens::{self, AccessToken};
use store::sessions::{self, Session};

use super::common::each;

fn session(id: i64, user: i64, time: i64) -> Session {
    Session {
        id,
        user: UserId(user),
        create_time: Time(time),
        expire_time: Time(time + 100),
    }
}

fn token(time: i64) -> AccessToken {
    AccessToken {
        user: Some(UserId(1)),
        app: None,
        scopes: "chat.messages".to_owned(),
        create_time: Time(time),
        expire_time: Time(time + 10),
    }
}

#[tokio::test]
async fn sessions_come_back_as_written_and_end_with_their_tokens() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                sessions::insert(tx, b"one", &session(11, 1, 5)).await?;
                sessions::insert(tx, b"two", &session(12, 1, 6)).await?;
                sessions::set_expire_time(tx, b"two", Time(500)).await?;
                access_tokens::insert_of(tx, b"a", &token(5), 11).await?;
                access_tokens::insert_of(tx, b"b", &token(5), 12).await?;
                access_tokens::insert(tx, b"c", &token(5)).await
            })
        });
        write.await.unwrap();
        let write = db.store.write(|tx| {
            Box::pin(async move {
                assert_eq!(sessions::get(tx, b"one").await?, Some(session(11, 1, 5)));
                let two = sessions::get(tx, b"two").await?.unwrap();
                assert_eq!((two.id, two.expire_time), (12, Time(500)));
                assert_eq!(access_tokens::origin(tx, b"a").await?, Some(11));
                assert_eq!(access_tokens::origin(tx, b"c").await?, None);
                assert_eq!(access_tokens::origin(tx, b"d").await?, None);
                assert!(sessions::delete(tx, b"one").await?);
                assert!(!sessions::delete(tx, b"one").await?);
                assert_eq!(sessions::get(tx, b"one").await?, None);
                assert_eq!(access_tokens::get(tx, b"a").await?, None);
                assert_eq!(access_tokens::get(tx, b"b").await?, Some(token(5)));
                assert_eq!(access_tokens::get(tx, b"c").await?, Some(token(5)));
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_oldest_sessions_and_tokens_go_first() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                for n in 1..=5 {
                    let hash = [n as u8; 32];
                    sessions::insert(tx, &hash, &session(n, 1, n)).await?;
                    access_tokens::insert_of(tx, &hash, &token(n), 9).await?;
                }
                sessions::insert(tx, b"other", &session(6, 2, 1)).await?;
                // Of five, two are over by then.
                let count = sessions::count_of_user(tx, UserId(1), Time(102)).await?;
                assert_eq!(count, 3);
                assert_eq!(sessions::count_of_user(tx, UserId(3), Time(1)).await?, 0);
                assert_eq!(sessions::delete_of_user(tx, UserId(1), 3).await?, 2);
                assert_eq!(sessions::get(tx, &[2; 32]).await?, None);
                assert!(sessions::get(tx, &[3; 32]).await?.is_some());
                assert_eq!(access_tokens::trim_origin(tx, 9, 4).await?, 1);
                assert_eq!(access_tokens::get(tx, &[1; 32]).await?, None);
                assert_eq!(access_tokens::delete_of_origin(tx, 9).await?, 4);
                assert_eq!(sessions::delete_expired(tx, Time(104), 10).await?, 2);
                assert!(sessions::get(tx, &[4; 32]).await?.is_some());
                assert_eq!(sessions::delete_of_user(tx, UserId(1), 0).await?, 2);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}
