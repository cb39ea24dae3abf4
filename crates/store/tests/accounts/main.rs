//! People, groups, apps, keys and tokens come back as they were written, on
//! both databases.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod oauth;
mod sessions;
mod signing_keys;

use common::each;
use domain::apps::{App, AppKey, Audience, Command, Config, EventFormat};
use domain::groups::Group;
use domain::ids::{GroupId, UserId};
use domain::users::{User, UserKind};
use domain::{Code, Time};
use store::access_tokens::AccessToken;
use store::{access_tokens, app_keys, apps, groups, meta, users};

fn person(id: i64, email: &str) -> User {
    User {
        id: UserId(id),
        kind: UserKind::Person,
        email: Some(email.to_owned()),
        display_name: "Alice Ångström".to_owned(),
        avatar_url: "https://example.com/a.png".to_owned(),
        domain_id: "12juw1z".to_owned(),
        admin: true,
        disabled: false,
        auto_accept: true,
        create_time: Time(5),
    }
}

fn app(id: i64, name: &str) -> App {
    let command = Command {
        id: 1,
        name: "about".to_owned(),
        description: "Says \"who\"".to_owned(),
        dialog: true,
        kind: domain::apps::CommandKind::QuickCommand,
    };
    App {
        id: UserId(id),
        display_name: name.to_owned(),
        avatar_url: String::new(),
        description: "An app".to_owned(),
        project_number: 100 + id,
        project_id: format!("p-{id}"),
        client_email: format!("a@p-{id}.iam.gserviceaccount.com"),
        client_id: UserId(id).segment(),
        endpoint: None,
        event_format: EventFormat::Addon,
        audience: Audience::EndpointUrl,
        config: Config {
            commands: vec![command],
            link_previews: vec!["*.example.com".to_owned()],
            joins_spaces: false,
            ..Config::default()
        },
        approved_scopes: "chat.app.spaces".to_owned(),
        delegated_scopes: String::new(),
        create_time: Time(6),
    }
}

#[tokio::test]
async fn people_come_back_as_written() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                assert!(users::is_empty(tx).await?);
                users::insert(tx, &person(1, "b@example.com"), Some("hash")).await?;
                users::insert(tx, &person(2, "a@example.com"), None).await?;
                assert!(!users::is_empty(tx).await?);
                users::set_admin(tx, UserId(1), false).await?;
                users::set_admin(tx, UserId(1), true).await?;
                users::set_disabled(tx, UserId(2), true).await?;
                users::set_auto_accept(tx, UserId(2), false).await?;
                users::set_profile(tx, UserId(2), "New", "").await
            })
        });
        write.await.unwrap();
        let read = db.store.read(|tx| {
            Box::pin(async move {
                let one = users::get(tx, UserId(1)).await?.unwrap();
                assert_eq!(one, person(1, "b@example.com"));
                assert_eq!(
                    users::by_email(tx, "b@example.com").await?,
                    Some(one.clone())
                );
                assert_eq!(users::by_email(tx, "B@example.com").await?, None);
                assert_eq!(users::get(tx, UserId(3)).await?, None);
                let two = users::get(tx, UserId(2)).await?.unwrap();
                assert!(two.disabled && !two.auto_accept && two.display_name == "New");
                let ids = [UserId(2), UserId(3), UserId(1)];
                assert_eq!(users::get_all(tx, &ids).await?, [two.clone(), one.clone()]);
                assert_eq!(users::page(tx, "", 5).await?, [two, one.clone()]);
                assert_eq!(users::page(tx, "a@example.com", 5).await?, [one]);
                let hash = users::password_hash(tx, UserId(1)).await?;
                assert_eq!(hash.as_deref(), Some("hash"));
                assert_eq!(users::password_hash(tx, UserId(2)).await?, None);
                Ok(())
            })
        });
        read.await.unwrap();
        let again = db.store.write(|tx| {
            Box::pin(async move { users::insert(tx, &person(9, "a@example.com"), None).await })
        });
        assert_eq!(again.await.unwrap_err().code, Code::AlreadyExists);
    })
    .await;
}

