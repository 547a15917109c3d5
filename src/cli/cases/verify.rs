//! `cases replay --verify`: stored cases computed again and compared.

use anyhow::{Context, bail};
use serde::Serialize;

use crate::cli::{Ending, output};
use crate::ledger::{CaseFile, Ledger, Operations};
use crate::rules::{Policy, Rules};
use crate::vocabulary::Reason;
use crate::worker::PROGRAM_VERSION;
use crate::worker::recomputation::StoredCase;

use super::words::is_restricted;

/// What a comparison says.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    /// The same bytes.
    Same,
    /// Another result, by the same rules from the same answers.
    DerivedDifferently,
    /// The rules or the policy it was assessed by are not in the ledger as they
    /// were, or this program cannot read them.
    RulesTextMissing,
    /// It was given up before there was anything to compute again.
    NeverComputed,
}

/// One case held against itself.
#[derive(Serialize)]
struct Verified {
    case_id: String,
    case_number: String,
    verdict: Verdict,
    /// The version of the program that assessed it, when the ledger knows.
    program_then: Option<String>,
    program_now: &'static str,
    /// What differs, never with its value.
    differs: Vec<String>,
}

/// Verifies the cases, in whatever state they are.
///
/// # Errors
/// When an id is of no case, or its content cannot be read.
pub async fn run<L: Ledger + Operations>(
    ledger: &L,
    ids: &[String],
    json: bool,
) -> anyhow::Result<Ending> {
    let mut verified = Vec::with_capacity(ids.len());
    for (place, id) in (1..).zip(ids) {
        let Some(case) = ledger.case(id).await? else {
            bail!("id {place} is of no case: give case ids, application ids or case numbers");
        };
        verified.push(verify(ledger, &case).await?);
    }
    let all_same = verified.iter().all(|case| case.verdict == Verdict::Same);
    if json {
        for case in &verified {
            output::json(case)?;
        }
    } else {
        let headings = ["Ärende", "Resultat", "Programversion", "Id"];
        output::table(&headings, verified.iter().map(Verified::cells).collect())?;
    }
    Ok(if all_same {
        Ending::Done
    } else {
        Ending::NotAsItShould
    })
}

async fn verify<L: Ledger + Operations>(ledger: &L, case: &CaseFile) -> anyhow::Result<Verified> {
    let row = &case.row;
    let stored = StoredCase::read(&case.content)
        .with_context(|| format!("the stored content of case {} cannot be read", row.case_id))?;
    let result = stored
        .result()
        .with_context(|| format!("the stored result of case {} cannot be read", row.case_id))?;
    let mut differs = Vec::new();
    let verdict = if result.reasons.contains(&Reason::Poison) {
        Verdict::NeverComputed
    } else if let Some((rules, policy)) = texts(ledger, &stored).await? {
        let again = stored.assess(&rules, &policy, stored.assessed_on());
        let again = again
            .map(|again| serde_json::to_value(&again))
            .transpose()?;
        differs = stored.differences(&again.unwrap_or_default());
        match differs.is_empty() {
            true => Verdict::Same,
            false => Verdict::DerivedDifferently,
        }
    } else {
        Verdict::RulesTextMissing
    };
    if is_restricted(row) {
        differs.clear();
    }
    Ok(Verified {
        case_id: row.case_id.clone(),
        case_number: row.case_number.clone(),
        verdict,
        program_then: stored.program().map(str::to_owned),
        program_now: PROGRAM_VERSION,
        differs,
    })
}

/// The rules and the policy it was assessed by, if the ledger has them still.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn texts(
    ledger: &impl Operations,
    stored: &StoredCase,
) -> anyhow::Result<Option<(Rules, Policy)>> {
    let Some(result) = stored.result() else {
        return Ok(None);
    };
    let (rules, policy) = (
        ledger.text(&result.rules_hash).await?,
        ledger.text(&result.policy_hash).await?,
    );
    let (Some(rules), Some(policy)) = (rules, policy) else {
        return Ok(None);
    };
    let rules = Rules::of_text(&rules, &result.rules_hash);
    let policy = Policy::load("policy.toml", &policy).ok();
    let policy = policy.filter(|policy| policy.hash == result.policy_hash);
    Ok(rules.zip(policy))
}

impl Verified {
    fn cells(&self) -> Vec<String> {
        let then = self.program_then.as_deref().unwrap_or("okänd");
        let now = self.program_now;
        let program = match then == now {
            true => then.to_owned(),
            false => format!("{then} då, {now} nu"),
        };
        let verdict = match self.verdict {
            Verdict::Same => "samma resultat".to_owned(),
            Verdict::DerivedDifferently if self.differs.is_empty() => "annat resultat".to_owned(),
            Verdict::DerivedDifferently => {
                format!("annat resultat: {}", self.differs.join(", "))
            }
            Verdict::RulesTextMissing => "reglernas text saknas".to_owned(),
            Verdict::NeverComputed => "beräknades aldrig: programmet föll på ärendet".to_owned(),
        };
        vec![
            self.case_number.clone(),
            verdict,
            program,
            self.case_id.clone(),
        ]
    }
}
