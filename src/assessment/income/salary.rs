//! Salaries of adults (HANDBOOK 3.3.5–3.3.7): what was declared, beside what
//! the employers declared to Skatteverket.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::declarations::in_force;
use super::{Counted, SALARY, count, declared_by, total};
use crate::assessment::case::{Case, Member};
use crate::assessment::findings::{Findings, NewLine};
use crate::assessment::labels;
use crate::assessment::result::AfterCheck;
use crate::assessment::trace::{Arithmetic, EvidenceRef, Part};
use crate::vocabulary::evidence::EmployerDeclaration;
use crate::vocabulary::{Answer, Kronor, Month, Provision, Reason, Source};

/// The part of Skatteverket's answer with the employers' declarations.
pub const PART: &str = "individuppgifter";

/// What a member has declared from one employer.
#[derive(Default)]
struct Declared {
    sum: Kronor,
    count: u32,
    all_documented: bool,
}

/// Judges an adult's salaries.
pub fn assess(case: &Case<'_>, member: &Member<'_>, findings: &mut Findings) {
    let rows = match member.tax_agency(|answer| &answer.declarations) {
        Answer::Data(rows) => in_force(rows),
        Answer::NothingWithUs => Vec::new(),
        Answer::CouldNotBeChecked(cause) => {
            findings.unchecked_figure(member, Source::Skatteverket, PART, cause);
            return;
        }
    };
    let declared = declared_salaries(case, member);
    let mut counted = Kronor::ZERO;
    let (now, earlier) = (of(&rows, case.control), of(&rows, case.comparison));
    for rows in now.chunk_by(|one, next| one.employer == next.employer) {
        findings.report_if(rows.iter().any(|row| row.benefits), Reason::SalaryBenefits);
        let declared = rows.first().and_then(|row| declared.get(&*row.employer));
        counted = counted + declared_by_employer(case, member, rows, declared, findings);
    }
    let is_among = |rows: &[&EmployerDeclaration], employer: &str| {
        rows.iter().any(|row| row.employer == employer)
    };
    let mut expected: Vec<&str> = declared.keys().copied().collect();
    expected.extend(earlier.iter().map(|row| &*row.employer));
    expected.sort_unstable();
    expected.dedup();
    for employer in expected {
        if !is_among(&now, employer) {
            let known = is_among(&earlier, employer);
            counted = counted
                + not_declared_yet(
                    case,
                    member,
                    employer,
                    declared.get(employer),
                    known,
                    findings,
                );
        }
    }
    job_stimulus(case, member, counted, findings);
}

fn declared_salaries<'c>(
    case: &'c Case<'_>,
    member: &'c Member<'_>,
) -> BTreeMap<&'c str, Declared> {
    let mut declared: BTreeMap<&str, Declared> = BTreeMap::new();
    for income in declared_by(case, member, SALARY) {
        let documented = case.application.has_document(&income.document_ids);
        let from_employer = declared.entry(&income.payer).or_insert_with(|| Declared {
            all_documented: true,
            ..Declared::default()
        });
        from_employer.sum = from_employer.sum + income.amount_net;
        from_employer.count = from_employer.count.saturating_add(1);
        from_employer.all_documented &= documented;
    }
    declared
}

/// The rows of a month.
fn of<'r>(rows: &[&'r EmployerDeclaration], month: Month) -> Vec<&'r EmployerDeclaration> {
    let of_month = rows.iter().filter(|row| row.period == month);
    of_month.copied().collect()
}

/// An employer that has declared the control month. Returns what is counted.
fn declared_by_employer(
    case: &Case<'_>,
    member: &Member<'_>,
    rows: &[&EmployerDeclaration],
    declared: Option<&Declared>,
    findings: &mut Findings,
) -> Kronor {
    let sum_of =
        |amount: fn(&EmployerDeclaration) -> Kronor| rows.iter().map(|row| amount(row)).sum();
    let (pay, tax): (Kronor, Kronor) = (sum_of(|row| row.pay), sum_of(|row| row.tax));
    let estimate = (pay - tax).max(Kronor::ZERO);
    let from_registry = member.evidence(Source::Skatteverket, "individuppgifter.kontantErsattning");
    match declared {
        Some(declared) => {
            let share = estimate.percent(case.policy.salary_tolerance_percent);
            let tolerance = case.policy.salary_tolerance.max(share);
            findings.report_if(
                (declared.sum - estimate).abs() > tolerance,
                Reason::SalaryDiffers,
            );
            let evidence = vec![EvidenceRef::Application("incomes"), from_registry];
            count_salary(
                member,
                declared.sum,
                super::summed(declared.count),
                evidence,
                findings,
            )
        }
        None if estimate.is_positive() => {
            findings.report(Reason::UndeclaredIncome);
            let arithmetic = Arithmetic::PayLessTax { pay, tax };
            count_salary(member, estimate, arithmetic, vec![from_registry], findings)
        }
        None => Kronor::ZERO,
    }
}

