//! The ledger: what was received, decided and posted, and why.
//!
//! This is the port. One transaction holds a case's receipt, evidence,
//! assessment, outcome, outgoing postings, claims and audit leaf; everything
//! else about durability follows from that.

pub mod operations;
pub mod overview;
pub mod sqlite;
pub mod state;
pub mod stops;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::assessment::result::Outcome;
use crate::vocabulary::identity::Hash;
use crate::vocabulary::{Kronor, Month, Personnummer, Posting, Reason, Resolution};
pub use operations::{Operations, Wish};
pub use overview::Overview;
pub use state::CaseState;
use stops::{Basis, Stop};

/// What can go wrong with the ledger. No text quotes a person.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file or server cannot be used as it is; the text says what to do.
    #[error("{0}")]
    Unusable(String),
    /// The database failed; trying again later is right.
    #[error("the ledger failed: {0}")]
    Database(String),
    /// A step breaks the table of legal moves: a fault in the program.
    #[error("a case cannot go from {from} to {to}")]
    IllegalMove {
        /// Where the case stands.
        from: CaseState,
        /// Where it was to go.
        to: CaseState,
    },
}

/// What the ledger knows of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Receipt {
    /// Never seen.
    New,
    /// Seen with the same content: a duplicate, or a delivery repeated after a
    /// crash. These of its postings are not yet known to be posted.
    Known {
        /// The case it became.
        case_id: String,
        /// Where the case stands.
        state: CaseState,
        /// Postings not yet marked as posted.
        unposted: Vec<Unposted>,
    },
    /// Seen, but with other content.
    Conflicting,
}

/// A posting that is not known to be posted.
#[derive(Clone, Debug, PartialEq)]
pub struct Unposted {
    /// The message.
    pub posting: Posting,
    /// The robot's own id of its case; `None` for a message nobody could read.
    pub case_id: Option<String>,
    /// When it was stored.
    pub stored_at: DateTime<Utc>,
    /// Whether somebody has tried to post it, so that it may have left.
    pub attempted: bool,
}

/// What a step that supersedes an outcome does with what was posted, or is
/// still to be posted, of the case's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Superseding {
    /// Nothing of it has left, and nothing will. Were it otherwise, the step
    /// is [`Recorded::Overtaken`].
    HeldBack,
    /// Some of it may have left; what is not known to be posted is held back.
    MayHaveLeft,
    /// It stands: what is still to be posted is posted.
    Stands,
}

/// Everything that one transaction stores about one step of a case.
pub struct Step {
    /// The robot's own id of the case, derived from application and content.
    pub case_id: String,
    /// The application's id.
    pub application_id: String,
    /// Hash of the application's parsed content.
    pub content_hash: Hash,
    /// The municipality's case number.
    pub case_number: String,
    /// The month applied for; `None` when it could not be read.
    pub month: Option<Month>,
    /// When the application reached the municipality, as far as it is known.
    pub received_at: DateTime<Utc>,
    /// The household; stored as keyed hashes only.
    pub members: Vec<Personnummer>,
    /// Where the case stood: `Received` for a first step.
    pub from: CaseState,
    /// What an operator wanted of the case when it was taken up. The step
    /// fulfils it, and is overtaken when it has changed meanwhile.
    pub wish: Option<Wish>,
    /// Where it stands after the step.
    pub to: CaseState,
    /// When the step is taken.
    pub at: DateTime<Utc>,
    /// The assessment's outcome.
    pub outcome: Option<Outcome>,
    /// The entitlement or proposal.
    pub amount: Option<Kronor>,
    /// Whether the case is one for the restricted queue. Its reasons then
    /// stand only in the envelope.
    pub restricted: bool,
    /// Every reason.
    pub reasons: Vec<Reason>,
    /// The unit a handover goes to.
    pub unit: Option<String>,
    /// When a postponed case is to be taken up again.
    pub due_at: Option<DateTime<Utc>>,
    /// Failed attempts so far.
    pub attempts: u32,
    /// The cause of a technical fault, such as `SKV.timeout`: low-cardinality.
    pub cause: Option<String>,
    /// The case's content as versioned JSON: bundle and assessment. It goes
    /// into the envelope column.
    pub content: Vec<u8>,
    /// Hash of the rules it was assessed by.
    pub rules_hash: String,
    /// Hash of the policy it was assessed by.
    pub policy_hash: String,
    /// Messages to post, in order.
    pub postings: Vec<Posting>,
    /// Whether they are posted at once, and so may have left from now on.
    pub attempted: bool,
    /// For a step that supersedes an outcome: what becomes of its postings.
    pub superseding: Option<Superseding>,
    /// Adults whose month the case claims by this step. A decision needs all
    /// of them; a handover takes those that are free, so that nothing else is
    /// decided automatically while a person has it.
    pub claims: Vec<Personnummer>,
    /// Days on which AGI is to be read again.
    pub after_checks: Vec<NaiveDate>,
    /// What the assessment rests on, for the stops in force; `None` when there
    /// is none, and then only a stop of everything is about the step.
    pub basis: Option<Basis>,
}

