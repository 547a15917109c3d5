//! `rules diff`: what differs between two versions, in plain Swedish.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use crate::cli::{Ending, output, setup};
use crate::clock::Clock;
use crate::explanation::rule_book::difference::differences;
use crate::explanation::rule_book::{Table, municipal_tables, national_tables};
use crate::rules::Change;
use crate::rules::changes::added;
use crate::vocabulary::Month;

/// Print what differs between two folders of rules, or two policy files.
///
/// Which amounts, limits and codes, from when, from what to what; and the
/// change notes that only the second has.
#[derive(Args)]
pub struct Diff {
    /// The earlier folder with rules, or policy file
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The later one, of the same kind
    #[arg(value_name = "B")]
    after: PathBuf,
}

/// What is compared, and the notes that belong to it.
struct Version {
    tables: Vec<Table>,
    changes: Vec<Change>,
}

impl Diff {
    /// Compares.
    pub fn run(&self) -> anyhow::Result<Ending> {
        if self.before.is_dir() != self.after.is_dir() {
            bail!("compare two folders with rules, or two policy files");
        }
        let (before, after) = (version(&self.before)?, version(&self.after)?);
        let found = differences(&before.tables, &after.tables);
        let is_changed = !found.is_empty();
        if !is_changed {
            output::line("Inga belopp, gränser eller koder skiljer sig.")?;
        } else {
            let rows = found.into_iter().map(|difference| {
                vec![
                    difference.table,
                    difference.what,
                    difference.before.unwrap_or_else(|| "fanns inte".into()),
                    difference
                        .after
                        .unwrap_or_else(|| "finns inte längre".into()),
                ]
            });
            output::table(&["Tabell", "Vad", "Förut", "Nu"], rows.collect())?;
        }
        let news = added(&before.changes, &after.changes);
        if is_changed && news.is_empty() {
            output::line("OBS: den nya versionen har ingen ny anteckning om ändringen.")?;
        }
        for change in news {
            let by = change
                .decided_by
                .as_ref()
                .map(|by| format!(" Beslutat av: {by}"));
            let by = by.unwrap_or_default();
            output::line(format!("Ändrat {}: {}{by}", change.on, change.note))?;
        }
        Ok(Ending::Done)
    }
}

fn version(path: &Path) -> anyhow::Result<Version> {
    if path.is_dir() {
        let rules = setup::rules_in(path)?;
        return Ok(Version {
            tables: national_tables(&rules),
            changes: rules.changes,
        });
    }
    let policy = setup::policy_in(path)?;
    // The law is cited alike for both, so any month will do.
    let month = Month::of(Clock::system().today());
    Ok(Version {
        tables: municipal_tables(&policy, month),
        changes: policy.changes,
    })
}
