//! OAuth clients and what people granted them.

use domain::Time;
use domain::ids::UserId;
use store::access_tokens::{self, AccessToken};
use store::authorization_codes::{self, AuthorizationCode};
use store::consents::Consent;
use store::grants::{self, Grant};
use store::oauth_clients::{self, ClientKind, OAuthClient};
use store::refresh_tokens::{self, RefreshToken};
use store::{Tx, consents, oidc_accounts};

use super::common::each;

fn client(id: &str) -> OAuthClient {
    OAuthClient {
        id: id.to_owned(),
        display_name: "Tool \"x\"".to_owned(),
        app: Some(UserId(4)),
        project_id: "tool-1".to_owned(),
        kind: ClientKind::Installed,
        secret_hash: vec![1, 2],
        redirect_uris: vec!["http://localhost".to_owned(), "a.b:/\"".to_owned()],
        create_time: Time(3),
    }
}

fn grant(id: i64, user: i64, client: &str) -> Grant {
    Grant {
        id,
        client: client.to_owned(),
        user: UserId(user),
        scopes: "chat.messages openid".to_owned(),
        create_time: Time(id),
        expire_time: Time(id + 10),
    }
}

/// A grant with an access and a refresh token, named by its number.
async fn with_tokens(tx: &mut Tx, grant: &Grant) -> domain::Result<()> {
    let token = AccessToken {
        user: Some(grant.user),
        app: None,
        scopes: String::new(),
        create_time: Time(1),
        expire_time: Time(2),
    };
    let hash = [grant.id as u8; 32];
    grants::insert(tx, grant).await?;
    access_tokens::insert_of(tx, &hash, &token, grant.id).await?;
    refresh_tokens::insert(tx, &hash, grant.id, Time(1)).await
}

async fn is_there(tx: &mut Tx, id: i64) -> domain::Result<bool> {
    let hash = [id as u8; 32];
    let found = [
        grants::get(tx, id).await?.is_some(),
        access_tokens::get(tx, &hash).await?.is_some(),
        refresh_tokens::get(tx, &hash).await?.is_some(),
    ];
    assert!(found == [true; 3] || found == [false; 3], "{id}: {found:?}");
    Ok(found[0])
}