impl Step {
    /// What is to be posted once the step is stored.
    pub fn unposted(&self) -> Vec<Unposted> {
        let unposted = |posting: &Posting| Unposted {
            posting: posting.clone(),
            case_id: Some(self.case_id.clone()),
            stored_at: self.at,
            attempted: self.attempted,
        };
        self.postings.iter().map(unposted).collect()
    }
}

/// What became of a [`Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Stored.
    Done,
    /// Not stored: one of the adults has been decided on for the month, or a
    /// person has a case of it. The case is to be assessed again with
    /// `duplicate_application`.
    ClaimTaken,
    /// Not stored: another message with the same application's id and other
    /// content came first. The case is to be assessed again with
    /// `conflicting_resubmission`.
    Conflicting,
    /// Not stored: a stop is about the case. It is to be assessed again with
    /// `kill_switch`.
    Stopped,
    /// Not stored: everything is stopped. The case stays where it is.
    Paused,
    /// Not stored: the case is no longer where `from` says, an operator wants
    /// something else of it, a first step's application has been received
    /// meanwhile, or something that a step would hold back may have left.
    Overtaken,
}

/// A case that is due to be taken up again.
#[derive(Clone, Debug)]
pub struct DueCase {
    /// The case.
    pub case_id: String,
    /// Where it stands: waiting, retrying or failed.
    pub state: CaseState,
    /// Failed attempts so far.
    pub attempts: u32,
    /// What an operator wants of it.
    pub wish: Option<Wish>,
    /// How often it was taken up since its latest step: what did not end then
    /// made the program fall.
    pub taken_up: u32,
    /// The content of its latest step.
    pub content: Vec<u8>,
}

/// What a person decided in a case, and when the robot was told.
#[derive(Clone, Debug)]
pub struct ResolvedAt {
    /// What was decided.
    pub resolution: Resolution,
    /// When the robot was told.
    pub at: DateTime<Utc>,
}

/// What became of a [`ResolvedAt`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Stored, now or before.
    Done,
    /// Not stored: there is no such case.
    UnknownCase,
    /// Not stored: no person has the case.
    NotWithAPerson,
}

/// Work that may make the program fall, and is counted for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Begun {
    /// A message that was delivered again, by the digest of its bytes.
    Message(Hash),
    /// A case that was due, by its id. A step of it ends the count.
    Case(String),
}

/// An after-check that is due to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueAfterCheck {
    /// The case.
    pub case_id: String,
    /// The day it was due.
    pub due_on: NaiveDate,
    /// How often it could not be made.
    pub attempts: u32,
}

/// A message nobody could read.
pub struct DeadLetter {
    /// To the dead-letter queue, with the original bytes.
    pub posting: Posting,
    /// Why, low-cardinality, such as `not_json`.
    pub reason: String,
    /// When it was taken in.
    pub at: DateTime<Utc>,
}

