//! What would have changed the decision: worked out by hand, and in words.

use super::control_code::control_code;
use super::counterfactual::{Counterfactual, Edge, What, counterfactuals};
use super::letter_samples::{decided_in_part, every_letter, letter};
use super::sample::{self, kronor};
use crate::assessment::result::Assessment;
use crate::vocabulary::{Kronor, Reason};

/// The counterfactual of a line, with the example policy.
fn of<'a>(assessment: &'a Assessment, what: What, id: &str) -> Counterfactual<'a> {
    let (application, policy) = (sample::application(), sample::policy());
    let all = counterfactuals(&application, assessment, &policy);
    let found = all.into_iter().find(|one| one.what == what && one.id == id);
    found.unwrap_or_else(|| panic!("nothing of {what:?} {id}"))
}

fn edge(at: &str, beyond: &[Reason]) -> Option<Edge> {
    Some(Edge {
        at: kronor(at),
        beyond: beyond.to_vec(),
    })
}

fn is_next<'t>(rest: &'t str, wanted: &str) -> &'t str {
    let place = rest.find(wanted);
    &rest[place.unwrap_or_else(|| panic!("{wanted} is not next in:\n{rest}"))..]
}

/// Of the salary 75 per cent count, and without it there are 12 511 kr:
/// 12 511 ÷ 0.75 = 16 681.333…, so that 16 681.34 is the first öre too much.
#[test]
fn a_salary_with_job_stimulus_has_its_limit_to_the_ore() {
    let granted = sample::granted();
    let salary = of(&granted, What::Income, "income.salary");
    assert_eq!(salary.now, kronor("2870"));
    assert_eq!(salary.aid_below, Some(kronor("16681.34")));
    assert_eq!(salary.aid_without, Some(kronor("12511")));
    assert_eq!(salary.least, None);
    assert_eq!(salary.most, edge("16681.33", &[Reason::OutcomeNeedsHuman]));
    let declared = of(&granted, What::DeclaredSalary, "income.salary");
    assert_eq!(declared.least, edge("2670", &[Reason::SalaryDiffers]));
    assert_eq!(declared.most, edge("3070", &[Reason::SalaryDiffers]));
}

/// 12 per cent of 2 300 kr are 276 kr; without the 2 400 kr there are
/// 12 758.50 kr.
#[test]
fn a_benefit_has_the_limit_of_the_amount_and_those_of_the_automatic_path() {
    let granted = sample::granted();
    let benefit = of(&granted, What::Income, "income.FK:BOB");
    assert_eq!(benefit.aid_below, Some(kronor("12758.50")));
    assert_eq!(benefit.aid_without, Some(kronor("12759")));
    assert_eq!(benefit.least, edge("2024", &[Reason::IncomeChanged]));
    assert_eq!(benefit.most, edge("2576", &[Reason::IncomeChanged]));
}

#[test]
fn a_capped_cost_tells_what_the_cap_did() {
    let granted = sample::granted();
    let rent = of(&granted, What::Claims, "cost.rent");
    assert_eq!(
        (rent.paid_up_to, rent.aid_without_cap),
        (Some(kronor("7300")), None)
    );
    let beyond = [Reason::OutcomeNeedsHuman, Reason::RentOverCeiling];
    assert_eq!(rent.most, edge("7300", &beyond));
    // 812 kr were applied for and 600 approved: 10 417.50 + 212 = 10 629.50.
    let partly = decided_in_part();
    let electricity = of(&partly, What::Claims, "cost.household_electricity");
    assert_eq!(electricity.paid_up_to, Some(kronor("600")));
    assert_eq!(electricity.aid_without_cap, Some(kronor("10630")));
    assert_eq!(electricity.most, None);
}

#[test]
fn a_proposal_has_no_limit_of_the_automatic_path_and_a_case_without_amount_none_at_all() {
    let (application, policy) = (sample::application(), sample::policy());
    let mut proposal = sample::partly_granted();
    let all = counterfactuals(&application, &proposal, &policy);
    assert!(all.iter().any(|one| one.aid_below.is_some()));
    assert!(
        all.iter()
            .all(|one| one.least.is_none() && one.most.is_none())
    );
    proposal.amount = None;
    assert_eq!(counterfactuals(&application, &proposal, &policy), []);
}

