//! What depends on nothing, in the order of the letter.

use super::date::Months;

/// The fixed texts of a language: headings and labels without a mark at their
/// end, and whole sentences.
pub(in crate::explanation) struct Texts {
    pub months: Months,

    // The head.
    pub decision: &'static str,
    pub proposal: &'static str,
    pub day_of_decision: &'static str,
    pub day_of_proposal: &'static str,
    pub case_number: &'static str,
    pub month: &'static str,
    /// That a decision is told in a translation; `None` in Swedish.
    pub translated_decision: Option<&'static str>,
    /// The same of a proposal.
    pub translated_proposal: Option<&'static str>,
    /// Whom the letter speaks to when there is a co-applicant.
    pub both: &'static str,

    // The calculation.
    pub calculation: &'static str,
    pub norm: &'static str,
    pub costs: &'static str,
    pub incomes: &'static str,
    pub disregarded: &'static str,
    pub no_incomes: &'static str,
    pub result: &'static str,
    pub sum: &'static str,
    pub aid: &'static str,
    pub source: &'static str,
    pub and: &'static str,

    // Why.
    pub why: &'static str,
    pub rule: &'static str,
    pub large_household: &'static str,
    pub reasonable_costs: &'static str,
    pub other_costs: &'static str,
    pub child_earnings: &'static str,
    pub children_seen_to: &'static str,
    pub not_approved: &'static str,
    pub limit_of_reasonable: &'static str,
    pub person_assesses: &'static str,

    // What would have changed the decision.
    pub changes: &'static str,
    pub one_change_at_a_time: &'static str,
    pub no_income_is_enough: &'static str,
    pub limit_of_amount: &'static str,
    pub limit_of_decider: &'static str,
    pub person_at_limit: &'static str,
    pub nothing_above: &'static str,
    pub person_if_higher: &'static str,

    // What happens now.
    pub after_checks: &'static str,
    pub if_wrong: &'static str,
    pub who_decides: &'static str,
    pub proposed_by_robot: &'static str,
    pub who_decided: &'static str,
    pub decided_by_robot: &'static str,
    pub robot_may_decide: &'static str,
    pub delegation: &'static str,
    pub contact: &'static str,
    pub ask_a_person: &'static str,

    // The appeal.
    pub appeal: &'static str,
    pub write_this: &'static str,
    pub appeal_items: [&'static str; 3],
    pub appeal_help: &'static str,

    // The record.
    pub about_decision: &'static str,
    pub about_proposal: &'static str,
    pub day: &'static str,
    pub municipality: &'static str,
    pub committee: &'static str,
    pub function: &'static str,
    pub program_version: &'static str,
    pub rules: &'static str,
    pub policy: &'static str,
    pub delegation_covers: &'static str,
    pub control_code: &'static str,

    // The notice of a handover.
    pub received: &'static str,
    pub translated_notice: Option<&'static str>,
    pub person_takes_it: &'static str,
    pub reach_us: &'static str,
    pub questions: &'static str,
}
