//! The fixtures as situations: what each shows, and the outcome worked out by
//! hand.

use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use serde::Deserialize;

/// A fixture: an application, registry answers and the expected outcome.
pub struct Scenario {
    /// Its name, such as `single-parent-with-salary`.
    pub name: String,
    /// What it shows and what is expected.
    pub situation: Situation,
    /// The application's bytes.
    pub application: Vec<u8>,
}

/// `fixtures/scenarios/NAME.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// What it shows, for developers.
    #[serde(rename = "shows")]
    _shows: String,
    /// What it shows, for everybody.
    pub visar: String,
    /// The day it is assessed.
    pub assessed_on: NaiveDate,
    /// Whether the demonstration's short table has it.
    #[serde(default)]
    pub in_demo: bool,
    /// What must come out.
    pub expected: Expected,
}

/// The outcome worked out by hand.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Such as `granted`.
    pub outcome: String,
    /// Kronor; left out when there is none.
    pub amount: Option<String>,
    /// Every reason's code, sorted.
    pub reasons: Vec<String>,
    /// How it was worked out.
    pub sum: String,
}

/// Reads every fixture, by name.
pub fn load(fixtures: &Path) -> anyhow::Result<Vec<Scenario>> {
    let folder = fixtures.join("scenarios");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths.iter().map(|path| read(fixtures, path)).collect()
}

fn read(fixtures: &Path, path: &Path) -> anyhow::Result<Scenario> {
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let unreadable = || format!("{} cannot be read", path.display());
    let text = std::fs::read_to_string(path).with_context(unreadable)?;
    let situation = toml::from_str(&text).with_context(unreadable)?;
    let application = fixtures.join("applications").join(format!("{name}.json"));
    let application = std::fs::read(&application)
        .with_context(|| format!("{} cannot be read", application.display()))?;
    Ok(Scenario {
        name,
        situation,
        application,
    })
}
