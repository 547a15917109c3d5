//! Whether the month can be applied for, and whether it has begun.

use crate::assessment::case::Case;
use crate::assessment::findings::Findings;
use crate::vocabulary::{Month, Reason, stockholm_day};

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let received_in = Month::of(stockholm_day(&case.application.received_at));
    let applied_in_time = case.month == received_in || case.month == received_in.plus(1);
    findings.report_if(!applied_in_time, Reason::MonthOutsideWindow);
    if case.begun {
        return;
    }
    let first = case.month.first_day();
    let days_ahead = first.signed_duration_since(case.assessed_on).num_days();
    if days_ahead > i64::from(case.policy.max_early_days) {
        findings.report(Reason::MonthOutsideWindow);
    } else {
        findings.report(Reason::WaitingForControlMonth);
        findings.waits_until = Some(first);
    }
}
