//! Riksnormen (HANDBOOK 3.1; 12 kap. 7 § SoL, 12 kap. 2–3 §§ SoF).

use std::borrow::Cow;

use super::case::{Case, Member};
use super::findings::{Findings, NewLine};
use super::labels;
use super::trace::{Arithmetic, EvidenceRef, Part};
use crate::rules::tables::NormTable;
use crate::rules::{Amount, Parameter};
use crate::vocabulary::application::Child;
use crate::vocabulary::{Kronor, Provision, Reason};

/// A child with so many days a month lives with the household full time.
pub const FULL_TIME_DAYS: u32 = 30;
/// From this age a child needs to go to school to be counted as one.
pub const SCHOOL_YOUTH_FROM: u32 = 18;
/// From this age nobody is counted as a child.
pub const ADULT_FROM: u32 = 21;
/// The table of shared costs ends here.
pub const LARGEST_IN_TABLE: u32 = 7;

/// Adds the norm's lines.
pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let norm = case.rules.norm(case.month);
    if norm.is_none() {
        findings.report_without_amount(Reason::NormTableMissing);
    }
    if let Some(norm) = norm {
        adults(case, norm, findings);
    }
    for (child, member) in case.application.children.iter().zip(case.children()) {
        personal_costs_of_child(case, norm, child, member, findings);
    }
    shared_costs(case, norm, findings);
}

fn adults(case: &Case<'_>, norm: &NormTable, findings: &mut Findings) {
    if case.application.co_applicant.is_some() {
        let evidence = EvidenceRef::Application("co_applicant");
        let amount = &norm.cohabiting_couple_total;
        findings.add_table_amount("norm.adult.couple", labels::COUPLE, amount, evidence);
    } else {
        let evidence = EvidenceRef::Application("applicant");
        let amount = &norm.single;
        findings.add_table_amount("norm.adult.single", labels::SINGLE, amount, evidence);
    }
}

fn personal_costs_of_child(
    case: &Case<'_>,
    norm: Option<&NormTable>,
    child: &Child,
    member: &Member<'_>,
    findings: &mut Findings,
) {
    let part_time = child.days_per_month < FULL_TIME_DAYS;
    findings.report_if(
        part_time && case.policy.hand_over_part_time_children,
        Reason::PartTimeChild,
    );
    let Some(age) = member.age else {
        findings.report_without_amount(Reason::ChildBornInMonth);
        return;
    };
    if age >= ADULT_FROM || (age >= SCHOOL_YOUTH_FROM && !child.in_school) {
        findings.report_without_amount(Reason::AdultChild);
        return;
    }
    let Some(norm) = norm else {
        return;
    };
    let Some(row) = norm.child(age) else {
        // The table reaches to 20, so this is a table the loader let through
        // wrongly; a person must look.
        findings.report_without_amount(Reason::NormTableMissing);
        return;
    };
    let with_lunch = row
        .lunch_outside_home
        .as_ref()
        .filter(|_| child.lunch_outside_home);
    let full = with_lunch.unwrap_or(&row.amount);
    let label = match (with_lunch, age) {
        (Some(_), 0) => "Riksnorm, barn under 1 år som äter lunch utanför hemmet".into(),
        (Some(_), _) => format!("Riksnorm, barn {age} år som äter lunch utanför hemmet"),
        (None, 0) => "Riksnorm, barn under 1 år".into(),
        (None, _) => format!("Riksnorm, barn {age} år"),
    };
    let (amount, arithmetic) = if part_time {
        let days = child.days_per_month;
        // The denominator is not zero, so there is always a fraction.
        let part = full.value.fraction_rounded_up(days, FULL_TIME_DAYS);
        let arithmetic = Arithmetic::Days {
            full: full.value,
            days,
        };
        (part.unwrap_or(full.value), arithmetic)
    } else {
        (full.value, Arithmetic::AsIs)
    };
    findings.add(NewLine {
        id: Cow::Borrowed("norm.child"),
        label: Cow::Owned(label),
        part: Part::Norm,
        person: Some(member.role),
        amount,
        arithmetic,
        provision: Provision::Riksnorm,
        parameter: Some(full.parameter.clone()),
        evidence: vec![EvidenceRef::Application("children")],
    });
}

fn shared_costs(case: &Case<'_>, norm: Option<&NormTable>, findings: &mut Findings) {
    let application = case.application;
    let in_dwelling = application.persons_in_dwelling;
    let single_adult = application.co_applicant.is_none() && application.children.is_empty();
    let shares = in_dwelling > application.member_count();
    if shares && !single_adult {
        findings.report_without_amount(Reason::SharedDwelling);
        return;
    }
    let min_days = case.policy.shared_costs_child_min_days;
    let sharing_children = application
        .children
        .iter()
        .filter(|child| child.days_per_month >= min_days)
        .count();
    let adults = case.adults().count();
    let members = u32::try_from(adults.saturating_add(sharing_children)).unwrap_or(u32::MAX);
    let among = if shares { in_dwelling } else { members };
    let Some(whole) = norm.and_then(|norm| shared_for(norm, among)) else {
        return;
    };
    let (amount, arithmetic) = if shares {
        let share = whole.value.fraction_rounded_up(1, among);
        let arithmetic = Arithmetic::Share {
            whole: whole.value,
            among,
        };
        (share.unwrap_or(whole.value), arithmetic)
    } else {
        (whole.value, whole.arithmetic)
    };
    let provision = if shares || among > LARGEST_IN_TABLE {
        Provision::SharedCosts
    } else {
        Provision::Riksnorm
    };
    let label = match (shares, among) {
        (true, _) => format!("Din del av gemensamma kostnader, {among} i bostaden"),
        (false, 1) => "Gemensamma hushållskostnader, 1 person".into(),
        (false, _) => format!("Gemensamma hushållskostnader, {among} personer"),
    };
    findings.add(NewLine {
        id: Cow::Borrowed("norm.shared"),
        label: Cow::Owned(label),
        part: Part::Norm,
        person: None,
        amount,
        arithmetic,
        provision,
        parameter: Some(whole.parameter),
        evidence: vec![EvidenceRef::Application("persons_in_dwelling")],
    });
}

struct SharedAmount {
    value: Kronor,
    arithmetic: Arithmetic,
    parameter: Parameter,
}

/// The shared costs of so many members. Above seven, the difference between
/// seven and six is added for each further one.
fn shared_for(norm: &NormTable, members: u32) -> Option<SharedAmount> {
    let as_is = |amount: &Amount| SharedAmount {
        value: amount.value,
        arithmetic: Arithmetic::AsIs,
        parameter: amount.parameter.clone(),
    };
    if let Some(amount) = norm.shared(members) {
        return Some(as_is(amount));
    }
    let seven = norm.shared(LARGEST_IN_TABLE)?;
    let six = norm.shared(LARGEST_IN_TABLE.checked_sub(1)?)?;
    let step = seven.value - six.value;
    let further = members.checked_sub(LARGEST_IN_TABLE)?;
    Some(SharedAmount {
        value: seven.value + step.fraction_rounded_up(further, 1)?,
        arithmetic: Arithmetic::BeyondSeven {
            seven: seven.value,
            step,
            further,
        },
        parameter: seven.parameter.clone(),
    })
}
