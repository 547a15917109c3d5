//! The letter samples held against the published rule book.

use super::letter_samples::{decided_in_part, letter};
use super::rule_book::{BookFacts, rule_book};
use super::sample;
use crate::assessment::result::Assessment;
use crate::rules::{COMPILED_IN, Rules};
use crate::verification::{Book, CheckName, verify};

/// The checks that a sample's letter does not pass.
fn wrong(assessment: &Assessment) -> Vec<CheckName> {
    let book = rule_book(&BookFacts {
        rules: &Rules::read(COMPILED_IN).expect("the rules"),
        policy: &sample::policy(),
        month: sample::month("2026-11"),
        program_version: "1.0.0",
        examples: &[],
    });
    let book = serde_json::to_string(&book).expect("plain data");
    let book = Book::read(&book).expect("a rule book");
    let text = letter(&sample::application(), assessment);
    let faults = verify(&text, &book).expect("a letter");
    faults.into_iter().map(|fault| fault.check).collect()
}

#[test]
fn samples_hold_and_those_that_the_policy_does_not_allow_are_found() {
    assert_eq!(wrong(&sample::granted()), []);
    // The sample cites another rule for glasses than the policy does.
    assert_eq!(wrong(&sample::partly_granted()), [CheckName::Grounds]);
    // The example policy lets the robot grant and nothing else, so that there
    // are no limits of who decides either.
    let rejected = [CheckName::Outcome, CheckName::Limits];
    assert_eq!(wrong(&sample::rejected()), rejected);
    // Nor does it approve glasses.
    let in_part = [CheckName::Costs, CheckName::Outcome, CheckName::Grounds];
    assert_eq!(wrong(&decided_in_part()), in_part);
}
