//! `cases resolve`: what a person decided in a case, for a case system that
//! does not report it.

use anyhow::{Context, bail};
use clap::Args;

use super::output;
use crate::clock::Clock;
use crate::ledger::{Ledger, Resolved, ResolvedAt};
use crate::vocabulary::Resolution;
use crate::vocabulary::resolution::ResolvedOutcome;

/// Close a handover: tell what a person decided
///
/// The case lets go of its adults' month, so that the robot may decide another
/// application for it, unless aid was granted.
#[derive(Args)]
pub struct Resolve {
    /// The case's id, its application's id, or its case number
    id: String,
    /// granted, partly_granted, rejected, withdrawn or other
    #[arg(long, value_parser = outcome)]
    outcome: ResolvedOutcome,
    /// Whether it was what the robot had proposed: yes or no
    #[arg(long, value_parser = yes_or_no)]
    agreed: Option<bool>,
    /// Why, for the history; it may name a person
    #[arg(long, value_name = "TEXT")]
    comment: String,
    /// Who says so; else the account of this shell
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

fn outcome(code: &str) -> Result<ResolvedOutcome, String> {
    let codes = ResolvedOutcome::ALL.map(ResolvedOutcome::code).join(", ");
    ResolvedOutcome::from_code(code).ok_or_else(|| format!("one of {codes}"))
}

fn yes_or_no(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("yes or no".to_owned()),
    }
}

impl Resolve {
    pub(super) async fn run(&self, ledger: &impl Ledger) -> anyhow::Result<()> {
        let account = || {
            let names = ["USER", "LOGNAME"].into_iter();
            names.filter_map(|name| std::env::var(name).ok()).next()
        };
        let by = self.by.clone().or_else(account);
        let decided_by =
            by.context("say who does it with --by NAME: this shell names no account")?;
        if self.comment.trim().is_empty() || decided_by.trim().is_empty() {
            bail!("--comment and --by must say something");
        }
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        let resolution = Resolution {
            case_id: case.row.case_id,
            outcome: self.outcome,
            decided_by,
            agreed: self.agreed,
            comment: Some(self.comment.clone()),
        };
        let at = Clock::system().now();
        match ledger.resolve(ResolvedAt { resolution, at }).await? {
            Resolved::Done => output::line(format!("Avslutat: {}", case.row.case_number))?,
            Resolved::UnknownCase => bail!("the case is gone"),
            Resolved::NotWithAPerson => bail!(
                "the case is {}; only what a person has can be resolved",
                case.row.state
            ),
        }
        Ok(())
    }
}
