//! What is shown of a tally. The names of the fields are stable: they are the
//! JSON form, in which null is a count that is hidden.

use std::collections::BTreeMap;

use serde::Serialize;

use super::groups::Group;
use crate::assessment::Outcome;
use crate::explanation::rule_book::difference::Difference;
use crate::vocabulary::{Kronor, Month, Reason};

/// A simulation, with every small group hidden.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Version of this shape: 1.
    pub schema_version: u32,
    /// The program's version.
    pub program_version: &'static str,
    /// What the cases were assessed by until now.
    pub present: Hashes,
    /// What they were assessed by to see the difference.
    pub new: Hashes,
    /// What differs between the texts of the rules.
    pub rule_differences: Vec<Difference>,
    /// What the new files say of their change.
    pub change_notes: Vec<Note>,
    /// The cases it stands on.
    pub cases: Cases,
    /// Whether no case differs in anything.
    pub no_difference: bool,
    /// Whose amount changes.
    pub amounts: AmountChanges,
    /// How many change by how much: losses first, the largest first.
    pub histogram: Vec<Bar>,
    /// The same for each kind of household.
    pub households: Vec<HouseholdChanges>,
    /// Who decides.
    pub automation: Automation,
    /// From each outcome to each, in the order of the outcomes.
    pub outcomes: Vec<OutcomeChange>,
    /// Lines of the calculation that change.
    pub lines: Vec<LineDifference>,
    /// The cases with the largest changes, for operators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_ids: Option<CaseIds>,
}

/// The content hashes of a version.
#[derive(Debug, Serialize)]
pub struct Hashes {
    /// Of the rules.
    pub rules_hash: String,
    /// Of the policy.
    pub policy_hash: String,
}

/// A change note that only the new version has.
#[derive(Debug, Serialize)]
pub struct Note {
    /// The day of the change.
    pub on: chrono::NaiveDate,
    /// What changed and why.
    pub note: String,
    /// Who decided it; null where the law does.
    pub decided_by: Option<String>,
}

/// Where the cases come from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Source {
    /// A file with bundles.
    File {
        /// Its name, without its folder.
        name: String,
    },
    /// The ledger.
    Ledger {
        /// Only cases that moved since then.
        since: Option<String>,
        /// Only cases about this month.
        month: Option<Month>,
    },
}

/// The cases a report stands on.
#[derive(Debug, Serialize)]
pub struct Cases {
    /// Where they come from.
    pub source: Source,
    /// The first month applied for.
    pub first_month: Option<Month>,
    /// The last month applied for.
    pub last_month: Option<Month>,
    /// How many were compared.
    pub compared: Option<u64>,
    /// How many are restricted: they are counted nowhere else.
    pub restricted: Option<u64>,
    /// How many could not be read.
    pub unreadable: u64,
}

/// Whose amount changes. The six counts are those of the compared cases.
#[derive(Debug, Serialize)]
pub struct AmountChanges {
    /// Those who get more.
    pub more: Group,
    /// Those who get less; sum and median without a sign.
    pub less: Group,
    /// Those who get the same.
    pub same: Option<u64>,
    /// An amount can be computed under the present rules only.
    pub computable_only_before: Option<u64>,
    /// An amount can be computed under the new rules only.
    pub computable_only_after: Option<u64>,
    /// No amount can be computed.
    pub never_computable: Option<u64>,
    /// The largest gain.
    pub largest_gain: Option<Largest>,
    /// The largest loss, without a sign.
    pub largest_loss: Option<Largest>,
}

/// A largest change: never by whom.
#[derive(Debug, Serialize)]
pub struct Largest {
    /// Kronor a month.
    pub amount: Kronor,
    /// The kind of household; null where its group is hidden.
    pub household: Option<String>,
    /// The same in Swedish.
    pub household_name: Option<&'static str>,
    /// The line of the calculation that changes most; null where it is hidden.
    pub line: Option<String>,
}

/// A bar of the histogram.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// `more` or `less`.
    pub direction: &'static str,
    /// The change is above this, in kronor.
    pub above: Kronor,
    /// And at most this; null has no limit.
    pub up_to: Option<Kronor>,
    /// How many.
    pub cases: Option<u64>,
}

/// What changes for a kind of household.
#[derive(Debug, Serialize)]
pub struct HouseholdChanges {
    /// The stable word.
    pub household: String,
    /// In Swedish.
    pub name: &'static str,
    /// Those who get more.
    pub more: Group,
    /// Those who get less.
    pub less: Group,
    /// Those who get the same.
    pub same: Option<u64>,
}

/// Who decides before and after. The four counts are those of the compared
/// cases.
#[derive(Debug, Serialize)]
pub struct Automation {
    /// The robot under both.
    pub stays_automatic: Option<u64>,
    /// The robot before, a person after.
    pub becomes_manual: Option<u64>,
    /// A person before, the robot after.
    pub becomes_automatic: Option<u64>,
    /// A person under both.
    pub stays_manual: Option<u64>,
    /// The robot's share before, in tenths of a per cent; null where a count is hidden.
    pub share_before_per_mille: Option<u64>,
    /// And after.
    pub share_after_per_mille: Option<u64>,
}

/// The cases that go from one outcome to another.
#[derive(Debug, Serialize)]
pub struct OutcomeChange {
    /// Under the present rules.
    pub from: Outcome,
    /// Under the new ones.
    pub to: Outcome,
    /// How many.
    pub cases: Option<u64>,
    /// Reasons that appear, each with about how many cases.
    pub appeared: BTreeMap<Reason, u64>,
    /// Reasons that are gone.
    pub gone: BTreeMap<Reason, u64>,
}

/// A line of the calculation that changes.
#[derive(Debug, Serialize)]
pub struct LineDifference {
    /// The stable name, such as `cost.rent`.
    pub id: String,
    /// In Swedish.
    pub label: String,
    /// In about how many cases.
    pub about_cases: Option<u64>,
    /// Kronor a month together, to the nearest hundred.
    pub about_sum: Option<Kronor>,
}

/// Applications by their ids.
#[derive(Debug, Serialize)]
pub struct CaseIds {
    /// With the largest gains.
    pub largest_gains: Vec<CaseChange>,
    /// With the largest losses.
    pub largest_losses: Vec<CaseChange>,
}

/// One case.
#[derive(Debug, Serialize)]
pub struct CaseChange {
    /// The application.
    pub application_id: String,
    /// Kronor a month, without a sign.
    pub amount: Kronor,
}
