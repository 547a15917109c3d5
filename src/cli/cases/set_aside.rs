//! `cases set-aside`.

use clap::Args;

use super::acting::Acting;
use super::selection::Selection;
use crate::cli::Ending;
use crate::config::Settings;
use crate::ledger::operations::Deed;
use crate::ledger::sqlite::SqliteLedger;

/// Set failed cases aside: the robot does nothing more, and tells nobody
///
/// For cases that people have taken over in another way. Without --apply a
/// preview.
#[derive(Args)]
pub struct SetAside {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    acting: Acting,
}

impl SetAside {
    pub async fn run(&self, settings: &Settings, ledger: &SqliteLedger) -> anyhow::Result<Ending> {
        self.acting
            .run(settings, ledger, &self.selection, Deed::SetAside, false)
            .await
    }
}
