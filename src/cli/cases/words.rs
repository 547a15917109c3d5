//! Codes as operators in Sweden read them.

use crate::assessment::Outcome;
use crate::ledger::{CaseRow, CaseState};
use crate::vocabulary::Reason;

/// A reason as a caseworker reads it.
pub fn reason_text(code: &str) -> String {
    match Reason::from_code(code) {
        Some(reason) => reason.for_caseworker().to_owned(),
        None => "Begränsad kö: innehållet visas inte här.".to_owned(),
    }
}

/// What holds a parked case: its fault, or that nothing may be said of it.
pub fn held_by(cause: Option<&str>) -> String {
    match cause {
        Some("restricted") => "begränsat".to_owned(),
        Some("taken_up_again") => "tas upp igen".to_owned(),
        Some(fault) => fault.to_owned(),
        None => "väntar på en känd dag".to_owned(),
    }
}

/// Whether nothing may be said of a case.
pub fn is_restricted(row: &CaseRow) -> bool {
    row.reasons.iter().any(|code| code == "restricted")
}

/// Whose line of the calculation it is.
pub fn role(code: &str) -> String {
    match code {
        "applicant" => "sökande".to_owned(),
        "co_applicant" => "medsökande".to_owned(),
        other => other.replace("child_", "barn "),
    }
}

/// An event of a case's history.
pub fn event(kind: &str) -> &str {
    match kind {
        "posted" => "skickat",
        "replay_scheduled" => "nytt försök beställt",
        "hand_over_scheduled" => "överlämning beställd",
        "stopped" => "stoppat",
        "resumed" => "återupptaget",
        "resolved" => "avslutat av handläggare",
        "disclosure_drafted" => "förslag till utlämnande",
        other => CaseState::from_code(other).map_or(other, |state| state.in_swedish()),
    }
}

/// The word beside an event: an outcome or reasons in Swedish; queues, units,
/// technical faults and account names are names.
pub fn detail(text: &str) -> String {
    if let Some(outcome) = Outcome::from_code(text) {
        return outcome.in_swedish().to_owned();
    }
    if text == "taken_up_again" {
        return held_by(Some(text));
    }
    let codes: Option<Vec<_>> = text.split(',').map(Reason::from_code).collect();
    match codes {
        Some(reasons) => {
            let texts = reasons.into_iter().map(Reason::for_caseworker);
            texts.collect::<Vec<_>>().join(" ")
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_is_in_swedish_but_for_names() {
        assert_eq!(event("handed_over"), "till handläggare");
        assert_eq!(event("posted"), "skickat");
        assert_eq!(detail("granted"), "bifall");
        assert_eq!(detail("SKV.timeout"), "SKV.timeout");
        assert_eq!(
            detail("human-review.caseworkers"),
            "human-review.caseworkers"
        );
        let reasons = detail("opted_out,student");
        assert!(
            reasons.contains(Reason::Student.for_caseworker()),
            "{reasons}"
        );
        assert_eq!(role("child_2"), "barn 2");
    }
}
