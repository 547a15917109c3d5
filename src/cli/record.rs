//! `record`: the algorithm record.

use std::path::PathBuf;

use anyhow::Context;
use askama::Template;
use clap::{Args, ValueEnum};

use super::{Ending, block_on, output, setup};
use crate::assessment::Outcome;
use crate::clock::Clock;
use crate::config::Settings;
use crate::explanation::record::json::json;
use crate::explanation::record::{Counted, OwnWords, RecordFacts, Statistics, record, sections};
use crate::explanation::sections::html::Page;
use crate::ledger::operations::Tally;
use crate::ledger::{CaseState, Operations};
use crate::rules::Policy;
use crate::vocabulary::{Destination, Month, stockholm_day};
use crate::worker::PROGRAM_VERSION;

/// Write the algorithm record (algoritmregister) of this robot
///
/// It has the fields of the Dutch publication standard 1.0 and of the British
/// ATRS, from what computes, the policy and the ledger's counts. Counts below
/// five are not told. What only the municipality can say comes from a file of
/// its own, and is else marked as missing.
#[derive(Args)]
pub struct Record {
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    /// A TOML file with what only the municipality can say, such as
    /// contact = "…" and dpia_url = "…"; an unknown key is told, with all there are
    #[arg(long, value_name = "FILE")]
    own_words: Option<PathBuf>,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a record is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For programs, with stable keys
    Json,
    /// One page that needs nothing else
    Html,
}

impl Record {
    /// Writes the record.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let (rules, policy) = setup::rules(&settings.rules)?;
        if settings.rules.policy.is_none() {
            output::note("no policy is configured: this is the record of the example policy");
        }
        let own_words = self.own_words()?;
        let statistics = statistics(settings, &policy)?;
        let facts = RecordFacts {
            rules: &rules,
            policy: &policy,
            month: Month::of(Clock::system().today()),
            program_version: PROGRAM_VERSION,
            own_words: &own_words,
            statistics: statistics.as_ref(),
        };
        let record = record(&facts);
        let text = match self.format {
            Format::Json => serde_json::to_string_pretty(&json(&record))?,
            Format::Html => Page {
                title: &format!("Algoritmregister: {}", policy.authority.municipality),
                sections: &sections(&record, &facts),
                program_version: PROGRAM_VERSION,
                rules_hash: &rules.hash,
                policy_hash: &policy.hash,
            }
            .render()?,
        };
        match &self.output {
            None => output::line(text.trim_end())?,
            Some(file) => std::fs::write(file, text.trim_end().to_owned() + "\n")
                .with_context(|| format!("{} cannot be written", file.display()))?,
        }
        Ok(Ending::Done)
    }

    fn own_words(&self) -> anyhow::Result<OwnWords> {
        let Some(file) = &self.own_words else {
            return Ok(OwnWords::default());
        };
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("{name} cannot be read; check --own-words"))?;
        OwnWords::read(&text).with_context(|| format!("{name} cannot be used"))
    }
}

/// What the ledger has counted; `None` when there is none.
fn statistics(settings: &Settings, policy: &Policy) -> anyhow::Result<Option<Statistics>> {
    if !settings.ledger.path.exists() {
        let path = settings.ledger.path.display();
        output::note(format!(
            "there is no ledger at {path}: the record has no statistics"
        ));
        return Ok(None);
    }
    let unit = policy.units.quality_sample.clone();
    let queue = Destination::HumanReview { unit }.queue_name();
    let tally = block_on(async {
        let ledger = setup::ledger(settings, setup::database(settings)?).await?;
        Ok(ledger.tally(queue).await?)
    })?;
    Ok(Some(Statistics::of(&counted(&tally))))
}

/// The ledger's counts by what became of the cases.
fn counted(tally: &Tally) -> Counted {
    let count = |is: &dyn Fn(CaseState, Option<Outcome>) -> bool| -> u64 {
        let cases = tally.cases.iter();
        cases
            .filter(|(state, outcome, _)| is(*state, *outcome))
            .map(|(_, _, count)| count)
            .sum()
    };
    let decided_as =
        |wanted| count(&|state, outcome| state == CaseState::Decided && outcome == Some(wanted));
    let at = |wanted| count(&|state, _| state == wanted);
    let under_way = count(&|state, _| !state.is_end());
    Counted {
        since: tally
            .since
            .map(|since| Month::of(stockholm_day(&since)).in_swedish()),
        cases: vec![
            ("granted", "Bifall av roboten", decided_as(Outcome::Granted)),
            (
                "partly_granted",
                "Delvis avslag av roboten",
                decided_as(Outcome::PartlyGranted),
            ),
            (
                "rejected",
                "Avslag av roboten",
                decided_as(Outcome::Rejected),
            ),
            ("handed_over", "Till handläggare", at(CaseState::HandedOver)),
            ("shadowed", "Räknade på prov", at(CaseState::Shadowed)),
            ("set_aside", "Lagda åt sidan", at(CaseState::SetAside)),
            ("under_way", "Inte klara", under_way),
        ],
        restricted: tally.restricted,
        decided: at(CaseState::Decided),
        ended: at(CaseState::Decided).saturating_add(at(CaseState::HandedOver)),
        sampled: tally.sampled,
        after_checks_made: tally.after_checks_made,
        after_checks_due: tally.after_checks_due,
        resolved: tally.resolved,
    }
}
