//! Codes and instants as operators in Sweden read them.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Stockholm;

use crate::assessment::Outcome;
use crate::ledger::stops::{Stop, StopKind};
use crate::ledger::{CaseRow, CaseState};
use crate::vocabulary::{Destination, Reason, Source};

/// An instant as people in Sweden write it.
pub fn in_sweden(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&Stockholm);
    local.format("%Y-%m-%d %H:%M").to_string()
}

/// The time of day as people in Sweden write it, with the day when it is another.
pub fn since_in_sweden(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (
        instant.with_timezone(&Stockholm),
        now.with_timezone(&Stockholm),
    );
    match local.date_naive() == today.date_naive() {
        true => local.format("%H:%M").to_string(),
        false => local.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// Where a message went, as a person reads it.
pub fn destination(queue: &str) -> String {
    match Destination::from_queue_name(queue) {
        Some(Destination::Decisions) => "beslutet, till verksamhetssystemet".to_owned(),
        Some(Destination::Notices) => "besked till sökanden".to_owned(),
        Some(Destination::HumanReview { unit }) => format!("till handläggare, {unit}"),
        Some(Destination::Restricted) => "begränsad kö".to_owned(),
        _ => queue.to_owned(),
    }
}

/// A technical fault as a person reads it: the registry and what went wrong.
pub fn fault(cause: &str) -> String {
    let Some((source, kind)) = cause.split_once('.') else {
        return held_by(Some(cause));
    };
    let registry = Source::from_code(source).map_or(source, |source| source.in_swedish());
    let went_wrong = match kind {
        "timeout" => "svarade inte i tid".to_owned(),
        "unreachable" => "gick inte att nå".to_owned(),
        "cut_off" => "bröt mitt i svaret".to_owned(),
        "too_large" => "svarade med för mycket".to_owned(),
        "no_legal_text" => "frågades inte, för dagen saknar lagtext".to_owned(),
        "breaker_open" => "vilar efter många fel".to_owned(),
        "rate_limited" => "frågas så ofta det är tillåtet".to_owned(),
        "error" => "svarade med ett fel".to_owned(),
        "partial" => "svarade bara delvis".to_owned(),
        "agency_unavailable" => "nådde inte myndigheten bakom".to_owned(),
        "deviation" => "kunde inte lämna ut alla förmåner".to_owned(),
        "secrecy" => "skyddar uppgifterna".to_owned(),
        "malformed" | "not_readable" => "svarade så att det inte går att läsa".to_owned(),
        "missing" => "gav inget svar".to_owned(),
        other => match other.strip_prefix("http_") {
            Some(status) => format!("svarade med fel {status}"),
            None => other.replace('_', " "),
        },
    };
    format!("{registry} {went_wrong}")
}

/// What a stop is about; never whom.
pub fn stopped(stop: &Stop) -> String {
    match (stop.kind, &stop.value) {
        (StopKind::Everything, _) if stop.hand_over => "allt, lämnas till handläggare".into(),
        (kind, Some(value)) => format!("{} {value}", kind.in_swedish()),
        (kind, None) => kind.in_swedish().to_owned(),
    }
}

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
        "identities_shown" => "uppgifter visade",
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

/// How the ids of a calculation's lines begin. A stop of any other line would
/// stop nothing.
pub const LINE_BEGINNINGS: [&str; 4] = ["norm.", "cost.", "income.", "rounding"];

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

    #[test]
    fn faults_name_the_registry_and_what_went_wrong() {
        use crate::vocabulary::evidence::Cause;
        for cause in [
            Cause::Error,
            Cause::Partial,
            Cause::AgencyUnavailable,
            Cause::Deviation,
            Cause::Secrecy,
            Cause::Malformed,
            Cause::Missing,
        ] {
            let unknown = format!("CSN {}", cause.code().replace('_', " "));
            assert_ne!(fault(&format!("CSN.{}", cause.code())), unknown);
        }
        assert_eq!(fault("SKV.timeout"), "Skatteverket svarade inte i tid");
        assert_eq!(
            fault("FK.http_503"),
            "Försäkringskassan svarade med fel 503"
        );
        assert_eq!(fault("restricted"), "begränsat");
    }
}
