//! What operators do to the ledger, beside a running worker.
//!
//! Every act is an event of the history, sealed with who did it and why.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::LedgerError;
use super::stops::{Stop, StopTarget};
use crate::vocabulary::Posting;

/// Who does something, why and when. The comment may name a person, so it
/// stands only in the event's envelope.
#[derive(Clone)]
pub struct Signature {
    /// The account of whoever does it.
    pub by: String,
    /// Why, in own words.
    pub comment: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A dead letter as lists show it: without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadLetterRow {
    /// The id of its message in the dead-letter queue.
    pub message_id: String,
    /// Why nobody could read it, such as `not_json`.
    pub reason: String,
    /// When it was taken in, the latest time.
    pub at: DateTime<Utc>,
    /// Its length.
    pub bytes: u64,
    /// When an operator first looked at it.
    pub seen_at: Option<DateTime<Utc>>,
    /// When it was requeued or discarded.
    pub closed_at: Option<DateTime<Utc>>,
}

/// The operators' port. Every call returns after its effect is durable.
#[expect(
    async_fn_in_trait,
    reason = "one thread runs a command; no caller needs Send"
)]
pub trait Operations {
    /// Stops something. What is stopped already stays so, under the same
    /// number; everything is stopped in one way at a time, so stopping it in
    /// the other way ends the first.
    ///
    /// # Errors
    /// [`LedgerError::Database`], as for every call below.
    async fn stop(&self, target: StopTarget, signature: Signature) -> Result<Stop, LedgerError>;

    /// Ends stops; returns those of the numbers that were in force.
    async fn resume(&self, ids: Vec<i64>, signature: Signature) -> Result<Vec<i64>, LedgerError>;

    /// Every stop there was, the latest first.
    async fn stops(&self) -> Result<Vec<Stop>, LedgerError>;

    /// Dead letters, the oldest first; those that are closed too when asked.
    async fn dead_letters(&self, closed_too: bool) -> Result<Vec<DeadLetterRow>, LedgerError>;

    /// One dead letter with its bytes, which counts as having seen it.
    async fn see_dead_letter(
        &self,
        message_id: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<(DeadLetterRow, Vec<u8>)>, LedgerError>;

    /// Closes dead letters and puts their bytes into the outbox as new
    /// applications; returns what is to be submitted. Closed ones are left
    /// alone.
    async fn requeue_dead_letters(
        &self,
        message_ids: Vec<String>,
        signature: Signature,
    ) -> Result<Vec<Posting>, LedgerError>;

    /// Closes dead letters for good; returns how many were open.
    async fn discard_dead_letters(
        &self,
        message_ids: Vec<String>,
        signature: Signature,
    ) -> Result<u64, LedgerError>;
}
