//! The application and the case around it.

use chrono::Days;

use crate::population::application::ActivityRequirement;
use crate::population::draw::Draw;
use crate::population::household::Household;
use crate::population::mix::Situation;

pub(super) fn apply(situation: Situation, household: &mut Household, draw: &mut Draw) {
    let today = household.setting.today;
    let application = &mut household.application;
    let context = &mut application.case_context;
    let last_adult = context.adults.len() - 1;
    match situation {
        Situation::MessageToCaseworker => {
            application.message_to_caseworker = draw
                .pick(&[
                    "Hej, jag undrar om ni har fått mitt läkarintyg.",
                    "Jag har fått ett nytt jobb från och med nästa månad.",
                    "Kan jag få en tid med min handläggare?",
                    "Hyran höjs vid årsskiftet, hur gör jag då?",
                    "Jag har inte fått någon räkning för el ännu.",
                ])
                .to_owned();
        }
        Situation::FirstApplication => {
            application.kind = "first";
            context.approved_last_month = None;
            context.automated_months_in_a_row = 0;
            for adult in &mut context.adults {
                adult.months_in_a_row = 0;
                if draw.chance(70) {
                    adult.individual_assessment = None;
                    adult.activity_requirement = None;
                }
            }
        }
        Situation::Supplement => application.kind = "supplement",
        Situation::CircumstancesChanged => application.circumstances_changed = true,
        Situation::CircumstancesFlagged => {
            let mut flags = vec!["violence", "homelessness", "substance_abuse"];
            if !application.children.is_empty() {
                flags.push("concern_for_child");
            }
            context.flags = vec![draw.pick(&flags)];
        }
        Situation::NotSigned => {
            let signatory = application
                .co_applicant
                .as_mut()
                .unwrap_or(&mut application.applicant);
            signatory.signed_at = None;
        }
        Situation::NotAvailableForWork => {
            if let Some(assessment) = &mut context.adults[last_adult].individual_assessment {
                assessment.plan_followed = false;
            }
        }
        Situation::AssessmentMissing => {
            let expired = draw.chance(75);
            let adult = &mut context.adults[last_adult];
            adult.individual_assessment = adult.individual_assessment.take().filter(|_| expired);
            if let Some(assessment) = &mut adult.individual_assessment {
                assessment.valid_until = today - draw.days(1, 40);
                assessment.held_on = assessment.valid_until - Days::new(90);
            }
        }
        Situation::ActivityRequirement => {
            let adult = &mut context.adults[last_adult];
            adult.months_in_a_row = adult.months_in_a_row.max(3);
            let status = draw.pick(&["not_fulfilled", "not_assessed"]);
            adult.activity_requirement = Some(ActivityRequirement { status });
        }
        Situation::ChildPerspectiveMissing => {
            context.child_perspective_considered = draw.pick(&[None, Some(false)]);
        }
        Situation::AutomatedStreak => context.automated_months_in_a_row = 6,
        Situation::PaymentChanged => {
            household.remember_last_month(draw);
            let last_month = household
                .application
                .case_context
                .approved_last_month
                .as_mut();
            if let Some(last_month) = last_month {
                let mut payment = household.application.payment.clone();
                payment.account_number.replace_range(..2, "98");
                last_month.payment = Some(payment);
            }
        }
        Situation::OptedOut => application.automated_decision_accepted = false,
        Situation::AdultChild => application.children[0].in_school = false,
        Situation::DiffersFromLastMonth => {
            household.remember_last_month(draw);
            let lower = household.estimate().percent(45).whole();
            let last_month = household
                .application
                .case_context
                .approved_last_month
                .as_mut();
            if let Some(last_month) = last_month {
                last_month.amount = Some(lower);
            }
        }
        // The number itself is the whole difference.
        _ => {}
    }
}
