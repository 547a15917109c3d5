//! Tolerances and thresholds: passed strictly above them, exact to the öre.
//!
//! Whether a limit is passed is worked out in whole öre without division:
//! "more than p per cent of b" is 100 × a > p × b.

use super::findings::{Check, Notebook};
use super::household::Household;
use super::income::{pay_salary, pay_study_support};
use super::model::{Need, aid, told};
use super::setting::{ChildKind, MOST_CHILDREN, Setting};
use crate::assessment::Assessment;
use crate::vocabulary::application::{ApprovedMonth, Asset};
use crate::vocabulary::evidence::{EmployerDeclaration, Facts};
use crate::vocabulary::{Answer, Kronor, Reason};

/// Tries every limit of the policy and the rules that is an amount of money.
pub fn walk(setting: &Setting<'_>, notebook: &mut Notebook) {
    assets(setting, notebook);
    large_amount(setting, notebook);
    last_month(setting, notebook);
    changed_benefit(setting, notebook);
    salary(setting, notebook);
    child_earnings(setting, notebook);
}

/// Expects a reason exactly when its limit is passed.
fn expect(
    assessment: &Assessment,
    reason: Reason,
    passed: Option<bool>,
    notebook: &mut Notebook,
    what: impl FnOnce() -> String,
) {
    let found = assessment.reasons.contains(&reason);
    notebook.expect(Check::Thresholds, Some(found) == passed, || {
        let (what, told) = (what(), told(assessment));
        let expected = if passed == Some(true) { "" } else { "not " };
        format!("{what} must {expected}give {reason}; it gives {told}")
    });
}

/// Every öre within three of an amount, an öre around the krona below and
/// above, and one amount far below and above.
fn around(ore: i64) -> Vec<i64> {
    let near = (-3..=3).chain(-101..=-99).chain(99..=101);
    let near = near.map(|near| ore.saturating_add(near));
    let far = [ore.checked_div(2).unwrap_or(0), ore.saturating_mul(2)];
    let mut amounts: Vec<_> = near.chain(far).filter(|ore| *ore >= 0).collect();
    amounts.sort_unstable();
    amounts
}

/// Whether `difference` is more than so many per cent of `of`, in öre.
fn is_more_than(difference: i64, percent: u32, of: i64) -> Option<bool> {
    let share = of.checked_mul(i64::from(percent))?;
    Some(difference.checked_mul(100)? > share)
}

fn assets(setting: &Setting<'_>, notebook: &mut Notebook) {
    let threshold = setting.policy.liquid_assets_threshold;
    let kinds = &setting.policy.liquid_assets;
    let asset = |kind: &String, amount| Asset {
        kind: kind.clone(),
        amount,
        document_ids: Vec::new(),
    };
    for ore in around(threshold.ore().unwrap_or(0)) {
        let sum = Kronor::from_ore(ore);
        for kind in kinds {
            // The whole sum in one asset, then an öre of it in another.
            let other = kinds.iter().find(|other| *other != kind).unwrap_or(kind);
            let one_ore = Kronor::from_ore(ore.min(1));
            for assets in [
                vec![asset(kind, sum)],
                vec![asset(kind, sum - one_ore), asset(other, one_ore)],
            ] {
                let mut household = Household::of_adults(setting, 1);
                household.application.assets = assets;
                let assessment = household.assess(notebook);
                let passed = Some(sum > threshold);
                expect(&assessment, Reason::Assets, passed, notebook, || {
                    format!("{sum} kr of {kind}, limit {threshold} kr,")
                });
            }
        }
    }
}

/// The largest household has its aid brought to the limit by income. Where
/// its need is below the limit, the limit is not passed.
fn large_amount(setting: &Setting<'_>, notebook: &mut Notebook) {
    let limit = setting.policy.large_amount;
    for adults in [1, 2] {
        let oldest = ChildKind::full_time(20, false);
        let kinds: Vec<_> = (0..MOST_CHILDREN).map(|_| oldest).collect();
        let Some(need) = Need::of_table(setting, adults, &kinds).map(|need| need.total()) else {
            continue;
        };
        let mut household = Household::with(setting, adults, &kinds);
        let to_limit = (need - limit).max(Kronor::ZERO);
        for ore in around(to_limit.ore().unwrap_or(0)) {
            let income = Kronor::from_ore(ore);
            household.set_income(income);
            let assessment = household.assess(notebook);
            let passed = aid(need, income).map(|aid| aid > limit);
            expect(&assessment, Reason::LargeAmount, passed, notebook, || {
                format!("need {need} kr, income {income} kr")
            });
        }
    }
}

/// The aid stays and the aid of last month is moved, so that the edges below
/// and above are tried to the öre.
fn last_month(setting: &Setting<'_>, notebook: &mut Notebook) {
    let percent = setting.policy.differs_from_last_month_percent;
    let mut household = Household::of_adults(setting, 1);
    let Some(amount) = household.assess(notebook).amount.and_then(Kronor::ore) else {
        return;
    };
    let hundredfold = amount.saturating_mul(100);
    let edges = [100_u32.checked_add(percent), 100_u32.checked_sub(percent)];
    let edges = edges.into_iter().flatten();
    let edges = edges.filter_map(|divisor| hundredfold.checked_div(divisor.into()));
    for last in edges.flat_map(around) {
        household.application.case_context.approved_last_month = Some(ApprovedMonth {
            month: setting.month.plus(-1),
            members: household.application.members().collect(),
            amount: Some(Kronor::from_ore(last)),
            payment: None,
            costs: Vec::new(),
        });
        let assessment = household.assess(notebook);
        let difference = amount.saturating_sub(last).saturating_abs();
        let passed = is_more_than(difference, percent, last).map(|more| more && last > 0);
        let reason = Reason::DiffersFromLastMonth;
        expect(&assessment, reason, passed, notebook, || {
            format!("{amount} öre now, {last} öre last month")
        });
    }
}

