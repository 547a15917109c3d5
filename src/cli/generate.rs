//! `generate`: an invented population.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::{Ending, output, progress};
use crate::clock::Clock;
use crate::population::Population;
use crate::vocabulary::Month;

/// Invent a realistic population with matching registry answers
///
/// The same count, seed, month and day give the same files.
///
/// Writes applications.jsonl (for `submit`) and answers.jsonl (for
/// `registries`) to the folder, and prints the mix.
#[derive(Args)]
pub struct Generate {
    /// How many households
    #[arg(long)]
    count: u32,
    /// What the chance is drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The month applied for; the present one when left out
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<Month>,
    /// Print the mix as JSON
    #[arg(long)]
    json: bool,
}

impl Generate {
    /// Writes the population.
    pub fn run(&self) -> anyhow::Result<Ending> {
        let today = Clock::system().today();
        let month = self.month.unwrap_or(Month::of(today)).to_string();
        let population = Population::new(self.count, self.seed, today, &month)?;
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("{} cannot be made", self.out.display()))?;
        let mut applications = create(&self.out.join("applications.jsonl"))?;
        let mut answers = create(&self.out.join("answers.jsonl"))?;
        let bar = progress::bar(u64::from(self.count), "households");
        for household in population.households() {
            writeln!(applications, "{}", household.application)?;
            for (_, answer) in &household.answers {
                writeln!(answers, "{answer}")?;
            }
            bar.inc(1);
        }
        applications.flush()?;
        answers.flush()?;
        bar.finish_and_clear();
        self.print_mix(&population)
    }

    fn print_mix(&self, population: &Population) -> anyhow::Result<Ending> {
        let mix = population.mix();
        if self.json {
            let kinds: serde_json::Map<_, _> = mix
                .iter()
                .map(|(kind, count)| (kind.name().to_owned(), json!(count)))
                .collect();
            output::json(&json!({ "households": self.count, "mix": kinds }))?;
            return Ok(Ending::Done);
        }
        let rows = mix
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| {
                let per_mille = u64::from(*count) * 1000 / u64::from(self.count.max(1));
                let share = format!("{}.{} %", per_mille / 10, per_mille % 10);
                let goes_to = kind.expected_reason().unwrap_or("decided");
                vec![
                    kind.name().to_owned(),
                    count.to_string(),
                    share,
                    goes_to.to_owned(),
                ]
            });
        output::table(&["Household", "Count", "Share", "Expected"], rows.collect())?;
        output::line(format!("written to {}", self.out.display()))?;
        Ok(Ending::Done)
    }
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file =
        File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(BufWriter::new(file))
}
