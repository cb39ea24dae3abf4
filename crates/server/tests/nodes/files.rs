//! A file uploaded to one node is there on the other, and outlives the first.

use serde_json::json;

use crate::team::{ReadJson, SendJson, Team};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_share_uploads() {
    let shared = tempfile::tempdir().unwrap();
    let folder = shared.path().to_str().unwrap();
    let Some(team) = Team::start(2, &["--uploads", folder]).await else {
        return;
    };
    let path = format!(
        "upload/v1/{}/attachments:upload?uploadType=multipart",
        team.space
    );
    let body = "--x\r\nContent-Type: application/json\r\n\r\n{\"filename\":\"a.txt\"}\r\n\
                --x\r\nContent-Type: text/plain\r\n\r\nshared by all\r\n--x--\r\n";
    let upload = team.post(0, &path, 1).body(body);
    let upload = upload.header("content-type", "multipart/related; boundary=x");
    let uploaded = upload.send().await.unwrap();
    assert_eq!(uploaded.status(), 200);
    let reference = uploaded.json().await.unwrap();
    let path = format!("v1/{}/messages", team.space);
    let message = json!({"text": "a file", "attachment": [reference]});
    let sent = team.post(1, &path, 1).json(&message).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    let sent = sent.json().await.unwrap();
    let name = &sent["attachment"][0]["attachmentDataRef"]["resourceName"];
    team.nodes[0].kill();
    let path = format!("v1/media/{}?alt=media", name.as_str().unwrap());
    let got = team.get(1, &path, 2).send().await.unwrap();
    assert_eq!(got.status(), 200);
    assert_eq!(&got.bytes().await.unwrap()[..], b"shared by all");
    team.end().await;
}
