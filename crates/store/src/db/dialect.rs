//! Every difference between SQLite and PostgreSQL that a query or migration
//! could meet. SQL is written once in PostgreSQL's words; this file turns it
//! into what each database reads. Start with [`query_for_sqlite`].

use super::lexer::{Token, tokens};

/// `$n` becomes `?n` (SQLite takes `$2` for a name and binds by first
/// appearance), row locks go: the one writer is the lock. Given keys need no
/// permission to override the ones that the database would give.
pub fn query_for_sqlite(text: &str) -> String {
    let tokens = tokens(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let overriding = || sequence(&tokens, at, &["OVERRIDING", "SYSTEM", "VALUE"]);
        if let Some(after) = row_lock(&tokens, at).or_else(overriding) {
            out.truncate(out.trim_end().len());
            at = after;
            continue;
        }
        push(&mut out, token, "?");
        at += 1;
    }
    out
}

/// A migration for SQLite: its few type names, STRICT tables, and tables kept
/// in the order of their key where the text says `/* clustered */`.
pub fn script_for_sqlite(text: &str) -> String {
    rewrite(text, Words::Sqlite)
}

/// A migration for PostgreSQL. Text compares by bytes, as in SQLite, whatever
/// the locale of the database: else lists would be ordered differently.
pub fn script_for_postgres(text: &str) -> String {
    rewrite(text, Words::Postgres)
}

/// A migration for SQLite that keeps the type names as they were written, for
/// the picture in `schema.sql`; [`picture`] undoes the rest.
pub fn script_for_picture(text: &str) -> String {
    rewrite(text, Words::Picture)
}

/// A table's text as SQLite remembers it, back in the words of a migration.
pub fn picture(statement: &str) -> String {
    statement
        .replace(SQLITE_IDENTITY, &IDENTITY.join(" "))
        .replace(" WITHOUT ROWID", &format!(" {CLUSTERED}"))
}

/// Whether the table of applied migrations is there: one row if so. Asked of
/// the tables themselves: `to_regclass` may answer from before the lock.
pub const SQLITE_HAS_MIGRATIONS: &str =
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'";
pub const POSTGRES_HAS_MIGRATIONS: &str =
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations'";

/// Whether that table says what programs must know: one row if so.
pub const SQLITE_HAS_NEEDS: &str =
    "SELECT 1 FROM pragma_table_info('migrations') WHERE name = 'needs'";
pub const POSTGRES_HAS_NEEDS: &str = "SELECT 1 FROM information_schema.columns \
     WHERE table_schema = current_schema() AND table_name = 'migrations' \
     AND column_name = 'needs'";

/// A running node holds a shared lock whose number is the last change that it
/// knows, so that others can tell. Installations in other schemas have their
/// own.
pub const POSTGRES_HERE: &str =
    "SELECT pg_advisory_lock_shared(hashtext('confab ' || current_schema()), $1)";
/// The oldest running node that knows less than a change needs. One that knows
/// none uses no table.
pub const POSTGRES_OLDER_NODES: &str = "SELECT objid::bigint FROM pg_locks \
     WHERE locktype = 'advisory' AND objsubid = 2 AND granted \
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
     AND classid::bigint = hashtext('confab ' || current_schema())::bigint & 4294967295 \
     AND objid::bigint > 0 AND objid::bigint < $1 ORDER BY objid::bigint LIMIT 1";

/// A change that programs must know, beyond the last one that this one knows.
/// The column may not be there yet.
pub const POSTGRES_NEWER: &str = "SELECT 1 FROM migrations WHERE number > $1 \
     AND COALESCE((to_jsonb(migrations) ->> 'needs')::bigint, number) > $1 LIMIT 1";

/// One node migrates at a time. Released by the end of the transaction. The
/// number is `confab` in ASCII.
pub const POSTGRES_MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(109302130565474)";

/// A write on SQLite takes the write lock at once: taking it later could fail
/// after the unit has already read.
pub const SQLITE_BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
pub const SQLITE_BEGIN_READ: &str = "BEGIN DEFERRED";

