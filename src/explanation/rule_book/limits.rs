//! The municipality's limits, and who takes what is handed over.

use super::{Block, BookFacts, Cell, Row, Section, Table, basis};
use crate::assessment::Outcome;
use crate::explanation::words::{asset, date, list};
use crate::rules::{Mode, Policy};
use crate::vocabulary::{Month, Provision};

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let changed = facts.policy.changes.first();
    let changed = changed.map_or(String::new(), |change| {
        format!(" De ändrades senast {}.", date(change.on))
    });
    let mut blocks = vec![Block::Text(format!(
        "Kommunen har bestämt de här gränserna.{changed} ”Högst” betyder att gränsen själv är \
         tillåten."
    ))];
    blocks.extend(
        tables(facts.policy, facts.month)
            .into_iter()
            .map(Block::Table),
    );
    Section {
        id: "granser",
        title: "Kommunens gränser",
        blocks,
    }
}

pub(super) fn tables(policy: &Policy, month: Month) -> Vec<Table> {
    vec![limits(policy, month), units(policy), authority(policy)]
}

/// The value of a policy key, in words; `None` for a key that is no limit.
pub(super) fn in_words(policy: &Policy, key: &str) -> Option<String> {
    let limits = values(policy);
    let limit = limits.into_iter().find(|limit| limit.key == key)?;
    Some(format!("{}: {}", limit.label, limit.value.in_words()))
}

/// The outcomes the robot may decide, in words; empty when there are none.
pub(super) fn may_decide(policy: &Policy) -> String {
    let may = policy.may_decide;
    let outcomes = [
        (may.granted, Outcome::Granted),
        (may.partly_granted, Outcome::PartlyGranted),
        (may.rejected, Outcome::Rejected),
    ];
    let decided = outcomes.into_iter().filter(|(may_decide, _)| *may_decide);
    let words: Vec<_> = decided
        .map(|(_, outcome)| outcome.in_swedish().into())
        .collect();
    list(&words)
}

struct Limit {
    key: &'static str,
    label: &'static str,
    value: Cell,
    provision: Provision,
}

fn limits(policy: &Policy, month: Month) -> Table {
    let rows = values(policy).into_iter().map(|limit| {
        let [citation, since] = basis(limit.provision, month);
        let code = Cell::Code(limit.key.to_owned());
        Row::new(
            limit.key,
            [limit.label.into(), limit.value, code, citation, since],
        )
    });
    Table {
        id: "limits".into(),
        caption: "Gränser och val".into(),
        headings: vec!["Gräns", "Värde", "Kod", "Stöd", "Lagen gäller från"],
        rows: rows.collect(),
    }
}

