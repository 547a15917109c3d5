//! Files that are no ledger, or not this program's, and repeated migrations.

use std::path::Path;

use super::*;
use crate::ledger::LedgerError;
use crate::ledger::sqlite::migrations::newest_version;

#[test]
fn opening_again_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db");
    let shape = || {
        let connection = rusqlite::Connection::open(&path).expect("a connection");
        let mut statement = connection
            .prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")
            .expect("a statement");
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("rows");
        let shape: Result<Vec<(String, Option<String>)>, _> = rows.collect();
        shape.expect("a shape")
    };
    drop(Database::open(&path).expect("a database"));
    let first = shape();
    drop(Database::open(&path).expect("a database"));
    assert_eq!(first, shape());
    assert!(first.iter().any(|(name, _)| name == "cases"));
}

#[test]
fn every_table_is_strict() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db");
    drop(Database::open(&path).expect("a database"));
    let connection = rusqlite::Connection::open(&path).expect("a connection");
    let loose: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .expect("names");
    assert!(loose.is_empty(), "{loose:?}");
}

#[test]
fn many_programs_may_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db");
    std::thread::scope(|scope| {
        let opening: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| Database::open(&path).map(drop)))
            .collect();
        for opened in opening {
            opened.join().expect("no panic").expect("a database");
        }
    });
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = refused(&folder.path().join("missing").join("ledger.db"));
    assert!(
        error.contains("folder") && error.contains("does not exist"),
        "{error}"
    );
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.txt");
    let text = "Not a database. ".repeat(100);
    std::fs::write(&path, &text).expect("written");
    let error = refused(&path);
    assert!(error.contains("not a SQLite database"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).expect("read"), text);
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&path).expect("a connection");
    other
        .execute_batch("CREATE TABLE things (id)")
        .expect("created");
    let before = std::fs::read(&path).expect("read");
    let error = refused(&path);
    assert!(error.contains("another program"), "{error}");
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[test]
fn a_newer_file_is_refused_with_both_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db");
    drop(Database::open(&path).expect("a database"));
    let newer = newest_version() + 1;
    rusqlite::Connection::open(&path)
        .and_then(|connection| connection.pragma_update(None, "user_version", newer))
        .expect("changed");
    let error = refused(&path);
    let versions = format!(
        "has version {newer}, but this program knows only up to {}",
        newer - 1
    );
    assert!(error.contains(&versions), "{error}");
}

#[tokio::test]
async fn another_key_for_persons_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = async |key: Option<&[u8]>| {
        let database = Database::open(&folder.path().join("ledger.db")).expect("a database");
        SqliteLedger::open(database, key.map(<[u8]>::to_vec))
            .await
            .map(drop)
    };
    open(Some(b"one key")).await.expect("the first key");
    open(Some(b"one key")).await.expect("the same key");
    for other in [Some(b"another key".as_slice()), None] {
        let error = open(other).await.expect_err("another key");
        assert!(matches!(error, LedgerError::Unusable(_)), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_a_new_ledger() {
    use std::os::unix::fs::PermissionsExt;
    // The ledger writes its key, so the write-ahead log is there too.
    let place = place().await;
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let file = std::fs::metadata(place.folder.path().join(name)).expect("a file");
        assert_eq!(file.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

fn refused(path: &Path) -> String {
    match Database::open(path) {
        Ok(_) => panic!("the file was opened"),
        Err(LedgerError::Unusable(text)) => text,
        Err(other) => panic!("another kind of error: {other}"),
    }
}
