//! What the rules find as they go: lines, reasons and doubts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::case::Member;
use super::result::{AfterCheck, Unchecked};
use super::trace::{Arithmetic, Comparison, EvidenceRef, Line, Part, Role};
use crate::rules::{Amount, Parameter};
use crate::vocabulary::evidence::Cause;
use crate::vocabulary::{Kronor, Month, Provision, Reason, Source};

/// Collects lines and reasons. A sum exists only as the sum of lines.
pub struct Findings {
    pub lines: Vec<Line>,
    pub reasons: BTreeSet<Reason>,
    /// Whether the amount cannot be known: a needed figure is missing.
    pub amount_unknown: bool,
    /// Whether some claim was approved below its amount.
    pub claim_cut: bool,
    pub unchecked: BTreeSet<Unchecked>,
    pub after_checks: Vec<AfterCheck>,
    pub waits_until: Option<NaiveDate>,
    month: Month,
}

/// A line on its way into the trace.
pub struct NewLine {
    pub id: Cow<'static, str>,
    pub label: Cow<'static, str>,
    pub part: Part,
    pub person: Option<Role>,
    pub amount: Kronor,
    pub arithmetic: Arithmetic,
    pub provision: Provision,
    pub parameter: Option<Parameter>,
    pub evidence: Vec<EvidenceRef>,
}

impl Findings {
    pub fn new(month: Month) -> Self {
        Self {
            lines: Vec::with_capacity(16),
            reasons: BTreeSet::new(),
            amount_unknown: false,
            claim_cut: false,
            unchecked: BTreeSet::new(),
            after_checks: Vec::new(),
            waits_until: None,
            month,
        }
    }

    /// Adds a term to the calculation.
    pub fn add(&mut self, line: NewLine) {
        self.lines.push(Line {
            id: line.id,
            label: line.label,
            part: line.part,
            person: line.person,
            amount: line.amount,
            arithmetic: line.arithmetic,
            provision: line.provision,
            month: self.month,
            parameter: line.parameter,
            evidence: line.evidence,
            comparison: None,
        });
    }

    /// Adds an income, with what it was held against.
    pub fn add_income(&mut self, line: NewLine, comparison: Option<Comparison>) {
        self.add(line);
        if let Some(line) = self.lines.last_mut() {
            line.comparison = comparison;
        }
    }

    /// Adds a table amount as it stands.
    pub fn add_table_amount(
        &mut self,
        id: &'static str,
        label: impl Into<Cow<'static, str>>,
        amount: &Amount,
        evidence: EvidenceRef,
    ) {
        self.add(NewLine {
            id: Cow::Borrowed(id),
            label: label.into(),
            part: Part::Norm,
            person: None,
            amount: amount.value,
            arithmetic: Arithmetic::AsIs,
            provision: Provision::Riksnorm,
            parameter: Some(amount.parameter.clone()),
            evidence: vec![evidence],
        });
    }

    /// Reports a reason.
    pub fn report(&mut self, reason: Reason) {
        self.reasons.insert(reason);
    }

    /// Reports a reason when a condition holds.
    pub fn report_if(&mut self, holds: bool, reason: Reason) {
        if holds {
            self.report(reason);
        }
    }

    /// Reports a reason that also leaves the amount unknown.
    pub fn report_without_amount(&mut self, reason: Reason) {
        self.report(reason);
        self.amount_unknown = true;
    }

    /// Reports a registry that could not be checked. Whether the amount rested
    /// on it, the caller says.
    pub fn unchecked(
        &mut self,
        member: &Member<'_>,
        source: Source,
        part: &'static str,
        cause: Cause,
    ) {
        self.report(Reason::RegistryUnavailable);
        self.unchecked.insert(Unchecked {
            source,
            part,
            person: member.role,
            cause,
        });
    }

    /// As [`Findings::unchecked`], for a source that a figure rests on.
    pub fn unchecked_figure(
        &mut self,
        member: &Member<'_>,
        source: Source,
        part: &'static str,
        cause: Cause,
    ) {
        self.unchecked(member, source, part, cause);
        self.amount_unknown = true;
    }

    /// The sum of the lines so far.
    pub fn sum(&self) -> Kronor {
        self.lines.iter().map(|line| line.amount).sum()
    }
}
