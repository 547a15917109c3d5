//! What the robot is, in short: the first thing to read.

use super::{Block, BookFacts, Section, limits};
use crate::explanation::words::date;
use crate::rules::Mode;
use crate::vocabulary::Provision;

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let (policy, month) = (facts.policy, facts.month);
    let authority = &policy.authority;
    let delegation = &policy.delegation;
    let mode = match policy.mode {
        Mode::Decide => {
            "Roboten beslutar själv i vissa ärenden. Alla andra går till en handläggare."
        }
        Mode::Recommend => "Roboten lämnar förslag. En handläggare fattar alla beslut.",
        Mode::Shadow => "Roboten räknar på prov. En handläggare fattar alla beslut.",
    };
    let outcomes = limits::may_decide(policy);
    let outcomes = if outcomes.is_empty() {
        "Roboten får inte besluta något.".to_owned()
    } else {
        format!("Roboten får besluta {outcomes}.")
    };
    Section {
        id: "kort",
        title: "Kort om roboten",
        blocks: vec![
            Block::Text(format!(
                "Den här boken visar alla regler som roboten följer för {}. Den gäller {}.",
                month.in_swedish(),
                authority.municipality
            )),
            Block::Text(format!("{mode} {outcomes}")),
            Block::Text(
                "Boken skrivs av samma program som räknar. Därför stämmer beloppen här med \
                 besluten. Roboten lär sig inget själv. Den följer fasta regler."
                    .into(),
            ),
            Block::Heading("Så räknar roboten".into()),
            Block::List(vec![
                "Först läggs riksnormen och godkända kostnader ihop. Det är behovet.".into(),
                "Sedan dras de inkomster av som räknas.".into(),
                "Det som är kvar är biståndet. Det avrundas uppåt till en hel krona.".into(),
                "Är inkomsterna högre än behovet blir biståndet noll.".into(),
            ]),
            Block::Text(
                "Månaden du söker för kallas sökt månad. Inkomster räknas i månaden före. Den \
                 kallas kontrollmånad. Månaden före den kallas jämförelsemånad. Roboten räknar \
                 efter dagen då pengarna betalades ut."
                    .into(),
            ),
            Block::Text(
                "Saknas en uppgift räknas den aldrig som noll. Då tar en handläggare över.".into(),
            ),
            Block::Heading("Rätten att besluta".into()),
            Block::Text(format!(
                "Rätten kommer från ett beslut av {}: {}. Det togs {}. Det gäller från {} till \
                 {}. Det omfattar: {}.",
                delegation.committee,
                delegation.reference,
                date(delegation.decided_on),
                date(delegation.valid_from),
                date(delegation.valid_to),
                delegation.scope,
            )),
            Block::Text(format!(
                "Regler: {} och {}.",
                Provision::AutomatedDelegation.citation(month),
                Provision::AutomatedDecision.citation(month),
            )),
            Block::Text(format!(
                "Du kan alltid välja att en handläggare ska besluta. Kontakt: {}.",
                authority.contact
            )),
        ],
    }
}
