//! What commands that act on failed cases have in common: a preview, then
//! orders, then what became of them.

use clap::Args;

use super::selection::{Selection, where_it_stands};
use super::watch;
use crate::cli::signature::sign;
use crate::cli::{Ending, output, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::ledger::operations::{Deed, Order, Ordered};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{CaseRow, Operations};
use crate::operating::preview::{Foreseen, Preview};
use crate::operating::words::held_by;

/// At most so many cases are shown one by one; JSON has all.
const SHOWN: usize = 50;

/// Who acts, why, and whether at all.
#[derive(Args)]
pub struct Acting {
    /// Do it; without it only a preview is shown
    #[arg(long)]
    apply: bool,
    /// Why; kept in the history's sealed part
    #[arg(long, value_name = "TEXT", required_if_eq("apply", "true"))]
    comment: Option<String>,
    /// The account of who does it [default: the user of this shell]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

impl Acting {
    /// Shows what would be done to the selected cases, or does it.
    ///
    /// # Errors
    /// When the selection or the order is refused, or the ledger fails.
    pub async fn run(
        &self,
        settings: &Settings,
        ledger: &SqliteLedger,
        selection: &Selection,
        deed: Deed,
        watched: bool,
    ) -> anyhow::Result<Ending> {
        let clock = Clock::system();
        let rows = selection.cases(ledger).await?;
        if !self.apply {
            let (rules, policy) = setup::rules(&settings.rules)?;
            if settings.rules.policy.is_none() {
                output::note("no policy is configured: computed by the example policy");
            }
            let preview = Preview::of(ledger, rows, deed, (&rules, &policy), clock.today()).await?;
            print(&preview, self.json)?;
            return Ok(Ending::Done);
        }
        let comment = self.comment.as_deref().unwrap_or_default();
        let signature = sign(self.by.as_deref(), comment)?;
        let order = Order { deed, signature };
        let ordered = give(ledger, &rows, &order).await?;
        if !self.json {
            output::line(format!(
                "{} cases {}",
                ordered.len(),
                match deed {
                    Deed::Replay { .. } => "are scheduled to be tried again",
                    Deed::HandOver => "are scheduled to be handed over",
                    Deed::SetAside => "are set aside",
                }
            ))?;
        }
        if watched {
            watch::until_moved(ledger, &ordered, deed.leads_to()).await?;
        }
        watch::print(ledger, ordered, self.json).await?;
        Ok(Ending::Done)
    }
}

/// Gives the order about each case; returns the ids of those it was given for.
/// Others have moved on meanwhile, which is told.
async fn give(
    ledger: &SqliteLedger,
    rows: &[CaseRow],
    order: &Order,
) -> anyhow::Result<Vec<String>> {
    let mut ordered = Vec::with_capacity(rows.len());
    for row in rows {
        match ledger.order(&row.case_id, order.clone()).await? {
            Ordered::Done => ordered.push(row.case_id.clone()),
            Ordered::Stands(state) => {
                let row = CaseRow {
                    state,
                    ..row.clone()
                };
                output::note(format!("left alone: {}", where_it_stands(&row)));
            }
        }
    }
    Ok(ordered)
}

/// Prints a preview: nothing has been done.
fn print(preview: &Preview, json: bool) -> anyhow::Result<()> {
    if json {
        output::json(preview)?;
        return Ok(());
    }
    let causes = preview.causes.iter();
    let mut causes: Vec<_> = causes
        .map(|(cause, count)| vec![held_by(Some(cause)), count.to_string()])
        .collect();
    causes.push(vec!["Sammanlagt".into(), preview.count.to_string()]);
    output::table(&["Orsak", "Antal"], causes)?;
    let cases: Vec<_> = preview.cases.iter().take(SHOWN).map(cells).collect();
    if !cases.is_empty() {
        let headings = ["Ärende", "Orsak", "Förut", "Nu", "Skillnad", "Id"];
        output::table(&headings, cases)?;
    }
    if preview.count > SHOWN {
        let left = preview.count - SHOWN;
        output::line(format!("… och {left} till; --json visar alla."))?;
    }
    output::note(if preview.count == 0 {
        "nothing to do: no failed case fits; `cases list` shows where all stand"
    } else {
        "nothing was done: this is a preview; add --apply and --comment to do it"
    });
    Ok(())
}

fn cells(case: &Foreseen) -> Vec<String> {
    vec![
        case.case_number.clone(),
        case.cause(),
        case.before(),
        case.after(),
        case.difference(),
        case.case_id.clone(),
    ]
}
