//! Tax refunds of adults (HANDBOOK 3.3.9).

use std::borrow::Cow;

use super::{Counted, count};
use crate::assessment::case::{Case, Member};
use crate::assessment::findings::Findings;
use crate::assessment::labels;
use crate::assessment::trace::Arithmetic;
use crate::vocabulary::{Answer, Source};

/// Counts what Skatteverket paid out from an adult's tax account.
pub fn assess(case: &Case<'_>, member: &Member<'_>, findings: &mut Findings) {
    let account = match member.tax_agency(|answer| &answer.tax_account) {
        Answer::Data(account) => account,
        Answer::NothingWithUs => return,
        Answer::CouldNotBeChecked(cause) => {
            findings.unchecked_figure(member, Source::Skatteverket, "skattekonto", cause);
            return;
        }
    };
    let booked = account
        .booked_on
        .is_some_and(|day| case.control.contains(day));
    if booked && account.paid_out.is_positive() {
        let income = Counted {
            id: Cow::Borrowed("income.tax_refund"),
            label: Cow::Borrowed(labels::TAX_REFUND),
            amount: account.paid_out,
            arithmetic: Arithmetic::AsIs,
            evidence: vec![member.evidence(Source::Skatteverket, "skattekonto.utbetaltBelopp")],
        };
        count(member, income, findings);
    }
}
