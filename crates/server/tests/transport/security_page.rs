//! `docs/security.md` cites tests; this holds that they are there.

use std::path::{Path, PathBuf};

/// Where a citation may be found.
fn file_of(citation: &str) -> Option<PathBuf> {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = server.parent()?.parent()?;
    let candidates = [
        server.join("tests").join(citation),
        server.join(citation),
        root.join("tests").join(citation),
        root.join(citation),
    ];
    candidates.into_iter().find(|path| path.exists())
}

#[test]
fn every_cited_test_is_there() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = server.join("../../docs/security.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut checked = 0;
    for words in page.split('`').skip(1).step_by(2) {
        let (file, function) = words.split_once("::").unwrap_or((words, ""));
        let is_source = [".rs", ".py", ".mjs"].iter().any(|end| file.ends_with(end));
        if !is_source {
            continue;
        }
        let path = file_of(file).unwrap_or_else(|| panic!("{file} is not there"));
        let text = std::fs::read_to_string(path).unwrap();
        let defined = ["fn ", "def "]
            .iter()
            .any(|word| text.contains(&format!("{word}{function}(")));
        assert!(function.is_empty() || defined, "{words} is not there");
        checked += 1;
    }
    assert!(checked > 50, "only {checked} citations were found");
}
