//! Orders about failed cases, and steps that meet them.

use super::*;
use crate::ledger::operations::{Deed, Order, Ordered, Signature};
use crate::ledger::{Ledger, LedgerError, Operations, Recorded, Wish};

const COMMENT: &str = "ring Anna Exempel";

fn order(deed: Deed) -> Order {
    Order {
        deed,
        signature: Signature {
            by: "drift".into(),
            comment: COMMENT.into(),
            at: at(100),
        },
    }
}

/// A case that is failed; returns its latest step.
async fn failed(place: &Place, number: u32) -> Step {
    let first = retrying(number, person(12, 980));
    place.ledger.record(first).await.expect("recorded");
    let step = Step {
        from: CaseState::Retrying,
        to: CaseState::Failed,
        due_at: Some(at(3600)),
        ..retrying(number, person(12, 980))
    };
    let case_id = step.case_id.clone();
    place.ledger.record(step).await.expect("recorded");
    Step {
        case_id,
        from: CaseState::Failed,
        ..retrying(number, person(12, 980))
    }
}

#[tokio::test]
async fn a_replayed_case_is_due_at_once_with_its_wish_until_its_next_step() {
    let place = place().await;
    let step = failed(&place, 1).await;
    let wish = Some(Wish::FreshEvidence);
    let ordered = place
        .ledger
        .order(&step.case_id, order(Deed::Replay { wish }));
    assert_eq!(ordered.await.expect("ordered"), Ordered::Done);
    let due = place.ledger.due(at(100), 9).await.expect("read");
    assert_eq!((due[0].state, due[0].wish), (CaseState::Retrying, wish));
    let next = Step {
        from: CaseState::Retrying,
        wish,
        due_at: Some(at(200)),
        ..step
    };
    let recorded = place.ledger.record(next).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done);
    assert_eq!(
        place.ledger.due(at(200), 9).await.expect("read")[0].wish,
        None
    );
}

#[tokio::test]
async fn a_step_begun_before_the_order_does_not_stand_in_for_it() {
    let place = place().await;
    let step = failed(&place, 1).await;
    let id = step.case_id.clone();
    let ordered = place.ledger.order(&id, order(Deed::HandOver)).await;
    assert_eq!(ordered.expect("ordered"), Ordered::Done);
    // The worker had it in hand, and would have tried it again.
    let recorded = place.ledger.record(step).await.expect("recorded");
    assert_eq!(recorded, Recorded::Overtaken);
    let due = place.ledger.due(at(100), 9).await.expect("read");
    assert_eq!(
        (due[0].state, due[0].wish),
        (CaseState::Failed, Some(Wish::HandOver))
    );
}

#[tokio::test]
async fn a_case_that_is_not_failed_is_refused_with_where_it_stands() {
    let place = place().await;
    let step = decided(1, person(12, 980));
    let id = step.case_id.clone();
    place.ledger.record(step).await.expect("recorded");
    for deed in [Deed::Replay { wish: None }, Deed::HandOver, Deed::SetAside] {
        let ordered = place.ledger.order(&id, order(deed)).await;
        assert_eq!(
            ordered.expect("ordered"),
            Ordered::Stands(CaseState::Decided)
        );
    }
    let nobody = place.ledger.order("nobody", order(Deed::SetAside)).await;
    assert!(matches!(nobody, Err(LedgerError::Database(_))));
}

#[tokio::test]
async fn setting_aside_is_an_end_and_who_and_why_are_kept_apart() {
    let place = place().await;
    let step = failed(&place, 1).await;
    let id = step.case_id.clone();
    let ordered = place.ledger.order(&id, order(Deed::SetAside)).await;
    assert_eq!(ordered.expect("ordered"), Ordered::Done);
    let case = place.ledger.case(&id).await.expect("read").expect("a case");
    assert_eq!(case.row.state, CaseState::SetAside);
    let last = case.history.last().expect("history");
    assert_eq!(
        (last.what.as_str(), last.detail.as_str()),
        ("set_aside", "drift")
    );
    assert_eq!(place.ledger.next_due().await.expect("read"), None);
    let counts = place.ledger.counts().await.expect("counts");
    assert_eq!(counts, [(CaseState::SetAside, 1)]);
    let outside = place.ledger.database().read(|connection| {
        let sealed = connection.query_row(
            "SELECT CAST(envelope AS TEXT), detail FROM events ORDER BY event_id DESC",
            [],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        );
        Ok(sealed?)
    });
    let (sealed, detail) = outside.await.expect("an event");
    assert!(sealed.contains(COMMENT) && !detail.contains(COMMENT));
}

#[tokio::test]
async fn parked_cases_are_counted_by_cause_and_restricted_ones_say_nothing() {
    let place = place().await;
    failed(&place, 1).await;
    failed(&place, 2).await;
    let mut hidden = retrying(3, person(12, 980));
    hidden.reasons = vec![Reason::ProtectionUnknown];
    place.ledger.record(hidden).await.expect("recorded");
    let parked = place.ledger.parked().await.expect("read");
    let shown: Vec<_> = parked
        .iter()
        .map(|parked| (parked.state, parked.cause.as_deref(), parked.cases))
        .collect();
    let expected = [
        (CaseState::Failed, Some("SKV.timeout"), 2),
        (CaseState::Retrying, Some("restricted"), 1),
    ];
    assert_eq!(shown, expected);
}
