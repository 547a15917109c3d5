//! The operators' port on the SQLite ledger.

use rusqlite::OptionalExtension;

use super::{SqliteLedger, books, cases, orders};
use crate::ledger::operations::{Books, Operations, Order, Ordered, Received};
use crate::ledger::{CaseRow, LedgerError};

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

    async fn books(&self) -> Result<Books, LedgerError> {
        self.database.read(books::books).await
    }

    async fn received(&self, application_ids: Vec<String>) -> Result<Vec<Received>, LedgerError> {
        self.database
            .read(move |connection| books::received(connection, &application_ids))
            .await
    }

    async fn dead_letters_among(
        &self,
        message_ids: Vec<String>,
    ) -> Result<Vec<String>, LedgerError> {
        self.database
            .read(move |connection| books::dead_letters_among(connection, message_ids))
            .await
    }
}
