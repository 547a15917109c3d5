//! The ledger's file: one thread writes it, one reads it.
//!
//! The ledger and the embedded queue are its two clients. What they ask for at
//! the same time is committed together (see `group`), so one wait for the disk
//! serves them all.

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;

use rusqlite::Connection;
use tokio::sync::{Notify, oneshot};

use super::group::{Job, Task, commit_group, read_group};
use super::opening::{open_reader, open_writer};
use crate::ledger::LedgerError;

/// At most so many jobs share one transaction.
const GROUP: usize = 200;

/// A handle on the file; clones share the two threads, which end when the last
/// handle is dropped.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    writer: mpsc::Sender<Box<dyn Job>>,
    reader: mpsc::Sender<Box<dyn Job>>,
    messages: Notify,
}

impl Database {
    /// Opens the file, creates it when it is not there, and brings it to the
    /// newest version.
    ///
    /// # Errors
    /// [`LedgerError::Unusable`]: no such folder, no database, another
    /// program's, locked, or newer than this program.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let writer = open_writer(path)?;
        let reader = open_reader(path)?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                writer: start("ledger-writer", writer, commit_group)?,
                reader: start("ledger-reader", reader, read_group)?,
                messages: Notify::new(),
            }),
        })
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Does some work within a write transaction and returns when it is
    /// durable. The work stands or falls as a whole: when it returns an error,
    /// nothing of it is stored, and the work of others in the same transaction
    /// is. It must not begin or end a transaction.
    ///
    /// # Errors
    /// Those of the work, and [`LedgerError::Database`] when the commit fails.
    pub async fn write<T, F>(&self, work: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.write_then(work, move |result| {
            // Whoever asked may have stopped waiting; the work stands anyway.
            let _ = sender.send(result);
        });
        receiver.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// As [`Database::write`], without waiting: `after` is called on the
    /// writer's thread when the work is durable or has failed. For work whose
    /// effect must be known even if nobody waits for it any more.
    pub fn write_then<T, F, A>(&self, work: F, after: A)
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
        A: FnOnce(Result<T, LedgerError>) + Send + 'static,
    {
        send(&self.inner.writer, Box::new(Task::new(work, after)));
    }

    /// Reads from one snapshot, which holds everything that was durable when
    /// this was called.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn read<T, F>(&self, work: F) -> Result<T, LedgerError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, LedgerError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let task = Task::new(work, move |result| {
            let _ = sender.send(result);
        });
        send(&self.inner.reader, Box::new(task));
        receiver.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Wakes whoever waits for messages in the embedded queue.
    pub fn messages(&self) -> &Notify {
        &self.inner.messages
    }
}

/// A thread can only be gone when it panicked outside of any job; then the job
/// is told so instead of being lost.
fn send(thread: &mpsc::Sender<Box<dyn Job>>, job: Box<dyn Job>) {
    if let Err(mpsc::SendError(job)) = thread.send(job) {
        job.refuse(stopped());
    }
}

fn stopped() -> LedgerError {
    LedgerError::Database("the thread that owns the file stopped in the middle of it".into())
}

fn start(
    name: &str,
    connection: Connection,
    work: fn(&Connection, Vec<Box<dyn Job>>),
) -> Result<mpsc::Sender<Box<dyn Job>>, LedgerError> {
    let (sender, receiver) = mpsc::channel::<Box<dyn Job>>();
    let run = move || {
        // Whatever has gathered during one transaction makes up the next.
        while let Ok(first) = receiver.recv() {
            let mut jobs = vec![first];
            jobs.extend(receiver.try_iter().take(GROUP.saturating_sub(1)));
            work(&connection, jobs);
        }
    };
    thread::Builder::new()
        .name(name.into())
        .spawn(run)
        .map_err(|error| LedgerError::Unusable(format!("no thread for the ledger: {error}")))?;
    Ok(sender)
}
