//! `cases resolve`: what a person decided in a case, for a case system that
//! does not report it.

use anyhow::bail;
use clap::Args;

use crate::cli::signature::Signing;
use crate::cli::{Ending, output};
use crate::ledger::operations::Signature;
use crate::ledger::{CaseState, Ledger, Resolved, ResolvedAt};
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
    #[command(flatten)]
    signing: Signing,
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
    pub async fn run(&self, ledger: &impl Ledger) -> anyhow::Result<Ending> {
        let Signature { by, comment, at } = self.signing.signature()?;
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        let resolution = Resolution {
            case_id: case.row.case_id,
            outcome: self.outcome,
            decided_by: by,
            agreed: self.agreed,
            comment: Some(comment),
        };
        match ledger.resolve(ResolvedAt { resolution, at }).await? {
            Resolved::Done => {
                output::line(format!("Avslutat: {}", case.row.case_number))?;
                if case.row.state == CaseState::Decided {
                    output::note(
                        "the robot decided this case and its decision stands: only what a \
                         person found is kept",
                    );
                }
            }
            Resolved::UnknownCase => bail!("the case is gone"),
            Resolved::NotWithAPerson => bail!(
                "the case is {}; only what a person has can be resolved",
                case.row.state
            ),
        }
        Ok(Ending::Done)
    }
}
