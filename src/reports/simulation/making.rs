//! From a tally to what is shown of it.

use super::comparison::Version;
use super::report::{CaseChange, CaseIds, Cases, Hashes, LineDifference, Note, Report, Source};
use super::shown::Shown;
use super::suppression::{children, rounded};
use super::tally::{Extreme, LineTally, Tally};
use crate::explanation::rule_book::difference::{Difference, differences};
use crate::explanation::rule_book::{municipal_tables, national_tables};
use crate::rules::changes::added;
use crate::vocabulary::{Kronor, Month};

/// Makes the report of a tally; the versions are the present one and the new.
pub fn report(
    tally: &Tally,
    (present, new): (Version<'_>, Version<'_>),
    source: Source,
    with_case_ids: bool,
) -> Report {
    let shown = Shown::of(tally);
    Report {
        schema_version: 1,
        program_version: env!("CARGO_PKG_VERSION"),
        present: hashes(present),
        new: hashes(new),
        rule_differences: rule_differences(present, new, tally),
        change_notes: notes(present, new),
        cases: Cases {
            source,
            first_month: tally.months.map(|months| months.0),
            last_month: tally.months.map(|months| months.1),
            compared: shown.compared,
            // No count has them as a part, so nothing else needs to be hidden.
            restricted: children(true, &[tally.restricted]).pop().flatten(),
            unreadable: tally.unreadable,
        },
        no_difference: tally.differing == 0,
        amounts: shown.amounts(),
        histogram: shown.histogram(),
        households: shown.households(),
        automation: shown.automation(),
        outcomes: shown.outcomes(),
        lines: lines(tally, shown.compared.is_some()),
        case_ids: with_case_ids.then(|| CaseIds {
            largest_gains: tally.largest_gains.iter().map(case_change).collect(),
            largest_losses: tally.largest_losses.iter().map(case_change).collect(),
        }),
    }
}

fn hashes(version: Version<'_>) -> Hashes {
    Hashes {
        rules_hash: version.rules.hash.clone(),
        policy_hash: version.policy.hash.clone(),
    }
}

fn rule_differences(present: Version<'_>, new: Version<'_>, tally: &Tally) -> Vec<Difference> {
    let national = [present, new].map(|version| national_tables(version.rules));
    // The law is cited alike for both, so any month will do.
    let month = tally.months.map(|months| months.1);
    let month = month.unwrap_or_else(|| Month::of(chrono::NaiveDate::default()));
    let municipal = [present, new].map(|version| municipal_tables(version.policy, month));
    let pairs = [national, municipal];
    let found = pairs
        .iter()
        .flat_map(|[before, after]| differences(before, after));
    found.collect()
}

fn notes(present: Version<'_>, new: Version<'_>) -> Vec<Note> {
    let rules = added(&present.rules.changes, &new.rules.changes);
    let policy = added(&present.policy.changes, &new.policy.changes);
    let notes = rules.into_iter().chain(policy).map(|change| Note {
        on: change.on,
        note: change.note.clone(),
        decided_by: change.decided_by.clone(),
    });
    notes.collect()
}

/// The lines. Together their sums are the sum of all changes, so one line that
/// is hidden hides the sums of the others.
fn lines(tally: &Tally, whole_is_shown: bool) -> Vec<LineDifference> {
    let about_cases = |line: &LineTally| rounded(whole_is_shown, line.cases);
    let has_sums = tally.lines.values().all(|line| about_cases(line).is_some());
    let lines = tally.lines.iter().map(|(id, line)| LineDifference {
        id: id.clone(),
        label: line.label.clone(),
        about_cases: about_cases(line),
        about_sum: has_sums.then(|| to_nearest_hundred(line.change)).flatten(),
    });
    lines.collect()
}

fn to_nearest_hundred(amount: Kronor) -> Option<Kronor> {
    let ore = amount.ore()?;
    let hundred = 10_000;
    Some(Kronor::from_ore(
        (ore + ore.signum() * hundred / 2) / hundred * hundred,
    ))
}

fn case_change(extreme: &Extreme) -> CaseChange {
    CaseChange {
        application_id: extreme.application_id.clone(),
        amount: extreme.size.0,
    }
}
