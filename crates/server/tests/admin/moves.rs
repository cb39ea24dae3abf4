//! `confab admin move`; that every row arrives is tested with the store.

use std::fs;

use serde_json::json;

use crate::Installation;

#[test]
fn people_are_there_after_a_move() {
    let (here, there) = (Installation::new(), Installation::new());
    here.create_user("alice@example.com");
    // A server that was killed leaves its file; 4194305 is above any process.
    let stale = json!({"pid": 4_194_305, "url": "", "proxy": null, "ca": null});
    fs::write(here.data().join("run.json"), stale.to_string()).unwrap();
    let to = there.data().to_str().unwrap();
    let moved = here.json(&["move", "--to", to]);
    assert_eq!(moved["tables"]["users"], 1);
    assert_eq!(there.json(&["user", "list"]), here.json(&["user", "list"]));
    here.refuses(1, &["move", "--to", to], "holds something already");
}

#[test]
fn refusals() {
    let (here, there) = (Installation::new(), Installation::new());
    here.create_user("alice@example.com");
    here.refuses(
        1,
        &["move", "--to", "mysql://x"],
        "postgres://… or a directory",
    );
    let own = json!({"pid": std::process::id(), "url": "", "proxy": null, "ca": null});
    fs::write(here.data().join("run.json"), own.to_string()).unwrap();
    let to = there.data().to_str().unwrap();
    here.refuses(1, &["move", "--to", to], "stop it first");
    let unreachable = "postgres://nobody@127.0.0.1:1/none?connect_timeout=1";
    fs::remove_file(here.data().join("run.json")).unwrap();
    here.refuses(
        1,
        &["move", "--to", unreachable],
        "cannot use the PostgreSQL database",
    );
}
