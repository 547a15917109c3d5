//! `disclose`: a draft of what is handed out of a case.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use anyhow::{Context, bail};
use askama::Template;
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::assessment::Outcome;
use crate::cli::signature::Signing;
use crate::cli::{Ending, block_on, output, setup};
use crate::config::Settings;
use crate::explanation::disclosure::text::text;
use crate::explanation::disclosure::{
    Disclosure, Event, Message, PartyFacts, PublicFacts, Recipient, party, public, sections,
};
use crate::explanation::sections::html::Page;
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{CaseFile, CaseRow, Ledger, Operations};
use crate::operating::words::in_sweden;
use crate::operating::words::{event as event_in_swedish, is_restricted};
use crate::rules::Policy;
use crate::vocabulary::{Kronor, Month, Reason, stockholm_day};
use crate::worker::PROGRAM_VERSION;

/// Draft what is handed out of a case, to a party or to the public
///
/// To a party it is everything that the robot holds (10 § FL), with marks at
/// what is about somebody else. To the public everything is masked that may
/// tell who it is (26 kap. 1 § OSL). An officer tests the draft and decides.
/// That a draft was made, by whom and why, is kept in the case's history.
/// Restricted cases are refused.
#[derive(Args)]
pub struct Disclose {
    /// The case's id, its application's id or its case number
    #[arg(value_name = "ID")]
    id: String,
    /// For whom
    #[arg(long, value_enum)]
    to: To,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write, readable by its owner alone; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
}

/// For whom a draft is.
#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// The applicant
    Party,
    /// The co-applicant, who is a party too
    CoApplicant,
    /// Anyone who asks
    Public,
}

/// How a draft is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Plain text
    Text,
    /// One page that needs nothing else
    Html,
    /// For programs
    Json,
}

impl To {
    const fn code(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::CoApplicant => "co_applicant",
            Self::Public => "public",
        }
    }
}

impl Disclose {
    /// Notes that a draft is made, and writes it.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            let Some(case) = ledger.case(&self.id).await? else {
                bail!("there is no such case: give a case id, an application id or a case number");
            };
            if is_restricted(&case.row) {
                bail!("the case is restricted: it is shown to those who hold its role only");
            }
            let signature = self.signing.signature()?;
            let stored = Stored::read(&ledger, &case).await?;
            let draft = stored.draft(&case, self.to)?;
            let written = self.written(&draft, &stored)?;
            // Noted before anybody sees it; a case that became restricted in
            // between is not noted, and not shown.
            let (case_id, recipient) = (&case.row.case_id, self.to.code());
            if !ledger
                .note_disclosure(case_id, recipient, signature)
                .await?
            {
                bail!("the case has changed meanwhile: look at it again with cases show");
            }
            output::private(written.trim_end(), self.output.as_deref())?;
            Ok(Ending::Done)
        })
    }

    fn written(&self, draft: &Disclosure, stored: &Stored) -> anyhow::Result<String> {
        Ok(match self.format {
            Format::Text => text(draft),
            Format::Json => serde_json::to_string_pretty(draft)?,
            Format::Html => Page {
                title: &draft.title,
                sections: &sections(draft),
                program_version: PROGRAM_VERSION,
                rules_hash: stored.assessed_by("rules_hash"),
                policy_hash: stored.assessed_by("policy_hash"),
            }
            .render()?,
        })
    }
}

/// Everything the ledger holds of a case.
struct Stored {
    content: Value,
    messages: Vec<Message>,
    events: Vec<Event>,
    policy: Option<Policy>,
}

