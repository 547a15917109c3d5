//! What an assessment rests on, for the stops in force to be held against.

use crate::assessment::Assessment;
use crate::assessment::trace::EvidenceRef;
use crate::ledger::stops::Basis;
use crate::registries::gather::Evidence;
use crate::vocabulary::evidence::Facts;
use crate::vocabulary::{Answer, Application, Source};

/// What an assessment rests on, as far as a stop can be about it.
pub(super) fn basis(
    application: &Application,
    evidence: &Evidence,
    assessment: &Assessment,
) -> Basis {
    let mut basis = Basis {
        cost_kinds: application
            .costs
            .iter()
            .map(|cost| cost.kind.clone())
            .collect(),
        benefit_codes: application
            .incomes
            .iter()
            .filter_map(|income| income.benefit_code.clone())
            .collect(),
        ..Basis::default()
    };
    for gathered in &evidence.answers {
        let answer = &gathered.answer;
        let is_asked_about = |day| (answer.from..=answer.to).contains(&day);
        let known = basis.benefit_codes.len();
        match &answer.facts {
            Facts::Forsakringskassan(Answer::Data(payments)) => {
                let paid = payments
                    .iter()
                    .filter(|payment| is_asked_about(payment.paid_on));
                basis
                    .benefit_codes
                    .extend(paid.map(|payment| payment.code.clone()));
            }
            Facts::Csn(Answer::Data(support)) => {
                let mut payments = support.payments.iter();
                if payments.any(|payment| is_asked_about(payment.paid_on)) {
                    basis.benefit_codes.push(Source::Csn.code().to_owned());
                }
            }
            Facts::Forsakringskassan(_) | Facts::Csn(_) | Facts::Skatteverket(_) => {}
        }
        // Every decision rests on folkbokföring.
        let source = answer.facts.source();
        if source == Source::Skatteverket || basis.benefit_codes.len() > known {
            basis.sources.push(source);
        }
    }
    for line in &assessment.lines {
        basis.lines.push(line.id.clone().into_owned());
        let sources = line.evidence.iter().filter_map(|evidence| match evidence {
            EvidenceRef::Registry { source, .. } => Some(*source),
            EvidenceRef::Application(_) => None,
        });
        basis.sources.extend(sources);
    }
    basis
}
