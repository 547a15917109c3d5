//! What would be done, before it is done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::words::{held_by, is_restricted};
use crate::assessment::{Assessment, Outcome};
use crate::cli::output;
use crate::ledger::operations::Deed;
use crate::ledger::{CaseRow, CaseState, Ledger};
use crate::rules::{Policy, Rules};
use crate::vocabulary::Kronor;
use crate::worker::recomputation::StoredCase;

/// At most so many cases are shown one by one; JSON has all.
const SHOWN: usize = 50;

/// The cases a command is about, with what would come out of them.
#[derive(Serialize)]
pub struct Preview {
    count: usize,
    causes: BTreeMap<String, u64>,
    cases: Vec<Foreseen>,
    #[serde(skip)]
    deed: Deed,
}

/// One case: of a restricted one its ids alone.
#[derive(Serialize)]
struct Foreseen {
    case_id: String,
    case_number: String,
    cause: String,
    before: Option<Shown>,
    after: Option<Shown>,
    difference: Option<Kronor>,
}

/// An outcome as a preview shows it.
#[derive(Serialize)]
struct Shown {
    outcome: Outcome,
    amount: Option<Kronor>,
}

impl Preview {
    /// Computes every case again from its stored answers, as of `today`.
    pub async fn of(
        ledger: &impl Ledger,
        rows: Vec<CaseRow>,
        deed: Deed,
        (rules, policy): (&Rules, &Policy),
        today: NaiveDate,
    ) -> anyhow::Result<Self> {
        let mut cases = Vec::with_capacity(rows.len());
        for row in rows {
            let (mut before, mut after) = (None, None);
            if let Some(file) = ledger.case(&row.case_id).await?
                && !is_restricted(&file.row)
                && let Some(stored) = StoredCase::read(&file.content)
            {
                before = stored.result().map(|result| Shown {
                    outcome: result.outcome,
                    amount: result.amount,
                });
                let foreseen = match deed {
                    Deed::Replay { .. } => stored.foresee(rules, policy, today),
                    Deed::HandOver => stored.assess(rules, policy, today),
                    Deed::SetAside => None,
                };
                // A case that turns out restricted is not shown as anything.
                after = foreseen
                    .filter(|assessment| !assessment.is_restricted())
                    .map(|assessment| shown(&assessment, deed));
            }
            let amount = |side: &Option<Shown>| side.as_ref().and_then(|shown| shown.amount);
            let difference = amount(&after).zip(amount(&before));
            cases.push(Foreseen {
                cause: cause_of(&row),
                case_id: row.case_id,
                case_number: row.case_number,
                before,
                after,
                difference: difference.map(|(after, before)| after - before),
            });
        }
        let mut causes = BTreeMap::new();
        for case in &cases {
            *causes.entry(case.cause.clone()).or_default() += 1;
        }
        Ok(Self {
            count: cases.len(),
            causes,
            cases,
            deed,
        })
    }

    /// Prints it: nothing has been done.
    pub fn print(&self, json: bool) -> anyhow::Result<()> {
        if json {
            output::json(self)?;
            return Ok(());
        }
        let causes = self.causes.iter();
        let mut causes: Vec<_> = causes
            .map(|(cause, count)| vec![held_by(Some(cause)), count.to_string()])
            .collect();
        causes.push(vec!["Sammanlagt".into(), self.count.to_string()]);
        output::table(&["Orsak", "Antal"], causes)?;
        let cases = self.cases.iter().take(SHOWN);
        let cases: Vec<_> = cases.map(|case| case.cells(self.deed)).collect();
        if !cases.is_empty() {
            let headings = ["Ärende", "Orsak", "Förut", "Nu", "Skillnad", "Id"];
            output::table(&headings, cases)?;
        }
        if self.count > SHOWN {
            let left = self.count - SHOWN;
            output::line(format!("… och {left} till; --json visar alla."))?;
        }
        output::note(if self.count == 0 {
            "nothing to do: no failed case fits; `cases list` shows where all stand"
        } else {
            "nothing was done: this is a preview; add --apply and --comment to do it"
        });
        Ok(())
    }
}

impl Foreseen {
    fn cells(&self, deed: Deed) -> Vec<String> {
        let words = |side: &Option<Shown>| side.as_ref().map(Shown::in_swedish);
        let unknown = || match (deed, self.cause.as_str()) {
            (Deed::SetAside, _) => CaseState::SetAside.in_swedish().to_owned(),
            (_, "restricted") => String::new(),
            _ => "kan inte beräknas utan nya svar".to_owned(),
        };
        vec![
            self.case_number.clone(),
            held_by(Some(&self.cause)),
            words(&self.before).unwrap_or_default(),
            words(&self.after).unwrap_or_else(unknown),
            self.difference.map(Kronor::in_swedish).unwrap_or_default(),
            self.case_id.clone(),
        ]
    }
}

impl Shown {
    fn in_swedish(&self) -> String {
        let outcome = self.outcome.in_swedish();
        match self.amount {
            Some(amount) => format!("{outcome}, {}", amount.in_swedish()),
            None => outcome.to_owned(),
        }
    }
}

fn shown(assessment: &Assessment, deed: Deed) -> Shown {
    let outcome = match deed {
        Deed::HandOver => Outcome::HandedOver,
        _ => assessment.outcome,
    };
    Shown {
        outcome,
        amount: assessment.amount,
    }
}

fn cause_of(row: &CaseRow) -> String {
    if is_restricted(row) {
        return "restricted".to_owned();
    }
    row.cause.clone().unwrap_or_default()
}
