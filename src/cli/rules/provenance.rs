//! `rules provenance`: where every figure of letters and rule books comes from.

use clap::Args;
use serde::Serialize;

use super::examples::examples;
use crate::assessment::certificate::months;
use crate::bundle::read_and_assess;
use crate::cli::{Ending, output, progress, setup};
use crate::config::Settings;
use crate::explanation::provenance::{Account, Origin, Orphan, of_book, of_letter};
use crate::explanation::rule_book::markdown::markdown;
use crate::explanation::rule_book::{BookFacts, rule_book};
use crate::explanation::{LetterFacts, decision_letter};
use crate::population::Population;
use crate::rules::{Policy, Rules};
use crate::vocabulary::Month;
use crate::worker::PROGRAM_VERSION;

/// Prove where every figure of letters and rule books comes from
///
/// Invents households, decides them, and finds the origin of every figure in
/// their letters and in the rule books of their months: a line of the trace, a
/// parameter, a limit that follows. Exit code 1 when a figure has none.
#[derive(Args)]
pub struct Provenance {
    /// How many invented households, spread over the months of the rules
    #[arg(long, default_value_t = 10_000)]
    cases: u32,
    /// What the chance is drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Late enough in a month for most employers to have declared.
const ASSESSED_ON: u32 = 20;

#[derive(Default, Serialize)]
struct Proof {
    cases: u32,
    letters: u32,
    rule_books: u32,
    figures_in_letters: Figures,
    figures_in_rule_books: Figures,
}

#[derive(Default, Serialize)]
struct Figures {
    by_origin: std::collections::BTreeMap<Origin, u64>,
    orphans: Vec<Stray>,
}

/// An orphan, and in which text it stands.
#[derive(Serialize)]
struct Stray {
    text: String,
    #[serde(flatten)]
    orphan: Orphan,
}

impl Figures {
    fn add(&mut self, text: &str, account: Account) {
        for (origin, count) in account.figures {
            *self.by_origin.entry(origin).or_default() += count;
        }
        let text = text.to_owned();
        let orphans = account.orphans.into_iter();
        self.orphans.extend(orphans.map(|orphan| Stray {
            text: text.clone(),
            orphan,
        }));
    }
}

impl Provenance {
    /// Accounts for every figure.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let (rules, policy) = setup::rules(&settings.rules)?;
        let proof = self.prove(&rules, &policy)?;
        if self.json {
            output::json(&proof)?;
        } else {
            print(&proof)?;
        }
        let orphans = [&proof.figures_in_letters, &proof.figures_in_rule_books];
        // Nothing is proved by not having been looked at.
        let is_proved = proof.letters > 0 && orphans.iter().all(|found| found.orphans.is_empty());
        Ok(match is_proved {
            true => Ending::Done,
            false => Ending::NotAsItShould,
        })
    }

    fn prove(&self, rules: &Rules, policy: &Policy) -> anyhow::Result<Proof> {
        let (months, examples) = (months(rules), examples(rules, policy)?);
        let mut proof = Proof::default();
        let bar = progress::bar(u64::from(self.cases), "letters");
        let share = self.cases.div_ceil(u32::try_from(months.len())?.max(1));
        for month in months {
            let facts = BookFacts {
                rules,
                policy,
                month,
                program_version: PROGRAM_VERSION,
                examples: &examples,
            };
            let account = of_book(&facts, &markdown(&rule_book(&facts)));
            proof.figures_in_rule_books.add(&month.to_string(), account);
            proof.rule_books += 1;
            let count = share.min(self.cases.saturating_sub(proof.cases));
            self.prove_month(month, count, (rules, policy), &mut proof, &bar)?;
        }
        bar.finish_and_clear();
        Ok(proof)
    }

    fn prove_month(
        &self,
        month: Month,
        count: u32,
        (rules, policy): (&Rules, &Policy),
        proof: &mut Proof,
        bar: &indicatif::ProgressBar,
    ) -> anyhow::Result<()> {
        let day = month.day(ASSESSED_ON);
        // Another seed every month, so that the kinds of households differ.
        let seed = self.seed.wrapping_add(u64::from(proof.rule_books));
        let population = Population::new(count, seed, day, &month.to_string())?;
        for household in population.households() {
            let answers: Vec<_> = household
                .answers
                .into_iter()
                .map(|(_, json)| json)
                .collect();
            let bundle = format!(
                r#"{{"application": {}, "evidence": [{}], "assessed_on": "{day}"}}"#,
                household.application,
                answers.join(",")
            );
            let assessed = read_and_assess(&bundle, rules, policy)?;
            proof.cases += 1;
            bar.inc(1);
            let assessment = &assessed.assessment;
            let (Some(application), Some(outcome), Some(_), false) = (
                &assessed.application,
                assessment.proposed,
                assessment.amount,
                assessment.is_restricted(),
            ) else {
                continue;
            };
            let facts = LetterFacts {
                application,
                assessment,
                outcome,
                policy,
                decided_on: day,
                program_version: PROGRAM_VERSION,
            };
            let account = of_letter(&facts, &decision_letter(&facts));
            proof.letters += 1;
            let figures = &mut proof.figures_in_letters;
            figures.add(&assessed.case_number, account);
        }
        Ok(())
    }
}

fn print(proof: &Proof) -> anyhow::Result<()> {
    let (letters, books) = (&proof.figures_in_letters, &proof.figures_in_rule_books);
    let mut origins: Vec<_> = letters
        .by_origin
        .keys()
        .chain(books.by_origin.keys())
        .collect();
    origins.sort_unstable();
    origins.dedup();
    let count = |figures: &Figures, origin| figures.by_origin.get(origin).copied().unwrap_or(0);
    let mut rows: Vec<_> = origins
        .into_iter()
        .map(|origin| {
            let of = |figures| count(figures, origin).to_string();
            vec![origin.in_swedish().to_owned(), of(letters), of(books)]
        })
        .collect();
    let orphans = |figures: &Figures| figures.orphans.len().to_string();
    rows.push(vec![
        "utan ursprung".to_owned(),
        orphans(letters),
        orphans(books),
    ]);
    output::line(format!(
        "{} påhittade hushåll, {} brev, {} regelböcker.",
        proof.cases, proof.letters, proof.rule_books
    ))?;
    output::table(&["Talet kommer från", "I brev", "I regelböcker"], rows)?;
    for stray in letters.orphans.iter().chain(&books.orphans) {
        let Stray { text, orphan } = stray;
        let Orphan { line, figure } = orphan;
        output::line(format!("Utan ursprung: {figure}, rad {line} i {text}"))?;
    }
    Ok(())
}
