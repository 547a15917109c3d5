//! What is written of every invented household: the letter's text read as a
//! document is the same text again, and the dossier names nobody.

use std::collections::BTreeSet;

use handlaggarrobot::bundle::{AssessedBundle, read_and_assess};
use handlaggarrobot::explanation::document::Document;
use handlaggarrobot::explanation::dossier::text::text;
use handlaggarrobot::explanation::dossier::{DossierFacts, dossier};
use handlaggarrobot::explanation::{LetterFacts, decision_letter, notice};
use handlaggarrobot::population::Population;
use serde_json::{Value, json};

use crate::judging::{POLICY, RULES};

/// What invented households apply for, assessed.
fn assessed() -> impl Iterator<Item = AssessedBundle> {
    let today = "2026-11-02".parse().expect("a day");
    let population = Population::new(400, 7, today, "2026-11").expect("a population");
    let households: Vec<_> = population.households().collect();
    households.into_iter().map(|household| {
        let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let answers = household.answers.iter().map(|(_, answer)| read(answer));
        let bundle = json!({
            "application": read(&household.application),
            "evidence": answers.collect::<Vec<_>>(),
            "assessed_on": "2026-11-02",
        });
        read_and_assess(&bundle.to_string(), &RULES, &POLICY).expect("a bundle")
    })
}

#[test]
fn no_word_is_lost_when_the_letter_of_a_household_is_read_as_a_document() {
    let (mut letters, mut outcomes) = (0, BTreeSet::new());
    for assessed in assessed() {
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
        assert!(kept, "letter {letters}");
        letters += 1;
        outcomes.insert(outcome);
    }
    assert!(
        letters > 200 && outcomes.len() == 3,
        "{letters} {outcomes:?}"
    );
}

#[test]
fn every_household_has_a_dossier_that_names_nobody_unless_it_is_restricted_or_waits() {
    let mut written = 0;
    for assessed in assessed() {
        let assessment = &assessed.assessment;
        let dossier = dossier(&DossierFacts {
            id: &assessed.case_number,
            case_number: &assessed.case_number,
            application: assessed.application.as_ref(),
            faults: &assessed.faults,
            evidence: &assessed.evidence,
            assessment,
            policy: &POLICY,
            on: assessed.assessed_on,
            program_version: "0",
        });
        let is_kept_back = assessment.is_restricted() || assessment.waits_until.is_some();
        assert_eq!(dossier.is_err(), is_kept_back);
        let (Ok(dossier), Some(application)) = (dossier, &assessed.application) else {
            continue;
        };
        let json = serde_json::to_string(&dossier).expect("JSON");
        let payers = application.incomes.iter().map(|income| &income.payer[..]);
        let employers = payers.filter(|payer| payer.bytes().all(|byte| byte.is_ascii_digit()));
        let numbers = application
            .members()
            .map(|person| person.digits()[2..].to_owned());
        let secret = numbers
            .chain(employers.map(str::to_owned))
            .chain([application.payment.account_number.clone()])
            .find(|secret| {
                json.contains(secret.as_str()) || text(&dossier).contains(secret.as_str())
            });
        assert!(secret.is_none(), "dossier {written} names somebody");
        for reason in &assessment.reasons {
            assert!(json.contains(reason.for_caseworker()), "{reason}");
        }
        written += 1;
    }
    assert!(written > 200, "{written}");
}

#[test]
fn a_notice_is_a_document_with_the_case_number_and_no_table() {
    let notice = notice(&POLICY, "FS-2026-000001");
    let document = Document::read(&notice).expect("a document");
    assert_eq!(document.text(), notice);
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
