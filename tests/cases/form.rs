//! The form a case is written in. An unknown word is refused, so that a
//! misspelt one cannot make a case that tests nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// One situation and what must come out of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    /// Codes this case shows firing.
    #[serde(default)]
    pub fires: Vec<String>,
    /// Codes that just do not fire in this case.
    #[serde(default)]
    pub near_miss: Vec<String>,
    /// The clean household it starts from: single, parent, couple or family.
    pub household: String,
    pub applicant: Option<Adult>,
    pub co_applicant: Option<Adult>,
    pub children: Option<Vec<Child>>,
    /// The month applied for; November 2026 unless said.
    pub month: Option<String>,
    /// The day it is assessed; the second of the month unless said.
    pub assessed_on: Option<String>,
    /// When it came in; the second of the month unless said.
    pub received_at: Option<String>,
    pub persons_in_dwelling: Option<u32>,
    /// Kind and amount, each with a document.
    pub costs: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub assets: BTreeMap<String, String>,
    /// What the applicant declares, each with a document.
    #[serde(default)]
    pub declared: Vec<String>,
    /// What Försäkringskassan has paid.
    #[serde(default)]
    pub fk: Vec<String>,
    /// What CSN has paid.
    #[serde(default)]
    pub csn: Vec<String>,
    /// Studies that CSN has granted.
    #[serde(default)]
    pub studies: Vec<String>,
    /// What employers have declared to Skatteverket.
    #[serde(default)]
    pub agi: Vec<String>,
    /// The amount approved last month, for the same household and account.
    pub approved: Option<String>,
    /// New answers that are copies of others: new name, then whose copy.
    #[serde(default)]
    pub copy: BTreeMap<String, String>,
    #[serde(default)]
    pub set: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub null: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
    /// Replacements in the text of the example policy.
    #[serde(default)]
    pub policy: BTreeMap<String, String>,
    #[serde(default)]
    pub findings: Vec<String>,

    pub outcome: String,
    /// Left out when the amount cannot be computed.
    pub amount: Option<String>,
    pub proposed: Option<String>,
    pub reasons: Vec<String>,
    /// Lines that must be there, among others.
    #[serde(default)]
    pub lines: Vec<ExpectedLine>,
    /// Ids of lines that must not be there.
    #[serde(default)]
    pub no_lines: Vec<String>,
    #[serde(default)]
    pub after_checks: Vec<String>,
    pub waits_until: Option<String>,
    pub unchecked: Option<Vec<String>>,
    /// How it was worked out.
    pub sum: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adult {
    pub born: String,
    #[serde(default)]
    pub coordination_number: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    pub born: String,
    #[serde(default = "full_time")]
    pub days: u32,
    #[serde(default)]
    pub lunch: bool,
    #[serde(default = "yes")]
    pub in_school: bool,
}

fn full_time() -> u32 {
    30
}

fn yes() -> bool {
    true
}

/// A line; what is left out is not compared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedLine {
    pub id: String,
    pub person: Option<String>,
    pub amount: String,
    pub label: Option<String>,
    pub arithmetic: Option<String>,
    pub legal_basis: Option<String>,
    pub parameter: Option<String>,
    pub evidence: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// Every case with the name of its file, in the order of the files' names.
pub fn all_cases() -> Vec<(String, Case)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path).expect("a file of cases");
        let read: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        cases.extend(read.case.into_iter().map(|case| (file.to_string(), case)));
    }
    cases
}
