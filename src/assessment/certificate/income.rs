//! More income never raises the aid: every kind of income, öre by öre around
//! the edges.

use chrono::NaiveDate;

use super::findings::{Check, Notebook};
use super::household::Household;
use super::model::{Need, aid, part, told};
use super::setting::{ChildKind, Setting};
use crate::rules::Treatment;
use crate::vocabulary::application::{Income, JobStimulus};
use crate::vocabulary::evidence::{
    BenefitPayment, EmployerDeclaration, Facts, StudyPayment, StudySupport,
};
use crate::vocabulary::{Answer, Kronor, Source};

/// The employer of invented salaries.
pub const EMPLOYER: &str = "160000000000";

/// A way for money to reach the applicant.
#[derive(Clone, Copy, Debug)]
enum Channel<'p> {
    TaxRefund,
    StudySupport,
    Benefit(&'p str),
    Declared(&'p str),
    Salary,
    /// Salary, of which so many per cent are disregarded.
    SalaryWithStimulus(u32),
}

/// Tries every channel the policy counts on a small household, and a tax
/// refund on households of every size.
pub fn walk(setting: &Setting<'_>, notebook: &mut Notebook) {
    let parent = [ChildKind::full_time(9, false)];
    let policy = setting.policy;
    let counting = policy.benefits.iter();
    let counting = counting.filter(|(_, rule)| rule.treatment == Treatment::Counts);
    let mut channels = vec![Channel::StudySupport, Channel::Salary];
    channels.extend(counting.map(|(code, _)| Channel::Benefit(code)));
    channels.extend(
        policy
            .declared_incomes
            .keys()
            .map(|kind| Channel::Declared(kind)),
    );
    let stimulus = setting.rules.job_stimulus(setting.month);
    channels.extend(stimulus.map(|share| Channel::SalaryWithStimulus(share.percent)));
    for channel in channels {
        rising(setting, channel, 1, &parent, notebook);
    }
    for adults in [1, 2] {
        let kinds = [0, 2, 3, 6, 10, 14, 18, 20].map(|age| ChildKind::full_time(age, age == 6));
        for most in 0..=kinds.len() {
            let kinds: Vec<_> = kinds.iter().copied().take(most).collect();
            rising(setting, Channel::TaxRefund, adults, &kinds, notebook);
        }
        // A part of a month, so that the need has öre of its own.
        let visitor = ChildKind {
            age: 9,
            lunch: false,
            days: 14,
        };
        rising(setting, Channel::TaxRefund, adults, &[visitor], notebook);
    }
}

fn rising(
    setting: &Setting<'_>,
    channel: Channel<'_>,
    adults: u32,
    kinds: &[ChildKind],
    notebook: &mut Notebook,
) {
    let Some(need) = Need::of_table(setting, adults, kinds).map(|need| need.total()) else {
        notebook.expect(Check::MoreIncome, false, || {
            "the table has no need".to_owned()
        });
        return;
    };
    let mut before: Option<Kronor> = None;
    for income in edges(channel, need) {
        let mut household = Household::with(setting, adults, kinds);
        receive(setting, channel, income, &mut household);
        let assessment = household.assess(notebook);
        let counted = counted(channel, income);
        let expected = counted.and_then(|counted| aid(need, counted));
        notebook.expect(
            Check::IncomeBoundary,
            assessment.amount.is_some() && assessment.amount == expected,
            || {
                let told = told(&assessment);
                format!("{channel:?} of {income} kr beside a need of {need} kr gives {told}")
            },
        );
        if let (Some(before), Some(amount)) = (before, assessment.amount) {
            notebook.expect(Check::MoreIncome, amount <= before, || {
                format!("{channel:?} of {income} kr raises the aid from {before} to {amount} kr")
            });
        }
        before = assessment.amount.or(before);
    }
}

/// Rising incomes: the first öre one by one, every öre within eight of the
/// edge, an öre around each krona within two of it, and far above.
///
/// What is disregarded is a whole number of per cent, rounded up to the öre:
/// it repeats itself every hundred öre, so those are enough.
fn edges(channel: Channel<'_>, need: Kronor) -> Vec<Kronor> {
    let need = need.ore().unwrap_or(0);
    let edge = match channel {
        Channel::SalaryWithStimulus(percent) if percent < 100 => {
            let counted = i64::from(100_u32.saturating_sub(percent));
            need.saturating_mul(100).checked_div(counted)
        }
        _ => Some(need),
    };
    let edge = edge.unwrap_or(need);
    let near = match channel {
        Channel::SalaryWithStimulus(_) => 100,
        _ => 8,
    };
    let kronor = [-200_i64, -100, 100, 200].into_iter();
    let kronor = kronor.flat_map(|krona| (-1..=1).map(move |ore: i64| krona.saturating_add(ore)));
    let around = (0_i64.saturating_sub(near)..=near).chain(kronor);
    let around = around.map(|ore| edge.saturating_add(ore));
    let mut incomes: Vec<_> = (0..=near).chain(around).filter(|ore| *ore >= 0).collect();
    incomes.push(edge.saturating_mul(3));
    incomes.sort_unstable();
    incomes.dedup();
    incomes.into_iter().map(Kronor::from_ore).collect()
}

/// What counts of an income: all of it, but for what jobbstimulans disregards,
/// rounded up.
fn counted(channel: Channel<'_>, income: Kronor) -> Option<Kronor> {
    match channel {
        Channel::SalaryWithStimulus(percent) => Some(income - part(income.ore()?, percent, 100)?),
        _ => Some(income),
    }
}

fn receive(
    setting: &Setting<'_>,
    channel: Channel<'_>,
    amount: Kronor,
    household: &mut Household<'_>,
) {
    let paid_on = setting.control_day();
    match channel {
        Channel::TaxRefund => household.set_income(amount),
        Channel::StudySupport => pay_study_support(household, &[(paid_on, amount)]),
        Channel::Benefit(code) => {
            let payment = BenefitPayment {
                code: code.to_owned(),
                paid_on,
                net: amount,
                retroactive: false,
                set_off: false,
            };
            let facts = Facts::Forsakringskassan(Answer::Data(vec![payment]));
            replace(household, facts);
        }
        Channel::Declared(kind) => declare(household, kind, amount, paid_on),
        Channel::Salary => pay_salary(setting, household, amount, amount),
        Channel::SalaryWithStimulus(_) => {
            pay_salary(setting, household, amount, amount);
            household.application.case_context.job_stimulus = vec![JobStimulus {
                personnummer: household.applicant(),
                from: setting.month.first_day(),
                to: setting.month.first_day(),
            }];
        }
    }
}

/// CSN pays the applicant a grant on these days.
pub fn pay_study_support(household: &mut Household<'_>, payments: &[(NaiveDate, Kronor)]) {
    let payments = payments.iter().map(|(paid_on, amount)| StudyPayment {
        paid_on: *paid_on,
        amounts: vec![("GRUNDB".to_owned(), *amount)],
    });
    let support = StudySupport {
        payments: payments.collect(),
        study_periods: Vec::new(),
    };
    replace(household, Facts::Csn(Answer::Data(support)));
}

/// The applicant declares a salary, and the employer declares another.
pub fn pay_salary(
    setting: &Setting<'_>,
    household: &mut Household<'_>,
    declared: Kronor,
    reported: Kronor,
) {
    let paid_on = setting.control_day();
    declare(household, "salary", declared, paid_on);
    if let Some(tax) = household.tax_agency() {
        tax.declarations = Answer::Data(vec![EmployerDeclaration {
            employer: EMPLOYER.to_owned(),
            period: setting.month.plus(-1),
            number: 1,
            handed_in: paid_on,
            correction: false,
            pay: reported,
            tax: Kronor::ZERO,
            benefits: false,
        }]);
    }
}

fn declare(household: &mut Household<'_>, kind: &str, amount_net: Kronor, paid_on: NaiveDate) {
    let person = household.applicant();
    household.application.incomes = vec![Income {
        kind: kind.to_owned(),
        person,
        payer: EMPLOYER.to_owned(),
        amount_net,
        paid_on,
        document_ids: Vec::new(),
        benefit_code: None,
    }];
}

/// The applicant's answer of a registry becomes another.
fn replace(household: &mut Household<'_>, facts: Facts) {
    let applicant = Some(household.applicant());
    let source: Source = facts.source();
    let answer = household
        .evidence
        .iter_mut()
        .find(|answer| answer.person == applicant && answer.facts.source() == source);
    if let Some(answer) = answer {
        answer.facts = facts;
    }
}
