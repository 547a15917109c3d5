//! The letter of a stored case in another language than the one it was sent in.
//!
//! What was sent is the decision, so a translation must be of exactly that. It
//! is written anew from the stored application and answers, by the rules and
//! the policy of the time, and it is given only when the Swedish letter that
//! comes out of the same facts is the one that was sent, to the last byte.

use anyhow::{Context, bail};

use super::cases::verify::texts;
use super::letter::would_be;
use crate::explanation::{Language, notice_in};
use crate::ledger::{CaseFile, Operations};
use crate::worker::PROGRAM_VERSION;
use crate::worker::recomputation::StoredCase;

const UNREADABLE: &str =
    "no translation can be written: what the case was assessed from cannot be read";
const RULES_MISSING: &str = "no translation can be written: the rules or the policy that the case \
     was assessed by are not in the ledger as they were, or this program cannot read them";

/// The translation of `sent`, the Swedish letter or notice of a case.
///
/// # Errors
/// When it cannot be shown to say the same as `sent`; the error says why.
pub async fn of_sent(
    ledger: &impl Operations,
    case: &CaseFile,
    sent: &str,
    proposal: bool,
    language: Language,
) -> anyhow::Result<String> {
    let stored = StoredCase::read(&case.content).context(UNREADABLE)?;
    let (rules, policy) = texts(ledger, &stored).await?.context(RULES_MISSING)?;
    // A notice tells nothing of the case, so nothing is computed for it. A case
    // that made the program fall has only a notice.
    let number = &case.row.case_number;
    if notice_in(Language::Swedish, &policy, number) == sent {
        return Ok(notice_in(language, &policy, number));
    }
    let then = stored.program().unwrap_or(PROGRAM_VERSION);
    let assessed = stored
        .read_and_assess(&rules, &policy, stored.assessed_on())
        .context(UNREADABLE)?;
    let letter = |language| would_be(&assessed, &policy, proposal, then, language);
    if letter(Language::Swedish)? != sent {
        bail!(
            "no translation is given: the Swedish letter, written again from the stored answers, \
             is not the one that was sent (by version {then} of the program; this is \
             {PROGRAM_VERSION}). The Swedish letter is the one that counts"
        );
    }
    letter(language)
}
