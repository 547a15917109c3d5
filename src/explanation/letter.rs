//! The decision letter, as plain text.
//!
//! What it must hold: förvaltningslagen (2017:900) 31–33, 43 and 44 §§, and
//! HANDBOOK section 4. Result first, then the calculation, then why, then what
//! one can do. Running text starts at the margin, one paragraph a line; table
//! rows, lists and citations are indented.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::words::{Address, date, person_in_letter};
use super::{calculation, changes, control_code, notice, reasoning};
use crate::assessment::result::{Assessment, Outcome};
use crate::rules::Policy;
use crate::vocabulary::{Application, Kronor, Month, Provision};

/// What a letter is written from.
#[derive(Clone, Copy)]
pub struct LetterFacts<'a> {
    /// What was applied for.
    pub application: &'a Application,
    /// What was computed.
    pub assessment: &'a Assessment,
    /// The outcome the letter tells: decided by the robot, or proposed to a
    /// person. It is a proposal when it is not the assessment's own outcome.
    pub outcome: Outcome,
    /// The policy it was computed by.
    pub policy: &'a Policy,
    /// The day of the decision or the proposal.
    pub decided_on: NaiveDate,
    /// The program's version.
    pub program_version: &'a str,
}

impl LetterFacts<'_> {
    /// The month whose incomes count: the one before the month applied for.
    pub(super) fn control_month(&self) -> Month {
        self.application.month.plus(-1)
    }

    /// Whether a person has yet to decide.
    pub(super) fn is_proposal(&self) -> bool {
        self.assessment.outcome != self.outcome
    }
}

/// The letter to the applicant.
///
/// A letter tells a computed result. Where there is none, that is without an
/// amount or with an outcome that decides nothing, the text is the notice of a
/// handover: no letter ever says an amount that was not computed.
pub fn decision_letter(facts: &LetterFacts<'_>) -> String {
    let amount = match facts.assessment.amount {
        Some(amount) if facts.outcome.is_decision() => amount,
        _ => return notice::notice(facts.policy, &facts.application.case_number),
    };
    let address = Address::of(facts.application);
    let mut out = String::with_capacity(8 * 1024);
    write_head(&mut out, facts);
    write_result(&mut out, facts, &address, amount);
    out.push_str("\nSå har vi räknat\n");
    calculation::write(&mut out, facts, &address, amount);
    reasoning::write(&mut out, facts, &address);
    changes::write(&mut out, facts, &address);
    write_after_checks(&mut out, facts, &address);
    write_what_to_do(&mut out, &address);
    write_who_decided(&mut out, facts);
    write_appeal(&mut out, facts, &address);
    write_record(&mut out, facts);
    control_code::write(&mut out);
    out
}

fn write_head(out: &mut String, facts: &LetterFacts<'_>) {
    let authority = &facts.policy.authority;
    let (title, day) = if facts.is_proposal() {
        ("Förslag till beslut om ekonomiskt bistånd", "Förslagsdag")
    } else {
        ("Beslut om ekonomiskt bistånd", "Beslutsdag")
    };
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(
        out,
        "{}\n{}\n\n{title}\n  {day}: {}\n  Ärendenummer: {}\n  Månad: {}\n",
        authority.municipality,
        authority.committee,
        date(facts.decided_on),
        facts.application.case_number,
        facts.application.month.in_swedish(),
    );
}

fn write_result(out: &mut String, facts: &LetterFacts<'_>, address: &Address, amount: Kronor) {
    let you = address.you_first;
    let month = facts.application.month.in_swedish();
    if facts.outcome == Outcome::Rejected {
        let _ = writeln!(
            out,
            "{you} får inget ekonomiskt bistånd för {month}. Vi avslår {} ansökan.",
            address.your
        );
    } else {
        let amount = amount.in_swedish();
        let _ = write!(out, "{you} får {amount} i ekonomiskt bistånd för {month}.");
        if facts.outcome == Outcome::PartlyGranted {
            let _ = write!(out, " Vi avslår en del av {} ansökan.", address.your);
        }
        let _ = writeln!(
            out,
            " Pengarna betalas ut på det sätt som {} valde i ansökan.",
            address.you
        );
    }
    if address.plural {
        out.push_str("Med ni menar vi dig som söker och din medsökande.\n");
    }
}

fn write_after_checks(out: &mut String, facts: &LetterFacts<'_>, address: &Address) {
    let checks = &facts.assessment.after_checks;
    if checks.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\nVi kontrollerar lönen en gång till\n\
         Vi har räknat med lönen i {} ansökan. Arbetsgivaren har inte lämnat sin uppgift än. \
         Därför läser vi uppgiften hos Skatteverket senare. \
         Om den skiljer sig hör en handläggare av sig.",
        address.your
    );
    for check in checks {
        let _ = writeln!(
            out,
            "  {}: lön för {}",
            date(check.on),
            person_in_letter(check.person, facts.application)
        );
    }
}

