//! Journal notes: ready to paste, for the people who work with the case.
//!
//! A note says what was applied for, what it rests on, the result, every
//! reason and what could not be checked. It names members by role; free texts
//! of the applicant are not repeated.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::calculation::says_more_than_the_amount;
use super::letter::LetterFacts;
use super::words::{date, date_and_time, list, member, role_of};
use crate::assessment::result::{Assessment, Outcome};
use crate::assessment::trace::{EvidenceRef, Part};
use crate::rules::Policy;
use crate::vocabulary::application::{Channel, Income, Kind};
use crate::vocabulary::{Application, Month, Reason};

/// The note for a decision.
pub fn journal_note(facts: &LetterFacts<'_>) -> String {
    let (application, assessment, policy) = (facts.application, facts.assessment, facts.policy);
    let mut out = String::with_capacity(4 * 1024);
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(
        out,
        "Automatiserat beslut {}, ärende {}\n",
        date(facts.decided_on),
        application.case_number
    );
    write_application(&mut out, application, policy);
    write_registries(&mut out, application, assessment);
    write_calculation(&mut out, application, assessment);
    let _ = writeln!(out, "\nBeslut: {}", result(facts.outcome, assessment));
    write_reasons(&mut out, assessment, application.month);
    write_after_checks(&mut out, application, assessment);
    write_unchecked(&mut out, application, assessment);
    let _ = writeln!(
        out,
        "\nBeslutat av: {}, version {}\nDelegation: {}",
        policy.delegation.function_id, facts.program_version, policy.delegation.reference
    );
    write_hashes(&mut out, assessment);
    out
}

/// The note for a handover on a day.
///
/// Of a restricted case it says nothing but that a person takes it: no reason
/// and no content (HANDBOOK section 6).
pub fn handover_note(
    application: &Application,
    assessment: &Assessment,
    policy: &Policy,
    on: NaiveDate,
) -> String {
    let head = format!(
        "Lämnat till handläggare {}, ärende {}\n",
        date(on),
        application.case_number
    );
    if assessment.is_restricted() {
        return head;
    }
    let mut out = head;
    out.push('\n');
    if assessment.reasons.contains(&Reason::AfterCheckDiffers) {
        out.push_str(
            "Efterkontroll: roboten har redan beslutat i ärendet, och beslutet gäller. \
             Beräkningen här är gjord på nytt med arbetsgivarens uppgift.\n\n",
        );
    }
    write_application(&mut out, application, policy);
    write_registries(&mut out, application, assessment);
    write_calculation(&mut out, application, assessment);
    let proposal = match (assessment.amount, assessment.proposed) {
        (Some(_), Some(outcome)) => result(outcome, assessment),
        _ => "inget, beloppet gick inte att räkna ut".into(),
    };
    let _ = writeln!(out, "\nFörslag: {proposal}");
    write_reasons(&mut out, assessment, application.month);
    write_after_checks(&mut out, application, assessment);
    write_unchecked(&mut out, application, assessment);
    write_hashes(&mut out, assessment);
    out
}

fn result(outcome: Outcome, assessment: &Assessment) -> String {
    match assessment.amount {
        Some(amount) => format!("{}, {}", outcome.in_swedish(), amount.in_swedish()),
        None => outcome.in_swedish().to_owned(),
    }
}

fn write_application(out: &mut String, application: &Application, policy: &Policy) {
    let kind = kind(application.kind);
    let channel = channel(application.channel);
    let adults = application
        .adults()
        .filter_map(|adult| role_of(adult.personnummer, application));
    let children = application
        .children
        .iter()
        .filter_map(|child| role_of(child.personnummer, application));
    let members: Vec<_> = adults
        .chain(children)
        .map(|role| member(role, application))
        .collect();
    let _ = writeln!(
        out,
        "Ansökan\n- {kind} för {}, kom in {} via {channel}\n- Hushåll: {}. \
         Antal som bor i bostaden: {}",
        application.month.in_swedish(),
        date_and_time(&application.received_at),
        list(&members),
        application.persons_in_dwelling,
    );
    for cost in &application.costs {
        let label = policy.costs.get(&cost.kind);
        let label = label.map_or(cost.kind.as_str(), |row| row.label.as_str());
        let _ = writeln!(
            out,
            "- Sökt: {label} {}{}",
            cost.amount.in_swedish(),
            underlag(application, &cost.document_ids)
        );
    }
    for income in &application.incomes {
        let person = role_of(income.person, application);
        let person = person.map_or("någon utanför hushållet".into(), |role| {
            member(role, application)
        });
        let _ = writeln!(
            out,
            "- Uppgiven inkomst: {} {} ({person}), betald {}{}",
            income_label(income, policy),
            income.amount_net.in_swedish(),
            date(income.paid_on),
            underlag(application, &income.document_ids)
        );
    }
    for asset in &application.assets {
        let label = super::words::asset(&asset.kind);
        let _ = writeln!(
            out,
            "- Uppgiven tillgång: {label} {}{}",
            asset.amount.in_swedish(),
            underlag(application, &asset.document_ids)
        );
    }
    if !application.message_to_caseworker.trim().is_empty() {
        out.push_str("- Den sökande har skrivit ett meddelande i ansökan\n");
    }
}

