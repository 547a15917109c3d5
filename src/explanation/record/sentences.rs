//! Sentences that both standards need.

use std::borrow::Cow;

use super::RecordFacts;
use crate::explanation::rule_book::registry_fields::FIELDS;
use crate::explanation::words::{date, list};
use crate::rules::Mode;
use crate::vocabulary::{Provision, Source};

pub(super) const NAME: &str = "Räkna ut och besluta ekonomiskt bistånd (handlaggarrobot)";

pub(super) fn short(facts: &RecordFacts<'_>) -> String {
    format!(
        "Roboten räknar ut ekonomiskt bistånd för {}. {} Alla andra ärenden går till en \
         handläggare.",
        facts.policy.authority.municipality,
        mode(facts)
    )
}

pub(super) fn mode(facts: &RecordFacts<'_>) -> String {
    match facts.policy.mode {
        Mode::Decide => format!("Den beslutar själv om {}.", may_decide(facts)),
        Mode::Recommend => "Den lämnar förslag och beslutar inget själv.".into(),
        Mode::Shadow => "Den räknar på prov och beslutar inget.".into(),
    }
}

fn may_decide(facts: &RecordFacts<'_>) -> String {
    let may = facts.policy.may_decide;
    let words = [
        (may.granted, "bifall"),
        (may.partly_granted, "delvis avslag"),
        (may.rejected, "avslag"),
    ];
    let words = words.iter().filter(|(may, _)| *may);
    let words: Vec<_> = words.map(|(_, word)| Cow::Borrowed(*word)).collect();
    match words.is_empty() {
        true => "ingenting".into(),
        false => list(&words),
    }
}

pub(super) fn goal() -> String {
    "Målet är att enkla ansökningar får svar snabbt och lika. Den som söker får ett brev med \
     beslut och skäl. Handläggare får mer tid för dem som behöver den."
        .into()
}

pub(super) fn human_intervention(facts: &RecordFacts<'_>) -> Vec<String> {
    vec![
        "Den som söker kan säga nej till ett automatiserat beslut.".into(),
        "Saknas en uppgift, eller är något oklart, går ärendet till en handläggare.".into(),
        format!(
            "En handläggare går igenom {} procent av besluten i efterhand.",
            facts.policy.quality_sample_percent
        ),
        format!(
            "Efter {} månader i rad med robotens beslut tittar en handläggare.",
            facts.policy.max_automated_months
        ),
        "Lön som inte var redovisad kontrolleras igen. Skiljer den sig tar en handläggare över."
            .into(),
        "Kommunen kan stoppa roboten helt, eller för vissa ärenden.".into(),
        "Roboten sänker aldrig ett bistånd som straff. Den kräver aldrig tillbaka pengar.".into(),
    ]
}

pub(super) fn risks() -> Vec<String> {
    vec![
        "Fel i en regel kan drabba många. Därför prövas reglerna mot alla slags hushåll.".into(),
        "Ett register kan vara nere. Ett svar som saknas räknas aldrig som noll.".into(),
        "Skyddade personer kan röjas. De går till en egen kö där inget innehåll visas.".into(),
        "Någon kan lita för mycket på förslaget. Därför står alla skäl och källor med.".into(),
        "Problem i ett hushåll kan döljas. Därför måste en människa ha träffat den som söker."
            .into(),
    ]
}

/// The provisions it rests on, as they stand in the month.
pub(super) fn lawful_basis(facts: &RecordFacts<'_>) -> Vec<String> {
    [
        Provision::RightToAid,
        Provision::Riksnorm,
        Provision::RegistryAccess,
        Provision::TaxAgencyAccess,
        Provision::AutomatedDecision,
        Provision::AutomatedDelegation,
    ]
    .map(|provision| provision.citation(facts.month).to_owned())
    .into()
}

pub(super) fn delegation(facts: &RecordFacts<'_>) -> String {
    let delegation = &facts.policy.delegation;
    format!(
        "{}, beslutad {} av {}. Den gäller från {} till {}. Den omfattar: {}.",
        delegation.reference,
        date(delegation.decided_on),
        delegation.committee,
        date(delegation.valid_from),
        date(delegation.valid_to),
        delegation.scope
    )
}

/// Each registry, with how many of its fields are read and some of what for.
pub(super) fn sources() -> Vec<String> {
    let mut sources = vec![
        "Ansökan: hushåll, kostnader, inkomster, tillgångar, underlag och konto.".to_owned(),
        "Ärendesystemet: bedömningar av handläggare, förra månaden och markeringar.".to_owned(),
    ];
    sources.extend(Source::ALL.map(|source| {
        let fields: Vec<_> = FIELDS
            .iter()
            .filter(|field| field.source == Some(source))
            .map(|field| field.path)
            .collect();
        format!(
            "{}, {} uppgifter: {}.",
            source.in_swedish(),
            fields.len(),
            fields.join(", ")
        )
    }));
    sources
}

pub(super) fn method(facts: &RecordFacts<'_>) -> String {
    format!(
        "Fasta regler som människor har skrivit. Roboten lär sig inget och gissar inget. \
         Behovet är riksnormen och godkända kostnader. Från det dras inkomster i månaden före. \
         Varje rad i summan har källa och lagrum. Samma uppgifter ger alltid samma svar. \
         Regler: {}. Kommunens riktlinjer: {}. Hela regelboken skrivs av samma program: \
         handlaggarrobot rules book.",
        facts.rules.hash, facts.policy.hash
    )
}

pub(super) fn appeal(facts: &RecordFacts<'_>) -> String {
    let authority = &facts.policy.authority;
    format!(
        "Den som är missnöjd överklagar till {} inom tre veckor. Brevet lämnas till {}. Man kan \
         alltid be att en handläggare går igenom beslutet: {}.",
        authority.court, authority.committee, authority.contact
    )
}
