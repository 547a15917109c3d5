//! What the lines of a letter are called in English.
//!
//! Their Swedish labels stand in the trace and, for costs and incomes, in the
//! policy. English is found by what is national or the contract's: the id of a
//! line, the code of a benefit, the kind of a cost. What only one municipality
//! knows keeps the name that it has there.

use std::borrow::Cow;

use crate::assessment::trace::{Arithmetic, Line, Role};
use crate::rules::{Parameter, Policy};
use crate::vocabulary::Application;

/// What a line is called.
pub(super) fn line<'a>(line: &'a Line, application: &Application, policy: &Policy) -> Cow<'a, str> {
    match &*line.id {
        "norm.child" => Cow::Owned(child(line, application)),
        "norm.shared" => Cow::Owned(shared(line)),
        "cost.left_to_person" => left_to_person(&line.label, policy),
        id => Cow::Borrowed(known(id).unwrap_or(&line.label)),
    }
}

fn child(line: &Line, application: &Application) -> String {
    let child = match line.person {
        Some(Role::Child(place)) => application.child(place),
        _ => None,
    };
    let age = child.and_then(|child| child.personnummer.age_on(application.month.first_day()));
    let child = match age {
        None => "child".to_owned(),
        Some(0) => "child under 1 year".to_owned(),
        Some(age) => format!("child aged {age}"),
    };
    let lunch = match &line.parameter {
        Some(Parameter { id, .. }) if id.ends_with(".lunch_outside_home") => {
            " who eats lunch away from home"
        }
        _ => "",
    };
    format!("National norm, {child}{lunch}")
}

fn shared(line: &Line) -> String {
    let sharing = match line.arithmetic {
        Arithmetic::Share { among, .. } => {
            return format!("Your part of shared costs, {among} in the dwelling");
        }
        Arithmetic::BeyondSeven { further, .. } => Some(further.saturating_add(7)),
        _ => line
            .parameter
            .as_ref()
            .and_then(|parameter| parameter.id.rsplit('.').next()?.parse().ok()),
    };
    match sharing {
        None => "Shared household costs".to_owned(),
        Some(1) => "Shared household costs, 1 person".to_owned(),
        Some(members) => format!("Shared household costs, {members} people"),
    }
}

/// Its id does not tell the kind, but the policy has a kind for each label.
fn left_to_person<'a>(label: &'a str, policy: &Policy) -> Cow<'a, str> {
    let mut rows = policy.costs.iter();
    if let Some((kind, _)) = rows.find(|(_, rule)| rule.label == label) {
        return Cow::Borrowed(known(&["cost.", kind].concat()).unwrap_or(label));
    }
    // A kind that the policy does not have.
    match label.strip_prefix("Annan kostnad") {
        Some(kind) => Cow::Owned(["Other cost", kind].concat()),
        None => Cow::Borrowed(label),
    }
}

/// The name that goes with an id, for ids that tell everything.
#[rustfmt::skip]
pub(super) fn known(id: &str) -> Option<&'static str> {
    Some(match id {
        "norm.adult.single" => "National norm, single adult",
        "norm.adult.couple" => "National norm, couple living together",

        "cost.rent" => "Rent",
        "cost.household_electricity" => "Household electricity",
        "cost.home_insurance" => "Home insurance",
        "cost.union_fee" => "Trade union fee",
        "cost.unemployment_fund_fee" => "Unemployment insurance fund fee",
        "cost.work_travel" => "Travel to work",
        "cost.medicine" => "Medicine",
        "cost.medical_care" => "Medical care",
        "cost.childcare_fee" => "Childcare fee",
        "cost.acute_dental_care" => "Emergency dental care",
        "cost.glasses" => "Glasses",
        "cost.broadband" => "Broadband",

        "income.FK:ABB" => "Child allowance",
        "income.FK:MABB" => "Child allowance paid to the child",
        "income.FK:US" => "Maintenance support",
        "income.FK:BOB" => "Housing allowance",
        "income.FK:BTI" => "Housing supplement",
        "income.FK:FP" => "Parental benefit",
        "income.FK:TFP" => "Temporary parental benefit",
        "income.FK:GP" => "Pregnancy benefit",
        "income.FK:SJP" => "Sickness benefit",
        "income.FK:FSJP" => "Preventive sickness benefit",
        "income.FK:RBE" => "Rehabilitation allowance",
        "income.FK:SA" => "Sickness compensation or activity compensation",
        "income.FK:AS" => "Activity grant",
        "income.FK:NP" => "Benefit for care of closely related persons",
        "income.FK:PROG" => "Labour market programme allowance",
        "income.FK:MEK" => "Additional cost allowance",
        "income.PM:AP" => "National public pension",
        "income.PM:BTI" => "Housing supplement from the Pensions Agency",
        "income.PM:EF" => "Survivor's pension",
        "income.CSN" => "Study support from CSN",
        "income.salary" => "Pay after tax",
        "income.job_stimulus" => "Job stimulus, part of the pay that is not counted",
        "income.child_earnings" => "The child's pay, not counted",
        "income.tax_refund" => "Tax refund",
        "income.declared.swish" => "Swish",
        "income.declared.gift" => "Gift",
        "income.declared.maintenance" => "Maintenance",
        "income.declared.lodger_rent" => "Rent from a lodger",
        "income.declared.insurance" => "Insurance compensation",
        "income.declared.other" => "Other income",

        "rounding.up_to_krona" => "Rounding up to a whole krona",
        "rounding.surplus" => "The incomes are higher than the need, the surplus is not counted",
        _ => return None,
    })
}
