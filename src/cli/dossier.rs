//! `dossier`: all that a caseworker needs of a case.

use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};

use super::cases::verify::texts;
use super::{Ending, block_on, output, setup};
use crate::bundle::{AssessedBundle, read_and_assess};
use crate::config::Settings;
use crate::explanation::dossier::text::text;
use crate::explanation::dossier::{DossierFacts, NoDossier, dossier};
use crate::ledger::{CaseState, Ledger};
use crate::operating::words::is_restricted;
use crate::rules::Policy;
use crate::vocabulary::Reason;
use crate::worker::PROGRAM_VERSION;
use crate::worker::recomputation::StoredCase;

/// Print the dossier of a case, for the caseworker who has it
///
/// Why a person has the case and what to look at, the application beside what
/// the registries said, what could not be checked, the finished proposal with
/// its letter, and a note for the journal. Of a case in the ledger it is made
/// of what was stored, by the rules of that day. Restricted cases are refused.
#[derive(Args)]
pub struct Dossier {
    /// The case's id, its application's id or its case number; or - for one
    /// bundle on standard input
    #[arg(value_name = "ID")]
    id: String,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const UNREADABLE: &str = "what the case was assessed from cannot be read";

/// How a dossier is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Text that reads well in a terminal
    Text,
    /// One page that needs nothing else
    Html,
    /// The same sections for programs
    Json,
}

impl Dossier {
    /// Writes the dossier.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let (assessed, policy) = if self.id == "-" {
            let (rules, policy) = setup::rules(&settings.rules)?;
            let mut json = String::new();
            std::io::stdin()
                .read_to_string(&mut json)
                .context("standard input cannot be read")?;
            (read_and_assess(json.trim(), &rules, &policy)?, policy)
        } else {
            block_on(self.stored(settings))?
        };
        let dossier = dossier(&DossierFacts {
            id: match self.id.as_str() {
                "-" => &assessed.case_number,
                id => id,
            },
            case_number: &assessed.case_number,
            application: assessed.application.as_ref(),
            faults: &assessed.faults,
            evidence: &assessed.evidence,
            assessment: &assessed.assessment,
            policy: &policy,
            on: assessed.assessed_on,
            program_version: PROGRAM_VERSION,
        })?;
        let written = match self.format {
            Format::Text => text(&dossier),
            Format::Html => dossier.html()?,
            Format::Json => serde_json::to_string_pretty(&dossier)?,
        };
        output::private(written.trim_end(), self.output.as_deref())?;
        Ok(Ending::Done)
    }

    /// What the ledger keeps of the case, computed again: the very assessment
    /// that was made, or none.
    async fn stored(&self, settings: &Settings) -> anyhow::Result<(AssessedBundle, Policy)> {
        let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        if is_restricted(&case.row) {
            bail!(NoDossier::Restricted);
        }
        let state = case.row.state;
        let is_with_a_person = matches!(
            state,
            CaseState::HandedOver | CaseState::Decided | CaseState::Shadowed
        );
        ensure!(
            is_with_a_person,
            "no person has the case yet: it is {state}"
        );
        let stored = StoredCase::read(&case.content).context(UNREADABLE)?;
        let result = stored.result().context(UNREADABLE)?;
        ensure!(
            !result.reasons.contains(&Reason::Poison),
            "the application stopped the program before anything was computed: read it in the \
             case system"
        );
        let (rules, policy) = texts(&ledger, &stored).await?.context(
            "the rules or the policy the case was assessed by are not in the ledger as they were",
        )?;
        let assessed = stored
            .read_and_assess(&rules, &policy, stored.assessed_on())
            .context(UNREADABLE)?;
        let differs = stored.differences(&serde_json::to_value(&assessed.assessment)?);
        ensure!(
            differs.is_empty(),
            "this version of the program computes another result from the same answers ({}): \
             look with `cases replay {} --verify`, and use the version that assessed the case",
            differs.join(", "),
            self.id
        );
        Ok((assessed, policy))
    }
}
