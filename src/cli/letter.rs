//! `letter`: the letter of a case.

use std::io::Read;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;

use super::cases::words::is_restricted;
use super::paper::Paper;
use super::{Ending, block_on, setup};
use crate::bundle::{AssessedBundle, read_and_assess};
use crate::config::Settings;
use crate::explanation::{LetterFacts, decision_letter, notice};
use crate::ledger::Ledger;
use crate::ledger::operations::Operations;
use crate::rules::Policy;
use crate::vocabulary::Destination;
use crate::worker::PROGRAM_VERSION;

/// Print the letter of a case
///
/// Of a decided case it is the decision, of one that was handed over the
/// notice to the applicant. Of a case in the ledger it is the very letter that
/// was sent; of a bundle the one that would be, in the policy mode "decide".
/// Restricted cases are refused.
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
    #[command(flatten)]
    paper: Paper,
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
            would_be(&assessed, &policy, self.proposal)?
        } else {
            block_on(self.sent(settings))?
        };
        self.paper.write(&text)?;
        Ok(Ending::Done)
    }

    /// The letter as the ledger keeps it.
    async fn sent(&self, settings: &Settings) -> anyhow::Result<String> {
        let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        if is_restricted(&case.row) {
            bail!(RESTRICTED);
        }
        let messages = ledger.messages(&case.row.case_id).await?;
        let latest = |wanted: fn(&Destination) -> bool| -> anyhow::Result<Value> {
            let mut messages = messages.iter().rev();
            match messages.find(|message| wanted(&message.destination)) {
                Some(message) => Ok(serde_json::from_slice(&message.body)?),
                None => Ok(Value::Null),
            }
        };
        let decision = latest(|to| *to == Destination::Decisions)?;
        let text = if self.proposal {
            if !decision.is_null() {
                bail!(DECIDED);
            }
            let handover = latest(|to| matches!(to, Destination::HumanReview { .. }))?;
            let text = handover["proposal"]["letter"].as_str();
            text.context(NOT_PROPOSED)?.to_owned()
        } else {
            let notice = latest(|to| *to == Destination::Notices)?;
            let letter = [decision, notice]
                .into_iter()
                .find_map(|message| Some(message["letter"]["text"].as_str()?.to_owned()));
            letter.with_context(|| {
                let state = case.row.state;
                format!("nothing has been written to the applicant yet: the case is {state}")
            })?
        };
        Ok(text)
    }
}

/// The letter that the robot would write of a bundle.
fn would_be(assessed: &AssessedBundle, policy: &Policy, proposal: bool) -> anyhow::Result<String> {
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
        return Ok(notice(policy, &assessed.case_number));
    }
    let (Some(application), Some(outcome)) = (&assessed.application, assessment.proposed) else {
        bail!(NOT_PROPOSED);
    };
    Ok(decision_letter(&LetterFacts {
        application,
        assessment,
        outcome,
        policy,
        decided_on: assessed.assessed_on,
        program_version: PROGRAM_VERSION,
    }))
}
