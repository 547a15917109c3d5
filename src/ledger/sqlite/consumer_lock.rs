//! Only one consumer a ledger file: two would each believe that they know all
//! claims and deliveries.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::ledger::LedgerError;

/// How often a taken lock is tried again.
const PAUSE: Duration = Duration::from_millis(100);

/// Held by the one process that consumes with a ledger file. The system lets
/// go of it when the process ends, however it ends; no clock ever does.
#[derive(Debug)]
pub struct ConsumerLock {
    // The lock lasts as long as the file is open.
    _file: File,
}

impl ConsumerLock {
    /// Whether some process holds the lock now: whether a worker runs. Nothing
    /// is created, because whoever asks may be another user than the worker's;
    /// a worker that starts at the same moment tries again.
    pub fn is_held(ledger: &Path) -> bool {
        let lock = lock_path(ledger)
            .ok()
            .and_then(|path| File::open(path).ok());
        lock.is_some_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// Locks `<ledger file>.consumer`, trying for `patience`. The ledger file
    /// must exist. The lock's file stays behind when the lock is let go: if it
    /// were removed, two processes could lock two files of one name.
    ///
    /// # Errors
    /// [`LedgerError::Unusable`] when another process holds it, or the file
    /// cannot be written.
    pub async fn take(ledger: &Path, patience: Duration) -> Result<Self, LedgerError> {
        let path = lock_path(ledger)?;
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| {
                LedgerError::Unusable(format!(
                    "the file {} cannot be written: {}",
                    path.display(),
                    error.kind()
                ))
            })?;
        let give_up = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < give_up => sleep(PAUSE).await,
                Err(TryLockError::WouldBlock) => return Err(held(&path)),
                Err(TryLockError::Error(error)) => {
                    return Err(LedgerError::Unusable(format!(
                        "the file {} cannot be locked: {}",
                        path.display(),
                        error.kind()
                    )));
                }
            }
        }
    }
}

/// Beside the real file, so that two names of one ledger meet at one lock.
fn lock_path(ledger: &Path) -> Result<PathBuf, LedgerError> {
    let real = ledger.canonicalize().map_err(|error| {
        LedgerError::Unusable(format!(
            "the ledger file {} cannot be found: {}",
            ledger.display(),
            error.kind()
        ))
    })?;
    let mut name = real.into_os_string();
    name.push(".consumer");
    Ok(name.into())
}

fn held(path: &Path) -> LedgerError {
    LedgerError::Unusable(format!(
        "another worker consumes with this ledger (it holds {}); stop it first: a \
         ledger has one worker",
        path.display()
    ))
}
