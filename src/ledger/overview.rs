//! What the console asks of the ledger: numbers of a night, groups of faults,
//! pages of lists, searches and histories.
//!
//! Beside the operators' port, which the command line shares. Every answer
//! takes the same time however many cases have come to their end.

use chrono::{DateTime, Utc};

use super::operations::Signature;
use super::stops::Stop;
use super::{CaseRow, CaseState, LedgerError};
use crate::vocabulary::Personnummer;

/// Which cases somebody may know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Restricted cases are as if they were not there.
    Unrestricted,
    /// Every case.
    Everything,
}

/// How often something has happened in an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourlyCount {
    /// When the hour began.
    pub hour: DateTime<Utc>,
    /// `received`, `posted`, a state's code, or `restricted` for handovers of
    /// restricted cases.
    pub kind: String,
    /// How often.
    pub count: u64,
}

/// How things stand, all of one moment.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Cases by state; only states that have any.
    pub cases: Vec<(CaseState, u64)>,
    /// What has happened since the hour asked for, by hour.
    pub hours: Vec<HourlyCount>,
    /// Minutes from application to decision, and how many took so long, since
    /// the second hour asked for; in order.
    pub decision_minutes: Vec<(u64, u64)>,
    /// Postings not yet confirmed by their queue.
    pub unposted: u64,
    /// When the oldest of them was stored.
    pub unposted_since: Option<DateTime<Utc>>,
    /// Open dead letters.
    pub dead_letters: u64,
    /// The stops in force.
    pub stops: Vec<Stop>,
}

/// Failed or retrying cases that the same fault holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultGroup {
    /// Failed or retrying.
    pub state: CaseState,
    /// The technical fault; `restricted` alone for all restricted cases.
    pub cause: Option<String>,
    /// How many.
    pub cases: u64,
    /// Since when the first of them stands there.
    pub since: DateTime<Utc>,
    /// When the first of them is taken up again.
    pub due_at: Option<DateTime<Utc>>,
}

/// In which order a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// Those that moved last first.
    LatestFirst,
    /// Those that have stood there longest first.
    LongestFirst,
}

/// Where a page ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    /// When the last case of the page moved, in unix milliseconds.
    pub moved: i64,
    /// Tells apart those that moved together.
    pub number: i64,
}

/// Which page of which list.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// Only this state.
    pub state: Option<CaseState>,
    /// In which order.
    pub order: ListOrder,
    /// After which page; `None` for the first.
    pub after: Option<PageKey>,
    /// How many cases at most.
    pub limit: u32,
    /// For whom.
    pub sight: Sight,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct CasePage {
    /// The cases.
    pub rows: Vec<CaseRow>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<PageKey>,
}

/// What happened to a case, with who did it and why where a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as in the history.
    pub kind: String,
    /// More about it, never a person.
    pub detail: String,
    /// The account of whoever did it.
    pub by: Option<String>,
    /// Why. It may name a person.
    pub comment: Option<String>,
}

/// How the people who looked at samples found them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleCounts {
    /// Nobody has looked yet.
    pub open: u64,
    /// The person would have decided the same.
    pub agreed: u64,
    /// The person would not.
    pub disagreed: u64,
}

/// The console's port. Restricted cases are left out for whoever may not know
/// of them, in the ledger itself.
#[expect(
    async_fn_in_trait,
    reason = "callers name the type, whose futures are Send"
)]
pub trait Overview {
    /// How things stand; hours from `since` on, decision times from
    /// `decided_since` on.
    ///
    /// # Errors
    /// [`LedgerError::Database`], as for every call below.
    async fn standing(
        &self,
        since: DateTime<Utc>,
        decided_since: DateTime<Utc>,
    ) -> Result<Standing, LedgerError>;

    /// Failed and retrying cases by what holds them, failed ones first and the
    /// largest group first.
    async fn fault_groups(&self) -> Result<Vec<FaultGroup>, LedgerError>;

    /// The failed cases of a group that stood there at a time, the longest
    /// first, and how many they are in all.
    async fn failed_of(
        &self,
        cause: Option<String>,
        at: DateTime<Utc>,
        limit: u32,
    ) -> Result<(Vec<CaseRow>, u64), LedgerError>;

    /// A page of a list.
    async fn page(&self, request: PageRequest) -> Result<CasePage, LedgerError>;

    /// Cases with this case number, the latest first.
    async fn cases_of_number(
        &self,
        number: &str,
        sight: Sight,
    ) -> Result<Vec<CaseRow>, LedgerError>;

    /// Cases with this person as a member, the latest first.
    async fn cases_of_person(
        &self,
        person: Personnummer,
        sight: Sight,
    ) -> Result<Vec<CaseRow>, LedgerError>;

    /// Failed and retrying cases by how long their applicants have waited.
    async fn undecided(&self, limit: u32, sight: Sight) -> Result<Vec<CaseRow>, LedgerError>;

    /// Decided cases that are samples nobody has looked at, the oldest first.
    async fn open_samples(&self, limit: u32, sight: Sight) -> Result<Vec<CaseRow>, LedgerError>;

    /// How samples drawn since then were found.
    async fn sample_counts(&self, since: DateTime<Utc>) -> Result<SampleCounts, LedgerError>;

    /// What happened to a case, oldest first, without confirmations.
    async fn events(&self, case_id: &str) -> Result<Vec<CaseEvent>, LedgerError>;

    /// Notes that somebody was shown whom a case is about; false when there is
    /// no such case.
    async fn note_identities_shown(
        &self,
        case_id: &str,
        signature: Signature,
    ) -> Result<bool, LedgerError>;
}
