//! What goes in comes out, in any order of parameters.

use domain::{Code, Result};
use store::{Row, Sql, Value};

use crate::TABLES;
use crate::common::{Db, each_with};

type Thing = (
    i64,
    Option<String>,
    Option<i64>,
    Option<bool>,
    Option<Vec<u8>>,
);

fn thing(row: &Row<'_>) -> Result<Thing> {
    let name = row.opt_text(1)?.map(str::to_owned);
    let content = row.opt_blob(4)?.map(<[u8]>::to_vec);
    Ok((
        row.int(0)?,
        name,
        row.opt_int(2)?,
        row.opt_bool(3)?,
        content,
    ))
}

/// Writes one row and reads it back, in the writing unit and in a later one.
async fn check(db: &Db, values: Thing) {
    // Out of order on purpose: SQLite binds `$5 … $1` by appearance.
    static PUT: Sql = Sql::new(
        "INSERT INTO things (content, flag, amount, name, id) VALUES ($5, $4, $3, $2, $1)
         RETURNING id, name, amount, flag, content",
    );
    static GET: Sql = Sql::new("SELECT id, name, amount, flag, content FROM things WHERE id = $1");
    let expected = values.clone();
    let written = db.store.write(|tx| {
        Box::pin(async move {
            let (id, name, amount, flag, content) = &values;
            let params = [
                (*id).into(),
                name.as_deref().into(),
                (*amount).into(),
                (*flag).into(),
                content.as_ref().into(),
            ];
            tx.optional(&PUT, &params, thing).await
        })
    });
    assert_eq!(written.await.unwrap(), Some(expected.clone()));
    let id = expected.0;
    let read = db
        .store
        .read(move |tx| Box::pin(async move { tx.all(&GET, &[id.into()], thing).await }));
    assert_eq!(read.await.unwrap(), [expected]);
}

#[tokio::test]
async fn values_come_back() {
    each_with(TABLES, async |db| {
        check(db, (1, None, None, None, None)).await;
        check(
            db,
            (2, Some("two".into()), Some(2), Some(true), Some(vec![2])),
        )
        .await;
        check(
            db,
            (3, Some(String::new()), Some(0), Some(false), Some(vec![])),
        )
        .await;
        check(
            db,
            (
                4,
                Some("Ünïcødé 🎉 'quoted' ?1 $1".into()),
                None,
                None,
                None,
            ),
        )
        .await;
        check(
            db,
            (
                i64::MAX,
                None,
                Some(i64::MIN),
                None,
                Some((0..=255).collect()),
            ),
        )
        .await;
        check(
            db,
            (i64::MIN, None, Some(i64::MAX), None, Some(vec![0; 300_000])),
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn statements_mean_the_same() {
    each_with(TABLES, async |db| {
        let outcome = db.store.write(|tx| {
            Box::pin(async move {
                let put = Sql::build(
                    "INSERT INTO things (id, name, amount) VALUES ($1, $2, 1) ON CONFLICT (id)
                     DO UPDATE SET amount = things.amount + $3, name = excluded.name"
                        .to_owned(),
                );
                for name in ["a", "b"] {
                    let params = [1.into(), name.into(), 10.into()];
                    assert_eq!(tx.execute(&put, &params).await?, 1);
                }
                static IGNORE: Sql = Sql::new(
                    "INSERT INTO things (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                );
                assert_eq!(tx.execute(&IGNORE, &[1.into(), "b".into()]).await?, 0);
                static LOCK: Sql =
                    Sql::new("SELECT name, amount FROM things WHERE id = $1 FOR UPDATE");
                tx.optional(&LOCK, &[1.into()], |row| {
                    Ok((row.text(0)?.to_owned(), row.int(1)?))
                })
                .await
            })
        });
        assert_eq!(outcome.await.unwrap(), Some(("b".to_owned(), 11)));
    })
    .await;
}

/// Text is ordered by its bytes and LIKE sees case, whatever the locale.
#[tokio::test]
async fn text_compares_by_bytes() {
    each_with(TABLES, async |db| {
        for (id, name) in ["b", "B", "a", "_", "ä", "Z"].into_iter().enumerate() {
            crate::insert(&db.store, id as i64, name).await.unwrap();
        }
        static ALL: Sql = Sql::new("SELECT name FROM things ORDER BY name");
        static LIKE: Sql = Sql::new("SELECT name FROM things WHERE name LIKE $1");
        let names = db.store.read(|tx| {
            Box::pin(async move {
                let name = |row: &Row<'_>| row.text(0).map(str::to_owned);
                Ok((
                    tx.all(&ALL, &[], name).await?,
                    tx.all(&LIKE, &["b%".into()], name).await?,
                ))
            })
        });
        let (all, like) = names.await.unwrap();
        assert_eq!(all.concat(), "BZ_abä");
        assert_eq!(like.concat(), "b");
    })
    .await;
}

#[tokio::test]
async fn identities_count_up() {
    each_with(TABLES, async |db| {
        static ADD: Sql = Sql::new("INSERT INTO log (amount) VALUES ($1) RETURNING seq");
        let mut last = 0;
        for amount in 0..5 {
            let seq = db.store.write(move |tx| {
                Box::pin(async move { tx.optional(&ADD, &[amount.into()], |row| row.int(0)).await })
            });
            let seq = seq.await.unwrap().unwrap();
            assert!(seq > last);
            last = seq;
        }
    })
    .await;
}

/// Mistakes in a query are internal errors, never panics or wrong values.
#[tokio::test]
async fn mistakes_are_internal_errors() {
    async fn wrong<T: Send + 'static>(
        db: &Db,
        text: &'static str,
        params: &'static [Value<'static>],
        map: fn(&Row<'_>) -> Result<T>,
    ) {
        let outcome = db.store.read(move |tx| {
            Box::pin(async move { tx.optional(&Sql::new(text), params, map).await })
        });
        let error = outcome
            .await
            .err()
            .unwrap_or_else(|| panic!("{text} was taken"));
        assert_eq!(error.code, Code::Internal, "{text}: {error:?}");
        assert!(error.cause.is_some(), "{text}");
    }
    each_with(TABLES, async |db| {
        crate::insert(&db.store, 1, "one").await.unwrap();
        crate::insert(&db.store, 2, "two").await.unwrap();
        wrong(db, "SELECT name FROM things WHERE id = 1", &[], |row| {
            row.int(0)
        })
        .await;
        wrong(db, "SELECT amount FROM things WHERE id = 1", &[], |row| {
            row.int(0)
        })
        .await;
        wrong(db, "SELECT id FROM things WHERE id = 1", &[], |row| {
            row.text(0).map(drop)
        })
        .await;
        wrong(db, "SELECT id FROM things WHERE id = 1", &[], |row| {
            row.blob(0).map(drop)
        })
        .await;
        wrong(db, "SELECT id FROM things WHERE id = 1", &[], |row| {
            row.int(1)
        })
        .await;
        wrong(db, "SELECT id FROM things", &[], |row| row.int(0)).await;
        wrong(db, "SELECT id FROM things WHERE id = $1", &[], |row| {
            row.int(0)
        })
        .await;
        wrong(db, "SELECT id FROM nothing", &[], |row| row.int(0)).await;
        wrong(db, "SELEKT", &[], |row| row.int(0)).await;
    })
    .await;
}

#[tokio::test]
async fn text_without_zero_characters() {
    each_with(TABLES, async |db| {
        let error = crate::insert(&db.store, 1, "a\0b").await.unwrap_err();
        assert_eq!(error.code, Code::InvalidArgument);
        assert_eq!(crate::count(&db.store).await, 0);
    })
    .await;
}
