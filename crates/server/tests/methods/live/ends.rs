//! Who may not listen, and who no longer may.

use std::time::Instant;

use server::gate::secret;

use super::*;
use crate::harness::both;

/// Source: Confab's own; as for any call.
#[tokio::test]
async fn listening_needs_a_credential_with_a_scope() {
    both(async |w| {
        let check = async |who, status| {
            let response = connect(w, who, "/confab/v1/events", None).await;
            assert_eq!(response.status(), status, "{who:?}");
        };
        check(As::Nobody, 401).await;
        check(As::scoped("bob", "chat.delete"), 403).await;
        check(As::scoped("bob", "chat.spaces.readonly"), 200).await;
    })
    .await;
}

/// Source: as `spaces.spaceEvents`: the scopes of the resources that changed.
#[tokio::test]
async fn scopes_choose_what_is_told() {
    both(async |w| {
        let space = w.space("Live", &["bob"]).await;
        let who = As::scoped("bob", "chat.memberships.readonly");
        let mut bob = listen(w, who, None).await;
        w.send(As::user("alice"), &space, "Hello").await;
        w.join(&space, "carol").await;
        assert_eq!(bob.kinds(1).await, ["membership.v1.created"]);
    })
    .await;
}

/// Source: Confab's own: a revoked token stops working within a second.
#[tokio::test]
async fn revoked_tokens_end_their_streams() {
    both(async |w| {
        let token = w.token(As::user("bob")).await.unwrap();
        let mut bob = listen(w, As::user("bob"), None).await;
        let mut carol = listen(w, As::user("carol"), None).await;
        let hash = secret::hash(&token);
        let write = w.running.server.store.write(move |tx| {
            Box::pin(async move {
                store::access_tokens::delete(tx, &hash).await?;
                store::meta::bump_auth(tx).await
            })
        });
        write.await.unwrap();
        let revoked = Instant::now();
        assert_eq!(bob.next().await, Heard::End);
        // A second, and what a busy machine adds.
        assert!(revoked.elapsed() < Duration::from_secs(5));
        let space = w.space("Live", &["carol"]).await;
        assert_eq!(carol.event().await["space"], space.as_str());
    })
    .await;
}
