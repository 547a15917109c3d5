//! Opens connections to the ledger file, each with the same promises.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::faults::unusable;
use super::migrations::migrate;
use crate::ledger::LedgerError;

/// How long a statement waits for another program's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the connection that writes; creates and migrates the file.
///
/// # Errors
/// [`LedgerError::Unusable`], which says what to do.
pub fn open_writer(path: &Path) -> Result<Connection, LedgerError> {
    create(path)?;
    let mut connection = open(path)?;
    let fault = |error| unusable(path, &error);
    // Another program's database is refused before its journal mode is touched.
    migrate(&mut connection, path)?;
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        .map_err(fault)?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(LedgerError::Unusable(format!(
            "the ledger file {} lies on a file system without a write-ahead log, such as a \
             network share; put it on a local disk",
            path.display()
        )));
    }
    // FULL: a commit has reached the disk before anybody hears of it.
    connection
        .pragma_update(None, "synchronous", "FULL")
        .map_err(fault)?;
    // Checkpoints take turns with commits; fewer and larger ones write a page
    // that changes often only once.
    connection
        .pragma_update(None, "wal_autocheckpoint", 4_000)
        .map_err(fault)?;
    connection
        .pragma_update(None, "cache_size", -16_000)
        .map_err(fault)?;
    Ok(connection)
}

/// Opens a connection that only reads. The file must have been opened for
/// writing before.
///
/// # Errors
/// As [`open_writer`].
pub fn open_reader(path: &Path) -> Result<Connection, LedgerError> {
    let connection = open(path)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(|error| unusable(path, &error))?;
    Ok(connection)
}

fn open(path: &Path) -> Result<Connection, LedgerError> {
    let fault = |error| unusable(path, &error);
    // Each connection stays on one thread, so SQLite needs no mutex of its own.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(fault)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(fault)?;
    connection
        .pragma_update(None, "temp_store", "MEMORY")
        .map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Creates an empty file that only this user can read; SQLite gives its
/// write-ahead log the same rights.
fn create(path: &Path) -> Result<(), LedgerError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let Err(error) = options.open(path) else {
        return Ok(());
    };
    let file = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => Ok(()),
        ErrorKind::NotFound => Err(LedgerError::Unusable(format!(
            "the folder of the ledger file {file} does not exist; create it or name another"
        ))),
        kind => Err(LedgerError::Unusable(format!(
            "the ledger file {file} cannot be created: {kind}"
        ))),
    }
}
