//! What the application itself says and asks.

use crate::assessment::case::Case;
use crate::assessment::findings::Findings;
use crate::vocabulary::Reason;
use crate::vocabulary::application::Kind;

pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let application = case.application;
    let context = &application.case_context;
    findings.report_if(!application.automated_decision_accepted, Reason::OptedOut);
    match application.kind {
        Kind::Renewal => {}
        Kind::First => findings.report(Reason::FirstApplication),
        Kind::Supplement => findings.report(Reason::Supplement),
    }
    let unsigned = application.adults().any(|adult| adult.signed_at.is_none());
    findings.report_if(unsigned, Reason::NotSigned);
    findings.report_if(
        application.circumstances_changed,
        Reason::CircumstancesChanged,
    );
    let message = application.message_to_caseworker.trim();
    findings.report_if(!message.is_empty(), Reason::MessageToCaseworker);
    findings.report_if(!context.flags.is_empty(), Reason::CircumstancesFlagged);
    let earlier_payment = context
        .approved_last_month
        .as_ref()
        .and_then(|month| month.payment.as_ref());
    findings.report_if(
        earlier_payment.is_some_and(|payment| *payment != application.payment),
        Reason::PaymentChanged,
    );
    findings.report_if(
        context.automated_months_in_a_row >= case.policy.max_automated_months,
        Reason::AutomatedStreak,
    );
}
