//! The shape of the file: numbered SQL files, applied in order, once each.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::faults::unusable;
use crate::ledger::LedgerError;

/// Marks the file as this program's (`PRAGMA application_id`): "HROB".
const APPLICATION_ID: i64 = 0x4852_4F42;

/// The migrations; the first brings the file to version 1.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_ledger.sql"),
    include_str!("../migrations/0002_operating.sql"),
    include_str!("../migrations/0003_console.sql"),
];

/// The version of the newest migration.
pub fn newest_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the file to the newest version. Doing it again changes nothing, and
/// two programs may do it at once.
///
/// # Errors
/// [`LedgerError::Unusable`] when the file belongs to another program or to a
/// newer version of this one.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    let fault = |error| unusable(path, &error);
    // The common case takes no write lock. What is looked at must be of one
    // moment, because another program may be migrating right now.
    let looking = connection.transaction().map_err(fault)?;
    let found = version(&looking, path)?;
    looking.commit().map_err(fault)?;
    if found == newest_version() {
        return Ok(());
    }
    // Only inside the write lock is it sure that nobody else migrates.
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(fault)?;
    let done = usize::try_from(version(&transaction, path)?).unwrap_or(usize::MAX);
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration).map_err(fault)?;
    }
    transaction
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(fault)?;
    transaction
        .pragma_update(None, "user_version", newest_version())
        .map_err(fault)?;
    transaction.commit().map_err(fault)
}

/// The version of the file; 0 for an empty one.
fn version(connection: &Connection, path: &Path) -> Result<i64, LedgerError> {
    let number = |name: &str| -> Result<i64, LedgerError> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|error| unusable(path, &error))
    };
    let (owner, version) = (number("application_id")?, number("user_version")?);
    if version > newest_version() && owner == APPLICATION_ID {
        return Err(LedgerError::Unusable(format!(
            "the ledger file {} has version {version}, but this program knows only up to {}: \
             it was written by a newer program; install that one",
            path.display(),
            newest_version()
        )));
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| unusable(path, &error))?;
    if owner != APPLICATION_ID && (owner != 0 || version != 0 || tables > 0) {
        return Err(LedgerError::Unusable(format!(
            "the file {} is the database of another program; give the ledger a file of its own",
            path.display()
        )));
    }
    Ok(version)
}