fn write_what_to_do(out: &mut String, address: &Address) {
    let _ = writeln!(
        out,
        "\nOm något är fel eller ändras\n\
         Hör av {} om en uppgift är fel. Då kan vi rätta beslutet. \
         Berätta också om något ändras, till exempel inkomst, bostad eller vilka som bor ihop.",
        address.yourself
    );
}

fn write_who_decided(out: &mut String, facts: &LetterFacts<'_>) {
    let month = facts.application.month;
    let delegation = &facts.policy.delegation;
    if facts.is_proposal() {
        out.push_str(
            "\nVem som beslutar\n\
             Det här är ett förslag. En automatiserad beslutsfunktion har räknat fram det. \
             En handläggare fattar beslutet.\n",
        );
    } else {
        let _ = writeln!(
            out,
            "\nVem som har beslutat\n\
             En automatiserad beslutsfunktion har fattat beslutet. \
             Det betyder att en dator har räknat och beslutat enligt fasta regler.\n  \
             Regel: {}\n\
             Nämnden har gett funktionen rätt att besluta.\n  \
             Regel: {}\n  Delegation: {}",
            Provision::AutomatedDecision.citation(month),
            Provision::AutomatedDelegation.citation(month),
            delegation.reference,
        );
    }
    let _ = writeln!(
        out,
        "\nSå når du en handläggare\n\
         Du kan alltid be att en handläggare går igenom beslutet. \
         Du kan också fråga om det du undrar över.\n  {}",
        facts.policy.authority.contact
    );
}

/// FL 33 § second paragraph, 43 and 44 §§: form, content, where and when.
fn write_appeal(out: &mut String, facts: &LetterFacts<'_>, address: &Address) {
    let authority = &facts.policy.authority;
    let each = if address.plural {
        " Var och en av er får göra det."
    } else {
        ""
    };
    let which = if facts.is_proposal() {
        String::new()
    } else {
        format!("beslutet den {}, ", date(facts.decided_on))
    };
    let _ = writeln!(
        out,
        "\nSå överklagar du\n\
         Tycker du att beslutet är fel? Då kan du överklaga det.{each} \
         Det gör du i ett brev till {court}. \
         Men lämna eller skicka brevet till {committee}. \
         Nämnden måste få brevet inom tre veckor från den dag du fick beslutet.\n  \
         {address}\n\
         Skriv det här i brevet:\n  \
         – vilket beslut du överklagar ({which}ärende {case})\n  \
         – vilken ändring du vill ha\n  \
         – varför du vill ha den\n  \
         – ditt namn och personnummer, din adress och ditt telefonnummer\n\
         Skicka gärna med papper som visar att du har rätt. \
         Behöver du hjälp att skriva? Hör av dig, så hjälper vi dig. \
         Nämnden ser först om beslutet ska ändras. \
         Annars skickar nämnden brevet vidare till domstolen. \
         Beslutet gäller direkt, även om du överklagar.",
        court = authority.court,
        committee = authority.committee,
        address = authority.address,
        case = facts.application.case_number,
    );
}

/// What FL 31 § and HANDBOOK section 4 ask for, whole: with the hashes anyone
/// can find the very rules and policy that were used.
fn write_record(out: &mut String, facts: &LetterFacts<'_>) {
    let delegation = &facts.policy.delegation;
    let title = if facts.is_proposal() {
        "Om förslaget"
    } else {
        "Om beslutet"
    };
    let _ = writeln!(
        out,
        "\n{title}\n  \
         Dag: {day}\n  \
         Ärendenummer: {case}\n  \
         Kommun: {municipality}\n  \
         Nämnd: {committee}\n  \
         Funktion: {function}\n  \
         Programversion: {version}\n  \
         Regler: {rules}\n  \
         Kommunens riktlinjer: {policy}\n  \
         Delegation: {reference}, beslutad {decided_on} av {delegating}\n  \
         Delegationen gäller: {scope}",
        day = date(facts.decided_on),
        case = facts.application.case_number,
        municipality = facts.policy.authority.municipality,
        committee = facts.policy.authority.committee,
        function = delegation.function_id,
        version = facts.program_version,
        rules = facts.assessment.rules_hash,
        policy = facts.assessment.policy_hash,
        reference = delegation.reference,
        decided_on = date(delegation.decided_on),
        delegating = delegation.committee,
        scope = delegation.scope,
    );
}
