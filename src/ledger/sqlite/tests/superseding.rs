//! Outcomes that a handover takes the place of.

use super::*;
use crate::ledger::{Ledger, Recorded, Resolved, ResolvedAt, Superseding};
use crate::vocabulary::Resolution;
use crate::vocabulary::resolution::ResolvedOutcome;

/// The step that gives a decided case to the restricted queue.
fn restricted(superseding: Superseding) -> Step {
    let mut step = Step {
        from: CaseState::Decided,
        to: CaseState::HandedOver,
        at: at(120),
        restricted: true,
        reasons: vec![Reason::ProtectedIdentity],
        claims: Vec::new(),
        superseding: Some(superseding),
        ..decided(1, person(12, 980))
    };
    step.postings = vec![posting(&step, Destination::Restricted)];
    step
}

async fn queues_left(place: &Place) -> Vec<String> {
    let unposted = place.ledger.unposted(at(999), 10).await.expect("rows");
    let queues = unposted.iter();
    queues
        .map(|unposted| unposted.posting.destination.queue_name())
        .collect()
}

#[tokio::test]
async fn what_nobody_has_tried_to_post_is_held_back() {
    let place = place().await;
    let step = decided(1, person(12, 980));
    let decision = step.postings[0].message_id.clone();
    place.ledger.record(step).await.expect("recorded");
    let superseding = place.ledger.record(restricted(Superseding::HeldBack)).await;
    assert_eq!(superseding.expect("recorded"), Recorded::Done);
    assert_eq!(queues_left(&place).await, ["restricted"]);
    let may_leave = place.ledger.mark_attempted(&decision, at(121)).await;
    assert!(!may_leave.expect("an answer"), "it must not leave any more");
    let again = Step {
        from: CaseState::HandedOver,
        ..restricted(Superseding::MayHaveLeft)
    };
    let again = place.ledger.record(again).await.expect("an answer");
    assert_eq!(again, Recorded::Overtaken, "a restricted case stays one");
}

/// What becomes of another application of the month when a person has
/// rejected the one whose decision was superseded.
async fn second_of_the_month(place: &Place, superseding: Superseding) -> Recorded {
    let step = restricted(superseding);
    let resolution = Resolution {
        case_id: step.case_id.clone(),
        outcome: ResolvedOutcome::Rejected,
        decided_by: "anna".into(),
        agreed: None,
        comment: None,
    };
    let recorded = place.ledger.record(step).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done);
    let at = at(200);
    let resolved = place.ledger.resolve(ResolvedAt { resolution, at }).await;
    assert_eq!(resolved.expect("resolved"), Resolved::Done);
    let second = decided(2, person(12, 980));
    place.ledger.record(second).await.expect("an answer")
}

#[tokio::test]
async fn only_a_decision_that_may_have_left_keeps_its_month_when_a_person_rejects() {
    for (attempted, superseding, expected) in [
        (false, Superseding::HeldBack, Recorded::Done),
        (true, Superseding::MayHaveLeft, Recorded::ClaimTaken),
    ] {
        let place = place().await;
        let step = Step {
            attempted,
            ..decided(1, person(12, 980))
        };
        place.ledger.record(step).await.expect("recorded");
        let second = second_of_the_month(&place, superseding).await;
        assert_eq!(second, expected, "{superseding:?}");
    }
}

#[tokio::test]
async fn of_a_case_that_has_become_restricted_no_unit_is_shown() {
    let place = place().await;
    let first = handed_over(1, person(12, 980), Reason::CircumstancesFlagged);
    let (case_id, message_id) = (first.case_id.clone(), first.postings[0].message_id.clone());
    place.ledger.record(first).await.expect("recorded");
    let posted = place.ledger.mark_posted(vec![message_id], at(1)).await;
    posted.expect("marked");
    let step = Step {
        from: CaseState::HandedOver,
        ..restricted(Superseding::MayHaveLeft)
    };
    place.ledger.record(step).await.expect("recorded");
    let file = place.ledger.case(&case_id).await.expect("a read");
    let file = file.expect("the case");
    let shown = format!("{:?} {:?} {:?}", file.row, file.history, file.postings);
    assert!(!shown.contains("caseworkers"), "{shown}");
    assert!(!shown.contains("flagged"), "{shown}");
}

#[tokio::test]
async fn what_may_have_left_is_not_said_to_be_held_back() {
    let place = place().await;
    let step = decided(1, person(12, 980));
    let decision = step.postings[0].message_id.clone();
    place.ledger.record(step).await.expect("recorded");
    let marked = place.ledger.mark_attempted(&decision, at(1)).await;
    assert!(marked.expect("marked"));
    let held_back = place.ledger.record(restricted(Superseding::HeldBack)).await;
    assert_eq!(held_back.expect("an answer"), Recorded::Overtaken);
    assert_eq!(queues_left(&place).await, ["decisions"]);
    let superseding = place
        .ledger
        .record(restricted(Superseding::MayHaveLeft))
        .await;
    assert_eq!(superseding.expect("recorded"), Recorded::Done);
    assert_eq!(queues_left(&place).await, ["restricted"]);
}

#[tokio::test]
async fn a_posting_tried_with_its_step_may_have_left() {
    let place = place().await;
    let step = Step {
        attempted: true,
        ..decided(1, person(12, 980))
    };
    place.ledger.record(step).await.expect("recorded");
    let unposted = place.ledger.unposted(at(1), 1).await.expect("rows");
    assert!(unposted[0].attempted);
    let held_back = place.ledger.record(restricted(Superseding::HeldBack)).await;
    assert_eq!(held_back.expect("an answer"), Recorded::Overtaken);
}

#[tokio::test]
async fn a_decision_that_stands_is_still_posted() {
    let place = place().await;
    place
        .ledger
        .record(decided(1, person(12, 980)))
        .await
        .expect("recorded");
    let mut step = Step {
        from: CaseState::Decided,
        superseding: Some(Superseding::Stands),
        ..handed_over(1, person(12, 980), Reason::AfterCheckDiffers)
    };
    step.at = at(120);
    let recorded = place.ledger.record(step).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done);
    assert_eq!(
        queues_left(&place).await,
        ["decisions", "human-review.caseworkers"]
    );
}

#[tokio::test]
async fn no_end_is_left_without_superseding_it() {
    let place = place().await;
    place
        .ledger
        .record(decided(1, person(12, 980)))
        .await
        .expect("recorded");
    let step = Step {
        superseding: None,
        ..restricted(Superseding::HeldBack)
    };
    assert!(place.ledger.record(step).await.is_err());
}
