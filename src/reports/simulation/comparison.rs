//! One case under the present and the new rules.

use std::collections::BTreeMap;

use super::household::Household;
use crate::assessment::{Assessment, Outcome};
use crate::bundle::ReadBundle;
use crate::rules::{Policy, Rules};
use crate::vocabulary::{Kronor, Month, Reason};

/// A version of what a case is assessed by.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// The national parameters.
    pub rules: &'a Rules,
    /// What the municipality has decided.
    pub policy: &'a Policy,
}

/// What a case shows.
pub enum Comparison {
    /// A case that nothing may be said of.
    Restricted,
    /// Any other case.
    Compared(Box<Compared>),
}

/// A case that may be counted.
pub struct Compared {
    pub application_id: String,
    /// `None` for an application that makes no sense.
    pub month: Option<Month>,
    pub amounts: Amounts,
    /// Under the present and the new rules.
    pub outcomes: (Outcome, Outcome),
    /// Reasons that only the new rules give.
    pub appeared: Vec<Reason>,
    /// Reasons that only the present rules give.
    pub gone: Vec<Reason>,
    /// Lines of the calculation that differ, where there is one under both.
    pub lines: Vec<LineChange>,
}

/// What the amounts of a case say.
pub enum Amounts {
    /// Computed under both: the new amount less the present one.
    Both(Household, Kronor),
    OnlyPresent,
    OnlyNew,
    Neither,
}

/// How a line of the calculation differs.
pub struct LineChange {
    pub id: String,
    pub label: String,
    pub change: Kronor,
}

/// Assesses a case by both versions.
pub fn compare(bundle: &ReadBundle, present: Version<'_>, new: Version<'_>) -> Comparison {
    let before = bundle.assess(present.rules, present.policy);
    let after = bundle.assess(new.rules, new.policy);
    if before.is_restricted() || after.is_restricted() {
        return Comparison::Restricted;
    }
    let application = bundle.application.as_ref().ok();
    let household = application.map(Household::of);
    let amounts = match (household, before.amount, after.amount) {
        (Some(household), Some(before), Some(after)) => Amounts::Both(household, after - before),
        (_, Some(_), None) => Amounts::OnlyPresent,
        (_, None, Some(_)) => Amounts::OnlyNew,
        // Without a household there is no application, and so no amount.
        (_, None, None) | (None, Some(_), Some(_)) => Amounts::Neither,
    };
    let lines = match amounts {
        Amounts::Both(..) => changed_lines(&before, &after),
        _ => Vec::new(),
    };
    let only_in = |one: &Assessment, other: &Assessment| {
        let reasons = one.reasons.iter().copied();
        reasons
            .filter(|reason| !other.reasons.contains(reason))
            .collect()
    };
    Comparison::Compared(Box::new(Compared {
        month: application.map(|application| application.month),
        amounts,
        outcomes: (before.outcome, after.outcome),
        appeared: only_in(&after, &before),
        gone: only_in(&before, &after),
        lines,
        application_id: after.application_id,
    }))
}

impl Compared {
    /// Whether anything is otherwise under the new rules.
    pub fn differs(&self) -> bool {
        let amounts_differ = match self.amounts {
            Amounts::Both(_, change) => change != Kronor::ZERO,
            Amounts::OnlyPresent | Amounts::OnlyNew => true,
            Amounts::Neither => false,
        };
        let lists = [
            self.appeared.is_empty(),
            self.gone.is_empty(),
            self.lines.is_empty(),
        ];
        amounts_differ || self.outcomes.0 != self.outcomes.1 || lists.contains(&false)
    }
}

/// The lines whose sums differ. The members of a household have lines of the
/// same id; they are one line here.
fn changed_lines(before: &Assessment, after: &Assessment) -> Vec<LineChange> {
    let pairs = || before.lines.iter().zip(&after.lines);
    let is_same = before.lines.len() == after.lines.len()
        && pairs().all(|(one, other)| one.id == other.id && one.amount == other.amount);
    if is_same {
        return Vec::new();
    }
    let mut sums = BTreeMap::<&str, (&str, Kronor)>::new();
    let terms = (before.lines.iter().map(|line| (line, -line.amount)))
        .chain(after.lines.iter().map(|line| (line, line.amount)));
    for (line, amount) in terms {
        let (label, sum) = sums.entry(&line.id).or_default();
        *label = &line.label;
        *sum = *sum + amount;
    }
    let changed = sums
        .into_iter()
        .filter(|(_, (_, sum))| *sum != Kronor::ZERO);
    changed
        .map(|(id, (label, change))| LineChange {
            label: label_of(id, label).to_owned(),
            id: id.to_owned(),
            change,
        })
        .collect()
}

/// The label, without what differs from case to case.
fn label_of<'l>(id: &str, label: &'l str) -> &'l str {
    match id {
        "norm.child" => "Riksnorm, barn",
        "norm.shared" => "Gemensamma hushållskostnader",
        _ => label,
    }
}
