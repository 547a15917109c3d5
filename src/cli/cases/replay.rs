//! `cases replay`.

use clap::Args;

use super::acting::Acting;
use super::selection::Selection;
use super::verify;
use crate::cli::Ending;
use crate::config::Settings;
use crate::ledger::Wish;
use crate::ledger::operations::Deed;
use crate::ledger::sqlite::SqliteLedger;

/// Try failed cases again
///
/// Without --apply a preview: how many, why they failed, and what would come
/// out, computed offline where the stored answers are enough. With --apply they
/// are scheduled, and the running worker tries each once more, under its
/// limits; progress is shown until all have moved on. Ctrl-C only stops looking.
/// A decided case is never decided again: --verify computes it again and
/// compares.
#[derive(Args)]
pub struct Replay {
    #[command(flatten)]
    selection: Selection,
    /// Ask every registry again
    #[arg(long, conflicts_with = "same_evidence")]
    fresh_evidence: bool,
    /// Use stored answers whatever their age, but for Skatteverket's:
    /// protection is always read again
    #[arg(long)]
    same_evidence: bool,
    /// Compute stored cases again, offline and by the rules they were assessed
    /// by, and compare; exits with 1 when anything differs
    #[arg(long, conflicts_with_all = ["failed", "apply", "fresh_evidence", "same_evidence"])]
    verify: bool,
    /// Do not wait for what becomes of them
    #[arg(long)]
    no_watch: bool,
    #[command(flatten)]
    acting: Acting,
}

impl Replay {
    pub async fn run(&self, settings: &Settings, ledger: &SqliteLedger) -> anyhow::Result<Ending> {
        if self.verify {
            return verify::run(ledger, &self.selection.ids, self.acting.json).await;
        }
        let wish = match (self.fresh_evidence, self.same_evidence) {
            (true, _) => Some(Wish::FreshEvidence),
            (_, true) => Some(Wish::SameEvidence),
            _ => None,
        };
        let deed = Deed::Replay { wish };
        self.acting
            .run(settings, ledger, &self.selection, deed, !self.no_watch)
            .await
    }
}
