//! `simulate`: what new rules would have done to known cases.

mod cases;

use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::cases::time;
use super::{Ending, output, setup};
use crate::config::Settings;
use crate::reports::simulation::html::html;
use crate::reports::simulation::text::text;
use crate::reports::simulation::{Version, report};
use crate::rules::{Policy, Rules};
use crate::vocabulary::Month;
use cases::Cases;

/// Compute cases under the present and new rules, and report who gains and who loses
///
/// The present rules are those of the settings. The report is for the committee
/// and the public: groups of fewer than five cases are hidden, and restricted
/// cases are counted as such and nowhere else. A case that cannot be read is
/// told, and gives exit code 1 at the end.
#[derive(Args)]
pub struct Simulate {
    /// The new policy file
    #[arg(long, value_name = "FILE", required_unless_present = "rules")]
    policy: Option<PathBuf>,
    /// The folder with the new rules
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// A file with bundles, one a line as for `assess`; - for standard input;
    /// or "ledger" for the cases the ledger has stored
    #[arg(long, value_name = "FILE|ledger")]
    cases: Cases,
    /// With --cases ledger, only cases that last moved at this time or later,
    /// such as 2026-11-02 or "2026-11-02 09:00" in Sweden
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<DateTime<Utc>>,
    /// With --cases ledger, only applications for this month
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<Month>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Add the ids of the applications with the largest changes: for operators,
    /// never to be published
    #[arg(long)]
    case_ids: bool,
}

/// How a report is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Text that reads well as it is
    Text,
    /// One page that needs nothing else, with charts
    Html,
    /// For programs; null is a number that is hidden
    Json,
}

impl Simulate {
    /// Compares, and writes the report.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let present = setup::rules(&settings.rules)?;
        if settings.rules.policy.is_none() {
            output::note("no policy is configured: the present one is the example policy");
        }
        let new = self.new_rules(&present)?;
        let versions = [&present, &new].map(|(rules, policy)| Version { rules, policy });
        let [before, after] = versions;
        let (tally, source) = match &self.cases {
            Cases::File(path) => {
                if self.since.is_some() || self.month.is_some() {
                    bail!(
                        "--since and --month choose among the ledger's cases: give --cases ledger"
                    );
                }
                cases::of_file(path, versions)?
            }
            Cases::Ledger => {
                super::block_on(cases::of_ledger(settings, versions, self.since, self.month))?
            }
        };
        let report = report(&tally, (before, after), source, self.case_ids);
        let written = match self.format {
            Format::Text => text(&report),
            Format::Html => html(&report)?,
            Format::Json => serde_json::to_string_pretty(&report)?,
        };
        match &self.output {
            None => output::line(written.trim_end())?,
            Some(file) => std::fs::write(file, written.trim_end().to_owned() + "\n")
                .with_context(|| format!("{} cannot be written", file.display()))?,
        }
        if tally.unreadable > 0 {
            bail!(
                "{} cases could not be read, and are not in the report",
                tally.unreadable
            );
        }
        Ok(Ending::Done)
    }

    /// The present rules and policy, but for what is given.
    fn new_rules(&self, (rules, policy): &(Rules, Policy)) -> anyhow::Result<(Rules, Policy)> {
        let rules = match &self.rules {
            None => rules.clone(),
            Some(folder) => setup::rules_in(folder)?,
        };
        let policy = match &self.policy {
            None => policy.clone(),
            Some(file) => setup::policy_in(file)?,
        };
        Ok((rules, policy))
    }
}
