//! `cases list`.

use chrono::{DateTime, Utc};
use clap::Args;

use super::selection::{reason, source, state, time};
use crate::cli::{Ending, output};
use crate::ledger::{CaseFilter, CaseRow, CaseState, Ledger};
use crate::vocabulary::Kronor;

/// List cases, the latest first
#[derive(Args)]
pub struct List {
    /// Only in this state: waiting, retrying, failed, decided, handed_over,
    /// shadowed or set_aside
    #[arg(long, value_parser = state)]
    state: Option<CaseState>,
    /// Only with this reason code; restricted cases show as "restricted"
    #[arg(long, value_name = "CODE", value_parser = reason)]
    reason: Option<String>,
    /// Only this case number
    #[arg(long, value_name = "NUMBER")]
    case_number: Option<String>,
    /// Only with a technical fault that begins so, such as SKV or FK.timeout;
    /// restricted cases show none
    #[arg(long, value_name = "CAUSE", value_parser = source)]
    source: Option<String>,
    /// Only cases that last moved at this time or later, such as 2026-11-02 or
    /// "2026-11-02 09:00" in Sweden
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<DateTime<Utc>>,
    /// Only cases that last moved before this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<DateTime<Utc>>,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl List {
    pub async fn print(&self, ledger: &impl Ledger) -> anyhow::Result<Ending> {
        let filter = CaseFilter {
            state: self.state,
            reason: self.reason.clone(),
            case_number: self.case_number.clone(),
            source: self.source.clone(),
            since: self.since,
            until: self.until,
            limit: self.limit,
        };
        let rows = ledger.cases(filter).await?;
        if self.json {
            for row in &rows {
                output::json(row)?;
            }
            return Ok(Ending::Done);
        }
        let headings = [
            "Ärende",
            "Månad",
            "Läge",
            "Utfall",
            "Belopp",
            "Skäl",
            "Tekniskt fel",
            "Id",
        ];
        output::table(&headings, rows.iter().map(cells).collect())?;
        Ok(Ending::Done)
    }
}

fn cells(row: &CaseRow) -> Vec<String> {
    vec![
        row.case_number.clone(),
        row.month.map(|month| month.to_string()).unwrap_or_default(),
        row.state.in_swedish().to_owned(),
        row.outcome
            .map(|outcome| outcome.in_swedish().to_owned())
            .unwrap_or_default(),
        row.amount.map(Kronor::in_swedish).unwrap_or_default(),
        row.reasons.join(", "),
        row.cause.clone().unwrap_or_default(),
        row.case_id.clone(),
    ]
}
