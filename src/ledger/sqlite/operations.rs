//! The operators' port on the SQLite file.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;

use super::{
    SqliteLedger, books, cases, dead_letters, disclosures, orders, outbox, standing, stops,
};
use crate::ledger::operations::{
    Books, DeadLetterRow, Operations, Order, Ordered, Signature, Standing, Tally,
};
use crate::ledger::stops::{Stop, StopTarget};
use crate::ledger::{CaseRow, LedgerError};
use crate::vocabulary::Posting;

impl Operations for SqliteLedger {
    async fn order(&self, case_id: &str, order: Order) -> Result<Ordered, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .write(move |connection| orders::order(connection, &case_id, &order))
            .await
    }

    async fn cases_by_id(&self, case_ids: Vec<String>) -> Result<Vec<CaseRow>, LedgerError> {
        self.database
            .read(move |connection| cases::cases_by_id(connection, &case_ids))
            .await
    }

    async fn text(&self, hash: &str) -> Result<Option<String>, LedgerError> {
        let hash = hash.to_owned();
        self.database
            .read(move |connection| {
                Ok(connection
                    .prepare_cached("SELECT text FROM texts WHERE hash = ?1")?
                    .query_row([hash], |row| row.get(0))
                    .optional()?)
            })
            .await
    }

    async fn messages(&self, case_id: &str) -> Result<Vec<Posting>, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .read(move |connection| outbox::messages_of(connection, &case_id))
            .await
    }

    async fn books(
        &self,
        application_ids: Vec<String>,
        message_ids: Vec<String>,
    ) -> Result<Books, LedgerError> {
        self.database
            .read(move |connection| books::books(connection, &application_ids, message_ids))
            .await
    }

    async fn standing(&self, at: DateTime<Utc>) -> Result<Standing, LedgerError> {
        self.database
            .read(move |connection| standing::standing(connection, at))
            .await
    }

    async fn stop(&self, target: StopTarget, signature: Signature) -> Result<Stop, LedgerError> {
        self.stop_something(target, signature).await
    }

    async fn resume(&self, ids: Vec<i64>, signature: Signature) -> Result<Vec<i64>, LedgerError> {
        self.database
            .write(move |connection| stops::end(connection, &ids, &signature))
            .await
    }

    async fn stops(&self) -> Result<Vec<Stop>, LedgerError> {
        self.database.read(stops::all).await
    }

    async fn dead_letters(&self, closed_too: bool) -> Result<Vec<DeadLetterRow>, LedgerError> {
        self.database
            .read(move |connection| dead_letters::list(connection, closed_too))
            .await
    }

    async fn see_dead_letter(
        &self,
        message_id: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<(DeadLetterRow, Vec<u8>)>, LedgerError> {
        let message_id = message_id.to_owned();
        self.database
            .write(move |connection| dead_letters::see(connection, &message_id, at))
            .await
    }

    async fn requeue_dead_letters(
        &self,
        message_ids: Vec<String>,
        signature: Signature,
    ) -> Result<Vec<Posting>, LedgerError> {
        self.database
            .write(move |connection| dead_letters::requeue(connection, &message_ids, &signature))
            .await
    }

    async fn discard_dead_letters(
        &self,
        message_ids: Vec<String>,
        signature: Signature,
    ) -> Result<u64, LedgerError> {
        self.database
            .write(move |connection| dead_letters::discard(connection, &message_ids, &signature))
            .await
    }

    async fn statements(&self, case_id: &str) -> Result<Vec<Vec<u8>>, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .read(move |connection| disclosures::statements(connection, &case_id))
            .await
    }

    async fn note_disclosure(
        &self,
        case_id: &str,
        recipient: &'static str,
        signature: Signature,
    ) -> Result<bool, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .write(move |connection| disclosures::note(connection, &case_id, recipient, &signature))
            .await
    }

    async fn tally(&self, sample_queue: String) -> Result<Tally, LedgerError> {
        self.database
            .read(move |connection| disclosures::tally(connection, &sample_queue))
            .await
    }
}
