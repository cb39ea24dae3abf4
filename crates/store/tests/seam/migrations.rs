//! From any earlier version to today's, once, and never backwards.

use std::path::Path;
use std::time::{Duration, Instant};

use store::db::error::OpenError;
use store::db::migrate::{MIGRATIONS, Migration};
use store::{Location, Sql, Store};

use crate::common::{each_with, on_postgres};
use crate::{TABLES, count, insert};

fn upgraded() -> Vec<Migration> {
    let text = "ALTER TABLE things ADD COLUMN color TEXT NOT NULL DEFAULT 'red';
        CREATE INDEX things_by_color ON things (color);";
    [
        TABLES,
        &[Migration {
            number: 2,
            name: "color",
            text,
        }],
    ]
    .concat()
}

#[tokio::test]
async fn an_upgrade_keeps_the_data_and_a_copy() {
    each_with(TABLES, async |db| {
        insert(&db.store, 1, "one").await.unwrap();
        db.store.close().await;
        let store = Store::open_with(&db.location, &upgraded()).await.unwrap();
        static COLOR: Sql = Sql::new("SELECT color FROM things WHERE id = 1");
        let color = store.read(|tx| {
            Box::pin(async move {
                tx.optional(&COLOR, &[], |row| row.text(0).map(str::to_owned))
                    .await
            })
        });
        assert_eq!(color.await.unwrap().as_deref(), Some("red"));
        store.close().await;
        if let Location::Sqlite(path) = &db.location {
            let copy = path.with_extension("db.before-0002");
            let copy = Store::open_with(&Location::Sqlite(copy), TABLES)
                .await
                .unwrap();
            assert_eq!(count(&copy).await, 1);
            copy.close().await;
            assert_eq!(files(path), ["confab.db", "confab.db.before-0002"]);
        }
        let refused = Store::open_with(&db.location, TABLES).await.err();
        let text = refused
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            matches!(refused, Some(OpenError::Newer { found: 2, known: 1 })),
            "{text}"
        );
        assert!(text.contains("start that version"), "{text}");
        Store::open_with(&db.location, &upgraded())
            .await
            .unwrap()
            .close()
            .await;
        if let Location::Sqlite(path) = &db.location {
            go_back(path).await;
        }
    })
    .await;
}

/// The copy takes the database's place: the earlier version opens it, and a
/// later upgrade makes a copy anew.
async fn go_back(path: &Path) {
    let copy = path.with_extension("db.before-0002");
    assert_eq!(store::faults(&copy).unwrap(), [""; 0]);
    std::fs::rename(&copy, path).unwrap();
    let location = Location::Sqlite(path.to_owned());
    let earlier = Store::open_with(&location, TABLES).await.unwrap();
    assert_eq!(count(&earlier).await, 1);
    insert(&earlier, 2, "two").await.unwrap();
    earlier.close().await;
    let later = Store::open_with(&location, &upgraded()).await.unwrap();
    assert_eq!(count(&later).await, 2);
    later.close().await;
    let copy = Location::Sqlite(copy);
    let copy = Store::open_with(&copy, TABLES).await.unwrap();
    assert_eq!(count(&copy).await, 2);
    copy.close().await;
}

/// [`TABLES`] and a second change that begins so.
fn changed(first_line: &str) -> Vec<Migration> {
    let text = format!("{first_line}\nALTER TABLE things ADD COLUMN color TEXT;");
    [
        TABLES,
        &[Migration {
            number: 2,
            name: "color",
            text: text.leak(),
        }],
    ]
    .concat()
}

