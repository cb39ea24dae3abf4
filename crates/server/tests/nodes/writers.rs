//! Ten writers on all nodes of a team, who say everything until a node has said
//! yes; and that all of it is there afterwards, once and in order.

use std::time::Duration;

use futures_util::future::join_all;

use crate::team::Team;

const WRITERS: usize = 10;

/// Each writes so many messages, one after the other.
pub async fn write(team: &Team, each: usize, pause: Duration) {
    let writing = (0..WRITERS).map(|writer| async move {
        for n in 0..each {
            let text = format!("writer {writer}, message {n}");
            team.write_surely(writer, writer % 5, &text).await;
            tokio::time::sleep(pause).await;
        }
    });
    join_all(writing).await;
}

pub async fn check(team: &Team, node: usize, each: usize) {
    let messages = team.messages(node).await;
    assert_eq!(messages.len(), WRITERS * each);
    for writer in 0..WRITERS {
        let own = format!("writer {writer},");
        let texts: Vec<&str> = messages
            .iter()
            .map(|one| one.1.as_str())
            .filter(|text| text.starts_with(&own))
            .collect();
        let expected: Vec<String> = (0..each).map(|n| format!("{own} message {n}")).collect();
        assert_eq!(texts, expected);
    }
}