fn values(policy: &Policy) -> Vec<Limit> {
    use Provision::{
        AutomatedDecision, AutomatedDelegation, DutyToInvestigate, ResponsibleMunicipality,
        RightToAid, Riksnorm, TaxAgencyAccess,
    };
    let limit = |key, label, value, provision| Limit {
        key,
        label,
        value,
        provision,
    };
    let percent = |number: u32| Cell::Text(format!("{number} procent"));
    let days = |number: u32| Cell::Text(format!("{number} dagar"));
    let mode = match policy.mode {
        Mode::Decide => "beslutar",
        Mode::Recommend => "lämnar förslag",
        Mode::Shadow => "räknar på prov",
    };
    let part_time = if policy.hand_over_part_time_children {
        "en handläggare räknar"
    } else {
        "roboten räknar dagarna"
    };
    let assets: Vec<_> = policy
        .liquid_assets
        .iter()
        .map(|kind| asset(kind).into())
        .collect();
    vec![
        limit(
            "municipality_code",
            "Kommunens kod",
            policy.municipality_code.clone().into(),
            ResponsibleMunicipality,
        ),
        limit(
            "mode",
            "Det här gör roboten",
            mode.into(),
            AutomatedDelegation,
        ),
        limit(
            "may_decide",
            "Utfall som roboten får besluta",
            may_decide(policy).into(),
            AutomatedDelegation,
        ),
        limit(
            "quality_sample_percent",
            "Andel beslut i stickprov",
            percent(policy.quality_sample_percent),
            AutomatedDelegation,
        ),
        limit(
            "part_time_children",
            "Barn som bor hos dig en del av tiden",
            part_time.into(),
            Riksnorm,
        ),
        limit(
            "shared_costs_child_min_days",
            "Barn delar gemensamma kostnader från",
            days(policy.shared_costs_child_min_days),
            Riksnorm,
        ),
        limit(
            "max_early_days",
            "Så tidigt kan en ansökan vänta på sin månad, högst",
            days(policy.max_early_days),
            RightToAid,
        ),
        limit(
            "max_wait_days",
            "Väntan på arbetsgivarens uppgift, högst",
            days(policy.max_wait_days),
            TaxAgencyAccess,
        ),
        limit(
            "max_automated_months",
            "Så många månader i rad innan en handläggare tittar",
            format!("{} månader", policy.max_automated_months).into(),
            AutomatedDecision,
        ),
        limit(
            "max_attempts",
            "Försök att läsa ett register, högst",
            format!("{} försök", policy.max_attempts).into(),
            DutyToInvestigate,
        ),
        limit(
            "hand_over_after_hours",
            "Utan beslut går ansökan till en handläggare efter",
            format!("{} timmar", policy.hand_over_after_hours).into(),
            DutyToInvestigate,
        ),
        limit(
            "change_threshold_percent",
            "En förmån får ändras, högst",
            percent(policy.change_threshold_percent),
            DutyToInvestigate,
        ),
        limit(
            "salary_tolerance",
            "Lönen får skilja sig, högst",
            policy.salary_tolerance.into(),
            DutyToInvestigate,
        ),
        limit(
            "salary_tolerance_percent",
            "Lönen får skilja sig i procent, högst",
            percent(policy.salary_tolerance_percent),
            DutyToInvestigate,
        ),
        limit(
            "liquid_assets_threshold",
            "Pengar och fonder, högst",
            policy.liquid_assets_threshold.into(),
            RightToAid,
        ),
        limit(
            "liquid_assets",
            "Det här räknas som pengar och fonder",
            list(&assets).into(),
            RightToAid,
        ),
        limit(
            "large_amount",
            "Belopp som roboten får besluta, högst",
            policy.large_amount.into(),
            AutomatedDelegation,
        ),
        limit(
            "differs_from_last_month_percent",
            "Beloppet får skilja sig från det senaste, högst",
            percent(policy.differs_from_last_month_percent),
            DutyToInvestigate,
        ),
    ]
}

fn units(policy: &Policy) -> Table {
    let units = &policy.units;
    let row = |id: String, what: String, unit: &String| {
        Row::new(id, [what.into(), Cell::Code(unit.clone())])
    };
    let mut rows = vec![
        row(
            "units.default".into(),
            "Allt utan egen enhet".into(),
            &units.default,
        ),
        row(
            "units.quality_sample".into(),
            "Stickprov".into(),
            &units.quality_sample,
        ),
    ];
    for (flag, unit) in &units.by_flag {
        rows.push(row(
            format!("units.by_flag.{flag}"),
            format!("Markeringen {flag}"),
            unit,
        ));
    }
    Table {
        id: "units".into(),
        caption: "Enheter som tar över ärenden".into(),
        headings: vec!["Ärende", "Enhet"],
        rows,
    }
}

fn authority(policy: &Policy) -> Table {
    let (authority, delegation) = (&policy.authority, &policy.delegation);
    let row = |id: &str, what: &str, text: String| Row::new(id, [what.into(), text.into()]);
    Table {
        id: "authority".into(),
        caption: "Myndigheten och delegationen".into(),
        headings: vec!["Vad", "Uppgift"],
        rows: vec![
            row(
                "authority.municipality",
                "Kommun",
                authority.municipality.clone(),
            ),
            row(
                "authority.organisation_number",
                "Organisationsnummer",
                authority.organisation_number.clone(),
            ),
            row("authority.committee", "Nämnd", authority.committee.clone()),
            row("authority.court", "Domstol", authority.court.clone()),
            row("authority.contact", "Kontakt", authority.contact.clone()),
            row("authority.address", "Adress", authority.address.clone()),
            row(
                "delegation.reference",
                "Delegation",
                delegation.reference.clone(),
            ),
            row(
                "delegation.committee",
                "Beslutad av",
                delegation.committee.clone(),
            ),
            row(
                "delegation.decided_on",
                "Beslutad",
                date(delegation.decided_on),
            ),
            row(
                "delegation.paragraph",
                "Paragraf",
                delegation.paragraph.clone(),
            ),
            row("delegation.scope", "Omfattar", delegation.scope.clone()),
            row(
                "delegation.valid_from",
                "Gäller från",
                date(delegation.valid_from),
            ),
            row(
                "delegation.valid_to",
                "Gäller till",
                date(delegation.valid_to),
            ),
            row(
                "delegation.function_id",
                "Funktion",
                delegation.function_id.clone(),
            ),
        ],
    }
}