/// An old node beside a new one, for as long as the changes let it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_nodes_go_on_beside_a_change_that_only_adds() {
    each_with(TABLES, async |db| {
        let new = changed("-- expands");
        let after = Store::open_with(&db.location, &new).await.unwrap();
        // The old node never noticed, and another old one may start.
        insert(&db.store, 1, "old").await.unwrap();
        insert(&after, 2, "new").await.unwrap();
        let old = db.again().await;
        insert(&old, 3, "old again").await.unwrap();
        assert_eq!(count(&after).await, 3);
        old.close().await;
        after.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_change_may_need_an_earlier_one() {
    each_with(TABLES, async |db| {
        let known = changed("-- expands");
        let taken = Migration {
            number: 3,
            name: "taken",
            text: "-- needs 2\nDROP INDEX IF EXISTS things_by_color;",
        };
        let newest = [&known[..], &[taken]].concat();
        // Nobody runs who does not know the second change.
        db.store.close().await;
        let store = Store::open_with(&db.location, &newest).await.unwrap();
        let second = Store::open_with(&db.location, &known).await.unwrap();
        insert(&second, 1, "one").await.unwrap();
        let refused = Store::open_with(&db.location, TABLES).await.err();
        assert!(
            matches!(refused, Some(OpenError::Newer { found: 2, known: 1 })),
            "{refused:?}"
        );
        second.close().await;
        store.close().await;
    })
    .await;
}

/// Whether a node of this installation holds its lock.
async fn is_shown(store: &Store) -> bool {
    static SHOWN: Sql = Sql::new(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2
         AND classid::bigint = hashtext('confab ' || current_schema())::bigint & 4294967295",
    );
    let read = store.read(|tx| Box::pin(async move { tx.all(&SHOWN, &[], |_| Ok(())).await }));
    !read.await.unwrap().is_empty()
}

/// PostgreSQL only: what a running node still uses is not taken away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_waits_for_old_nodes_to_go() {
    on_postgres(TABLES, async |db| {
        let new = changed("-- takes something away");
        let until = Instant::now() + Duration::from_secs(30);
        // The node shows itself soon after it has started.
        while !is_shown(&db.store).await {
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let refused = Store::open_with(&db.location, &new).await.err().unwrap();
        assert!(
            matches!(
                refused,
                OpenError::Older {
                    number: 2,
                    needs: 2,
                    node: 1
                }
            ),
            "{refused}"
        );
        insert(&db.store, 1, "one").await.unwrap();
        db.store.close().await;
        let store = Store::open_with(&db.location, &new).await.unwrap();
        assert_eq!(count(&store).await, 1);
        store.close().await;
    })
    .await;
}

fn files(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_failed_upgrade_changes_nothing() {
    each_with(TABLES, async |db| {
        insert(&db.store, 1, "one").await.unwrap();
        let text = "-- expands
            ALTER TABLE things ADD COLUMN color TEXT; CREATE TABLE things (id BIGINT);";
        let broken = [
            TABLES,
            &[Migration {
                number: 2,
                name: "broken",
                text,
            }],
        ]
        .concat();
        let error = Store::open_with(&db.location, &broken).await.err().unwrap();
        assert!(
            matches!(error, OpenError::Migration { number: 2, .. }),
            "{error}"
        );
        assert_eq!(count(&db.store).await, 1);
        db.store.close().await;
        Store::open_with(&db.location, &upgraded()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_new_database_has_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("confab.db");
    let store = Store::open_with(&Location::Sqlite(path.clone()), &upgraded())
        .await
        .unwrap();
    store.close().await;
    assert_eq!(files(&path), ["confab.db"]);
}

#[tokio::test]
async fn another_builds_database_is_refused() {
    each_with(TABLES, async |db| {
        let other = [Migration {
            name: "others",
            ..TABLES[0]
        }];
        let error = Store::open_with(&db.location, &other).await.err().unwrap();
        assert!(
            matches!(error, OpenError::Foreign { number: 1, .. }),
            "{error}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_start_together_take_turns() {
    each_with(&[], async |db| {
        let mut starting = Vec::new();
        for _ in 0..8 {
            let location = db.location.clone();
            starting.push(tokio::spawn(async move {
                Store::open_with(&location, &upgraded()).await
            }));
        }
        for (id, store) in starting.into_iter().enumerate() {
            let store = store.await.unwrap().unwrap();
            insert(&store, id as i64, &id.to_string()).await.unwrap();
        }
        assert_eq!(count(&db.store).await, 8);
    })
    .await;
}

/// Also on a file that nobody has made yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_start_first_together_agree() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("confab.db"));
        let starting: Vec<_> = (0..6)
            .map(|_| {
                let location = location.clone();
                tokio::spawn(async move { Store::open_with(&location, TABLES).await })
            })
            .collect();
        for (id, store) in starting.into_iter().enumerate() {
            let store = store.await.unwrap().unwrap();
            insert(&store, id as i64, &id.to_string()).await.unwrap();
        }
    }
}

/// Whatever version somebody has, today's program brings it up to date.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_earlier_version_is_brought_up_to_date() {
    static APPLIED: Sql = Sql::new("SELECT count(*) FROM migrations");
    for known in 1..MIGRATIONS.len() {
        each_with(&MIGRATIONS[..known], async |db| {
            db.store.close().await;
            let today = Store::open_with(&db.location, MIGRATIONS).await.unwrap();
            let applied = today.read(|tx| {
                Box::pin(async move { tx.optional(&APPLIED, &[], |row| row.int(0)).await })
            });
            let expected = Some(MIGRATIONS.len() as i64);
            assert_eq!(applied.await.unwrap(), expected, "from {known}");
            today.close().await;
        })
        .await;
    }
}

/// All files are listed, in order.
#[test]
fn every_file_is_a_migration() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found = files(&folder.join("x"));
    found.retain(|name| name.ends_with(".sql"));
    let listed: Vec<String> = store::db::migrate::MIGRATIONS
        .iter()
        .enumerate()
        .map(|(at, change)| {
            assert_eq!(change.number, at as i64 + 1);
            format!("{:04}_{}.sql", change.number, change.name)
        })
        .collect();
    assert_eq!(
        found, listed,
        "list the file in crates/store/src/db/migrate.rs"
    );
}

/// `schema.sql` is today's tables; so are the program's own on both databases.
#[tokio::test]
async fn the_picture_is_of_today() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    let today = store::schema().unwrap();
    if std::env::var_os("CONFAB_RENEW_SCHEMA").is_some() {
        std::fs::write(&path, &today).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == today,
        "crates/store/schema.sql is not what the migrations make. Renew it with\n    \
         CONFAB_RENEW_SCHEMA=1 cargo test -p store --test seam the_picture\nand look at the \
         difference before you commit it."
    );
    crate::common::each(async |db| db.store.ping().await.unwrap()).await;
}
