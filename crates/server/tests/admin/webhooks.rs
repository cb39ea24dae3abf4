//! `confab admin webhook`.

use domain::ids::{SpaceId, UserId};
use domain::spaces::Space;
use proto::chat::HistoryState;
use proto::chat::space::SpaceType;
use serde_json::json;

use crate::Installation;

/// A named space, made as the server would.
async fn space(here: &Installation) -> String {
    let alice = here.create_user("alice@example.com");
    let creator = UserId::parse(&alice["name"].as_str().unwrap()[6..]).unwrap();
    let store = here.store().await;
    let now = server::state::now();
    let space = Space {
        id: SpaceId(77),
        space_type: SpaceType::Space,
        single_user_bot_dm: false,
        admin_installed: false,
        display_name: "Build".into(),
        description: String::new(),
        guidelines: String::new(),
        external_user_allowed: false,
        history_state: HistoryState::HistoryOn,
        import_mode: false,
        import_expire_time: None,
        creator,
        creator_app: None,
        audience: String::new(),
        permission_settings: None,
        access_permission_settings: None,
        human_count: 0,
        group_count: 0,
        create_time: now,
        last_active_time: None,
        clock: now,
    };
    let name = domain::names::space_name(space.id);
    let write =
        store.write(move |tx| Box::pin(async move { store::spaces::insert(tx, &space).await }));
    write.await.unwrap();
    store.close().await;
    name
}

#[tokio::test]
async fn webhooks() {
    let here = Installation::new();
    let space = space(&here).await;
    let create = |name: &str| {
        let home = ["--public-url", "https://chat.example.com/"];
        here.json(
            &[
                &["webhook", "create", "--space", &space, "--name", name][..],
                &home,
            ]
            .concat(),
        )
    };
    let made = create("Build");
    let url = made["url"].as_str().unwrap();
    let start = format!("https://chat.example.com/v1/{space}/messages?key=AIza");
    assert!(url.starts_with(&start) && url.contains("&token="), "{url}");
    let second = create("Alerts");
    let list = || here.json(&["webhook", "list", "--space", &space]);
    let shown = list();
    assert_eq!(shown["webhooks"].as_array().unwrap().len(), 2);
    assert!(!shown.to_string().contains("token="), "{shown}");
    let hint = made["tokenHint"].as_str().unwrap();
    assert!(url.contains(&format!("&token={hint}")));

    let deleted = here.json(&["webhook", "delete", url]);
    assert_eq!(deleted, json!({"deleted": true, "name": made["name"]}));
    here.refuses(1, &["webhook", "delete", url], "no such webhook");
    let name = second["name"].as_str().unwrap();
    here.json(&["webhook", "delete", name]);
    assert_eq!(list(), json!({"webhooks": []}));

    here.refuses(1, &["webhook", "delete", "nonsense"], "is named by its URL");
    let nowhere = ["webhook", "list", "--space", "spaces/AAAAAAAAAAE"];
    here.refuses(1, &nowhere, "there is no space");
    let nameless = ["webhook", "create", "--space", &space, "--name", " "];
    here.refuses(1, &nameless, "name must have");
    let odd = [
        "webhook", "create", "--space", &space, "--name", "x", "--avatar", "ftp://x",
    ];
    here.refuses(1, &odd, "picture must be");
}
