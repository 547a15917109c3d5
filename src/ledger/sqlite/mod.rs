//! The ledger in a SQLite file, for one machine.

// The embedded queue's rows are written the same way.
pub(crate) mod columns;

mod after_checks;
mod books;
mod cases;
mod consumer_lock;
mod crashes;
mod database;
mod dead_letters;
mod disclosures;
mod events;
mod faults;
mod filling;
mod group;
mod migrations;
mod opening;
mod operations;
mod orders;
mod outbox;
mod overview;
mod persons;
mod record;
mod resolutions;
mod seals;
mod standing;
mod stops;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use consumer_lock::ConsumerLock;
pub use database::Database;
pub use filling::Filling;
pub use seals::Seal;

use super::operations::Signature;
use super::stops::{Basis, Stop, StopTarget};
use super::{
    Begun, CaseFile, CaseFilter, CaseRow, CaseState, DeadLetter, DueAfterCheck, DueCase, Ledger,
    LedgerError, Parked, Receipt, Recorded, Resolved, ResolvedAt, Step, Unposted, Unread,
};
use crate::vocabulary::identity::Hash;
use crate::vocabulary::{Personnummer, Posting};
use persons::PersonKey;

/// Who stops the intake when an alarm does.
const ROBOT: &str = "handlaggarrobot";

/// The ledger's port on a [`Database`]. Clones share it.
#[derive(Clone)]
pub struct SqliteLedger {
    database: Database,
    person_key: Arc<PersonKey>,
}

impl SqliteLedger {
    /// A ledger in the file. Without a configured `person_key` the ledger makes
    /// one at its first start and keeps it in the file.
    ///
    /// # Errors
    /// [`LedgerError::Unusable`] when the ledger was written with another key.
    pub async fn open(
        database: Database,
        person_key: Option<Vec<u8>>,
    ) -> Result<Self, LedgerError> {
        let person_key = database
            .write(move |connection| PersonKey::of(connection, person_key.as_deref()))
            .await?;
        Ok(Self {
            database,
            person_key: Arc::new(person_key),
        })
    }

    /// The file, for its other client, the embedded queue.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Puts a seal on the events that have none; `None` when there are none.
    /// More than ten thousand need several calls.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn seal_events(&self, at: DateTime<Utc>) -> Result<Option<Seal>, LedgerError> {
        self.database
            .write(move |connection| seals::seal(connection, at))
            .await
    }
}

impl SqliteLedger {
    async fn stop_something(
        &self,
        target: StopTarget,
        signature: Signature,
    ) -> Result<Stop, LedgerError> {
        let person_key = Arc::clone(&self.person_key);
        self.database
            .write(move |connection| stops::set(connection, &person_key, &target, &signature))
            .await
    }
}

impl Ledger for SqliteLedger {
    async fn receipt(&self, application_id: &str, content: &Hash) -> Result<Receipt, LedgerError> {
        let (application_id, content) = (application_id.to_owned(), *content);
        self.database
            .read(move |connection| cases::receipt(connection, &application_id, &content))
            .await
    }

    async fn record(&self, step: Step) -> Result<Recorded, LedgerError> {
        let person_key = Arc::clone(&self.person_key);
        self.database
            .write(move |connection| record::record(connection, &person_key, &step))
            .await
    }

    async fn record_dead_letter(&self, letter: DeadLetter) -> Result<Option<Posting>, LedgerError> {
        self.database
            .write(move |connection| outbox::store_dead_letter(connection, &letter))
            .await
    }

    async fn unread_dead_letters(
        &self,
        before: DateTime<Utc>,
    ) -> Result<Option<Unread>, LedgerError> {
        self.database
            .read(move |connection| dead_letters::unread(connection, before))
            .await
    }

    async fn stops_in_force(&self) -> Result<Vec<Stop>, LedgerError> {
        self.database.read(stops::in_force).await
    }