/// Units lock what they decide on (`FOR UPDATE`) and must then see what the
/// lock's last holder wrote, so each statement looks afresh. Under REPEATABLE
/// READ every wait for a busy space would end in a serialization failure.
pub const POSTGRES_BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// One snapshot for all statements of a read, as SQLite gives.
pub const POSTGRES_BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

const IDENTITY: &[&str] = &[
    "BIGINT",
    "GENERATED",
    "ALWAYS",
    "AS",
    "IDENTITY",
    "PRIMARY",
    "KEY",
];
const SQLITE_IDENTITY: &str = "INTEGER PRIMARY KEY AUTOINCREMENT";
const CLUSTERED: &str = "/* clustered */";

#[derive(Clone, Copy, PartialEq)]
enum Words {
    Sqlite,
    Postgres,
    Picture,
}

fn rewrite(text: &str, words: Words) -> String {
    let tokens = tokens(text);
    let mut out = String::with_capacity(text.len() * 2);
    let mut statement = Statement::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Sign(";") => {
                out.push_str(statement.tail(words));
                out.push(';');
                statement = Statement::default();
            }
            Token::Comment(CLUSTERED) if words != Words::Postgres => {
                statement.clustered = true;
                out.truncate(out.trim_end().len());
            }
            Token::Word(word) => {
                statement.word(word);
                let identity = sequence(&tokens, at - 1, IDENTITY);
                match identity.filter(|_| words != Words::Postgres) {
                    Some(after) => {
                        out.push_str(SQLITE_IDENTITY);
                        at = after;
                    }
                    None if statement.table => out.push_str(type_name(word, words)),
                    None => out.push_str(word),
                }
            }
            other => push(&mut out, other, "$"),
        }
    }
    out
}

/// What is known of the statement that is being copied.
#[derive(Default)]
struct Statement {
    words: usize,
    creates: bool,
    /// It creates or changes a table, so that type names are to be found.
    table: bool,
    clustered: bool,
}

impl Statement {
    fn word(&mut self, word: &str) {
        self.words += 1;
        match self.words {
            1 => self.creates = word == "CREATE",
            2 => self.table = word == "TABLE",
            _ => {}
        }
    }

    fn tail(&self, words: Words) -> &'static str {
        match (self.creates && self.table, words, self.clustered) {
            (true, Words::Sqlite, true) => " STRICT, WITHOUT ROWID",
            (true, Words::Sqlite, false) => " STRICT",
            (true, Words::Picture, true) => " WITHOUT ROWID",
            _ => "",
        }
    }
}

/// Types are written in capitals, names in small letters.
fn type_name(word: &str, words: Words) -> &str {
    match (word, words) {
        ("BIGINT" | "BOOLEAN", Words::Sqlite) => "INTEGER",
        ("BYTEA", Words::Sqlite) => "BLOB",
        ("TEXT", Words::Postgres) => "TEXT COLLATE \"C\"",
        _ => word,
    }
}

/// Where ` FOR UPDATE`, ` FOR SHARE` and their `SKIP LOCKED` or `NOWAIT` end.
fn row_lock(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let lock = sequence(tokens, at, &["FOR", "UPDATE"])
        .or_else(|| sequence(tokens, at, &["FOR", "SHARE"]))?;
    let gap = usize::from(matches!(tokens.get(lock), Some(Token::Space(_))));
    let option = sequence(tokens, lock + gap, &["SKIP", "LOCKED"])
        .or_else(|| sequence(tokens, lock + gap, &["NOWAIT"]));
    Some(option.unwrap_or(lock))
}

