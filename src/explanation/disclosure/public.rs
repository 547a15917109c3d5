//! The draft for anyone who asks: what tells of no person.

use std::collections::BTreeSet;

use super::fields::APPLICATION;
use super::grounds::{IDENTIFYING, PERSONAL, POPULATION_REGISTER};
use super::reason_kinds::kind;
use super::{Disclosure, Fact, Group, Part, Recipient};
use crate::assessment::result::Outcome;
use crate::explanation::rule_book::registry_fields::FIELDS;
use crate::explanation::words::date;
use crate::rules::Policy;
use crate::vocabulary::{Month, Provision, Reason, Source};

/// All that the public draft is made from. What is not named here cannot be
/// in it: the household's facts never reach it.
#[derive(Clone, Copy)]
pub struct PublicFacts<'a> {
    /// The month applied for; `None` of an application that makes no sense.
    pub month: Option<Month>,
    /// What became of it; `None` when it is not at its end.
    pub outcome: Option<Outcome>,
    /// Every reason; only their kinds are told.
    pub reasons: &'a [Reason],
    /// The month in which it was received.
    pub received: Month,
    /// The month in which the case last moved.
    pub moved: Month,
    /// Whole days between the two.
    pub days: i64,
    /// The policy it was computed by; `None` when it is not kept.
    pub policy: Option<&'a Policy>,
    /// Its hash.
    pub policy_hash: &'a str,
    /// The hash of the rules.
    pub rules_hash: &'a str,
    /// The program's version.
    pub program_version: &'a str,
}

/// Drafts what the public may see.
pub fn public(facts: &PublicFacts<'_>) -> Disclosure {
    Disclosure {
        to: Recipient::Public,
        title: "Förslag till utlämnande: begäran om allmän handling".into(),
        preface: vec![
            "Det här är ett förslag. En handläggare prövar sekretessen och beslutar.".into(),
            "Uppgifter hos socialtjänsten är hemliga enligt 26 kap. 1 § OSL. De lämnas ut bara \
             om det står klart att ingen lider men."
                .into(),
            "Allt är maskat utom det som uttryckligen får visas. Pröva också om flera uppgifter \
             tillsammans visar vem det är."
                .into(),
            "Vägrar ni att lämna ut något? Berätta då att man kan få ett beslut som går att \
             överklaga."
                .into(),
        ],
        parts: vec![decision(facts), reasons(facts), timing(facts), masked()],
    }
}

fn decision(facts: &PublicFacts<'_>) -> Part {
    let month = facts
        .month
        .map_or("går inte att läsa".into(), Month::in_swedish);
    let outcome = facts.outcome.map_or("inget än", Outcome::in_swedish);
    let automatic = facts.outcome.is_some_and(Outcome::is_decision);
    let mut rows = vec![
        Fact::shown("Sökt månad", month.to_string()),
        Fact::shown("Utfall", outcome),
        Fact::shown(
            "Vem som beslutade",
            match automatic {
                true => "en automatiserad beslutsfunktion",
                false => "inte roboten",
            },
        ),
    ];
    if let Some(policy) = facts.policy {
        let delegation = &policy.delegation;
        let month = facts.month.unwrap_or(facts.received);
        rows.extend([
            Fact::shown("Kommun", &policy.authority.municipality),
            Fact::shown("Funktion", &delegation.function_id),
            Fact::shown("Delegation", &delegation.reference),
            Fact::shown("Delegationen gäller", &delegation.scope),
            Fact::shown(
                "Delegationen beslutades",
                format!(
                    "{} av {}",
                    date(delegation.decided_on),
                    delegation.committee
                ),
            ),
            Fact::shown(
                "Stöd",
                format!(
                    "{}; {}",
                    Provision::AutomatedDecision.citation(month),
                    Provision::AutomatedDelegation.citation(month)
                ),
            ),
        ]);
    }
    rows.extend(versions(
        facts.program_version,
        facts.rules_hash,
        facts.policy_hash,
    ));
    part(
        "beslut",
        "Beslutet",
        "Så här långt säger uppgifterna inget om en person.",
        rows,
    )
}

