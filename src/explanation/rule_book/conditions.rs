//! Every reason to hand a case over, with the limit it goes by.

use super::{Block, BookFacts, Cell, Row, Section, Table, basis, limits};
use crate::assessment::fixed;
use crate::rules::Policy;
use crate::vocabulary::{Month, Reason};

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let (year, month) = fixed::ACTIVITY_FIRST_MONTH;
    let first = Month::new(year, month).map_or(String::new(), Month::in_swedish);
    Section {
        id: "skal",
        title: "När en handläggare tar över",
        blocks: vec![
            Block::Text(
                "Roboten prövar alla villkor, varje gång. Den berättar om alla skäl. Finns ett \
                 enda skäl tar en handläggare över."
                    .into(),
            ),
            Block::Text(
                "Är en uppgift skyddad ser bara en särskild enhet ärendet. Då anges inget skäl."
                    .into(),
            ),
            Block::List(vec![
                "Några skäl betyder att ärendet väntar. Är det enda hindret räknar roboten senare."
                    .into(),
                format!(
                    "Aktivitetskravet prövas från {first}. Det gäller den som har fått bistånd {} \
                     månader i rad.",
                    fixed::ACTIVITY_MONTHS_IN_A_ROW
                ),
                format!("Den som söker ska vara {} år.", fixed::OF_AGE),
            ]),
            Block::Table(table(facts)),
        ],
    }
}

fn table(facts: &BookFacts<'_>) -> Table {
    let rows = Reason::ALL.iter().map(|reason| {
        let [citation, since] = basis(reason.provision(), facts.month);
        Row::new(
            reason.code(),
            [
                reason.for_caseworker().into(),
                reason.for_applicant().into(),
                limit(*reason, facts.policy),
                what_happens(*reason).into(),
                Cell::Code(reason.code().to_owned()),
                citation,
                since,
            ],
        )
    });
    Table {
        id: "reasons".into(),
        caption: "Alla skäl, i kodernas ordning".into(),
        headings: vec![
            "Skäl",
            "Så läser den sökande",
            "Kommunens gräns",
            "Vad som händer",
            "Kod",
            "Stöd",
            "Lagen gäller från",
        ],
        rows: rows.collect(),
    }
}

fn what_happens(reason: Reason) -> &'static str {
    if reason.is_waiting() {
        "väntar"
    } else if reason.is_restricted() {
        "särskild enhet"
    } else {
        "handläggare"
    }
}

/// The limits of the policy that a reason goes by.
fn limit(reason: Reason, policy: &Policy) -> Cell {
    let keys: &[&str] = match reason {
        Reason::Assets => &["liquid_assets_threshold"],
        Reason::AutomatedStreak => &["max_automated_months"],
        Reason::IncomeChanged => &["change_threshold_percent"],
        Reason::SalaryDiffers | Reason::AfterCheckDiffers => {
            &["salary_tolerance", "salary_tolerance_percent"]
        }
        Reason::LargeAmount => &["large_amount"],
        Reason::DiffersFromLastMonth => &["differs_from_last_month_percent"],
        Reason::MonthOutsideWindow | Reason::WaitingForControlMonth => &["max_early_days"],
        Reason::WaitingForAgi | Reason::AgiMissing => &["max_wait_days"],
        Reason::OutcomeNeedsHuman => &["may_decide"],
        Reason::PartTimeChild => &["part_time_children"],
        Reason::RecommendMode => &["mode"],
        Reason::RegistryUnavailable => &["hand_over_after_hours"],
        Reason::OtherMunicipality => &["municipality_code"],
        Reason::RentOverCeiling | Reason::CostOverCap | Reason::DocumentMissing => {
            return "se Kostnader".into();
        }
        Reason::UnknownBenefit | Reason::UndeclaredIncome | Reason::CostNeedsAssessment => {
            return "se tabellerna över inkomster och kostnader".into();
        }
        Reason::DelegationMissing => return "se Rätten att besluta".into(),
        _ => return "–".into(),
    };
    let texts: Vec<_> = keys
        .iter()
        .filter_map(|key| limits::in_words(policy, key))
        .collect();
    texts.join("; ").into()
}