/// The index after `words` if they stand at `at`, whatever space is between.
fn sequence(tokens: &[Token<'_>], mut at: usize, words: &[&str]) -> Option<usize> {
    for (n, word) in words.iter().enumerate() {
        if n > 0 {
            matches!(tokens.get(at), Some(Token::Space(_))).then_some(())?;
            at += 1;
        }
        matches!(tokens.get(at), Some(Token::Word(found)) if found == word).then_some(())?;
        at += 1;
    }
    Some(at)
}

fn push(out: &mut String, token: &Token<'_>, parameter: &str) {
    match token {
        Token::Parameter(number) => {
            out.push_str(parameter);
            out.push_str(number);
        }
        Token::Word(text)
        | Token::Space(text)
        | Token::Comment(text)
        | Token::Quoted(text)
        | Token::Sign(text) => out.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        fn check(text: &str, expected: &str) {
            assert_eq!(query_for_sqlite(text), expected);
        }
        check("SELECT 1", "SELECT 1");
        check(
            "WHERE a = $2 AND b = $10 OR c = $1",
            "WHERE a = ?2 AND b = ?10 OR c = ?1",
        );
        check("'$1' \"$2\" 'it''s $3' $4", "'$1' \"$2\" 'it''s $3' ?4");
        check(
            "a -- $1 it's\n $2 /* $3 ' */ $4",
            "a -- $1 it's\n ?2 /* $3 ' */ ?4",
        );
        check("SELECT a FROM b FOR UPDATE", "SELECT a FROM b");
        check(
            "(SELECT a FROM b LIMIT $1 FOR UPDATE SKIP LOCKED)",
            "(SELECT a FROM b LIMIT ?1)",
        );
        check("SELECT a\n  FOR SHARE\n NOWAIT;", "SELECT a;");
        check("SELECT a FOR UPDATE SKIP", "SELECT a SKIP");
        check(
            "ON CONFLICT DO UPDATE SET a = 1",
            "ON CONFLICT DO UPDATE SET a = 1",
        );
        check(
            "INSERT INTO a (b) OVERRIDING SYSTEM VALUE VALUES ($1)",
            "INSERT INTO a (b) VALUES (?1)",
        );
        check("SELECT 'FOR UPDATE'", "SELECT 'FOR UPDATE'");
        check("'open $1", "'open $1");
        check("/* open $1", "/* open $1");
        check("$ $x $1é 🎉$2", "$ $x ?1é 🎉?2");
    }

    #[test]
    fn scripts() {
        fn check(text: &str, sqlite: &str, postgres: &str) {
            assert_eq!(script_for_sqlite(text), sqlite);
            assert_eq!(script_for_postgres(text), postgres);
            let picture = script_for_picture(text);
            assert_eq!(picture_of(&picture), text, "from {picture}");
        }
        /// `picture` is asked for one statement without its end.
        fn picture_of(script: &str) -> String {
            script.split(';').map(picture).collect::<Vec<_>>().join(";")
        }
        check(
            "CREATE TABLE a (id BIGINT NOT NULL, t TEXT, f BOOLEAN, b BYTEA);",
            "CREATE TABLE a (id INTEGER NOT NULL, t TEXT, f INTEGER, b BLOB) STRICT;",
            "CREATE TABLE a (id BIGINT NOT NULL, t TEXT COLLATE \"C\", f BOOLEAN, b BYTEA);",
        );
        check(
            "CREATE TABLE a (id BIGINT PRIMARY KEY) /* clustered */;",
            "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT, WITHOUT ROWID;",
            "CREATE TABLE a (id BIGINT PRIMARY KEY) /* clustered */;",
        );
        check(
            "CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;",
            "CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
        );
        check(
            "-- A BIGINT; or two.\nALTER TABLE a ADD COLUMN t TEXT; INSERT INTO a VALUES ('TEXT;')",
            "-- A BIGINT; or two.\nALTER TABLE a ADD COLUMN t TEXT; INSERT INTO a VALUES ('TEXT;')",
            "-- A BIGINT; or two.\nALTER TABLE a ADD COLUMN t TEXT COLLATE \"C\"; \
             INSERT INTO a VALUES ('TEXT;')",
        );
        check(
            "CREATE INDEX a ON b (c); UPDATE a SET b = CAST(c AS TEXT);",
            "CREATE INDEX a ON b (c); UPDATE a SET b = CAST(c AS TEXT);",
            "CREATE INDEX a ON b (c); UPDATE a SET b = CAST(c AS TEXT);",
        );
    }

    #[test]
    fn nothing_is_lost_in_cutting() {
        for text in [
            "", "'", "--", "/*", "$", "a\u{a0}b", "'é", "\"\"\"", "/*/", "-", "é:é",
        ] {
            assert_eq!(query_for_sqlite(text), text);
        }
    }
}
