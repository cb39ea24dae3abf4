//! `confab card check` as a program.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn run(file: &str, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["card", "check", file])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    // A program that has ended already reads nothing.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn status_and_text() {
    let good = run("-", r#"{"header": {"title": "x"}}"#);
    assert_eq!(good.status.code(), Some(0));
    assert_eq!(text(&good.stdout), "-: good, 1 card\n");

    let bad = run("-", r#"{"sections": [{"widgets": [{"image": {}}]}]}"#);
    assert_eq!(
        (bad.status.code(), text(&bad.stdout).as_str()),
        (Some(1), "")
    );
    let expected = "confab: -: cardsV2[0].card.sections[0].widgets[0].image.imageUrl: \
                    the URL of an image is missing\n";
    assert_eq!(text(&bad.stderr), expected);

    let file = super::data("cards/grid.json");
    assert!(run(file.to_str().unwrap(), "").status.success());
    let missing = run("/nonexistent/card.json", "");
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("cannot read /nonexistent/card.json"));
}