/// What kind of application it is.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Renewal => "Återansökan",
        Kind::First => "Nyansökan",
        Kind::Supplement => "Tilläggsansökan",
    }
}

/// What it came in through.
pub(super) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::EService => "e-tjänsten",
        Channel::Paper => "papper",
    }
}

fn underlag(application: &Application, ids: &[String]) -> &'static str {
    if application.has_document(ids) {
        ""
    } else {
        ", utan underlag"
    }
}

/// The payer is left out: an organisation number can be a person's own.
pub(super) fn income_label<'a>(income: &'a Income, policy: &'a Policy) -> &'a str {
    match (income.kind.as_str(), income.benefit_code.as_deref()) {
        ("salary", _) => "Lön",
        ("benefit", Some("CSN")) => &policy.study_support.label,
        ("benefit", Some(code)) => policy
            .benefits
            .get(code)
            .map_or(code, |row| row.label.as_str()),
        (kind, _) => policy
            .declared_incomes
            .get(kind)
            .map_or(kind, String::as_str),
    }
}

/// The registry answers that the lines rest on, each once.
fn write_registries(out: &mut String, application: &Application, assessment: &Assessment) {
    let mut answers = Vec::new();
    for evidence in assessment.lines.iter().flat_map(|line| &line.evidence) {
        if let EvidenceRef::Registry {
            source,
            person,
            fetched,
            ..
        } = evidence
        {
            answers.push((*source, *person, *fetched));
        }
    }
    answers.sort();
    answers.dedup();
    out.push_str("\nRegister som beräkningen bygger på\n");
    if answers.is_empty() {
        out.push_str("- Inga\n");
    }
    for (source, person, fetched) in answers {
        let _ = writeln!(
            out,
            "- {}: {}, hämtat {}",
            source.in_swedish(),
            member(person, application),
            date_and_time(&fetched)
        );
    }
}

fn write_calculation(out: &mut String, application: &Application, assessment: &Assessment) {
    let Some(amount) = assessment.amount else {
        return;
    };
    out.push_str("\nBeräkning\n");
    for line in &assessment.lines {
        let person = line.person.map_or(String::new(), |role| {
            format!(" ({})", member(role, application))
        });
        // The sum a rounding starts from is said on the last row.
        let arithmetic = if line.part != Part::Rounding
            && says_more_than_the_amount(&line.arithmetic, line.amount)
        {
            format!(", {}", line.arithmetic)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "- {}{person}: {}{arithmetic} [{}]",
            line.label,
            line.amount.in_swedish(),
            line.legal_basis()
        );
    }
    let _ = writeln!(
        out,
        "- Summa {}, bistånd {}",
        assessment.unrounded_sum().in_swedish(),
        amount.in_swedish()
    );
}

fn write_reasons(out: &mut String, assessment: &Assessment, month: Month) {
    if assessment.reasons.is_empty() {
        return;
    }
    out.push_str("\nSkäl för handläggare att titta på ärendet\n");
    for reason in &assessment.reasons {
        let _ = writeln!(
            out,
            "- {} [{}] ({reason})",
            reason.for_caseworker(),
            reason.legal_basis(month)
        );
    }
}

fn write_after_checks(out: &mut String, application: &Application, assessment: &Assessment) {
    for check in &assessment.after_checks {
        let _ = writeln!(
            out,
            "\nEfterkontroll {}: arbetsgivarens uppgift om lön ({})",
            date(check.on),
            member(check.person, application)
        );
    }
}

fn write_unchecked(out: &mut String, application: &Application, assessment: &Assessment) {
    if assessment.unchecked.is_empty() {
        return;
    }
    out.push_str("\nKunde inte kontrolleras\n");
    for unchecked in &assessment.unchecked {
        let part = part_in_words(unchecked.part);
        let _ = writeln!(
            out,
            "- {}{part}, {}: {}",
            unchecked.source.in_swedish(),
            member(unchecked.person, application),
            unchecked.cause.in_swedish()
        );
    }
}

/// The part of an answer that could not be checked, after the registry's name.
pub(super) fn part_in_words(part: &str) -> &'static str {
    match part {
        "" => "",
        "folkbokforing" => ", folkbokföring",
        "individuppgifter" => ", arbetsgivarnas uppgifter",
        "skattekonto" => ", skattekonto",
        "foretag" => ", företag",
        _ => ", en del av svaret",
    }
}

fn write_hashes(out: &mut String, assessment: &Assessment) {
    let _ = writeln!(
        out,
        "\nRegler: {}\nKommunens riktlinjer: {}",
        assessment.rules_hash, assessment.policy_hash
    );
}
