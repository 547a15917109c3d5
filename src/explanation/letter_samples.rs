//! Letters for tests: one of every kind, and one that says everything.

use super::decision_letter;
use super::sample::{self, Fill, facts, kronor, line};
use crate::assessment::result::{AfterCheck, Assessment, Outcome};
use crate::assessment::trace::{Arithmetic, Part, Role};
use crate::vocabulary::{Application, Provision};

pub(super) fn letter(application: &Application, assessment: &Assessment) -> String {
    let policy = sample::policy();
    decision_letter(&facts(application, assessment, &policy))
}

/// A decided delvis avslag, as a municipality may allow.
pub(super) fn decided_in_part() -> Assessment {
    let mut assessment = sample::partly_granted();
    assessment.outcome = Outcome::PartlyGranted;
    assessment.reasons.clear();
    assessment
}

/// With everything a letter can say: shares, steps, limits, after-checks.
pub(super) fn everything() -> Assessment {
    let mut assessment = decided_in_part();
    let extra = [
        line("norm.child", "Riksnorm, barn 9 år", Part::Norm, "1273.34")
            .citing(Some(Role::Child(1)), Provision::Riksnorm, None)
            .computed_by(Arithmetic::Days {
                full: kronor("3820"),
                days: 10,
            }),
        line(
            "norm.shared",
            "Gemensamma kostnader, 9 personer",
            Part::Norm,
            "3210",
        )
        .citing(None, Provision::SharedCosts, None)
        .computed_by(Arithmetic::BeyondSeven {
            seven: kronor("2830"),
            step: kronor("190"),
            further: 2,
        }),
        line(
            "norm.shared",
            "Din del av gemensamma kostnader, 3 i bostaden",
            Part::Norm,
            "596.67",
        )
        .citing(None, Provision::SharedCosts, None)
        .computed_by(Arithmetic::Share {
            whole: kronor("1790"),
            among: 3,
        }),
        line("cost.medicine", "Medicin", Part::Cost, "350")
            .citing(None, Provision::OtherCosts, None)
            .computed_by(Arithmetic::SumOf(2)),
        line(
            "income.salary",
            "Lön, arbetsgivarens uppgift",
            Part::Income,
            "-2870",
        )
        .citing(Some(Role::CoApplicant), Provision::RightToAid, None)
        .computed_by(Arithmetic::PayLessTax {
            pay: kronor("4100"),
            tax: kronor("1230"),
        }),
        line(
            "income.child_earnings",
            "Barnets lön",
            Part::Disregarded,
            "0",
        )
        .citing(Some(Role::Child(1)), Provision::ChildEarnings, None)
        .computed_by(Arithmetic::WithinLimit {
            earned: kronor("59200"),
            limit: kronor("59200"),
        }),
        line(
            "income.declared.other",
            "Annan inkomst",
            Part::Income,
            "-100",
        )
        .citing(None, Provision::TaxAgencyAccess, None),
    ];
    assessment.lines.splice(3..3, extra);
    assessment.after_checks = vec![AfterCheck {
        on: "2026-11-13".parse().expect("a day"),
        person: Role::Applicant,
        employer: "165560360793".into(),
    }];
    assessment
}

/// One of every kind.
pub(super) fn every_assessment() -> [Assessment; 5] {
    [
        sample::granted(),
        sample::partly_granted(),
        decided_in_part(),
        sample::rejected(),
        everything(),
    ]
}

pub(super) fn every_letter() -> Vec<String> {
    let mut letters = Vec::new();
    for application in [sample::application(), sample::couple_application()] {
        for assessment in every_assessment() {
            letters.push(letter(&application, &assessment));
        }
    }
    letters
}
