//! A space's data is one shard: `space_id` leads the primary key and every
//! index of its tables. The tables across spaces are few, and named here and in
//! `docs/scaling.md`.
#![allow(clippy::unwrap_used)]

use std::path::Path;

/// Tables that are not of one space.
const ACROSS: &[&str] = &[
    // People, apps and how they sign in.
    "access_tokens",
    "app_keys",
    "apps",
    "authorization_codes",
    "availabilities",
    "consents",
    "custom_emoji_pictures",
    "custom_emojis",
    "grants",
    "group_members",
    "groups",
    "oauth_clients",
    "oidc_accounts",
    "preferences",
    "refresh_tokens",
    "sessions",
    "signing_keys",
    "user_blocks",
    "user_words",
    "users",
    // Which spaces there are, to be found from outside.
    "dm_pairs",
    "space_audiences",
    "space_names",
    "space_words",
    "webhooks",
    // The log, and queues in its order or by time.
    "audit_log",
    "deliveries",
    "events",
    "expiring_messages",
    "link_previews",
    "uploads",
    "dead_files",
    // The installation.
    "counters",
    "meta",
];

/// Indexes of a space's table that lead elsewhere: from a person to the spaces
/// they are in, from a file to its messages, from a time to what is due.
const ACROSS_INDEXES: &[&str] = &[
    "attachments_by_file",
    "memberships_by_member",
    "spaces_by_age",
    "spaces_deleted",
    "spaces_importing",
];

struct Table {
    name: String,
    key: String,
    /// It has a column `space_id`.
    of_spaces: bool,
    /// Names and first columns.
    indexes: Vec<(String, String)>,
}

fn tables() -> Vec<Table> {
    let schema = store::schema().unwrap();
    let mut tables: Vec<Table> = Vec::new();
    for statement in schema.split(";\n") {
        let statement = statement.trim();
        if let Some((_, rest)) = statement.split_once("CREATE TABLE ") {
            let (name, columns) = rest.split_once(" (").unwrap();
            tables.push(Table {
                name: name.to_owned(),
                key: key(columns),
                of_spaces: columns.contains("    space_id "),
                indexes: Vec::new(),
            });
        } else if let Some((_, rest)) = statement.split_once("INDEX ") {
            let (name, rest) = rest.split_once(" ON ").unwrap();
            let (table, columns) = rest.split_once(" (").unwrap();
            let first = columns.split([',', ')']).next().unwrap();
            let table = tables.iter_mut().find(|one| one.name == table).unwrap();
            table.indexes.push((name.to_owned(), first.to_owned()));
        }
    }
    tables
}

/// The first column of a primary key.
fn key(columns: &str) -> String {
    if let Some((_, key)) = columns.split_once("PRIMARY KEY (") {
        return key.split([',', ')']).next().unwrap().to_owned();
    }
    let line = columns
        .lines()
        .find(|line| line.contains("PRIMARY KEY"))
        .unwrap();
    line.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_space_is_one_shard() {
    let tables = tables();
    assert!(tables.len() > 40);
    let mut found = Vec::new();
    for table in &tables {
        if ACROSS.contains(&table.name.as_str()) {
            found.push(table.name.as_str());
            continue;
        }
        assert_eq!(table.key, "space_id", "the key of {}", table.name);
        for (name, first) in &table.indexes {
            let across = ACROSS_INDEXES.contains(&name.as_str());
            assert_eq!(first != "space_id", across, "{name} leads with {first}");
        }
    }
    // What is gone is not named any more.
    assert_eq!(found.len(), ACROSS.len());
}

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scaling.md");
    std::fs::read_to_string(page).unwrap()
}

/// And says of each table across spaces that has a `space_id` why it is one.
#[test]
fn the_page_gives_reasons() {
    let page = page();
    let (_, reasons) = page.split_once("though they name a space\n").unwrap();
    let reasons = reasons.split("\n\nIndexes").next().unwrap();
    let first_cells = reasons.lines().filter_map(|line| line.split('|').nth(1));
    let mut named: Vec<&str> = first_cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let tables = tables();
    let across = |table: &&Table| table.of_spaces && ACROSS.contains(&table.name.as_str());
    let mut expected: Vec<&str> = tables
        .iter()
        .filter(across)
        .map(|table| table.name.as_str())
        .collect();
    named.sort_unstable();
    expected.sort_unstable();
    assert_eq!(named, expected);
}

#[test]
fn the_page_names_them() {
    let page = page();
    for name in ACROSS.iter().chain(ACROSS_INDEXES) {
        assert!(
            page.contains(&format!("`{name}`")),
            "{name} is not in docs/scaling.md"
        );
    }
}