fn changed_benefit(setting: &Setting<'_>, notebook: &mut Notebook) {
    let percent = setting.policy.change_threshold_percent;
    // The second sum has a limit that is no whole öre.
    for earlier in [100_000_i64, 100_003] {
        let share = earlier
            .saturating_mul(percent.into())
            .checked_div(100)
            .unwrap_or(0);
        let edges = [earlier.saturating_sub(share), earlier.saturating_add(share)];
        for now in edges.into_iter().flat_map(around) {
            let mut household = Household::of_adults(setting, 1);
            let payments = [
                (setting.comparison_day(), Kronor::from_ore(earlier)),
                (setting.control_day(), Kronor::from_ore(now)),
            ];
            pay_study_support(&mut household, &payments);
            let assessment = household.assess(notebook);
            let difference = now.saturating_sub(earlier).saturating_abs();
            let passed = is_more_than(difference, percent, earlier);
            let reason = Reason::IncomeChanged;
            expect(&assessment, reason, passed, notebook, || {
                format!("{earlier} öre before, {now} öre now")
            });
        }
    }
}

/// The larger of two tolerances: estimates on both sides of where they meet.
fn salary(setting: &Setting<'_>, notebook: &mut Notebook) {
    let policy = setting.policy;
    let tolerance = policy.salary_tolerance.ore().unwrap_or(0);
    let percent = policy.salary_tolerance_percent;
    let meet = tolerance.saturating_mul(100).checked_div(percent.into());
    let meet = meet.unwrap_or(tolerance);
    let doubled = meet.saturating_mul(2).saturating_add(7);
    for estimate in [
        meet.checked_div(2).unwrap_or(0),
        meet.saturating_sub(1),
        meet,
        meet.saturating_add(1),
        doubled,
    ] {
        let share = estimate.saturating_mul(percent.into()).checked_div(100);
        let allowed = tolerance.max(share.unwrap_or(0));
        let edges = [
            estimate.saturating_sub(allowed),
            estimate.saturating_add(allowed),
        ];
        for declared in edges.into_iter().flat_map(around) {
            let mut household = Household::of_adults(setting, 1);
            let (told, reported) = (Kronor::from_ore(declared), Kronor::from_ore(estimate));
            pay_salary(setting, &mut household, told, reported);
            let assessment = household.assess(notebook);
            let difference = declared.saturating_sub(estimate).saturating_abs();
            let passed = is_more_than(difference, percent, estimate)
                .map(|more| more && difference > tolerance);
            let reason = Reason::SalaryDiffers;
            expect(&assessment, reason, passed, notebook, || {
                format!("{declared} öre declared, {estimate} öre reported")
            });
        }
    }
}

/// A child earns around a prisbasbelopp; in a year without one the case is
/// handed over.
fn child_earnings(setting: &Setting<'_>, notebook: &mut Notebook) {
    let control = setting.month.plus(-1);
    let limit = setting.rules.price_base_amount(control);
    let limit = limit.map(|limit| limit.amount.value);
    for ore in around(limit.and_then(Kronor::ore).unwrap_or(5_000_000)) {
        let earned = Kronor::from_ore(ore);
        let kinds = [ChildKind::full_time(17, false)];
        let mut household = Household::with(setting, 1, &kinds);
        let row = EmployerDeclaration {
            employer: super::income::EMPLOYER.to_owned(),
            period: control,
            number: 1,
            handed_in: setting.control_day(),
            correction: false,
            pay: earned,
            tax: Kronor::ZERO,
            benefits: false,
        };
        // The child's answer of Skatteverket came last.
        let answer = household.evidence.last_mut();
        if let Some(Facts::Skatteverket(tax)) = answer.map(|answer| &mut answer.facts) {
            tax.declarations = Answer::Data(vec![row]);
        }
        let assessment = household.assess(notebook);
        let passed = limit.map(|limit| earned > limit);
        let expected = passed.unwrap_or(false);
        let reason = Reason::ChildEarnings;
        expect(&assessment, reason, Some(expected), notebook, || {
            format!("{earned} kr, a prisbasbelopp of {limit:?}")
        });
        let missing = Some(limit.is_none() && earned.is_positive());
        let reason = Reason::NormTableMissing;
        expect(&assessment, reason, missing, notebook, || {
            format!("{earned} kr, a prisbasbelopp of {limit:?}")
        });
        let need = Need::of_table(setting, 1, &kinds).map(|need| need.total());
        let amount = need.and_then(|need| aid(need, Kronor::ZERO));
        let amount = amount.filter(|_| limit.is_some());
        notebook.expect(Check::Thresholds, assessment.amount == amount, || {
            let told = told(&assessment);
            format!("a child's {earned} kr change the aid: {told}")
        });
    }
}