/// By what it was computed, and where to read it.
pub(super) fn versions(program: &str, rules: &str, policy: &str) -> [Fact; 4] {
    [
        Fact::shown("Programversion", program),
        Fact::shown("Regler", rules),
        Fact::shown("Kommunens riktlinjer", policy),
        Fact::shown(
            "Regelbok",
            "Alla regler står i regelboken. Den är offentlig. Kommunen skriver ut den med \
             kommandot handlaggarrobot rules book.",
        ),
    ]
}

fn reasons(facts: &PublicFacts<'_>) -> Part {
    let kinds: BTreeSet<_> = facts.reasons.iter().copied().map(kind).collect();
    let mut rows: Vec<_> = kinds
        .into_iter()
        .map(|kind| Fact::shown("Slag av skäl", kind))
        .collect();
    rows.push(Fact::masked("Skälen i detalj", PERSONAL));
    part(
        "skal",
        "Skäl till att en handläggare tar över",
        "Bara slaget av skäl visas. Finns inget slag har roboten inte lämnat över.",
        rows,
    )
}

fn timing(facts: &PublicFacts<'_>) -> Part {
    let span = match facts.days {
        ..1 => "samma dygn",
        1..8 => "högst en vecka",
        8..32 => "högst en månad",
        _ => "mer än en månad",
    };
    let rows = vec![
        Fact::shown("Kom in", facts.received.in_swedish()),
        Fact::shown("Senaste händelse", facts.moved.in_swedish()),
        Fact::shown("Tid däremellan", span),
        Fact::masked("Dag och klockslag", IDENTIFYING),
    ];
    part("tid", "Tid", "Bara månader visas.", rows)
}

/// Every kind of fact there can be, whether this case has it or not: what the
/// case has would tell of the household.
fn masked() -> Part {
    let application = APPLICATION
        .iter()
        .filter(|(path, _)| !TOLD.contains(path))
        .map(|(path, what)| match is_identifying(path) {
            true => Fact::masked(*what, IDENTIFYING),
            false => Fact::masked(*what, PERSONAL),
        });
    let registries = FIELDS.iter().map(|field| {
        let source = field.source.map_or("Alla register", Source::in_swedish);
        let ground = match field.path.starts_with("folkbokforing.") {
            true => POPULATION_REGISTER,
            false => PERSONAL,
        };
        let what = format!("{source}: {}", field.path);
        Fact::masked(what, ground).used_for(Some(field.used_for))
    });
    let rest = [
        Fact::masked("Beräkningens rader och belopp", PERSONAL),
        Fact::masked("Brev, underrättelser och anteckningar", PERSONAL),
        Fact::masked("Robotens egna id för ärende och meddelanden", IDENTIFYING),
        Fact::masked("Enhet som fick ärendet och händelser i det", PERSONAL),
        Fact::masked("Allt annat i ärendet", PERSONAL),
    ];
    let group = |title: &str, facts: Vec<Fact>| Group {
        title: title.into(),
        facts,
    };
    Part {
        id: "maskat",
        title: "Maskat",
        preface: "Listan är lika för alla ärenden. Den visar vad ett ärende kan innehålla.".into(),
        groups: vec![
            group("Ansökan", application.collect()),
            group("Uppgifter ur register", registries.collect()),
            group("Övrigt", rest.into()),
        ],
    }
}

/// Fields of the application that are told above, or tell nothing.
const TOLD: [&str; 3] = ["month", "municipality_code", "schema_version"];

fn is_identifying(path: &str) -> bool {
    [
        "personnummer",
        "number",
        "_id",
        ".id",
        "sha256",
        "person",
        "members",
        "received_at",
        "signed_at",
    ]
    .iter()
    .any(|part| path.ends_with(part))
}

/// A part whose facts need no further headings.
pub(super) fn part(id: &'static str, title: &'static str, preface: &str, facts: Vec<Fact>) -> Part {
    Part {
        id,
        title,
        preface: preface.into(),
        groups: vec![Group {
            title: String::new(),
            facts,
        }],
    }
}