/// An employer that has not declared the control month yet (HANDBOOK 3.3.6).
/// Returns what is counted.
fn not_declared_yet(
    case: &Case<'_>,
    member: &Member<'_>,
    employer: &str,
    declared: Option<&Declared>,
    known_from_earlier: bool,
    findings: &mut Findings,
) -> Kronor {
    let due = due_day(case.month);
    let day_after = due.checked_add_days(Days::new(1)).unwrap_or(due);
    if case.assessed_on > due {
        findings.report_without_amount(Reason::AgiMissing);
        return Kronor::ZERO;
    }
    // Without a declared salary there is nothing that could be counted: an
    // employer's silence is never zero income.
    let trusted = declared.filter(|declared| declared.all_documented && known_from_earlier);
    if let Some(declared) = trusted {
        findings.after_checks.push(AfterCheck {
            on: day_after,
            person: member.role,
            employer: employer.to_owned(),
        });
        let evidence = vec![EvidenceRef::Application("incomes")];
        return count_salary(
            member,
            declared.sum,
            super::summed(declared.count),
            evidence,
            findings,
        );
    }
    let days_ahead = day_after.signed_duration_since(case.assessed_on).num_days();
    if days_ahead <= i64::from(case.policy.max_wait_days) {
        findings.report_without_amount(Reason::WaitingForAgi);
        findings.waits_until = findings.waits_until.max(Some(day_after));
    } else {
        findings.report_without_amount(Reason::AgiMissing);
    }
    Kronor::ZERO
}

/// The day AGI for the month before `month` is due: the 12th, or the 17th in
/// January and August; on a Saturday or Sunday the Monday after.
pub fn due_day(month: Month) -> NaiveDate {
    let day = month.day(if matches!(month.month(), 1 | 8) {
        17
    } else {
        12
    });
    let wait = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day.checked_add_days(Days::new(wait)).unwrap_or(day)
}

fn count_salary(
    member: &Member<'_>,
    amount: Kronor,
    arithmetic: Arithmetic,
    evidence: Vec<EvidenceRef>,
    findings: &mut Findings,
) -> Kronor {
    let income = Counted {
        id: Cow::Borrowed("income.salary"),
        label: Cow::Borrowed(labels::SALARY),
        amount,
        arithmetic,
        evidence,
    };
    count(member, income, findings);
    amount
}

/// Jobbstimulans (12 kap. 8 §): a share of the counted salary is disregarded.
/// Periods are read, never computed.
fn job_stimulus(case: &Case<'_>, member: &Member<'_>, counted: Kronor, findings: &mut Findings) {
    let first = case.month.first_day();
    let decided = case
        .application
        .case_context
        .job_stimulus
        .iter()
        .any(|period| {
            period.personnummer == member.number && (period.from..=period.to).contains(&first)
        });
    if !decided || !counted.is_positive() {
        return;
    }
    let Some(share) = case.rules.job_stimulus(case.month) else {
        findings.report_without_amount(Reason::NormTableMissing);
        return;
    };
    let disregarded = counted
        .fraction_rounded_up(share.percent, 100)
        .unwrap_or(Kronor::ZERO);
    findings.add(NewLine {
        id: Cow::Borrowed("income.job_stimulus"),
        label: Cow::Borrowed(labels::JOB_STIMULUS),
        part: Part::Disregarded,
        person: Some(member.role),
        amount: disregarded,
        arithmetic: Arithmetic::Percent {
            of: counted,
            percent: share.percent,
        },
        provision: Provision::JobStimulus,
        parameter: Some(share.parameter.clone()),
        evidence: vec![EvidenceRef::Application("case_context.job_stimulus")],
    });
}

/// The pay of a list of rows.
pub fn pay(rows: &[&EmployerDeclaration]) -> Option<(Kronor, u32)> {
    total(rows.iter().map(|row| row.pay))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agi_is_due_on_the_twelfth_or_seventeenth_or_the_monday_after() {
        let due = |month: &str| due_day(month.parse().expect("a month")).to_string();
        assert_eq!(due("2026-11"), "2026-11-12");
        assert_eq!(due("2026-01"), "2026-01-19");
        assert_eq!(due("2026-08"), "2026-08-17");
        assert_eq!(due("2026-09"), "2026-09-14");
        assert_eq!(due("2026-07"), "2026-07-13");
    }
}
