//! What operators ask of the ledger, and what they do to cases.
//!
//! Beside the worker's port, so that the worker knows nothing of it. Everything
//! may be called while a worker runs in another process: an order is a
//! compare-and-set, and the worker finds it at its next look. Every act is an
//! event of the history, sealed with who did it and why.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::stops::{Stop, StopTarget};
use super::{CaseRow, CaseState, LedgerError};
use crate::assessment::result::Outcome;
use crate::vocabulary::Posting;
use crate::vocabulary::identity::Hash;

/// What an operator wants of a case when it is taken up next. The case's next
/// step clears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Every registry is asked again.
    FreshEvidence,
    /// Stored answers count whatever their age, but for Skatteverket's, because
    /// protection is read again last.
    SameEvidence,
    /// A person is to have the case, whatever the robot would make of it.
    HandOver,
}

impl Wish {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FreshEvidence => "fresh_evidence",
            Self::SameEvidence => "same_evidence",
            Self::HandOver => "hand_over",
        }
    }

    /// Reads the stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::FreshEvidence, Self::SameEvidence, Self::HandOver]
            .into_iter()
            .find(|wish| wish.code() == code)
    }
}

/// What is to be done to a failed case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The worker tries it once more, now.
    Replay {
        /// Which answers it may use; `None` leaves that to their age.
        wish: Option<Wish>,
    },
    /// The worker hands it over, now.
    HandOver,
    /// It ends here, without an answer from the robot.
    SetAside,
}

impl Deed {
    /// How the history names it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Replay { .. } => "replay_scheduled",
            Self::HandOver => "hand_over_scheduled",
            Self::SetAside => "set_aside",
        }
    }

    /// Where the case stands until a worker takes it up.
    pub const fn leads_to(self) -> CaseState {
        match self {
            Self::Replay { .. } => CaseState::Retrying,
            Self::HandOver => CaseState::Failed,
            Self::SetAside => CaseState::SetAside,
        }
    }
}

/// An operator's order about one case.
#[derive(Clone)]
pub struct Order {
    /// What is to be done.
    pub deed: Deed,
    /// Who gives it, and why.
    pub signature: Signature,
}

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

/// What became of an [`Order`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// Noted; a worker does the rest.
    Done,
    /// Refused: the case is not failed (any more). This is where it stands.
    Stands(CaseState),
}

/// One receipt: a message that became a case.
#[derive(Clone, Debug)]
pub struct Received {
    /// The application.
    pub application_id: String,
    /// Hash of its parsed content.
    pub content_hash: Hash,
    /// Where its case stands; `None` when the case is gone.
    pub state: Option<CaseState>,
}

/// What the ledger's own books say, all of one moment.
#[derive(Clone, Debug)]
pub struct Books {
    /// Messages that became cases.
    pub receipts: u64,
    /// Cases by state, counted one by one.
    pub cases: Vec<(CaseState, u64)>,
    /// Messages nobody could read, without those that were submitted once more.
    pub dead_letters: u64,
    /// The bytes of those of them that the broker gave up on: they may well be
    /// read.
    pub given_up: Vec<Vec<u8>>,
    /// The bytes of dead letters on their way back into the queue.
    pub returning: Vec<Vec<u8>>,
    /// Postings not yet confirmed by their queue, by message id; the oldest
    /// thousand.
    pub unposted: Vec<String>,
    /// Every receipt of the applications that were asked for, and of those among
    /// the bytes above.
    pub received: Vec<Received>,
    /// Those of the message ids asked for that are dead letters.
    pub known_dead_letters: Vec<String>,
    /// Everything that is off.
    pub faults: Vec<BookFault>,
}

/// A check that failed, and what it failed on.
#[derive(Clone, Debug, Serialize)]
pub struct BookFault {
    /// The check.
    pub check: &'static str,
    /// Ids of cases, applications or messages, or names of states; the first
    /// thousand.
    pub ids: Vec<String>,
}

/// What is counted for the algorithm record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// When the first application reached the municipality.
    pub since: Option<DateTime<Utc>>,
    /// Cases that are not restricted, by where they stand and their outcome.
    pub cases: Vec<(CaseState, Option<Outcome>, u64)>,
    /// Restricted cases.
    pub restricted: u64,
    /// Decisions that were sent to a person as a sample.
    pub sampled: u64,
    /// After-checks that were made.
    pub after_checks_made: u64,
    /// After-checks still to be made.
    pub after_checks_due: u64,
    /// Cases that a person has closed.
    pub resolved: u64,
}

/// How things stand now, for metrics: numbers alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Cases by where they stand.
    pub cases: Vec<(CaseState, u64)>,
    /// When the oldest case was received that is to be tried again or failed.
    pub oldest_undecided: Option<DateTime<Utc>>,
    /// Postings not known to be posted.
    pub unposted: u64,
    /// When the oldest of them was stored.
    pub oldest_unposted: Option<DateTime<Utc>>,
    /// Dead letters that no operator has looked at.
    pub unread_dead_letters: u64,
    /// Stops in force.
    pub stops: u64,
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
    /// Gives an order about a case, if the case is failed.
    ///
    /// # Errors
    /// [`LedgerError::Database`], as for every call below; here also when
    /// there is no such case.
    async fn order(&self, case_id: &str, order: Order) -> Result<Ordered, LedgerError>;

    /// The cases with these ids as lists show them; ids nobody knows are left
    /// out.
    async fn cases_by_id(&self, case_ids: Vec<String>) -> Result<Vec<CaseRow>, LedgerError>;

    /// A version of rules or policy by its hash.
    async fn text(&self, hash: &str) -> Result<Option<String>, LedgerError>;

    /// The messages of a case by its id, oldest first, without those that
    /// others have superseded.
    async fn messages(&self, case_id: &str) -> Result<Vec<Posting>, LedgerError>;

    /// Holds the ledger's tables against each other, and looks up applications
    /// and possible dead letters, all at one moment.
    async fn books(
        &self,
        application_ids: Vec<String>,
        message_ids: Vec<String>,
    ) -> Result<Books, LedgerError>;

    /// How things stand. Asked every few seconds beside the work, so it must
    /// cost little.
    async fn standing(&self, at: DateTime<Utc>) -> Result<Standing, LedgerError>;

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

    /// What the ledger swears to about every event of a case, oldest first:
    /// JSON, with who did it and why.
    async fn statements(&self, case_id: &str) -> Result<Vec<Vec<u8>>, LedgerError>;

    /// Notes in a case's history that a draft of a disclosure was made, for
    /// whom, by whom and why; false when there is no such case, or it is
    /// restricted.
    async fn note_disclosure(
        &self,
        case_id: &str,
        recipient: &'static str,
        signature: Signature,
    ) -> Result<bool, LedgerError>;

    /// Counts what the algorithm record tells, all at one moment.
    async fn tally(&self, sample_queue: String) -> Result<Tally, LedgerError>;
}
