//! Group commit: many jobs in one transaction, each in its own savepoint.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;

use crate::ledger::LedgerError;

/// Tells a job's owner what became of it; called after the commit.
pub type Reply = Box<dyn FnOnce(Result<(), LedgerError>)>;

/// A job that has been run but not committed.
pub struct Done {
    /// Whether its changes are to stand.
    pub stands: bool,
    /// For after the commit.
    pub reply: Reply,
}

/// Something to do within a transaction.
pub trait Job: Send {
    /// Does it.
    fn run(self: Box<Self>, connection: &Connection) -> Done;
    /// Tells its owner that it will not be done.
    fn refuse(self: Box<Self>, error: LedgerError);
}

/// A job made of two closures.
pub struct Task<T, F, A> {
    work: F,
    after: A,
    result: PhantomData<fn() -> T>,
}

impl<T, F, A> Task<T, F, A>
where
    F: FnOnce(&Connection) -> Result<T, LedgerError>,
    A: FnOnce(Result<T, LedgerError>),
{
    /// `after` gets the work's result, or why it was not done or committed.
    pub fn new(work: F, after: A) -> Self {
        Self {
            work,
            after,
            result: PhantomData,
        }
    }
}

impl<T, F, A> Job for Task<T, F, A>
where
    T: 'static,
    F: FnOnce(&Connection) -> Result<T, LedgerError> + Send,
    A: FnOnce(Result<T, LedgerError>) + Send + 'static,
{
    fn run(self: Box<Self>, connection: &Connection) -> Done {
        let Self { work, after, .. } = *self;
        // A panic must not take the work of others with it. The savepoint is
        // rolled back, so nothing half done is left behind.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection)))
            .unwrap_or_else(|_| Err(LedgerError::Database("a job panicked".into())));
        Done {
            stands: result.is_ok(),
            reply: Box::new(move |committed| after(committed.and(result))),
        }
    }

    fn refuse(self: Box<Self>, error: LedgerError) {
        (self.after)(Err(error));
    }
}

/// Runs the jobs in one write transaction and replies when it is durable.
pub fn commit_group(connection: &Connection, jobs: Vec<Box<dyn Job>>) {
    // IMMEDIATE takes the write lock now: a transaction that reads first and
    // then finds the lock taken could only fail.
    if let Err(error) = execute(connection, "BEGIN IMMEDIATE") {
        return refuse_all(jobs, &error);
    }
    let mut replies = Vec::with_capacity(jobs.len());
    let mut jobs = jobs.into_iter();
    let mut ended = Ok(());
    for job in jobs.by_ref() {
        match in_savepoint(connection, job) {
            Ok(reply) => replies.push(reply),
            Err((reply, error)) => {
                replies.extend(reply);
                ended = Err(error);
                break;
            }
        }
    }
    if ended.is_ok() {
        ended = execute(connection, "COMMIT");
    }
    if !connection.is_autocommit() {
        // A failed commit leaves the transaction open; the next one must not
        // find it. Failing here, BEGIN will say so.
        let _ = execute(connection, "ROLLBACK");
    }
    for reply in replies {
        reply(same(&ended));
    }
    if let Err(error) = ended {
        refuse_all(jobs.collect(), &error);
    }
}

/// Runs the jobs on one snapshot.
pub fn read_group(connection: &Connection, jobs: Vec<Box<dyn Job>>) {
    if let Err(error) = execute(connection, "BEGIN DEFERRED") {
        return refuse_all(jobs, &error);
    }
    for job in jobs {
        (job.run(connection).reply)(Ok(()));
    }
    // Nothing was written, so nothing can be lost; a transaction left open
    // shows in the next BEGIN.
    let _ = execute(connection, "COMMIT");
}

/// Runs a job so that it fails alone. An error means that the transaction is
/// lost, with everything in it.
fn in_savepoint(
    connection: &Connection,
    job: Box<dyn Job>,
) -> Result<Reply, (Option<Reply>, LedgerError)> {
    if let Err(error) = execute(connection, "SAVEPOINT job") {
        job.refuse(copy(&error));
        return Err((None, error));
    }
    let done = job.run(connection);
    if connection.is_autocommit() {
        // A full disk or a failing one makes SQLite roll everything back.
        let error = LedgerError::Database("SQLite has rolled the transaction back".into());
        return Err((Some(done.reply), error));
    }
    let ended = match done.stands {
        true => execute(connection, "RELEASE job"),
        false => {
            execute(connection, "ROLLBACK TO job").and_then(|()| execute(connection, "RELEASE job"))
        }
    };
    match ended {
        Ok(()) => Ok(done.reply),
        Err(error) => Err((Some(done.reply), error)),
    }
}

fn execute(connection: &Connection, statement: &str) -> Result<(), LedgerError> {
    connection.prepare_cached(statement)?.execute([])?;
    Ok(())
}

fn refuse_all(jobs: Vec<Box<dyn Job>>, error: &LedgerError) {
    for job in jobs {
        job.refuse(copy(error));
    }
}

fn same(ended: &Result<(), LedgerError>) -> Result<(), LedgerError> {
    match ended {
        Ok(()) => Ok(()),
        Err(error) => Err(copy(error)),
    }
}

/// Everybody gets the same text.
fn copy(error: &LedgerError) -> LedgerError {
    match error {
        LedgerError::Database(text) => LedgerError::Database(text.clone()),
        other => LedgerError::Database(other.to_string()),
    }
}
