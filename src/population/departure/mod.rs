//! What sets a household apart from a routine one.

mod case;
mod income;
mod registers;

use super::amounts::{electricity_cap, rent_ceiling};
use super::application::Asset;
use super::draw::Draw;
use super::household::Household;
use super::mix::Situation;

/// Makes a routine household one of the given situation.
pub(super) fn apply(situation: Situation, household: &mut Household, draw: &mut Draw) {
    match situation {
        Situation::Routine => {}
        Situation::RentOverCeiling
        | Situation::CostNeedsAssessment
        | Situation::CostOverCap
        | Situation::DocumentMissing
        | Situation::Assets
        | Situation::SharedDwelling => costs_and_dwelling(situation, household, draw),
        Situation::IncomeAboveNorm
        | Situation::UndeclaredSalary
        | Situation::SalaryDiffers
        | Situation::SalaryBenefits
        | Situation::AgiMissing
        | Situation::ChildEarnings => income::pay(situation, household, draw),
        Situation::IncomeChanged
        | Situation::BenefitMissing
        | Situation::UndeclaredBenefit
        | Situation::DeclaredNotInRegistry
        | Situation::SetOff
        | Situation::RetroactivePayment
        | Situation::UnknownBenefit
        | Situation::Student => income::benefits(situation, household, draw),
        Situation::ProtectedIdentity
        | Situation::Deceased
        | Situation::OtherMunicipality
        | Situation::HouseholdDiffers
        | Situation::SelfEmployed
        | Situation::ProtectionUnknown
        | Situation::RegistryFailed
        | Situation::RegistryPartial => registers::apply(situation, household, draw),
        Situation::MessageToCaseworker
        | Situation::FirstApplication
        | Situation::Supplement
        | Situation::CircumstancesChanged
        | Situation::CoordinationNumber
        | Situation::CircumstancesFlagged
        | Situation::NotSigned
        | Situation::NotAvailableForWork
        | Situation::AssessmentMissing
        | Situation::ActivityRequirement
        | Situation::ChildPerspectiveMissing
        | Situation::AutomatedStreak
        | Situation::PaymentChanged
        | Situation::OptedOut
        | Situation::AdultChild
        | Situation::DiffersFromLastMonth => case::apply(situation, household, draw),
    }
}

fn costs_and_dwelling(situation: Situation, household: &mut Household, draw: &mut Draw) {
    let members = household.members();
    match situation {
        Situation::RentOverCeiling => {
            let over = draw.kronor(1, 2_600);
            household.application.costs[0].amount = rent_ceiling(members) + over;
        }
        Situation::CostNeedsAssessment => {
            let (kind, least, most) = draw.pick(&[
                ("glasses", 900, 2_800),
                ("acute_dental_care", 700, 3_500),
                ("broadband", 249, 449),
                ("furniture", 800, 5_000),
                ("moving", 1_500, 6_000),
                ("leisure_activity", 300, 1_500),
            ]);
            let amount = draw.kronor(least, most);
            household.add_cost(kind, "invoice", amount, draw);
        }
        Situation::CostOverCap => {
            let amount = electricity_cap(members) + draw.kronor(15, 480);
            let costs = &mut household.application.costs;
            match costs
                .iter_mut()
                .find(|cost| cost.kind == "household_electricity")
            {
                Some(cost) => cost.amount = amount,
                None => {
                    household.add_cost("household_electricity", "electricity_invoice", amount, draw)
                }
            }
        }
        Situation::DocumentMissing => {
            let last = household.application.costs.len() as i64 - 1;
            let cost = draw.between(0, last) as usize;
            household.application.costs[cost].document_ids = if draw.chance(70) {
                Vec::new()
            } else {
                vec!["d99".to_owned()]
            };
        }
        Situation::Assets => {
            let (kind, least, most) = draw.pick(&[
                ("bank_balance", 5_001, 60_000),
                ("fund", 5_001, 40_000),
                ("car", 8_000, 90_000),
                ("cash", 5_001, 12_000),
            ]);
            let document_ids = household.document("account_statement", draw);
            household.application.assets.push(Asset {
                kind,
                amount: draw.kronor(least, most),
                document_ids,
            });
        }
        _ => household.application.persons_in_dwelling = members + 1 + draw.between(0, 2) as usize,
    }
}
