//! `ledger`: look after the ledger.

mod accounts;
mod balance;
mod fill;
mod submitted;

use clap::Subcommand;

use super::{Ending, block_on, setup};
use crate::config::Settings;

/// Hold the ledger against itself, the queue and the sender's list; fill a new one to measure
#[derive(Subcommand)]
pub enum Ledger {
    Balance(balance::Balance),
    Fill(fill::Fill),
}

impl Ledger {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            match self {
                Self::Balance(balance) => {
                    let database = setup::existing_database(settings)?;
                    let ledger = setup::ledger(settings, database).await?;
                    balance.run(settings, &ledger).await
                }
                Self::Fill(fill) => fill.run(settings).await,
            }
        })
    }
}
