//! The console's port on the SQLite file.

pub mod lists;
mod looks;
pub mod standing;

use chrono::{DateTime, Utc};

use super::SqliteLedger;
use crate::ledger::operations::Signature;
use crate::ledger::overview::{
    CaseEvent, CasePage, FaultGroup, Overview, PageRequest, SampleCounts, Sight, Standing,
};
use crate::ledger::{CaseRow, LedgerError};
use crate::vocabulary::Personnummer;

impl Overview for SqliteLedger {
    async fn standing(
        &self,
        since: DateTime<Utc>,
        decided_since: DateTime<Utc>,
    ) -> Result<Standing, LedgerError> {
        self.database
            .read(move |connection| standing::standing(connection, since, decided_since))
            .await
    }

    async fn fault_groups(&self) -> Result<Vec<FaultGroup>, LedgerError> {
        self.database.read(standing::fault_groups).await
    }

    async fn failed_of(
        &self,
        cause: Option<String>,
        at: DateTime<Utc>,
        limit: u32,
    ) -> Result<(Vec<CaseRow>, u64), LedgerError> {
        self.database
            .read(move |connection| lists::failed_of(connection, cause.as_deref(), at, limit))
            .await
    }

    async fn page(&self, request: PageRequest) -> Result<CasePage, LedgerError> {
        self.database
            .read(move |connection| lists::page(connection, &request))
            .await
    }

    async fn cases_of_number(
        &self,
        number: &str,
        sight: Sight,
    ) -> Result<Vec<CaseRow>, LedgerError> {
        let query = lists::of_number(sight);
        let number = number.to_owned();
        self.database
            .read(move |connection| lists::rows(connection, &query, vec![number.into()]))
            .await
    }

    async fn cases_of_person(
        &self,
        person: Personnummer,
        sight: Sight,
    ) -> Result<Vec<CaseRow>, LedgerError> {
        let hash = self.person_key.hash(&person).to_vec();
        let query = lists::of_person(sight);
        self.database
            .read(move |connection| lists::rows(connection, &query, vec![hash.into()]))
            .await
    }

    async fn undecided(&self, limit: u32, sight: Sight) -> Result<Vec<CaseRow>, LedgerError> {
        let query = lists::undecided(sight);
        self.database
            .read(move |connection| lists::rows(connection, &query, vec![limit.into()]))
            .await
    }

    async fn open_samples(&self, limit: u32, sight: Sight) -> Result<Vec<CaseRow>, LedgerError> {
        let query = lists::open_samples(sight);
        self.database
            .read(move |connection| lists::rows(connection, &query, vec![limit.into()]))
            .await
    }

    async fn sample_counts(&self, since: DateTime<Utc>) -> Result<SampleCounts, LedgerError> {
        self.database
            .read(move |connection| standing::sample_counts(connection, since))
            .await
    }

    async fn events(&self, case_id: &str) -> Result<Vec<CaseEvent>, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .read(move |connection| looks::case_events(connection, &case_id))
            .await
    }

    async fn note_identities_shown(
        &self,
        case_id: &str,
        signature: Signature,
    ) -> Result<bool, LedgerError> {
        let case_id = case_id.to_owned();
        self.database
            .write(move |connection| looks::note_identities_shown(connection, &case_id, &signature))
            .await
    }
}
