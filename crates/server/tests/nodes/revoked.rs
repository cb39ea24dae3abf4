//! Who is shut out on one node is shut out on the other.

use reqwest::StatusCode;

use crate::team::Team;
use crate::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_forgets_the_other_does_too() {
    let Some(team) = Team::start(2, &[]).await else {
        return;
    };
    let status = async |who: usize| {
        let path = format!("v1/{}", team.space);
        team.get(1, &path, who).send().await.unwrap().status()
    };
    for who in 0..3 {
        assert_eq!(status(who).await, StatusCode::OK);
    }
    // By a call to the first node.
    let revoke = format!("{}/revoke?token={}", team.nodes[0].url(), team.tokens[1]);
    let revoked = team.client.post(revoke).header("content-length", 0);
    assert_eq!(revoked.send().await.unwrap().status(), StatusCode::OK);
    until("the token is refused", async || {
        status(1).await == StatusCode::UNAUTHORIZED
    })
    .await;
    // By the command.
    team.admin(&["user", "disable", "carol@example.com"]);
    until("the person is refused", async || {
        status(2).await != StatusCode::OK
    })
    .await;
    // By leaving the space: nothing of it is remembered.
    let bot = format!(
        "v1/{}/members/{}",
        team.space,
        &team.users[3]["users/".len()..]
    );
    let url = format!("{}/{bot}", team.nodes[0].url());
    assert_eq!(status(3).await, StatusCode::OK);
    let left = team.client.delete(url).bearer_auth(&team.tokens[0]);
    assert_eq!(left.send().await.unwrap().status(), StatusCode::OK);
    assert_ne!(status(3).await, StatusCode::OK);
    assert_eq!(status(0).await, StatusCode::OK);
    team.end().await;
}