#[test]
fn the_letter_says_which_limit_is_of_what() {
    let text = letter(&sample::application(), &sample::granted());
    let mut rest = is_next(&text, "\nVad som hade ändrat beslutet\n");
    for wanted in [
        "Lön efter skatt för dig var 2\u{a0}870 kr i oktober 2026. \
         Utan den inkomsten hade du fått 12\u{a0}511 kr. \
         Du får något bistånd så länge inkomsten är lägre än 16\u{a0}681,34 kr. \
         Det är en gräns för beloppet. Vid den gränsen beslutar en handläggare.\n",
        "Bostadsbidrag för dig var 2\u{a0}400 kr i oktober 2026.",
        "lägre än 12\u{a0}758,50 kr. Det är en gräns för beloppet. \
         Om inkomsten hade varit lägre än 2\u{a0}024 kr eller högre än 2\u{a0}576 kr \
         hade en handläggare beslutat i stället. Det är en gräns för vem som beslutar.\n",
        "Hyra: Kommunens gräns är 7\u{a0}300 kr.",
        "\nOm något är fel eller ändras\n",
    ] {
        rest = is_next(rest, wanted);
    }
    assert!(
        !text.contains("Barnbidrag för dig var"),
        "the two largest are enough"
    );
}

/// The needs of 16 161 kr less 3 650 kr of benefits are 12 511 kr, again.
#[test]
fn a_rejection_says_how_much_lower_the_income_must_have_been() {
    let rejected = sample::rejected();
    let salary = of(&rejected, What::Income, "income.salary");
    assert_eq!(salary.aid_below, Some(kronor("16681.34")));
    let benefit = of(&rejected, What::Income, "income.FK:BOB");
    assert_eq!(
        (benefit.aid_below, benefit.aid_without),
        (None, Some(Kronor::ZERO))
    );
    let text = letter(&sample::application(), &rejected);
    is_next(
        &text,
        "Lön efter skatt för dig var 20\u{a0}000 kr i oktober 2026. \
         Du hade fått bistånd om inkomsten var lägre än 16\u{a0}681,34 kr. \
         Det är en gräns för beloppet.",
    );
    assert!(!text.contains("Bostadsbidrag för dig var"), "{text}");
}

#[test]
fn a_rejection_that_no_single_income_explains_says_so() {
    let mut rejected = sample::rejected();
    rejected.lines[7].amount = kronor("-20000");
    rejected.lines[10].amount = kronor("20089");
    let text = letter(&sample::application(), &rejected);
    is_next(
        &text,
        "Ingen av inkomsterna räcker ensam till för att ändra beslutet.\n",
    );
}

#[test]
fn a_cost_above_its_cap_is_told_with_what_the_cap_did() {
    let text = letter(&sample::application(), &decided_in_part());
    is_next(
        &text,
        "Hushållsel: Kommunens gräns är 600 kr. Över den gränsen räknar vi inget mer. \
         Utan gränsen hade du fått 10\u{a0}630 kr. Det är en gräns för beloppet.\n",
    );
}

#[test]
fn a_policy_that_counts_a_salary_twice_gives_no_limit_of_an_income() {
    let (application, mut policy) = (sample::application(), sample::policy());
    policy
        .declared_incomes
        .insert("salary".into(), "Lön".into());
    let granted = sample::granted();
    let all = counterfactuals(&application, &granted, &policy);
    assert!(all.iter().all(|one| one.what != What::Income), "{all:?}");
}

#[test]
fn the_data_is_ready_for_others_to_read() {
    let granted = sample::granted();
    let salary = of(&granted, What::Income, "income.salary");
    let json = serde_json::to_value(&salary).expect("plain data");
    let wanted = serde_json::json!({
        "what": "income", "id": "income.salary", "label": "Lön efter skatt",
        "person": "applicant", "now": "2870.00", "aid_below": "16681.34",
        "aid_without": "12511.00", "paid_up_to": null, "aid_without_cap": null, "least": null,
        "most": {"at": "16681.33", "beyond": ["outcome_needs_human"]},
    });
    assert_eq!(json, wanted);
}

#[test]
fn the_last_line_of_every_letter_is_the_code_of_the_rest() {
    for text in every_letter() {
        let (above, line) = text.trim_end().rsplit_once('\n').expect("lines");
        let code = control_code(&format!("{above}\n"));
        assert_eq!(line, format!("  Kontrollkod: {code}"));
    }
}
