//! `rules`: what can be said of the rules without a case.

mod book;
mod check;
mod diff;
mod examples;
mod history;
mod provenance;

use clap::Subcommand;

use super::Ending;
use crate::config::Settings;

/// What can be said of the rules without a case.
#[derive(Subcommand)]
pub enum Rules {
    /// Certify the rules and the policy over every household there can be
    Check(check::Check),
    /// Write the rule book, for everybody
    Book(book::Book),
    /// Print what differs between two versions, in plain Swedish
    Diff(diff::Diff),
    Provenance(provenance::Provenance),
    /// Print every change note of the rules and the policy, newest first
    History,
}

impl Rules {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        match self {
            Self::Check(check) => check.run(settings),
            Self::Book(book) => book.run(settings),
            Self::Diff(diff) => diff.run(),
            Self::Provenance(provenance) => provenance.run(settings),
            Self::History => history::run(settings),
        }
    }
}