/// Dead letters that nobody has looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// How many.
    pub count: u64,
    /// When the oldest of them was taken in.
    pub oldest: DateTime<Utc>,
}

/// A case as lists show it: never a person; a restricted case shows its case
/// number and state alone.
#[derive(Clone, Debug, Serialize)]
pub struct CaseRow {
    /// The robot's own id.
    pub case_id: String,
    /// The application.
    pub application_id: String,
    /// The municipality's case number.
    pub case_number: String,
    /// The month applied for.
    pub month: Option<Month>,
    /// Where it stands.
    #[serde(serialize_with = "code_of_state")]
    pub state: CaseState,
    /// The outcome.
    pub outcome: Option<Outcome>,
    /// The entitlement or proposal.
    pub amount: Option<Kronor>,
    /// Reason codes, or `restricted` alone.
    pub reasons: Vec<String>,
    /// The unit a handover went to.
    pub unit: Option<String>,
    /// When the application reached the municipality.
    pub received_at: DateTime<Utc>,
    /// When the case last moved.
    pub updated_at: DateTime<Utc>,
    /// When it is to be taken up again.
    pub due_at: Option<DateTime<Utc>>,
    /// Failed attempts so far.
    pub attempts: u32,
    /// The cause of the latest technical fault.
    pub cause: Option<String>,
}

fn code_of_state<S: serde::Serializer>(
    state: &CaseState,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.code())
}

/// An entry of a case's history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What, such as `waiting`, `decided` or `posted`.
    pub what: String,
    /// More about it, never a person.
    pub detail: String,
}

/// A case with its whole content and history.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// As lists show it.
    pub row: CaseRow,
    /// Bundle and assessment, versioned JSON.
    pub content: Vec<u8>,
    /// What happened, oldest first.
    pub history: Vec<HistoryEntry>,
    /// What was posted: message id, queue, and when it was confirmed.
    pub postings: Vec<(String, String, Option<DateTime<Utc>>)>,
}

/// Cases that are not at their end, put together by what holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parked {
    /// Where they stand.
    #[serde(serialize_with = "code_of_state")]
    pub state: CaseState,
    /// The technical fault, or `restricted` alone; none of a case that waits
    /// for a known day.
    pub cause: Option<String>,
    /// How many they are.
    pub cases: u64,
    /// When the first of them is taken up again.
    pub due_at: Option<DateTime<Utc>>,
}

/// Which cases to list.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Only this state.
    pub state: Option<CaseState>,
    /// Only with this reason code; `restricted` finds restricted cases.
    pub reason: Option<String>,
    /// Only this case number, exactly.
    pub case_number: Option<String>,
    /// Only with a technical fault that begins so, such as `SKV`. Restricted
    /// cases show no fault, so none of them is found by it.
    pub source: Option<String>,
    /// Only cases that last moved at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Only cases that last moved before this time.
    pub until: Option<DateTime<Utc>>,
    /// At most so many; the latest first.
    pub limit: u32,
}

/// The ledger's port. Every call returns after its effect is durable.
#[expect(
    async_fn_in_trait,
    reason = "one thread runs the worker; no caller needs Send"
)]
pub trait Ledger {
    /// What is known of a message with this content.
    ///
    /// # Errors
    /// [`LedgerError::Database`], as for every call below.
    async fn receipt(&self, application_id: &str, content: &Hash) -> Result<Receipt, LedgerError>;

    /// Stores a step, all of it or nothing.
    ///
    /// # Errors
    /// [`LedgerError::IllegalMove`] besides.
    async fn record(&self, step: Step) -> Result<Recorded, LedgerError>;

    /// Stores a message nobody could read, and its posting. Returns the posting
    /// that is still to be posted: the stored one, where the same bytes came
    /// before, and none when it has been posted.
    async fn record_dead_letter(&self, letter: DeadLetter) -> Result<Option<Posting>, LedgerError>;

