//! Parameters as dated data, and the municipal policy.
//!
//! Amounts change by ordinance and stand in `config/rules/*.toml`; what a
//! municipality decides stands in `config/policy.toml`. Both load whole or are
//! refused with every fault (HANDBOOK section 2).

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

pub mod changes;
pub mod dated;
pub mod policy;
pub mod policy_costs;
pub mod reading;
pub mod tables;

use crate::vocabulary::Month;
use crate::vocabulary::identity::{digest, hash_text};
pub use changes::Change;
pub use dated::{Amount, Parameter};
pub use policy::{Mode, Policy, Treatment};
pub use policy_costs::{Cap, CostRule};
use reading::Fault;
use tables::{JobStimulusShare, NormTable, PriceBaseAmount, covering};

/// The names of the rule files, in the order they are hashed.
pub const RULE_FILES: [&str; 3] = ["riksnorm.toml", "prisbasbelopp.toml", "jobbstimulans.toml"];

/// The rule files that are compiled in.
pub const COMPILED_IN: [&str; 3] = [
    include_str!("../../config/rules/riksnorm.toml"),
    include_str!("../../config/rules/prisbasbelopp.toml"),
    include_str!("../../config/rules/jobbstimulans.toml"),
];

/// The example policy of an invented municipality, compiled in for the demo
/// and for offline assessment.
pub const EXAMPLE_POLICY: &str = include_str!("../../config/policy.toml");

/// The national parameters.
#[derive(Clone, Debug)]
pub struct Rules {
    norms: Vec<NormTable>,
    price_base_amounts: Vec<PriceBaseAmount>,
    job_stimulus: Vec<JobStimulusShare>,
    /// What changed in the files, each file's newest change first.
    pub changes: Vec<Change>,
    /// Content hash of the files.
    pub hash: String,
    /// The files' texts, one after the other.
    pub text: String,
}

/// A rule or policy file is refused.
#[derive(Debug, thiserror::Error)]
#[error("the rules cannot be used:\n{}", list(.0))]
pub struct Refused(pub Vec<Fault>);

fn list(faults: &[Fault]) -> String {
    let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
    lines.join("\n")
}

impl Rules {
    /// Reads the texts of [`RULE_FILES`], in that order.
    ///
    /// # Errors
    /// [`Refused`] with every fault of every file.
    pub fn read(texts: [&str; 3]) -> Result<Self, Refused> {
        let [riksnorm, prisbasbelopp, jobbstimulans] = RULE_FILES;
        let [norm_text, base_text, stimulus_text] = texts;
        let norms = tables::read_norms(riksnorm, norm_text);
        let price_base_amounts = tables::read_price_base_amounts(prisbasbelopp, base_text);
        let job_stimulus = tables::read_job_stimulus(jobbstimulans, stimulus_text);
        let faults = [norms.faults, price_base_amounts.faults, job_stimulus.faults].concat();
        if !faults.is_empty() {
            return Err(Refused(faults));
        }
        Ok(Self {
            changes: [
                norms.changes,
                price_base_amounts.changes,
                job_stimulus.changes,
            ]
            .concat(),
            norms: norms.rows,
            price_base_amounts: price_base_amounts.rows,
            job_stimulus: job_stimulus.rows,
            hash: hash_of(texts),
            text: texts.concat(),
        })
    }

    /// Reads what the ledger kept of a version: [`Rules::text`]. `None` when
    /// it is not the text of that hash, or none that this program can read.
    pub fn of_text(text: &str, hash: &str) -> Option<Self> {
        let [_, second, third] = <[Vec<usize>; 3]>::try_from(beginnings(text)).ok()?;
        // Where one file ends among the comments and the next begins does not
        // show; the hash tells.
        let thirds = |start: &usize| {
            let (first, rest) = text.split_at_checked(*start)?;
            third.iter().find_map(|start| {
                let (second, third) = rest.split_at_checked(start.checked_sub(first.len())?)?;
                let parts = [first, second, third];
                (hash_of(parts) == hash).then_some(parts)
            })
        };
        Self::read(second.iter().find_map(thirds)?).ok()
    }

    /// The riksnorm of a month; `None` when there is no table for it.
    pub fn norm(&self, month: Month) -> Option<&NormTable> {
        covering(&self.norms, month, |norm| &norm.period)
    }

    /// The prisbasbelopp of a month's year; `None` when there is none.
    pub fn price_base_amount(&self, month: Month) -> Option<&PriceBaseAmount> {
        covering(&self.price_base_amounts, month, |row| &row.period)
    }

    /// The share that jobbstimulans disregards; `None` when there is none.
    pub fn job_stimulus(&self, month: Month) -> Option<&JobStimulusShare> {
        covering(&self.job_stimulus, month, |row| &row.period)
    }

    /// Every riksnorm, in time order.
    pub fn norms(&self) -> &[NormTable] {
        &self.norms
    }

    /// Every prisbasbelopp, in time order.
    pub fn price_base_amounts(&self) -> &[PriceBaseAmount] {
        &self.price_base_amounts
    }

