//! `letter`: the letter of a case.

use std::io::Read;

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::paper::Paper;
use super::{Ending, block_on, setup, translation};
use crate::bundle::{AssessedBundle, read_and_assess};
use crate::config::Settings;
use crate::explanation::{Language, LetterFacts, decision_letter_in, notice_in};
use crate::ledger::Ledger;
use crate::operating::letters::Letters;
use crate::operating::words::is_restricted;
use crate::rules::Policy;
use crate::worker::PROGRAM_VERSION;

/// Print the letter of a case
///
/// Of a decided case it is the decision, of one that was handed over the
/// notice to the applicant. Of a case in the ledger it is the very letter that
/// was sent; of a bundle the one that would be, in the policy mode "decide".
/// The letter in English is a translation: of a case in the ledger it is only
/// given when it can be shown to say the same. Restricted cases are refused.
#[derive(Args)]
pub struct Letter {
    /// The case's id, its application's id or its case number; or - for one
    /// bundle on standard input
    #[arg(value_name = "ID")]
    id: String,
    /// Of a case that was handed over, the letter that is proposed to the
    /// caseworker
    #[arg(long)]
    proposal: bool,
    /// The language: Swedish, or a translation into English
    #[arg(long, value_name = "CODE", default_value = "sv", value_parser = language())]
    language: Language,
    #[command(flatten)]
    paper: Paper,
}

fn language() -> impl TypedValueParser<Value = Language> {
    let codes = PossibleValuesParser::new(Language::ALL.map(Language::code));
    codes.try_map(|code| Language::from_code(&code).ok_or("there is no such language"))
}

const RESTRICTED: &str = "the case is restricted: it is shown to those who hold its role only";
const DECIDED: &str = "the robot decided the case: there is no proposal, only the letter";
const NOT_PROPOSED: &str = "the case has no proposal: its amount could not be computed";

impl Letter {
    /// Prints the letter.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let text = if self.id == "-" {
            let (rules, policy) = setup::rules(&settings.rules)?;
            let mut json = String::new();
            std::io::stdin()
                .read_to_string(&mut json)
                .context("standard input cannot be read")?;
            let assessed = read_and_assess(json.trim(), &rules, &policy)?;
            let (proposal, language) = (self.proposal, self.language);
            would_be(&assessed, &policy, proposal, PROGRAM_VERSION, language)?
        } else {
            block_on(self.sent(settings))?
        };
        self.paper.write(&text)?;
        Ok(Ending::Done)
    }

    /// The letter as the ledger keeps it, or its translation.
    async fn sent(&self, settings: &Settings) -> anyhow::Result<String> {
        let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        if is_restricted(&case.row) {
            bail!(RESTRICTED);
        }
        let letters = Letters::of(&ledger, &case.row.case_id).await?;
        let text = if self.proposal {
            if letters.is_decided {
                bail!(DECIDED);
            }
            letters.proposal.context(NOT_PROPOSED)?
        } else {
            letters.sent.with_context(|| {
                let state = case.row.state;
                format!("nothing has been written to the applicant yet: the case is {state}")
            })?
        };
        match self.language {
            Language::Swedish => Ok(text),
            other => translation::of_sent(&ledger, &case, &text, self.proposal, other).await,
        }
    }
}

/// The letter that the robot would write of a bundle, naming a version of the
/// program.
///
/// # Errors
/// When there is none: of a restricted case, one that waits, or one without
/// the proposal that was asked for.
pub fn would_be(
    assessed: &AssessedBundle,
    policy: &Policy,
    proposal: bool,
    program_version: &str,
    language: Language,
) -> anyhow::Result<String> {
    let assessment = &assessed.assessment;
    if assessment.is_restricted() {
        bail!(RESTRICTED);
    }
    if let Some(day) = assessment.waits_until {
        bail!("nothing is written to the applicant yet: the case waits until {day}");
    }
    let decided = assessment.outcome.is_decision();
    if proposal && decided {
        bail!(DECIDED);
    }
    if !proposal && !decided {
        return Ok(notice_in(language, policy, &assessed.case_number));
    }
    let (Some(application), Some(outcome)) = (&assessed.application, assessment.proposed) else {
        bail!(NOT_PROPOSED);
    };
    let facts = LetterFacts {
        application,
        assessment,
        outcome,
        policy,
        decided_on: assessed.assessed_on,
        program_version,
    };
    Ok(decision_letter_in(language, &facts))
}
