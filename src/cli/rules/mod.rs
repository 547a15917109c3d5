//! `rules`: what can be said of the rules without a case.

mod check;
mod history;

use clap::Subcommand;

use super::Ending;
use crate::config::Settings;

/// What can be said of the rules without a case.
#[derive(Subcommand)]
pub enum Rules {
    /// Certify the rules and the policy over every household there can be
    Check(check::Check),
    /// Print every change note of the rules and the policy, newest first
    History,
}

impl Rules {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        match self {
            Self::Check(check) => check.run(settings),
            Self::History => history::run(settings),
        }
    }
}