    /// Every share of jobbstimulans, in time order.
    pub fn job_stimulus_shares(&self) -> &[JobStimulusShare] {
        &self.job_stimulus
    }
}

fn hash_of(texts: [&str; 3]) -> String {
    hash_text(&digest(&texts.map(str::as_bytes)))
}

/// Where each file may begin in their joined text: at its first change note,
/// which every file has, or at any line of comment right before it.
fn beginnings(text: &str) -> Vec<Vec<usize>> {
    let (mut files, mut lines, mut offset) = (Vec::new(), Vec::new(), 0_usize);
    let mut among_notes = false;
    for line in text.split_inclusive('\n') {
        lines.push(offset);
        if line.starts_with("[[") {
            let is_note = line.starts_with("[[changes]]");
            if is_note && !among_notes {
                files.push(std::mem::take(&mut lines));
            }
            among_notes = is_note;
        }
        if !(line.starts_with('#') || line.trim().is_empty()) {
            lines.clear();
        }
        offset = offset.saturating_add(line.len());
    }
    files
}

impl Policy {
    /// Reads a policy, refusing it with every fault.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn load(file: &str, text: &str) -> Result<Self, Refused> {
        Self::read(file, text).map_err(Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(result: Result<impl Sized, Refused>) -> String {
        result
            .err()
            .map(|refused| refused.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn the_shipped_rules_and_policy_load() {
        let rules = Rules::read(COMPILED_IN).expect("the shipped rules");
        assert_eq!(rules.norms().len(), 8);
        let month = |text: &str| text.parse::<Month>().expect("a month");
        assert!(rules.norm(month("2018-12")).is_none());
        assert!(rules.norm(month("2019-01")).is_some());
        assert!(rules.norm(month("2026-12")).is_some());
        assert!(rules.norm(month("2027-01")).is_none());
        assert!(rules.price_base_amount(month("2021-12")).is_none());
        let policy = Policy::load("policy.toml", EXAMPLE_POLICY).expect("the shipped policy");
        assert_eq!(policy.costs.len(), 12);
        assert_eq!(policy.benefits.len(), 19);
    }

    #[test]
    fn rules_are_read_back_from_their_joined_text_and_only_as_they_were() {
        let rules = Rules::read(COMPILED_IN).expect("the shipped rules");
        let again = Rules::of_text(&rules.text, &rules.hash).expect("the same rules");
        assert_eq!((&again.hash, &again.text), (&rules.hash, &rules.text));
        let changed = rules.text.replace("single = 3940", "single = 3941");
        assert!(Rules::of_text(&changed, &rules.hash).is_none());
        assert!(Rules::of_text("", &rules.hash).is_none());
    }

    #[test]
    fn one_error_lists_every_fault_with_file_and_line() {
        let norm = COMPILED_IN[0]
            .replace("single = 3940", "single = -3940")
            .replace("valid_to = \"2024-12-31\"\n", "")
            .replace(
                "from_age = 7, to_age = 10, amount = 2990",
                "from_age = 8, to_age = 10, amount = 2990",
            )
            .replace("cohabiting_couple_total = 5570", "cohabiting_couple = 5570");
        let text = problems(Rules::read([&norm, COMPILED_IN[1], COMPILED_IN[2]]));
        for wanted in [
            "riksnorm[7].single: must be whole kronor",
            "riksnorm[5].valid_to: is missing",
            "riksnorm[0].children: the ages must follow each other; 7",
            "riksnorm[0].cohabiting_couple_total: is missing",
            "riksnorm[0].cohabiting_couple: is no known key",
            "riksnorm.toml:",
        ] {
            assert!(text.contains(wanted), "{wanted} not in:\n{text}");
        }
    }

    #[test]
    fn gaps_and_overlaps_are_refused() {
        let gap =
            COMPILED_IN[1].replace("valid_from = \"2024-01-01\"", "valid_from = \"2024-02-01\"");
        assert!(
            problems(Rules::read([COMPILED_IN[0], &gap, COMPILED_IN[2]]))
                .contains("gap between 2023-12-31")
        );
        let overlap =
            COMPILED_IN[1].replace("valid_to = \"2023-12-31\"", "valid_to = \"2024-01-31\"");
        assert!(
            problems(Rules::read([COMPILED_IN[0], &overlap, COMPILED_IN[2]])).contains("overlaps")
        );
    }

    #[test]
    fn a_policy_with_faults_is_refused_with_all_of_them() {
        let text = EXAMPLE_POLICY
            .replace("mode = \"decide\"", "mode = \"guess\"")
            .replace(
                "may_decide = [\"granted\"]",
                "may_decide = [\"granted\", \"everything\"]",
            )
            .replace("max_wait_days = 3", "max_wait_dayz = 3")
            .replace("cap = 200\n", "cap = 200\ncap_by_members = [1]\n");
        let text = problems(Policy::load("policy.toml", &text));
        for wanted in [
            "mode: must be one of \"decide\"",
            "may_decide: may hold",
            "max_wait_days: is missing",
            "max_wait_dayz: is no known key",
            "costs.home_insurance: has both",
        ] {
            assert!(text.contains(wanted), "{wanted} not in:\n{text}");
        }
    }
}
