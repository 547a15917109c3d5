//! The cases a simulation computes: read once, assessed twice, on every
//! processor.

use std::convert::Infallible;
use std::io::Read;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::thread::{self, available_parallelism};

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::bundle::{NotABundle, ReadBundle};
use crate::cli::lines::{Block, in_order};
use crate::cli::{output, progress, setup};
use crate::config::Settings;
use crate::ledger::{CaseFilter, CaseRow, Ledger};
use crate::operating::words::in_sweden;
use crate::operating::words::is_restricted;
use crate::reports::simulation::{Source, Tally, Version, compare};
use crate::vocabulary::Month;
use crate::worker::recomputation::StoredCase;

/// The present version and the new one.
type Versions<'a> = [Version<'a>; 2];

/// So many cases of the ledger are in memory at a time.
const READ_AT_ONCE: usize = 1000;

/// Where the cases are.
#[derive(Clone)]
pub enum Cases {
    /// In the ledger.
    Ledger,
    /// In a file; - is standard input.
    File(PathBuf),
}

impl FromStr for Cases {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "ledger" => Self::Ledger,
            file => Self::File(file.into()),
        })
    }
}

/// The cases of a file with bundles.
pub fn of_file(path: &Path, versions: Versions<'_>) -> anyhow::Result<(Tally, Source)> {
    let is_standard_input = path == Path::new("-");
    let (input, bytes): (Box<dyn Read + Send>, u64) = if is_standard_input {
        (Box::new(std::io::stdin()), 0)
    } else {
        let file = std::fs::File::open(path);
        let file = file.with_context(|| format!("{} cannot be read", path.display()))?;
        let bytes = file.metadata()?.len();
        (Box::new(file), bytes)
    };
    let progress = progress::reading(bytes, "bundles");
    let mut tally = Tally::default();
    let work = |block: &Block| Counted::from(block, versions);
    in_order(input, processors(), work, |counted: Counted| {
        for note in counted.refused {
            progress.suspend(|| output::note(note));
        }
        progress.inc(counted.bytes);
        tally.merge(counted.tally);
        Ok(())
    })?;
    progress.finish_and_clear();
    let name = match path.file_name() {
        Some(name) if !is_standard_input => name.display().to_string(),
        _ => "standard in".to_owned(),
    };
    Ok((tally, Source::File { name }))
}

/// What some lines show.
struct Counted {
    tally: Tally,
    bytes: u64,
    /// What there is to say of those that were no bundles.
    refused: Vec<String>,
}

impl Counted {
    fn from(block: &Block, [present, new]: Versions<'_>) -> Self {
        let (mut tally, mut refused) = (Tally::default(), Vec::new());
        for (number, line) in block.lines() {
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let text = std::str::from_utf8(line).map_err(|_| NotABundle);
            match text.and_then(ReadBundle::read) {
                Ok(bundle) => tally.add(compare(&bundle, present, new)),
                Err(error) => {
                    tally.unreadable += 1;
                    refused.push(format!("line {number}: {error}"));
                }
            }
        }
        Self {
            tally,
            bytes: block.len() as u64,
            refused,
        }
    }
}

/// The cases the ledger has stored.
pub async fn of_ledger(
    settings: &Settings,
    versions: Versions<'_>,
    since: Option<DateTime<Utc>>,
    month: Option<Month>,
) -> anyhow::Result<(Tally, Source)> {
    let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
    let mut rows = ledger.cases(all_since(since)).await?;
    rows.retain(|row| month.is_none() || row.month == month);
    let progress = progress::bar(rows.len() as u64, "cases");
    let mut tally = Tally::default();
    for rows in rows.chunks(READ_AT_ONCE) {
        let mut contents = Vec::with_capacity(rows.len());
        for row in rows {
            if is_restricted(row) {
                tally.restricted += 1;
            } else if let Some(file) = ledger.case(&row.case_id).await? {
                contents.push((row, file.content));
            }
        }
        for part in compared(&contents, versions) {
            tally.merge(part);
        }
        progress.inc(rows.len() as u64);
    }
    progress.finish_and_clear();
    let since = since.map(in_sweden);
    Ok((tally, Source::Ledger { since, month }))
}

fn all_since(since: Option<DateTime<Utc>>) -> CaseFilter {
    CaseFilter {
        state: None,
        reason: None,
        case_number: None,
        source: None,
        since,
        until: None,
        limit: u32::MAX,
    }
}

/// What stored cases show, a part from each processor.
fn compared(contents: &[(&CaseRow, Vec<u8>)], versions: Versions<'_>) -> Vec<Tally> {
    let share = contents.len().div_ceil(processors()).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = contents
            .chunks(share)
            .map(|share| scope.spawn(move || stored(share, versions)))
            .collect();
        let tallies = workers.into_iter().map(|worker| worker.join());
        tallies
            .map(|tally| tally.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn stored(contents: &[(&CaseRow, Vec<u8>)], [present, new]: Versions<'_>) -> Tally {
    let mut tally = Tally::default();
    for (row, content) in contents {
        let bundle = StoredCase::read(content).and_then(|case| case.bundle(case.assessed_on()));
        match bundle {
            Some(bundle) => tally.add(compare(&bundle, present, new)),
            None => {
                tally.unreadable += 1;
                output::note(format!("case {}: its content cannot be read", row.case_id));
            }
        }
    }
    tally
}

fn processors() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}
