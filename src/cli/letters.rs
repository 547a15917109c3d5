//! `letters verify`: whether letters are true, by the published rule book.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Ending, output, progress};
use crate::verification::{Book, CheckName, Fault, NOT_SHOWN, verify};

/// Check letters by anybody who holds them
#[derive(Subcommand)]
pub enum Letters {
    Verify(Verify),
}

/// Check whether letters are true, by their text and the published rule book alone
///
/// Computes everything in a letter again: amounts, sum, limits, sentences,
/// legal references and the control code. Knows nothing of the program that
/// decided. Exit code 0 when all is true, 1 when something is false, 2 when
/// something could not be judged.
#[derive(Args)]
pub struct Verify {
    /// Files with the text of one letter each, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The rule book of the letters' month, as `rules book --format json` writes it
    #[arg(long, value_name = "FILE")]
    rule_book: PathBuf,
    /// Print one JSON object a letter
    #[arg(long)]
    json: bool,
}

/// The most that is read of a file: more than the largest rule book.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// What a letter came to.
enum Verdict {
    Judged(Vec<Fault>),
    NotJudged(String),
}

impl Letters {
    /// Runs the subcommand.
    pub fn run(&self) -> anyhow::Result<Ending> {
        match self {
            Self::Verify(verify) => verify.run(),
        }
    }
}

impl Verify {
    fn run(&self) -> anyhow::Result<Ending> {
        let book = match self.book() {
            Ok(book) => book,
            Err(error) => {
                output::error(&error);
                return Ok(Ending::NotJudged);
            }
        };
        let bar = progress::bar(self.files.len() as u64, "letters");
        let (mut is_false, mut not_judged) = (0_usize, 0_usize);
        for file in &self.files {
            let verdict = verdict(file, &book);
            match &verdict {
                Verdict::Judged(faults) if faults.is_empty() => {}
                Verdict::Judged(_) => is_false += 1,
                Verdict::NotJudged(_) => not_judged += 1,
            }
            bar.suspend(|| self.print(file, &verdict))?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        if !self.json {
            self.print_summary(is_false, not_judged)?;
        }
        Ok(match (is_false, not_judged) {
            (0, 0) => Ending::Done,
            (0, _) => Ending::NotJudged,
            _ => Ending::NotAsItShould,
        })
    }

    /// Without the book nothing can be judged.
    fn book(&self) -> anyhow::Result<Book> {
        let text = read(&self.rule_book)?;
        Book::read(&text).with_context(|| format!("{}", self.rule_book.display()))
    }

    fn print(&self, file: &Path, verdict: &Verdict) -> anyhow::Result<()> {
        let name = file.display().to_string();
        if self.json {
            output::json(&match verdict {
                Verdict::Judged(faults) => json!({
                    "file": name,
                    "verdict": if faults.is_empty() { "true" } else { "false" },
                    "checks": CheckName::ALL.map(|check| {
                        let of_check = faults.iter().filter(|fault| fault.check == check);
                        let faults: Vec<_> = of_check.collect();
                        json!({ "check": check, "holds": faults.is_empty(), "faults": faults })
                    }),
                }),
                Verdict::NotJudged(why) => {
                    json!({ "file": name, "verdict": "not_judged", "why": why })
                }
            })?;
            return Ok(());
        }
        match verdict {
            Verdict::Judged(faults) if faults.is_empty() && self.files.len() > 1 => Ok(()),
            Verdict::Judged(faults) => {
                output::line(format!("Brev: {name}"))?;
                let rows = CheckName::ALL.iter().flat_map(|check| rows(*check, faults));
                let headings = ["Kontroll", "Resultat", "Så ska det vara", "Så står det"];
                Ok(output::table(&headings, rows.collect())?)
            }
            Verdict::NotJudged(why) => Ok(output::line(format!(
                "Brev: {name}\nKan inte bedömas: {why}."
            ))?),
        }
    }

    fn print_summary(&self, is_false: usize, not_judged: usize) -> anyhow::Result<()> {
        let all = self.files.len();
        let is_true = all.saturating_sub(is_false).saturating_sub(not_judged);
        output::line(format!(
            "{all} brev: {is_true} stämmer, {is_false} stämmer inte, {not_judged} kan inte bedömas."
        ))?;
        output::line("Det här visar kontrollen inte:")?;
        for one in NOT_SHOWN {
            output::line(format!("– {one}"))?;
        }
        Ok(())
    }
}

/// The rows of a check: one a fault, and one when there is none.
fn rows(check: CheckName, faults: &[Fault]) -> Vec<Vec<String>> {
    let name = check.in_swedish().to_owned();
    let of_check = faults.iter().filter(|fault| fault.check == check);
    let rows: Vec<_> = of_check
        .map(|fault| {
            let (expected, found) = (fault.expected.clone(), fault.found.clone());
            vec![name.clone(), "stämmer inte".to_owned(), expected, found]
        })
        .collect();
    match rows.is_empty() {
        true => vec![vec![
            name,
            "stämmer".to_owned(),
            String::new(),
            String::new(),
        ]],
        false => rows,
    }
}

fn verdict(file: &Path, book: &Book) -> Verdict {
    let judged = read(file).map(|text| verify(&text, book));
    match judged {
        Ok(Ok(faults)) => Verdict::Judged(faults),
        Ok(Err(not_judged)) => Verdict::NotJudged(not_judged.to_string()),
        Err(error) => Verdict::NotJudged(format!("{error:#}")),
    }
}

/// The text of a file, or of standard input.
fn read(file: &Path) -> anyhow::Result<String> {
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(std::io::stdin())
    } else if file.is_dir() {
        bail!("det är en mapp: ange filerna i den");
    } else {
        Box::new(std::fs::File::open(file).context("filen kan inte läsas")?)
    };
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES).read_to_end(&mut bytes);
    read.context("filen kan inte läsas")?;
    String::from_utf8(bytes)
        .ok()
        .context("filen är ingen text i utf-8")
}
