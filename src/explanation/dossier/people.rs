//! One member, with what was declared and what each registry said.

use crate::assessment::trace::{Line, Role};
use crate::explanation::words::{capitalised, member};
use crate::vocabulary::application::Income;
use crate::vocabulary::evidence::{BenefitPayment, Facts, StudySupport, TaxAgency};
use crate::vocabulary::{Answer, Application, Kronor, Month, Personnummer, RegistryAnswer, Source};

use super::DossierFacts;

/// A member of the household.
pub(super) struct Person<'a> {
    pub(super) facts: &'a DossierFacts<'a>,
    pub(super) application: &'a Application,
    pub(super) role: Role,
    pub(super) number: Personnummer,
}

impl<'a> Person<'a> {
    /// The role, with the year of birth of a child.
    pub(super) fn name(&self) -> String {
        capitalised(&member(self.role, self.application))
    }

    /// The control month, whose incomes count.
    pub(super) fn control(&self) -> Month {
        self.application.month.plus(-1)
    }

    /// What the person declared of a kind as paid in the control month.
    pub(super) fn declared(&self, kind: &'static str) -> impl Iterator<Item = &'a Income> {
        let (number, control) = (self.number, self.control());
        self.application.incomes.iter().filter(move |income| {
            income.person == number && income.kind == kind && control.contains(income.paid_on)
        })
    }

    /// The only answer of a registry: of two, neither was read.
    fn answer(&self, source: Source) -> Option<&'a Facts> {
        let mut answers = self
            .facts
            .evidence
            .iter()
            .filter(|answer: &&RegistryAnswer| {
                answer.person == Some(self.number) && answer.facts.source() == source
            });
        let only = answers.next()?;
        answers.next().is_none().then_some(&only.facts)
    }

    pub(super) fn benefits(&self) -> Option<&'a Answer<Vec<BenefitPayment>>> {
        match self.answer(Source::Forsakringskassan)? {
            Facts::Forsakringskassan(answer) => Some(answer),
            Facts::Csn(_) | Facts::Skatteverket(_) => None,
        }
    }

    pub(super) fn study_support(&self) -> Option<&'a Answer<StudySupport>> {
        match self.answer(Source::Csn)? {
            Facts::Csn(answer) => Some(answer),
            Facts::Forsakringskassan(_) | Facts::Skatteverket(_) => None,
        }
    }

    pub(super) fn tax_agency(&self) -> Option<&'a TaxAgency> {
        match self.answer(Source::Skatteverket)? {
            Facts::Skatteverket(parts) => Some(parts),
            Facts::Forsakringskassan(_) | Facts::Csn(_) => None,
        }
    }

    /// What the calculation counts of the person by an id; `None` without a line.
    pub(super) fn counted(&self, id: &str) -> Option<Kronor> {
        let mine = |line: &&Line| line.person == Some(self.role) && line.id == id;
        let mut lines = self.facts.assessment.lines.iter().filter(mine).peekable();
        lines.peek()?;
        Some(-lines.map(|line| line.amount).sum::<Kronor>())
    }
}

/// What incomes come to; `None` without any.
pub(super) fn sum<'a>(incomes: impl Iterator<Item = &'a Income>) -> Option<Kronor> {
    let mut incomes = incomes.peekable();
    incomes.peek()?;
    Some(incomes.map(|income| income.amount_net).sum())
}