#[tokio::test]
async fn blocks_count_in_both_directions() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                let (one, two, three) = (UserId(1), UserId(2), UserId(3));
                users::block(tx, one, two).await?;
                users::block(tx, one, two).await?;
                assert!(users::is_blocked_between(tx, one, two).await?);
                assert!(users::is_blocked_between(tx, two, one).await?);
                assert!(!users::is_blocked_between(tx, one, three).await?);
                users::unblock(tx, two, one).await?;
                assert!(users::is_blocked_between(tx, one, two).await?);
                users::unblock(tx, one, two).await?;
                assert!(!users::is_blocked_between(tx, one, two).await?);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn groups_and_their_people() {
    each(async |db| {
        let group = |id: i64, email: &str| Group {
            id: GroupId(id),
            email: email.to_owned(),
            display_name: "Team".to_owned(),
            create_time: Time(7),
        };
        let (a, b) = (group(1, "a@example.com"), group(2, "b@example.com"));
        let write = db.store.write(move |tx| {
            Box::pin(async move {
                groups::insert(tx, &b).await?;
                groups::insert(tx, &a).await?;
                assert_eq!(groups::get(tx, a.id).await?.as_ref(), Some(&a));
                assert_eq!(
                    groups::by_email(tx, "b@example.com").await?.as_ref(),
                    Some(&b)
                );
                assert_eq!(groups::page(tx, "", 1).await?, std::slice::from_ref(&a));
                assert_eq!(
                    groups::page(tx, "a@example.com", 9).await?,
                    std::slice::from_ref(&b)
                );
                for user in [3, 1, 2] {
                    assert!(groups::add_member(tx, a.id, UserId(user)).await?);
                }
                assert!(!groups::add_member(tx, a.id, UserId(1)).await?);
                groups::add_member(tx, b.id, UserId(1)).await?;
                assert!(groups::remove_member(tx, a.id, UserId(2)).await?);
                assert!(!groups::remove_member(tx, a.id, UserId(2)).await?);
                assert!(groups::is_member(tx, a.id, UserId(1)).await?);
                assert!(!groups::is_member(tx, a.id, UserId(2)).await?);
                let (one, three) = (UserId(1), UserId(3));
                assert_eq!(groups::members(tx, a.id, None, 9).await?, [one, three]);
                assert_eq!(groups::members(tx, a.id, Some(one), 9).await?, [three]);
                assert_eq!(groups::of_user(tx, one, None, 1).await?, [a.id]);
                assert_eq!(groups::of_user(tx, one, Some(a.id), 9).await?, [b.id]);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn apps_keys_and_their_configuration() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                let mut one = app(1, "Weather");
                apps::insert(tx, &one).await?;
                apps::insert(tx, &app(2, "Weather")).await?;
                assert_eq!(apps::get(tx, one.id).await?.as_ref(), Some(&one));
                let bot = users::get(tx, one.id).await?.unwrap();
                assert_eq!((bot.kind, bot.email), (UserKind::App, None));
                assert!(users::page(tx, "", 9).await?.is_empty());
                one.display_name = "Sun".to_owned();
                one.endpoint = Some("https://example.com".to_owned());
                one.config = Config::default();
                apps::update(tx, &one).await?;
                apps::set_approved_scopes(tx, one.id, "").await?;
                apps::set_delegated_scopes(tx, one.id, "chat.messages").await?;
                one.approved_scopes = String::new();
                one.delegated_scopes = "chat.messages".to_owned();
                assert_eq!(
                    apps::by_client_email(tx, &one.client_email).await?,
                    Some(one.clone())
                );
                assert_eq!(apps::by_project_number(tx, 101).await?, Some(one.clone()));
                assert_eq!(apps::by_display_name(tx, "Weather", 2).await?.len(), 1);
                assert_eq!(apps::page(tx, None, 9).await?.len(), 2);
                assert_eq!(apps::page(tx, Some(one.id), 9).await?, [app(2, "Weather")]);

                let key = AppKey {
                    key_id: "k".to_owned(),
                    app: one.id,
                    public_key: vec![0, 255],
                    create_time: Time(8),
                };
                app_keys::insert(tx, &key).await?;
                assert_eq!(app_keys::get(tx, "k").await?.as_ref(), Some(&key));
                assert_eq!(app_keys::of_app(tx, one.id, 9).await?, [key]);
                assert!(!app_keys::delete(tx, UserId(2), "k").await?);
                assert!(app_keys::delete(tx, one.id, "k").await?);
                assert_eq!(app_keys::get(tx, "k").await?, None);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn tokens_and_the_counter() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                let token = |expire_time| AccessToken {
                    user: Some(UserId(1)),
                    app: None,
                    scopes: "chat.bot".to_owned(),
                    create_time: Time(1),
                    expire_time: Time(expire_time),
                };
                for n in 1..=3 {
                    access_tokens::insert(tx, &[n; 32], &token(i64::from(n))).await?;
                }
                assert_eq!(access_tokens::get(tx, &[2; 32]).await?, Some(token(2)));
                assert_eq!(access_tokens::get(tx, &[4; 32]).await?, None);
                assert_eq!(access_tokens::delete_expired(tx, Time(3), 1).await?, 1);
                assert_eq!(access_tokens::get(tx, &[1; 32]).await?, None);
                assert_eq!(access_tokens::delete_expired(tx, Time(3), 9).await?, 1);
                assert!(access_tokens::delete(tx, &[3; 32]).await?);
                assert!(!access_tokens::delete(tx, &[3; 32]).await?);

                let version = meta::auth_version(tx).await?;
                meta::bump_auth(tx).await?;
                assert_eq!(meta::auth_version(tx).await?, version + 1);
                assert_eq!(meta::get(tx, "x").await?, None);
                assert_eq!(meta::get_or_insert(tx, "x", "1").await?, "1");
                assert_eq!(meta::get_or_insert(tx, "x", "2").await?, "1");
                meta::set(tx, "x", "3").await?;
                assert_eq!(meta::get(tx, "x").await?.as_deref(), Some("3"));
                assert_eq!(meta::domain_id(tx, "a.com", "aaa").await?, "aaa");
                assert_eq!(meta::domain_id(tx, "a.com", "bbb").await?, "aaa");
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}
