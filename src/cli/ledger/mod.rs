//! `ledger`: look after the ledger.

mod accounts;
mod balance;
mod submitted;

use clap::Subcommand;

use super::{Ending, block_on, setup};
use crate::config::Settings;

/// Hold the ledger against itself, the queue and the sender's list
#[derive(Subcommand)]
pub enum Ledger {
    Balance(balance::Balance),
}

impl Ledger {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            match self {
                Self::Balance(balance) => balance.run(settings, &ledger).await,
            }
        })
    }
}
