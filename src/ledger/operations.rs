//! What operators ask of the ledger, and what they do to cases.
//!
//! Beside the worker's port, so that the worker knows nothing of it. Everything
//! may be called while a worker runs in another process: an order is a
//! compare-and-set, and the worker finds it at its next look.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{CaseRow, CaseState, LedgerError};
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
    /// The operator's account name.
    pub by: String,
    /// Why. It may name a person, so it stands in the envelope alone.
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
    /// Messages nobody could read.
    pub dead_letters: u64,
    /// Postings not yet confirmed by their queue, by message id; the oldest
    /// thousand.
    pub unposted: Vec<String>,
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

    /// Holds the ledger's tables against each other.
    async fn books(&self) -> Result<Books, LedgerError>;

    /// Every receipt of these applications.
    async fn received(&self, application_ids: Vec<String>) -> Result<Vec<Received>, LedgerError>;

    /// Which of these message ids are dead letters.
    async fn dead_letters_among(
        &self,
        message_ids: Vec<String>,
    ) -> Result<Vec<String>, LedgerError>;
}
