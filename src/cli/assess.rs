//! `assess`: offline assessment of bundles.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::{Ending, output, setup};
use crate::bundle::assess_bundle;
use crate::config::Settings;

/// Assess bundles offline: one JSON a line in, one assessment a line out
///
/// In the same order; nothing else is consulted.
///
/// A bundle is {"application": {…}, "evidence": [answers…], "assessed_on":
/// "2026-11-02", "findings": []}. A line that is no bundle gives a line with
/// "error" in its place, and exit code 1 at the end.
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
        let input: Box<dyn BufRead> = if self.bundles == std::path::Path::new("-") {
            Box::new(std::io::stdin().lock())
        } else {
            let file = std::fs::File::open(&self.bundles);
            let file =
                file.with_context(|| format!("{} cannot be read", self.bundles.display()))?;
            Box::new(BufReader::new(file))
        };
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut refused = 0_u64;
        for (number, line) in input.split(b'\n').enumerate() {
            let line = line.context("the bundles cannot be read")?;
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let text = std::str::from_utf8(line).unwrap_or_default();
            match assess_bundle(text, &rules, &policy) {
                Ok(assessment) => serde_json::to_writer(&mut out, &assessment)?,
                Err(error) => {
                    refused += 1;
                    let number = number + 1;
                    output::note(format!("line {number}: {error}"));
                    let answer = serde_json::json!({ "line": number, "error": error.to_string() });
                    serde_json::to_writer(&mut out, &answer)?;
                }
            }
            out.write_all(b"\n")?;
        }
        out.flush()?;
        if refused > 0 {
            bail!("{refused} lines were no bundles");
        }
        Ok(Ending::Done)
    }
}