#[tokio::test]
async fn clients_come_back_as_written() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                let web = OAuthClient {
                    kind: ClientKind::Web,
                    app: None,
                    ..client("b")
                };
                oauth_clients::insert(tx, &client("a")).await?;
                oauth_clients::insert(tx, &web).await?;
                assert_eq!(oauth_clients::get(tx, "a").await?, Some(client("a")));
                assert_eq!(oauth_clients::get(tx, "c").await?, None);
                assert_eq!(
                    oauth_clients::page(tx, "", 9).await?,
                    [client("a"), web.clone()]
                );
                assert_eq!(oauth_clients::page(tx, "a", 1).await?, [web]);
                with_tokens(tx, &grant(1, 1, "a")).await?;
                with_tokens(tx, &grant(2, 1, "b")).await?;
                consents::set(tx, UserId(1), "a", "openid", Time(1)).await?;
                consents::set(tx, UserId(2), "a", "email", Time(2)).await?;
                let consent = Consent {
                    client: "a".to_owned(),
                    display_name: client("a").display_name,
                    scopes: "openid".to_owned(),
                };
                assert_eq!(consents::of_user(tx, UserId(1), 10).await?, [consent]);
                assert_eq!(consents::of_user(tx, UserId(1), 0).await?, []);
                assert!(oauth_clients::delete(tx, "a").await?);
                assert_eq!(consents::of_user(tx, UserId(1), 10).await?, []);
                assert!(!oauth_clients::delete(tx, "a").await?);
                assert!(!is_there(tx, 1).await? && is_there(tx, 2).await?);
                assert_eq!(consents::get(tx, UserId(1), "a").await?, "");
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn grants_end_with_their_tokens() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                for (id, user, client) in [(1, 1, "a"), (2, 1, "a"), (3, 1, "b"), (4, 2, "a")] {
                    with_tokens(tx, &grant(id, user, client)).await?;
                }
                assert_eq!(grants::get(tx, 3).await?, Some(grant(3, 1, "b")));
                consents::set(tx, UserId(1), "a", "openid", Time(1)).await?;
                consents::set(tx, UserId(1), "a", "openid email", Time(2)).await?;
                assert_eq!(consents::get(tx, UserId(1), "a").await?, "openid email");
                assert_eq!(grants::trim(tx, UserId(1), "a", 1).await?, 1);
                assert!(!is_there(tx, 1).await? && is_there(tx, 2).await?);
                assert_eq!(grants::revoke(tx, UserId(1), "a").await?, 1);
                assert_eq!(consents::get(tx, UserId(1), "a").await?, "");
                assert!(
                    !is_there(tx, 2).await? && is_there(tx, 3).await? && is_there(tx, 4).await?
                );
                grants::set_expire_time(tx, 3, Time(99)).await?;
                assert_eq!(grants::delete_expired(tx, Time(50), 9).await?, 1);
                assert!(!is_there(tx, 4).await? && is_there(tx, 3).await?);
                assert_eq!(grants::delete_of_user(tx, UserId(1)).await?, 1);
                assert!(!grants::delete(tx, 3).await?);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn codes_and_refresh_tokens_are_used_once() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                let code = AuthorizationCode {
                    grant: 7,
                    redirect_uri: "http://localhost:1/".to_owned(),
                    challenge: Some("c".to_owned()),
                    nonce: None,
                    offline: true,
                    used: false,
                    expire_time: Time(10),
                };
                authorization_codes::insert(tx, b"x", &code).await?;
                assert_eq!(
                    authorization_codes::get(tx, b"x").await?,
                    Some(code.clone())
                );
                assert!(authorization_codes::set_used(tx, b"x").await?);
                assert!(!authorization_codes::set_used(tx, b"x").await?);
                assert!(!authorization_codes::set_used(tx, b"y").await?);
                let used = AuthorizationCode { used: true, ..code };
                assert_eq!(authorization_codes::get(tx, b"x").await?, Some(used));
                assert_eq!(
                    authorization_codes::delete_expired(tx, Time(10), 9).await?,
                    0
                );
                assert_eq!(
                    authorization_codes::delete_expired(tx, Time(11), 9).await?,
                    1
                );

                assert!(!refresh_tokens::is_offline(tx, 7).await?);
                for (hash, time) in [(b"1", 1), (b"2", 2), (b"3", 3)] {
                    refresh_tokens::insert(tx, hash, 7, Time(time)).await?;
                    assert!(refresh_tokens::set_replaced(tx, hash).await?);
                    assert!(!refresh_tokens::set_replaced(tx, hash).await?);
                }
                refresh_tokens::insert(tx, b"4", 7, Time(0)).await?;
                let token = RefreshToken {
                    grant: 7,
                    replaced: true,
                };
                assert_eq!(refresh_tokens::get(tx, b"3").await?, Some(token));
                assert_eq!(refresh_tokens::trim(tx, 7, 2).await?, 1);
                assert_eq!(refresh_tokens::get(tx, b"1").await?, None);
                assert!(refresh_tokens::get(tx, b"4").await?.is_some());
                assert!(refresh_tokens::is_offline(tx, 7).await?);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn outside_accounts_are_told_apart_by_issuer() {
    each(async |db| {
        let write = db.store.write(|tx| {
            Box::pin(async move {
                oidc_accounts::insert(tx, "https://a", "1", UserId(5), Time(1)).await?;
                oidc_accounts::insert(tx, "https://b", "1", UserId(6), Time(1)).await?;
                let found = oidc_accounts::get(tx, "https://a", "1").await?;
                assert_eq!(found, Some(UserId(5)));
                assert_eq!(oidc_accounts::get(tx, "https://a", "2").await?, None);
                Ok(())
            })
        });
        write.await.unwrap();
    })
    .await;
}
