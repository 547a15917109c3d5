//! Which failed cases a command is about.

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;
use clap::Args;

use crate::cli::output;
use crate::ledger::{CaseFilter, CaseRow, CaseState, Ledger};
use crate::vocabulary::{Reason, stockholm_midnight};

/// Failed cases, by name or by what they have in common.
#[derive(Args)]
pub struct Selection {
    /// The cases, each by its id, its application's id or its case number; or
    /// --failed
    #[arg(
        value_name = "ID|--failed",
        required_unless_present = "failed",
        conflicts_with = "failed"
    )]
    pub ids: Vec<String>,
    /// All failed cases, or those that the options below leave
    #[arg(long)]
    pub failed: bool,
    /// Only with this reason code; restricted cases have "restricted" alone
    #[arg(long, value_name = "CODE", value_parser = reason, requires = "failed")]
    reason: Option<String>,
    /// Only with a technical fault that begins so, such as SKV or FK.timeout;
    /// restricted cases show none
    #[arg(long, value_name = "CAUSE", value_parser = source, requires = "failed")]
    source: Option<String>,
    /// Only those that failed at this time or later, such as 2026-11-02 or
    /// "2026-11-02 09:00" in Sweden
    #[arg(long, value_name = "TIME", value_parser = time, requires = "failed")]
    since: Option<DateTime<Utc>>,
    /// Only those that failed before this time
    #[arg(long, value_name = "TIME", value_parser = time, requires = "failed")]
    until: Option<DateTime<Utc>>,
    /// At most so many, the latest first
    #[arg(long, value_name = "N", requires = "failed")]
    limit: Option<u32>,
}

impl Selection {
    /// The cases, all of them failed.
    ///
    /// # Errors
    /// When one of the ids is of no case, or of one that is not failed: then
    /// nothing is done, because a mistyped id is no reason to guess.
    pub async fn cases(&self, ledger: &impl Ledger) -> anyhow::Result<Vec<CaseRow>> {
        if self.failed {
            return self.failed_cases(ledger).await;
        }
        let (mut rows, mut refused) = (Vec::<CaseRow>::new(), 0_u32);
        for (place, id) in (1..).zip(&self.ids) {
            let row = the_case(ledger, id, place).await?;
            if row.state != CaseState::Failed {
                output::note(where_it_stands(&row));
                refused += 1;
            } else if rows.iter().all(|known| known.case_id != row.case_id) {
                rows.push(row);
            }
        }
        if refused > 0 {
            bail!("nothing was done: {refused} of the cases are not failed");
        }
        Ok(rows)
    }

    async fn failed_cases(&self, ledger: &impl Ledger) -> anyhow::Result<Vec<CaseRow>> {
        let mut filter = CaseFilter {
            state: Some(CaseState::Failed),
            reason: self.reason.clone(),
            case_number: None,
            source: self.source.clone(),
            since: self.since,
            until: self.until,
            limit: self.limit.unwrap_or(u32::MAX),
        };
        let rows = ledger.cases(filter.clone()).await?;
        if filter.source.take().is_some() && self.reason.is_none() {
            filter.reason = Some("restricted".to_owned());
            let hidden = ledger.cases(filter).await?.len();
            if hidden > 0 {
                output::note(format!(
                    "{hidden} failed cases are restricted and show no fault, so --source leaves \
                     them out; choose them with --reason restricted"
                ));
            }
        }
        Ok(rows)
    }
}

/// One case as lists show it. The id is not repeated in the error: somebody
/// may have typed a personnummer.
async fn the_case(ledger: &impl Ledger, id: &str, place: u32) -> anyhow::Result<CaseRow> {
    let case = ledger.case(id).await?;
    let case = case.with_context(|| {
        format!("id {place} is of no case: give case ids, application ids or case numbers")
    })?;
    Ok(case.row)
}

/// Why a case that is not failed is left alone.
pub fn where_it_stands(row: &CaseRow) -> String {
    let stands = match row.state {
        CaseState::Decided => "is decided, and is never decided again; --verify computes it again",
        CaseState::HandedOver => "has been handed over: a person has it",
        CaseState::Shadowed => "was computed in shadow mode, which is its end",
        CaseState::SetAside => "has been set aside",
        CaseState::Waiting => "waits for a known day and goes on by itself",
        CaseState::Retrying => "is going to be tried again already",
        CaseState::Failed => "is failed",
        CaseState::Received | CaseState::Assessed => "is being worked on",
    };
    format!("{} {stands}", row.case_id)
}

pub fn state(code: &str) -> Result<CaseState, String> {
    let codes = CaseState::ALL.map(CaseState::code).join(", ");
    CaseState::from_code(code).ok_or_else(|| format!("one of {codes}"))
}

pub fn reason(code: &str) -> Result<String, String> {
    let known = code == "restricted" || Reason::from_code(code).is_some();
    known
        .then(|| code.to_owned())
        .ok_or_else(|| "a reason code such as rent_over_ceiling, or restricted".to_owned())
}

/// The beginning of a cause.
pub fn source(text: &str) -> Result<String, String> {
    let known = ["FK", "CSN", "SKV"].iter().any(|source| {
        text.strip_prefix(source)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    known
        .then(|| text.to_owned())
        .ok_or_else(|| "FK, CSN or SKV, or one of their faults such as SKV.timeout".to_owned())
}

/// A day or a time of day in Sweden, or an instant with its offset.
pub fn time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(stockholm_midnight(day));
    }
    let local = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok());
    local
        .and_then(|local| Stockholm.from_local_datetime(&local).earliest())
        .map(|instant| instant.to_utc())
        .ok_or_else(|| "write 2026-11-02, \"2026-11-02 09:00\" or 2026-11-02T09:00:00+01:00".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_swedish_unless_they_say_otherwise() {
        let utc = |text| time(text).map(|at| at.to_rfc3339());
        assert_eq!(utc("2026-11-02"), Ok("2026-11-01T23:00:00+00:00".into()));
        assert_eq!(
            utc("2026-11-02 09:00"),
            Ok("2026-11-02T08:00:00+00:00".into())
        );
        assert_eq!(
            utc("2026-11-02T09:00:00Z"),
            Ok("2026-11-02T09:00:00+00:00".into())
        );
        assert!(utc("yesterday").is_err() && utc("2026-13-01").is_err());
    }

    #[test]
    fn a_source_is_one_of_the_registries_or_one_of_its_faults() {
        assert!(source("SKV").is_ok() && source("FK.http_503").is_ok());
        assert!(source("SK").is_err() && source("SKVX").is_err() && source("").is_err());
    }
}