    async fn is_stopped(
        &self,
        members: Vec<Personnummer>,
        basis: Basis,
    ) -> Result<bool, LedgerError> {
        let key = Arc::clone(&self.person_key);
        self.database
            .read(move |connection| stops::hands_over(connection, &key, &members, &basis))
            .await
    }

    async fn stop_intake(&self, why: &str, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let signature = Signature {
            by: ROBOT.into(),
            comment: why.to_owned(),
            at,
        };
        self.stop_something(StopTarget::Intake, signature)
            .await
            .map(drop)
    }

    async fn mark_posted(
        &self,
        message_ids: Vec<String>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        self.database
            .write(move |connection| outbox::mark_posted(connection, &message_ids, at))
            .await
    }

    async fn keep_here(&self, message_id: &str) -> Result<(), LedgerError> {
        let message_id = message_id.to_owned();
        self.database
            .write(move |connection| outbox::keep_here(connection, &message_id))
            .await
    }

    async fn mark_attempted(
        &self,
        message_id: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, LedgerError> {
        let message_id = message_id.to_owned();
        self.database
            .write(move |connection| outbox::mark_attempted(connection, &message_id, at))
            .await
    }

    async fn unposted(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Unposted>, LedgerError> {
        self.database
            .read(move |connection| outbox::unposted(connection, before, limit))
            .await
    }

    async fn due(&self, at: DateTime<Utc>, limit: u32) -> Result<Vec<DueCase>, LedgerError> {
        self.database
            .read(move |connection| cases::due(connection, at, limit))
            .await
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        self.database.read(cases::next_due).await
    }

    async fn due_after_checks(
        &self,
        at: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<DueAfterCheck>, LedgerError> {
        self.database
            .read(move |connection| after_checks::due(connection, at, limit))
            .await
    }

    async fn put_off_after_check(
        &self,
        check: DueAfterCheck,
        due_at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        self.database
            .write(move |connection| after_checks::put_off(connection, &check, due_at))
            .await
    }

    async fn close_after_check(
        &self,
        check: DueAfterCheck,
        agreed: Option<bool>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        self.database
            .write(move |connection| after_checks::close(connection, &check, agreed, at))
            .await
    }

    async fn begin(&self, begun: Begun, at: DateTime<Utc>) -> Result<u32, LedgerError> {
        self.database
            .write(move |connection| crashes::begin(connection, &begun, at))
            .await
    }

    async fn end(&self, begun: Begun) -> Result<(), LedgerError> {
        self.database
            .write(move |connection| crashes::end(connection, &begun))
            .await
    }

    async fn take_back(&self, begun: Vec<Begun>) -> Result<(), LedgerError> {
        self.database
            .write(move |connection| crashes::take_back(connection, &begun))
            .await
    }

    async fn resolve(&self, resolved: ResolvedAt) -> Result<Resolved, LedgerError> {
        self.database
            .write(move |connection| resolutions::resolve(connection, &resolved))
            .await
    }

    async fn seal(&self, at: DateTime<Utc>) -> Result<(), LedgerError> {
        self.seal_events(at).await.map(drop)
    }

    async fn keep_text(&self, hash: &str, kind: &str, text: &str) -> Result<(), LedgerError> {
        let (hash, kind, text) = (hash.to_owned(), kind.to_owned(), text.to_owned());
        self.database
            .write(move |connection| outbox::keep_text(connection, &hash, &kind, &text))
            .await
    }

    async fn cases(&self, filter: CaseFilter) -> Result<Vec<CaseRow>, LedgerError> {
        self.database
            .read(move |connection| cases::cases(connection, &filter))
            .await
    }

    async fn parked(&self) -> Result<Vec<Parked>, LedgerError> {
        self.database.read(cases::parked).await
    }

    async fn case(&self, id: &str) -> Result<Option<CaseFile>, LedgerError> {
        let id = id.to_owned();
        self.database
            .read(move |connection| cases::case(connection, &id))
            .await
    }

    async fn counts(&self) -> Result<Vec<(CaseState, u64)>, LedgerError> {
        self.database.read(cases::counts).await
    }
}