impl Stored {
    async fn read(ledger: &SqliteLedger, case: &CaseFile) -> anyhow::Result<Self> {
        let content: Value = serde_json::from_slice(&case.content)
            .context("the case's content is no JSON: check the ledger with ledger balance")?;
        let case_id = &case.row.case_id;
        let messages = ledger.messages(case_id).await?.into_iter().map(|posting| {
            let posted = case
                .postings
                .iter()
                .find(|(id, _, _)| *id == posting.message_id);
            Ok(Message {
                queue: posting.destination.queue_name(),
                posted_at: posted.and_then(|(_, _, posted_at)| *posted_at),
                body: serde_json::from_slice(&posting.body)?,
            })
        });
        let messages = messages.collect::<anyhow::Result<_>>()?;
        let events = ledger.statements(case_id).await?;
        let events = events.iter().map(|event| {
            let statement: Value = serde_json::from_slice(event)?;
            let kind = statement["kind"].as_str().unwrap_or_default();
            let what = event_in_swedish(kind).to_owned();
            Ok(Event { what, statement })
        });
        let mut stored = Self {
            content,
            messages,
            events: events.collect::<anyhow::Result<_>>()?,
            policy: None,
        };
        let kept = ledger.text(stored.assessed_by("policy_hash")).await?;
        stored.policy = kept.and_then(|text| Policy::load("policy.toml", &text).ok());
        Ok(stored)
    }

    fn assessed_by(&self, hash: &str) -> &str {
        self.content["assessment"][hash]
            .as_str()
            .unwrap_or_default()
    }

    fn draft(&self, case: &CaseFile, to: To) -> anyhow::Result<Disclosure> {
        let recipient = match to {
            To::Party => Recipient::Applicant,
            To::CoApplicant => Recipient::CoApplicant,
            To::Public => return Ok(self.public(&case.row)),
        };
        let has_co_applicant = self.content["application"]["co_applicant"].is_object();
        if recipient == Recipient::CoApplicant && !has_co_applicant {
            bail!("the case has no co-applicant: use --to party");
        }
        // Where a case went and what was asked can tell what was flagged, such
        // as violence, to the one it is about; a person weighs each fact.
        let flags = self.content["application"]["case_context"]["flags"].as_array();
        if has_co_applicant && flags.is_some_and(|flags| !flags.is_empty()) {
            bail!(
                "the case system has flagged the case, and there are two adults: an officer puts \
                 together by hand what each may see"
            );
        }
        Ok(self.party(&case.row, recipient))
    }

    fn party(&self, row: &CaseRow, recipient: Recipient) -> Disclosure {
        party(&PartyFacts {
            recipient,
            overview: &overview(row),
            content: &self.content,
            messages: &self.messages,
            events: &self.events,
            policy: self.policy.as_ref(),
            program_version: PROGRAM_VERSION,
        })
    }

    fn public(&self, row: &CaseRow) -> Disclosure {
        let reasons = row
            .reasons
            .iter()
            .filter_map(|code| Reason::from_code(code));
        let reasons: Vec<_> = reasons.collect();
        let (received, moved) = (
            stockholm_day(&row.received_at),
            stockholm_day(&row.updated_at),
        );
        let program = self.content["program"].as_str();
        public(&PublicFacts {
            month: row.month,
            outcome: row.outcome.filter(|outcome| *outcome != Outcome::Waiting),
            reasons: &reasons,
            received: Month::of(received),
            moved: Month::of(moved),
            days: (moved - received).num_days(),
            policy: self.policy.as_ref(),
            policy_hash: self.assessed_by("policy_hash"),
            rules_hash: self.assessed_by("rules_hash"),
            program_version: program.unwrap_or(PROGRAM_VERSION),
        })
    }
}

/// What lists say of a case, in Swedish.
fn overview(row: &CaseRow) -> Vec<(&'static str, String)> {
    let facts = [
        ("Ärendenummer", row.case_number.clone()),
        ("Robotens id för ärendet", row.case_id.clone()),
        ("Ansökans id", row.application_id.clone()),
        (
            "Sökt månad",
            row.month.map(Month::in_swedish).unwrap_or_default(),
        ),
        ("Läge", row.state.in_swedish().to_owned()),
        (
            "Utfall",
            row.outcome
                .map(|outcome| outcome.in_swedish().to_owned())
                .unwrap_or_default(),
        ),
        (
            "Belopp",
            row.amount.map(Kronor::in_swedish).unwrap_or_default(),
        ),
        ("Inkommen", in_sweden(row.received_at)),
        ("Senast ändrad", in_sweden(row.updated_at)),
        (
            "Tas upp igen",
            row.due_at.map(in_sweden).unwrap_or_default(),
        ),
        ("Enhet", row.unit.clone().unwrap_or_default()),
        ("Tekniskt fel", row.cause.clone().unwrap_or_default()),
    ];
    facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