    /// Dead letters taken in before `before` that no operator has looked at;
    /// `None` when there are none.
    async fn unread_dead_letters(
        &self,
        before: DateTime<Utc>,
    ) -> Result<Option<Unread>, LedgerError>;

    /// The stops in force. Asked twice a second, so it must cost little.
    async fn stops_in_force(&self) -> Result<Vec<Stop>, LedgerError>;

    /// Whether a stop in force hands over a case with these members that rests
    /// on `basis`.
    async fn is_stopped(
        &self,
        members: Vec<Personnummer>,
        basis: Basis,
    ) -> Result<bool, LedgerError>;

    /// Stops the intake until an operator resumes it. It is the worker's own
    /// act, and changes nothing when the intake is stopped.
    async fn stop_intake(&self, why: &str, at: DateTime<Utc>) -> Result<(), LedgerError>;

    /// Notes that postings are confirmed by their queue.
    async fn mark_posted(
        &self,
        message_ids: Vec<String>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError>;

    /// Notes that a posting stays in the ledger alone, because its queue can
    /// never take it.
    async fn keep_here(&self, message_id: &str) -> Result<(), LedgerError>;

    /// Notes that a posting may have left from now on; false when it must
    /// not, because another step has superseded it.
    async fn mark_attempted(
        &self,
        message_id: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, LedgerError>;

    /// Postings not marked as posted that were stored before `before`, oldest
    /// first.
    async fn unposted(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Unposted>, LedgerError>;

    /// Postponed and parked cases whose time has come, earliest first.
    async fn due(&self, at: DateTime<Utc>, limit: u32) -> Result<Vec<DueCase>, LedgerError>;

    /// The earliest time any case is due.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, LedgerError>;

    /// After-checks whose day and time have come, the longest due first.
    async fn due_after_checks(
        &self,
        at: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<DueAfterCheck>, LedgerError>;

    /// Keeps how often an after-check could not be made, and when it is tried
    /// again.
    async fn put_off_after_check(
        &self,
        check: DueAfterCheck,
        due_at: DateTime<Utc>,
    ) -> Result<(), LedgerError>;

    /// Ends an after-check: whether the employer's declaration agreed with what
    /// was counted, or `None` when a person had the case before.
    async fn close_after_check(
        &self,
        check: DueAfterCheck,
        agreed: Option<bool>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError>;

    /// Counts that work begins; returns how often it has begun by now without
    /// coming to an end.
    async fn begin(&self, begun: Begun, at: DateTime<Utc>) -> Result<u32, LedgerError>;

    /// Forgets the count: the work has come to its end.
    async fn end(&self, begun: Begun) -> Result<(), LedgerError>;

    /// Takes one beginning of each back: the program was told to stop, and did
    /// not fall.
    async fn take_back(&self, begun: Vec<Begun>) -> Result<(), LedgerError>;

    /// Stores what a person decided in a case, and lets go of the claims that
    /// it held, unless aid was granted. The same again changes nothing.
    async fn resolve(&self, resolved: ResolvedAt) -> Result<Resolved, LedgerError>;

    /// Puts a seal on the history entries that have none, so that a later
    /// change of them shows. At most ten thousand at a time.
    async fn seal(&self, at: DateTime<Utc>) -> Result<(), LedgerError>;

    /// Keeps a version of rules or policy by its hash.
    async fn keep_text(&self, hash: &str, kind: &str, text: &str) -> Result<(), LedgerError>;

    /// Cases as lists show them.
    async fn cases(&self, filter: CaseFilter) -> Result<Vec<CaseRow>, LedgerError>;

    /// Cases that are not at their end, by state and cause.
    async fn parked(&self) -> Result<Vec<Parked>, LedgerError>;

    /// One case by its id, its application's id or its case number.
    async fn case(&self, id: &str) -> Result<Option<CaseFile>, LedgerError>;

    /// How many cases stand where.
    async fn counts(&self) -> Result<Vec<(CaseState, u64)>, LedgerError>;
}
