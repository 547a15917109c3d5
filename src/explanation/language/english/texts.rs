//! The fixed texts in English.

use crate::explanation::language::Texts;

pub(super) const TEXTS: Texts = Texts {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],

    decision: "Decision on financial assistance (ekonomiskt bistånd), in translation",
    proposal: "Proposed decision on financial assistance (ekonomiskt bistånd), in translation",
    day_of_decision: "Day of decision",
    day_of_proposal: "Day of proposal",
    case_number: "Case number",
    month: "Month",
    translated_decision: Some(
        "This is a translation. The letter in Swedish is the decision. \
         Amounts are in Swedish kronor (kr), and the öre stand after a comma. \
         Rules have their Swedish names, where kap. is a chapter and § a section. \
         SoL is the Social Services Act and SoF the Social Services Ordinance. \
         KL is the Local Government Act and FL the Administrative Procedure Act.",
    ),
    translated_proposal: Some(
        "This is a translation. The letter in Swedish is the proposal that counts. \
         Amounts are in Swedish kronor (kr), and the öre stand after a comma. \
         Rules have their Swedish names, where kap. is a chapter and § a section. \
         SoL is the Social Services Act and SoF the Social Services Ordinance.",
    ),
    both: "By you we mean you who apply and your co-applicant.",

    calculation: "How we have calculated",
    norm: "National norm",
    costs: "Costs",
    incomes: "Incomes",
    disregarded: "Income that is not counted",
    no_incomes: "No incomes to count.",
    result: "Result",
    sum: "Sum",
    aid: "Financial assistance",
    source: "Source",
    and: " and ",

    why: "Why",
    rule: "Rule",
    large_household: "The household is large. \
        Therefore we add an amount for each person beyond seven.",
    reasonable_costs: "Besides the national norm we count certain reasonable costs.",
    other_costs: "We can also count other things that are needed, for example medicine.",
    child_earnings: "Children's own pay is not counted until it goes above a certain limit.",
    children_seen_to: "A caseworker has looked at how the children are doing.",
    not_approved: "What we do not count",
    limit_of_reasonable: "That is the municipality's limit for what is reasonable.",
    person_assesses: "A caseworker needs to assess that cost.",

    changes: "What would have changed the decision",
    one_change_at_a_time: "Here we change one thing at a time. \
        Everything else is as in the decision.",
    no_income_is_enough: "None of the incomes is enough by itself to change the decision.",
    limit_of_amount: "That is a limit for the amount.",
    limit_of_decider: "That is a limit for who decides.",
    person_at_limit: "At that limit a caseworker decides.",
    nothing_above: "Above that limit we count nothing more.",
    person_if_higher: "If the cost had been higher, a caseworker would have decided instead.",

    after_checks: "We check the pay once more",
    if_wrong: "If something is wrong or changes",
    who_decides: "Who decides",
    proposed_by_robot: "This is a proposal. \
        An automated decision function has calculated it. \
        A caseworker makes the decision.",
    who_decided: "Who has decided",
    decided_by_robot: "An automated decision function has made the decision. \
        This means that a computer has calculated and decided by fixed rules.",
    robot_may_decide: "The committee has given the function the right to decide.",
    delegation: "Delegation",
    contact: "How to reach a caseworker",
    ask_a_person: "You can always ask a caseworker to go through the decision. \
        The time for an appeal stays the same. \
        You can also ask about anything you wonder about.",

    appeal: "How to appeal",
    write_this: "Write this in the letter:",
    appeal_items: [
        "which change you want",
        "why you want it",
        "your name and personal identity number, your address and your telephone number",
    ],
    appeal_help: "Please enclose papers that show that you are right. \
        Do you need help to write? Contact us, and we will help you. \
        The committee first looks at whether the decision should be changed. \
        Otherwise the committee sends the letter on to the court. \
        The decision applies at once, even if you appeal.",

    about_decision: "About the decision",
    about_proposal: "About the proposal",
    day: "Day",
    municipality: "Municipality",
    committee: "Committee",
    function: "Function",
    program_version: "Program version",
    rules: "Rules",
    policy: "The municipality's guidelines",
    delegation_covers: "The delegation covers",
    control_code: "Control code",

    received: "We have received your application",
    translated_notice: Some("This is a translation. The notice in Swedish is the one that counts."),
    person_takes_it: "We have received your application for financial assistance. \
        A caseworker takes care of it. \
        It is the caseworker who decides. \
        You do not need to do anything now. \
        We will contact you if we need to know more. \
        You will get a letter when the decision is made.",
    reach_us: "How to reach us",
    questions: "Do you have questions? Then you can contact us.",
};
