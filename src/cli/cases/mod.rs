//! `cases`: look at cases, and do something about those that need it.

mod acting;
mod hand_over;
mod list;
mod preview;
mod replay;
mod resolve;
mod selection;
mod set_aside;
mod show;
pub mod verify;
mod watch;
pub mod words;

use clap::Subcommand;

use super::{Ending, block_on, setup};
use crate::config::Settings;
pub use words::{held_by, reason_text};

/// Look at cases, replay, hand over or set aside failed ones, close handovers
#[derive(Subcommand)]
pub enum Cases {
    List(list::List),
    Show(show::Show),
    Replay(replay::Replay),
    HandOver(hand_over::HandOver),
    SetAside(set_aside::SetAside),
    Resolve(resolve::Resolve),
}

impl Cases {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            match self {
                Self::List(list) => list.print(&ledger).await,
                Self::Show(show) => show.print(&ledger).await,
                Self::Replay(replay) => replay.run(settings, &ledger).await,
                Self::HandOver(hand_over) => hand_over.run(settings, &ledger).await,
                Self::SetAside(set_aside) => set_aside.run(settings, &ledger).await,
                Self::Resolve(resolve) => resolve.run(&ledger).await,
            }
        })
    }
}
