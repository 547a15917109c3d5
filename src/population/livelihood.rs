//! What a household lives on beside the aid.

use super::amounts::Ore;
use super::answers::TaxAccount;
use super::application::Income;
use super::benefit::{
    ACTIVITY_SUPPORT, Benefit, HOUSING_SUPPLEMENT, PARENTAL_BENEFIT, PENSION, SICKNESS_BENEFIT,
    SICKNESS_COMPENSATION, give_benefit, give_family_benefits,
};
use super::calendar::YearMonth;
use super::draw::Draw;
use super::facts::PersonFacts;
use super::household::Household;
use super::mix::Situation;
use super::salary::{agi_row, give_salary, invented_employer, registered_nowhere};
use super::study::{ended_studies, study_aid_of_pupil};

/// From this age one lives on a pension.
const PENSION_AGE: u32 = 67;

/// What the applicant must live on for the household's situation to arise.
#[derive(Clone, Copy, Default)]
pub(super) struct Wishes {
    salary: bool,
    activity_support: bool,
    /// Nothing of one's own beside what is wished for.
    nothing_else: bool,
}

impl Wishes {
    pub(super) fn of(situation: Situation) -> Wishes {
        let (salary, activity_support) = match situation {
            Situation::UndeclaredSalary
            | Situation::SalaryDiffers
            | Situation::SalaryBenefits
            | Situation::AgiMissing
            | Situation::IncomeAboveNorm => (true, false),
            Situation::IncomeChanged
            | Situation::BenefitMissing
            | Situation::UndeclaredBenefit
            | Situation::SetOff => (false, true),
            _ => (false, false),
        };
        Wishes {
            salary,
            activity_support,
            nothing_else: false,
        }
    }

    /// The same, with nothing beside it.
    pub(super) fn least(self) -> Wishes {
        Wishes {
            nothing_else: true,
            ..self
        }
    }
}

#[derive(Clone, Copy)]
enum Livelihood {
    None,
    Salary,
    Benefit(Benefit),
    /// Sjukersättning, often with housing supplement.
    SicknessCompensation,
    Pension,
}

/// Gives the household an ordinary livelihood.
pub(super) fn give(household: &mut Household, wishes: Wishes, draw: &mut Draw) {
    for adult in 0..household.adults.len() {
        let livelihood = match adult {
            0 if wishes.salary => Livelihood::Salary,
            0 if wishes.activity_support => Livelihood::Benefit(ACTIVITY_SUPPORT),
            _ if wishes.nothing_else => Livelihood::None,
            _ => usual_livelihood(household, adult, draw),
        };
        match livelihood {
            Livelihood::None => {}
            Livelihood::Salary => {
                let gross = Ore(draw.between(28, 92) * 10_000);
                give_salary(household, adult, gross, draw);
            }
            Livelihood::Benefit(benefit) => {
                let net = draw.kronor(3_000, 6_600);
                give_benefit(household, adult, benefit, net, true, draw);
            }
            Livelihood::SicknessCompensation => {
                let net = draw.kronor(3_200, 6_000);
                give_benefit(household, adult, SICKNESS_COMPENSATION, net, true, draw);
                if draw.chance(40) {
                    let net = draw.kronor(700, 1_900);
                    give_benefit(household, adult, HOUSING_SUPPLEMENT, net, false, draw);
                }
            }
            Livelihood::Pension => {
                let net = draw.kronor(3_200, 6_400);
                give_benefit(household, adult, PENSION, net, true, draw);
            }
        }
        if draw.chance(3) {
            household.adults[adult].business = Some(registered_nowhere(draw));
        }
    }
    give_family_benefits(household, draw);
    for child in 0..household.children.len() {
        give_child_income(household, child, draw);
    }
    if !wishes.nothing_else {
        give_occasional_income(household, draw);
    }
    for facts in &mut household.adults {
        if facts.study.is_empty() && draw.chance(10) {
            facts
                .study
                .push(ended_studies(household.setting.month, draw));
        }
    }
}

/// What registries paid a person in a month and the assessment counts.
pub(super) fn paid_by_registries(facts: &PersonFacts, month: YearMonth) -> Ore {
    let mut paid = Ore::ZERO;
    for payment in facts
        .payments
        .iter()
        .filter(|payment| month.contains(payment.datum))
    {
        paid += payment.nettobelopp;
    }
    let planned = facts.study.iter().flat_map(|case| &case.utbetalningsplan);
    for payment in planned.filter(|payment| payment.datum.is_some_and(|day| month.contains(day))) {
        for amount in &payment.belopp {
            paid += amount.belopp;
        }
    }
    if let Some(account) = &facts.tax_account
        && account.bokforingsdag.is_some_and(|day| month.contains(day))
    {
        paid += account.utbetalt_belopp;
    }
    paid
}

fn usual_livelihood(household: &Household, adult: usize, draw: &mut Draw) -> Livelihood {
    if household.age(&household.adults[adult]) >= PENSION_AGE {
        return Livelihood::Pension;
    }
    let infant = household
        .children
        .iter()
        .any(|facts| household.age(facts) < 2);
    if infant && draw.chance(35) {
        return Livelihood::Benefit(PARENTAL_BENEFIT);
    }
    draw.weighted(&[
        (Livelihood::None, 47),
        (Livelihood::Benefit(ACTIVITY_SUPPORT), 22),
        (Livelihood::Benefit(SICKNESS_BENEFIT), 9),
        (Livelihood::Salary, 17),
        (Livelihood::SicknessCompensation, 5),
    ])
}

/// Study aid of pupils, and what some of them earned in the summer.
fn give_child_income(household: &mut Household, child: usize, draw: &mut Draw) {
    let age = household.age(&household.children[child]);
    let setting = household.setting;
    if age < 16 {
        return;
    }
    // Study aid pauses in July and August.
    if !matches!(setting.control().number(), 7 | 8) {
        let case = study_aid_of_pupil(setting.month, setting.today);
        household.children[child].study.push(case);
    }
    let months = setting.control().number();
    if draw.chance(20) && months >= 6 {
        let orgnr = invented_employer(draw);
        let gross = draw.kronor(2_500, 14_000);
        let period = setting.control().back(months - 6);
        let filed = period.next().return_due();
        let row = agi_row(&orgnr, period, gross, Ore::ZERO, filed);
        household.children[child].agi.push(row);
    }
}

/// A gift by Swish, a tax refund and the like.
fn give_occasional_income(household: &mut Household, draw: &mut Draw) {
    let control = household.setting.control();
    let chances: [(u32, &str, &str, i64, i64); 4] = [
        (7, "swish", "Swish", 100, 900),
        (1, "gift", "Gåva", 200, 800),
        (2, "maintenance", "Underhåll", 500, 1_500),
        (1, "insurance", "Försäkring", 300, 1_200),
    ];
    for (chance, kind, payer, least, most) in chances {
        if draw.chance(chance) {
            let document_ids = household.document("account_statement", draw);
            household.application.incomes.push(Income {
                kind,
                person: household.adults[0].person.number.clone(),
                payer: payer.to_owned(),
                amount_net: draw.kronor(least, most),
                paid_on: control.first() + draw.days(0, 26),
                document_ids,
                benefit_code: None,
            });
        }
    }
    if draw.chance(3) {
        household.adults[0].tax_account = Some(TaxAccount {
            saldo: Ore::ZERO,
            utbetalt_belopp: draw.kronor(300, 2_400),
            bokforingsdag: Some(control.payday(draw.between(4, 26).unsigned_abs() as u32)),
        });
    }
}
