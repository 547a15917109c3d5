//! SQLite's errors as the ledger's. No text quotes a stored value.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::ledger::LedgerError;

/// An error of a statement that may succeed another time.
impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(text_of(&error))
    }
}

/// What rusqlite says, as far as it can hold no stored value: SQLite's own
/// messages name tables and columns, conversion errors may quote.
fn text_of(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => match message {
            Some(message) => format!("{message} ({})", failure.extended_code),
            None => failure.to_string(),
        },
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            format!("{msg} ({})", error.extended_code)
        }
        rusqlite::Error::QueryReturnedNoRows => "a row is missing".into(),
        _ => "a stored value has another shape than expected".into(),
    }
}

/// A stored value that this program cannot read; `what` names the column.
pub fn unreadable(what: &str) -> LedgerError {
    LedgerError::Database(format!("{what} in the ledger cannot be read"))
}

/// Why a file cannot be opened as a ledger, and what to do.
pub fn unusable(path: &Path, error: &rusqlite::Error) -> LedgerError {
    let file = path.display();
    LedgerError::Unusable(match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            format!("the file {file} is no ledger: it is not a SQLite database; name another file")
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            format!("the ledger file {file} is damaged; restore it from a backup")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => format!(
            "the ledger file {file} is locked by another program; end that program or try again"
        ),
        Some(ErrorCode::ReadOnly) => format!(
            "the ledger file {file} cannot be written; give this user the right to write it \
             and its folder"
        ),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => format!(
            "the ledger file {file} cannot be opened; check the path, and that this user may \
             read and write the file and its folder"
        ),
        Some(ErrorCode::DiskFull) => {
            format!("the disk is full, so the ledger file {file} cannot be opened")
        }
        _ => format!(
            "the ledger file {file} cannot be opened: {}",
            text_of(error)
        ),
    })
}
