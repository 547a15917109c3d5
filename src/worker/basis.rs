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
        let facts = &gathered.answer.facts;
        let told = match facts {
            Facts::Forsakringskassan(Answer::Data(payments)) => {
                let codes = payments.iter().map(|payment| payment.code.clone());
                basis.benefit_codes.extend(codes);
                true
            }
            Facts::Csn(Answer::Data(support)) => {
                if !support.payments.is_empty() {
                    basis.benefit_codes.push(Source::Csn.code().to_owned());
                }
                true
            }
            Facts::Skatteverket(_) => true,
            Facts::Forsakringskassan(_) | Facts::Csn(_) => false,
        };
        if told {
            basis.sources.push(facts.source());
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
