//! Disclosures in the history, and what is counted for the algorithm record.

use super::*;
use crate::ledger::operations::{Operations, Signature};
use crate::ledger::{Ledger, Recorded};

impl Place {
    /// Records a step, and gives its case's id.
    async fn recorded(&self, step: Step) -> String {
        let case_id = step.case_id.clone();
        let recorded = self.ledger.record(step).await.expect("recorded");
        assert_eq!(recorded, Recorded::Done);
        case_id
    }
}

fn signature() -> Signature {
    Signature {
        by: "anna".into(),
        comment: "begärd per brev".into(),
        at: at(60),
    }
}

#[tokio::test]
async fn a_draft_is_an_event_with_who_and_why_and_a_restricted_case_has_none() {
    let place = place().await;
    let plain = decided(1, person(1, 980));
    let mut restricted = handed_over(2, person(2, 981), Reason::ProtectedIdentity);
    restricted.restricted = true;
    let (plain, restricted) = (
        place.recorded(plain).await,
        place.recorded(restricted).await,
    );
    let note = async |id: &str| {
        let noted = place.ledger.note_disclosure(id, "party", signature()).await;
        noted.expect("an answer")
    };
    assert!(note(&plain).await);
    assert!(!note(&restricted).await);
    assert!(!note("unknown").await);

    let statements = place.ledger.statements(&plain).await.expect("statements");
    let last: serde_json::Value =
        serde_json::from_slice(statements.last().expect("an event")).expect("JSON");
    assert_eq!(statements.len(), 2);
    assert_eq!(last["kind"], "disclosure_drafted");
    assert_eq!(last["subject"], "party");
    assert_eq!(
        (&last["by"], &last["comment"]),
        (&"anna".into(), &"begärd per brev".into())
    );
    let case = place
        .ledger
        .case(&plain)
        .await
        .expect("a case")
        .expect("a case");
    let event = case.history.last().expect("an event");
    assert_eq!(
        (event.what.as_str(), event.detail.as_str()),
        ("disclosure_drafted", "anna")
    );
}

#[tokio::test]
async fn cases_are_tallied_by_outcome_and_restricted_ones_apart() {
    let place = place().await;
    let mut sampled = decided(1, person(1, 980));
    let unit = "quality-sample".into();
    sampled
        .postings
        .push(posting(&sampled, Destination::HumanReview { unit }));
    let mut restricted = handed_over(2, person(2, 981), Reason::ProtectedIdentity);
    restricted.restricted = true;
    let handed_over = handed_over(3, person(3, 982), Reason::Student);
    for step in [sampled, restricted, handed_over] {
        place.recorded(step).await;
    }
    let queue = "human-review.quality-sample".to_owned();
    let tally = place.ledger.tally(queue).await.expect("a tally");
    let mut cases = tally.cases.clone();
    cases.sort_unstable();
    assert_eq!(
        cases,
        [
            (CaseState::Decided, Some(Outcome::Granted), 1),
            (CaseState::HandedOver, Some(Outcome::HandedOver), 1),
        ]
    );
    assert_eq!((tally.restricted, tally.sampled, tally.resolved), (1, 1, 0));
    assert_eq!(tally.since, Some(at(-3600)));
}
