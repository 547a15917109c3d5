//! `assess`: offline assessment of bundles.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use clap::Args;

use super::lines::{Block, in_order};
use super::{Ending, output, progress, setup};
use crate::bundle::assess_bundle;
use crate::config::Settings;
use crate::rules::{Policy, Rules};

/// Assess bundles offline: one JSON a line in, one assessment a line out
///
/// In the same order; nothing else is consulted.
///
/// A bundle is {"application": {…}, "evidence": [answers…], "assessed_on":
/// "2026-11-02", "findings": []}. A line that is no bundle gives a line with
/// "error" in its place, and exit code 1 at the end. All processors take part,
/// and memory stays the same however many bundles there are.
#[derive(Args)]
pub struct Assess {
    /// The file with bundles, or - for standard input
    #[arg(default_value = "-", value_name = "FILE")]
    bundles: PathBuf,
}

impl Assess {
    /// Assesses every line.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let (rules, policy) = setup::rules(&settings.rules)?;
        let input: Box<dyn Read + Send> = if self.bundles == Path::new("-") {
            Box::new(std::io::stdin())
        } else {
            let file = std::fs::File::open(&self.bundles);
            Box::new(file.with_context(|| format!("{} cannot be read", self.bundles.display()))?)
        };
        let workers = available_parallelism().map_or(1, NonZero::get);
        let mut out = std::io::stdout().lock();
        let mut refused = 0_u64;
        let counter = progress::counter("bundles");
        let assess = |block: &Block| Assessed::from(block, &rules, &policy);
        in_order(input, workers, assess, |assessed: Assessed| {
            for note in assessed.refused {
                refused += 1;
                counter.suspend(|| output::note(note));
            }
            counter.inc(assessed.lines);
            out.write_all(assessed.text.as_bytes())
        })?;
        out.flush()?;
        counter.finish_and_clear();
        if refused > 0 {
            bail!("{refused} lines were no bundles");
        }
        Ok(Ending::Done)
    }
}

/// What some lines came to.
struct Assessed {
    /// Their assessments, one a line.
    text: String,
    /// How many they are.
    lines: u64,
    /// What there is to say of those that were no bundles.
    refused: Vec<String>,
}

impl Assessed {
    fn from(block: &Block, rules: &Rules, policy: &Policy) -> Self {
        let (mut text, mut refused) = (String::with_capacity(block.len()), Vec::new());
        let mut lines = 0;
        for (number, line) in block.lines() {
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let bundle = std::str::from_utf8(line).unwrap_or_default();
            match assess_bundle(bundle, rules, policy) {
                Ok(assessment) => text.push_str(&assessment.to_json()),
                Err(error) => {
                    refused.push(format!("line {number}: {error}"));
                    let answer = serde_json::json!({ "line": number, "error": error.to_string() });
                    text.push_str(&answer.to_string());
                }
            }
            text.push('\n');
            lines += 1;
        }
        Self {
            text,
            lines,
            refused,
        }
    }
}
