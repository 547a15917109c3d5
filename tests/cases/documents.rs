//! A letter's text read as a document is the same text again: of every
//! invented household, in every outcome that a letter can tell.

use std::collections::BTreeSet;

use handlaggarrobot::bundle::read_and_assess;
use handlaggarrobot::explanation::document::Document;
use handlaggarrobot::explanation::{LetterFacts, decision_letter, notice};
use handlaggarrobot::population::Population;
use serde_json::{Value, json};

use crate::judging::{POLICY, RULES};

#[test]
fn no_word_is_lost_when_the_letter_of_a_household_is_read_as_a_document() {
    let today = "2026-11-02".parse().expect("a day");
    let households = Population::new(400, 7, today, "2026-11").expect("a population");
    let (mut letters, mut outcomes) = (0, BTreeSet::new());
    for household in households.households() {
        let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let answers = household.answers.iter().map(|(_, answer)| read(answer));
        let bundle = json!({
            "application": read(&household.application),
            "evidence": answers.collect::<Vec<_>>(),
            "assessed_on": "2026-11-02",
        });
        let assessed = read_and_assess(&bundle.to_string(), &RULES, &POLICY).expect("a bundle");
        let (Some(application), Some(outcome)) =
            (&assessed.application, assessed.assessment.proposed)
        else {
            continue;
        };
        let letter = decision_letter(&LetterFacts {
            application,
            assessment: &assessed.assessment,
            outcome,
            policy: &POLICY,
            decided_on: assessed.assessed_on,
            program_version: "0",
        });
        let kept = Document::read(&letter).is_ok_and(|document| document.text() == letter);
        assert!(kept, "letter {letters}, of {:?}", household.kind);
        letters += 1;
        outcomes.insert(outcome);
    }
    assert!(
        letters > 200 && outcomes.len() == 3,
        "{letters} {outcomes:?}"
    );
}

#[test]
fn a_notice_is_a_document_with_the_case_number_and_no_table() {
    let text = notice(&POLICY, "FS-2026-000001");
    let document = Document::read(&text).expect("a document");
    assert_eq!(document.text(), text);
    assert_eq!(document.case_number, "FS-2026-000001");
    assert_eq!(document.language, "sv");
    assert!(
        document
            .sections
            .iter()
            .all(|section| section.groups.is_empty())
    );
}

#[test]
fn what_is_no_letter_is_refused() {
    for text in ["", "\n", "Hej\n", "Kommun\n\nTitel\n\nText.\n"] {
        assert!(Document::read(text).is_err(), "{text:?}");
    }
}
