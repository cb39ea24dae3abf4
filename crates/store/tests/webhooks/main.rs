//! Webhooks come back as they were written, and go, on both databases.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

use common::each;
use domain::Time;
use domain::ids::{SpaceId, UserId};
use domain::users::UserKind;
use domain::webhooks::Webhook;
use store::{users, webhooks};

fn webhook(id: i64, space: i64, creator: Option<UserId>) -> Webhook {
    Webhook {
        id: UserId(id),
        space: SpaceId(space),
        display_name: format!("Build {id}"),
        avatar_url: "https://example.com/a.png".to_owned(),
        token_hint: "abcdef".to_owned(),
        creator,
        create_time: Time(id),
    }
}

#[tokio::test]
async fn webhooks_live_until_they_are_deleted() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                let (one, two) = (webhook(1, 7, Some(UserId(9))), webhook(2, 7, None));
                let other = webhook(3, 8, None);
                for (webhook, hash) in [(&one, b"h1"), (&two, b"h2"), (&other, b"h3")] {
                    webhooks::insert(tx, webhook, hash).await?;
                }
                let space = SpaceId(7);
                assert_eq!(webhooks::by_token(tx, b"h1").await?, Some(one.clone()));
                assert_eq!(webhooks::by_token(tx, b"h9").await?, None);
                assert_eq!(webhooks::get(tx, UserId(2)).await?, Some(two.clone()));
                assert_eq!(webhooks::count(tx, space).await?, 2);
                let first = webhooks::page(tx, space, None, 1).await?;
                assert_eq!(first, std::slice::from_ref(&one));
                let rest = webhooks::page(tx, space, Some(one.id), 5).await?;
                assert_eq!(rest, [two]);

                assert!(webhooks::delete(tx, one.id).await?);
                assert!(!webhooks::delete(tx, one.id).await?);
                assert_eq!(webhooks::by_token(tx, b"h1").await?, None);
                assert_eq!(webhooks::get(tx, one.id).await?, None);
                assert_eq!(webhooks::count(tx, space).await?, 1);
                let bot = users::get(tx, one.id).await?.unwrap();
                assert_eq!(
                    (bot.kind, bot.display_name),
                    (UserKind::Webhook, "Build 1".into())
                );
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}
