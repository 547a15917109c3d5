//! `cases hand-over`.

use clap::Args;

use super::acting::Acting;
use super::selection::Selection;
use crate::cli::Ending;
use crate::config::Settings;
use crate::ledger::operations::Deed;
use crate::ledger::sqlite::SqliteLedger;

/// Hand failed cases over to people, with what the robot knows
///
/// Without --apply a preview. With it the running worker hands them over:
/// protection is read again, nothing else is. When it cannot be read the case
/// goes to the restricted queue. A case that the robot could have decided says
/// kill_switch as its reason.
#[derive(Args)]
pub struct HandOver {
    #[command(flatten)]
    selection: Selection,
    /// Do not wait for what becomes of them
    #[arg(long)]
    no_watch: bool,
    #[command(flatten)]
    acting: Acting,
}

impl HandOver {
    pub async fn run(&self, settings: &Settings, ledger: &SqliteLedger) -> anyhow::Result<Ending> {
        self.acting
            .run(
                settings,
                ledger,
                &self.selection,
                Deed::HandOver,
                !self.no_watch,
            )
            .await
    }
}
