//! Rows for every table there is, made from the tables' own description, so
//! that a table added later is moved by these tests too.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

struct Column {
    name: String,
    kind: String,
    nullable: bool,
    boolean: bool,
}

/// Replaces what is in every table by `rows` rows.
pub fn fill(path: &Path, rows: i64) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for table in tables(&connection) {
        let columns = columns(&connection, &table);
        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
        let places = vec!["?"; columns.len()].join(", ");
        let text = format!(
            "INSERT INTO {table} ({}) VALUES ({places})",
            names.join(", ")
        );
        connection
            .execute(&format!("DELETE FROM {table}"), [])
            .unwrap();
        let mut insert = connection.prepare(&text).unwrap();
        for n in 1..=rows {
            let values = columns
                .iter()
                .enumerate()
                .map(|(at, column)| value(column, at, n));
            insert.execute(params_from_iter(values)).unwrap();
        }
    }
    connection.execute_batch("COMMIT").unwrap();
}

/// Every row of every table, in an order of its own.
pub fn dump(path: &Path) -> BTreeMap<String, Vec<String>> {
    let connection = Connection::open(path).unwrap();
    let rows = |table: &String| {
        let width = columns(&connection, table).len();
        let mut all = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let rows = all.query_map([], |row| {
            let cells: Vec<Value> = (0..width).map(|at| row.get(at).unwrap()).collect();
            Ok(format!("{cells:?}"))
        });
        let mut rows: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
        rows.sort();
        rows
    };
    let tables = tables(&connection);
    tables
        .iter()
        .map(|table| (table.clone(), rows(table)))
        .collect()
}

fn tables(connection: &Connection) -> Vec<String> {
    let mut names = connection
        .prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
        )
        .unwrap();
    let names = names.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

fn columns(connection: &Connection, table: &str) -> Vec<Column> {
    let schema = store::schema().unwrap();
    let start = schema.find(&format!("CREATE TABLE {table} (")).unwrap();
    let text = &schema[start..start + schema[start..].find(";\n").unwrap()];
    let mut info = connection
        .prepare(&format!("PRAGMA table_info({table})"))
        .unwrap();
    let rows = info.query_map([], |row| {
        let name: String = row.get(1)?;
        let boolean = text.contains(&format!(" {name} BOOLEAN"));
        let (required, key): (bool, i64) = (row.get(3)?, row.get(5)?);
        Ok(Column {
            kind: row.get(2)?,
            nullable: !required && key == 0,
            name,
            boolean,
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Different in each row, as unique columns need, and NULL in some.
fn value(column: &Column, at: usize, n: i64) -> Value {
    if column.nullable && n % 3 == 0 {
        return Value::Null;
    }
    match column.kind.as_str() {
        "INTEGER" if column.boolean => Value::Integer(n % 2),
        "INTEGER" => Value::Integer(n + 1_000_000 * at as i64),
        // Some order differently by bytes than in any language.
        "TEXT" => Value::Text(format!("{}{n}", ["a", "B", "ß", "Z", "-"][n as usize % 5])),
        "BLOB" => Value::Blob(vec![0, 0xff, (n % 256) as u8, (n / 256) as u8]),
        other => panic!("{}: {other}", column.name),
    }
}
