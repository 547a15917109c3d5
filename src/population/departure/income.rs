//! Pay and benefits that are not as they were declared, or as they were.

use crate::population::amounts::Ore;
use crate::population::answers::Detail;
use crate::population::application::Income;
use crate::population::benefit::{
    CARE_ALLOWANCE, HOUSING_ALLOWANCE, benefit_payment, give_benefit,
};
use crate::population::draw::Draw;
use crate::population::household::Household;
use crate::population::mix::Situation;
use crate::population::salary::{agi_row, invented_employer};
use crate::population::study::ongoing_studies;

/// A pupil's pay in a year, in kronor: well above the prisbasbelopp of 2026 (59 200).
const PUPILS_YEAR: i64 = 64_000;

pub(super) fn pay(situation: Situation, household: &mut Household, draw: &mut Draw) {
    let control = household.setting.control();
    let period = control.to_string();
    let is_salary = |income: &Income| income.kind == "salary";
    match situation {
        Situation::IncomeAboveNorm => {
            // Raised well above the need, also after job stimulus is gone.
            let wanted = household.need().percent(draw.between(112, 150)).whole();
            let applicant = household.adults[0].person.number.clone();
            let context = &mut household.application.case_context;
            context
                .job_stimulus
                .retain(|period| period.personnummer != applicant);
            if let Some(last_month) = &mut context.approved_last_month {
                last_month.amount = None;
            }
            let tax = wanted.percent(30).whole();
            for row in &mut household.adults[0].agi {
                row.kontant_ersattning = wanted + tax;
                row.skatt = tax;
            }
            for income in &mut household.application.incomes {
                if is_salary(income) && income.person == applicant {
                    income.amount_net = wanted;
                }
            }
        }
        Situation::ChildEarnings => {
            let orgnr = invented_employer(draw);
            let months = control.number();
            for back in 0..months {
                let month = control.back(back);
                let gross = Ore::kronor(PUPILS_YEAR / i64::from(months) + 50);
                let filed = month.next().first().min(household.setting.today);
                let row = agi_row(&orgnr, month, gross, gross.percent(10).whole(), filed);
                household.children[0].agi.push(row);
            }
        }
        Situation::AgiMissing => {
            household.adults[0]
                .agi
                .retain(|row| row.redovisningsperiod != period);
            for income in household
                .application
                .incomes
                .iter_mut()
                .filter(|income| is_salary(income))
            {
                income.document_ids.clear();
            }
        }
        _ => {
            // The return must be in for its content to be judged.
            let filed = household.setting.month.first();
            for row in &mut household.adults[0].agi {
                row.inlamnad = row.inlamnad.min(filed);
                if situation == Situation::SalaryBenefits && row.redovisningsperiod == period {
                    row.formaner = Ore::kronor(450);
                }
            }
            let applicant = household.adults[0].person.number.clone();
            let incomes = &mut household.application.incomes;
            let own = |income: &Income| income.kind == "salary" && income.person == applicant;
            match situation {
                Situation::UndeclaredSalary => incomes.retain(|income| !own(income)),
                Situation::SalaryDiffers => {
                    for income in incomes.iter_mut().filter(|income| own(income)) {
                        income.amount_net = income.amount_net.percent(draw.between(55, 80)).whole()
                            - Ore::kronor(250);
                    }
                }
                _ => {}
            }
        }
    }
}

pub(super) fn benefits(situation: Situation, household: &mut Household, draw: &mut Draw) {
    let setting = household.setting;
    let control = setting.control();
    let applicant = household.adults[0].person.number.clone();
    match situation {
        Situation::IncomeChanged => {
            let factor = draw.pick(&[60, 75, 130, 155]);
            let facts = &mut household.adults[0];
            for payment in facts
                .payments
                .iter_mut()
                .filter(|payment| payment.formansfamilj == "FK:AS")
            {
                if control.contains(payment.datum) {
                    payment.bruttobelopp = payment.bruttobelopp.percent(factor).whole();
                    payment.skattebelopp = payment.skattebelopp.percent(factor).whole();
                    payment.avdragsbelopp = payment.skattebelopp;
                    payment.nettobelopp = payment.bruttobelopp - payment.avdragsbelopp;
                    for detail in &mut payment.detaljer {
                        detail.belopp = -payment.skattebelopp;
                    }
                }
            }
        }
        Situation::BenefitMissing => {
            let facts = &mut household.adults[0];
            facts.payments.retain(|payment| {
                payment.formansfamilj != "FK:AS" || !control.contains(payment.datum)
            });
            undeclare(household, &applicant, "FK:AS");
        }
        Situation::UndeclaredBenefit => undeclare(household, &applicant, "FK:AS"),
        Situation::DeclaredNotInRegistry => {
            household.application.incomes.push(Income {
                kind: "benefit",
                person: applicant,
                payer: "Försäkringskassan".to_owned(),
                amount_net: draw.kronor(900, 4_000),
                paid_on: control.payday(25),
                document_ids: Vec::new(),
                // No household of the population is ever paid this one.
                benefit_code: Some("FK:TFP"),
            });
        }
        Situation::SetOff => {
            let beloppstyp = draw.pick(&["KVI", "SOC", "INF", "INC", "SKV"]);
            let amount = draw.kronor(100, 700);
            let facts = &mut household.adults[0];
            for payment in facts
                .payments
                .iter_mut()
                .filter(|payment| payment.formansfamilj == "FK:AS")
            {
                payment.avdragsbelopp += amount;
                payment.nettobelopp = payment.nettobelopp - amount;
                payment.detaljer.push(Detail {
                    beloppstyp,
                    belopp: -amount,
                    text: "Avdrag",
                });
            }
        }
        Situation::RetroactivePayment => {
            let mut payment =
                benefit_payment(HOUSING_ALLOWANCE, control, draw.kronor(1_500, 9_000));
            payment.typ = 3;
            payment.period.fran = control.back(5).first();
            payment.datum = control.payday(12);
            household.adults[0].payments.push(payment);
        }
        Situation::UnknownBenefit => {
            let net = draw.kronor(1_200, 4_800);
            give_benefit(household, 0, CARE_ALLOWANCE, net, true, draw);
        }
        _ => {
            let case = ongoing_studies(setting.month, setting.today);
            household.adults[0].study = vec![case];
        }
    }
}

fn undeclare(household: &mut Household, person: &str, code: &str) {
    let declared = |income: &Income| income.person == person && income.benefit_code == Some(code);
    household
        .application
        .incomes
        .retain(|income| !declared(income));
}
