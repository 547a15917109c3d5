//! What is stored, what is not, and what is found again.

use super::*;
use crate::ledger::{DeadLetter, Ledger, LedgerError, Receipt, Recorded};

#[tokio::test]
async fn the_same_message_twice_is_stored_once() {
    let place = place().await;
    let step = || decided(1, person(12, 980));
    let first = place.ledger.record(step()).await.expect("recorded");
    let again = place.ledger.record(step()).await.expect("recorded");
    assert_eq!((first, again), (Recorded::Done, Recorded::Overtaken));

    let step = step();
    let receipt = place
        .ledger
        .receipt(&step.application_id, &step.content_hash)
        .await
        .expect("a receipt");
    let known = Receipt::Known {
        unposted: step.unposted(),
        case_id: step.case_id,
        state: CaseState::Decided,
    };
    assert_eq!(receipt, known);
    let counts = place.ledger.counts().await.expect("counts");
    assert_eq!(counts, vec![(CaseState::Decided, 1)]);
}

#[tokio::test]
async fn the_same_id_with_other_content_conflicts_and_is_a_case_of_its_own() {
    let place = place().await;
    let step = decided(1, person(12, 980));
    let id = step.application_id.clone();
    let other = digest(&[b"other"]);
    let receipt = place.ledger.receipt(&id, &other).await.expect("a receipt");
    assert_eq!(receipt, Receipt::New);
    place.ledger.record(step).await.expect("recorded");
    let receipt = place.ledger.receipt(&id, &other).await.expect("a receipt");
    assert_eq!(receipt, Receipt::Conflicting);

    let mut resubmitted = handed_over(1, person(12, 980), Reason::ConflictingResubmission);
    resubmitted.content_hash = other;
    resubmitted.case_id = derived_id(&id, &other);
    resubmitted.postings.clear();
    let recorded = place.ledger.record(resubmitted).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done);
    let receipt = place.ledger.receipt(&id, &other).await.expect("a receipt");
    assert!(matches!(
        receipt,
        Receipt::Known {
            state: CaseState::HandedOver,
            ..
        }
    ));
}

#[tokio::test]
async fn a_claim_by_the_co_applicant_stops_a_second_decision_and_stores_nothing() {
    let place = place().await;
    let (one, two) = (person(12, 980), person(13, 981));
    let mut first = decided(1, one);
    first.members.push(two);
    first.claims.push(two);
    place.ledger.record(first).await.expect("recorded");

    let second = decided(2, two);
    let (id, hash) = (second.application_id.clone(), second.content_hash);
    let recorded = place.ledger.record(second).await.expect("recorded");
    assert_eq!(recorded, Recorded::ClaimTaken);
    let receipt = place.ledger.receipt(&id, &hash).await.expect("a receipt");
    assert_eq!(receipt, Receipt::New);
    assert_eq!(
        place.ledger.unposted(at(1), 10).await.expect("rows").len(),
        1
    );

    let mut december = decided(3, two);
    december.month = Some("2026-12".parse().expect("a month"));
    let recorded = place.ledger.record(december).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done);
}

#[tokio::test]
async fn a_case_may_claim_again_what_it_has_claimed() {
    let place = place().await;
    let adult = person(12, 980);
    let mut first = retrying(1, adult);
    first.claims = vec![adult, adult];
    place.ledger.record(first).await.expect("recorded");
    let second = Step {
        from: CaseState::Retrying,
        ..decided(1, adult)
    };
    let recorded = place.ledger.record(second).await.expect("recorded");
    assert_eq!(recorded, Recorded::Done);
}

#[tokio::test]
async fn a_claim_without_a_month_is_refused() {
    let place = place().await;
    let mut step = decided(1, person(12, 980));
    step.month = None;
    let error = place.ledger.record(step).await.expect_err("an error");
    assert!(matches!(error, LedgerError::Database(_)), "{error}");
}

#[tokio::test]
async fn a_step_from_where_the_case_is_no_longer_is_overtaken() {
    let place = place().await;
    let adult = person(12, 980);
    place
        .ledger
        .record(retrying(1, adult))
        .await
        .expect("recorded");
    let step = |from, seconds| Step {
        from,
        at: at(seconds),
        content: b"{\"later\":true}".to_vec(),
        ..decided(1, adult)
    };
    let wrong = place.ledger.record(step(CaseState::Waiting, 70)).await;
    assert_eq!(wrong.expect("recorded"), Recorded::Overtaken);
    let right = place.ledger.record(step(CaseState::Retrying, 80)).await;
    assert_eq!(right.expect("recorded"), Recorded::Done);
    let late = place.ledger.record(step(CaseState::Retrying, 90)).await;
    assert_eq!(late.expect("recorded"), Recorded::Overtaken);
    let unknown = Step {
        case_id: "01KA3V5W9M7R2C8X4N6T0BQZJD".into(),
        ..step(CaseState::Retrying, 90)
    };
    let unknown = place.ledger.record(unknown).await.expect("recorded");
    assert_eq!(unknown, Recorded::Overtaken);

    let case = place.ledger.case("FS-2026-000001").await.expect("read");
    let case = case.expect("a case");
    assert_eq!(case.row.updated_at, at(80));
    assert_eq!(case.content, b"{\"later\":true}");
    assert_eq!((case.row.due_at, case.row.cause), (None, None));
    assert_eq!(place.ledger.next_due().await.expect("read"), None);
}

#[tokio::test]
async fn illegal_moves_and_halts_on_the_way_are_refused() {
    let place = place().await;
    for (from, to) in [
        (CaseState::Received, CaseState::Failed),
        (CaseState::Received, CaseState::Assessed),
        (CaseState::Decided, CaseState::Retrying),
    ] {
        let step = Step {
            from,
            to,
            ..decided(1, person(12, 980))
        };
        let error = place.ledger.record(step).await.expect_err("an error");
        assert!(matches!(error, LedgerError::IllegalMove { .. }), "{error}");
    }
    assert!(place.ledger.counts().await.expect("counts").is_empty());
}

#[tokio::test]
async fn one_message_id_is_one_message() {
    let place = place().await;
    let first = decided(1, person(12, 980));
    let mut second = decided(2, person(13, 980));
    second.postings = first.postings.clone();
    let (id, hash) = (second.application_id.clone(), second.content_hash);
    place.ledger.record(first).await.expect("recorded");
    let error = place.ledger.record(second).await.expect_err("an error");
    assert!(matches!(error, LedgerError::Database(_)), "{error}");
    let receipt = place.ledger.receipt(&id, &hash).await.expect("a receipt");
    assert_eq!(receipt, Receipt::New, "nothing of the step is stored");
}

#[tokio::test]
async fn a_posting_is_unposted_until_it_is_marked() {
    let place = place().await;
    let step = decided(1, person(12, 980));
    let (posting, stored) = (step.postings[0].clone(), step.unposted());
    let (id, hash) = (step.application_id.clone(), step.content_hash);
    place.ledger.record(step).await.expect("recorded");
    assert!(
        place
            .ledger
            .unposted(at(0), 10)
            .await
            .expect("rows")
            .is_empty()
    );
    let unposted = place.ledger.unposted(at(1), 10).await.expect("rows");
    assert_eq!(unposted, stored);

    let ids = vec![posting.message_id.clone(), "unknown".into()];
    place
        .ledger
        .mark_posted(ids.clone(), at(2))
        .await
        .expect("marked");
    place.ledger.mark_posted(ids, at(3)).await.expect("marked");
    assert!(
        place
            .ledger
            .unposted(at(9), 10)
            .await
            .expect("rows")
            .is_empty()
    );
    let receipt = place.ledger.receipt(&id, &hash).await.expect("a receipt");
    assert!(matches!(receipt, Receipt::Known { unposted, .. } if unposted.is_empty()));
    let case = place.ledger.case(&id).await.expect("read").expect("a case");
    assert_eq!(
        case.postings,
        vec![(posting.message_id, "decisions".to_owned(), Some(at(2)))]
    );
    let history: Vec<_> = case
        .history
        .iter()
        .map(|entry| entry.what.as_str())
        .collect();
    assert_eq!(history, ["decided", "posted"]);
}

#[tokio::test]
async fn a_dead_letter_keeps_the_bytes_and_comes_once() {
    let place = place().await;
    let bytes = vec![0xff, 0x00, b'{'];
    let letter = || DeadLetter {
        posting: Posting {
            message_id: "01KA3V5W9M7R2C8X4N6T0BQZJD".into(),
            destination: Destination::DeadLetters,
            headers: vec![("x-reason".into(), "not_json".into())],
            body: bytes.clone(),
        },
        reason: "not_json".into(),
        at: at(0),
    };
    place
        .ledger
        .record_dead_letter(letter())
        .await
        .expect("stored");
    place
        .ledger
        .record_dead_letter(letter())
        .await
        .expect("stored");
    let unposted = place.ledger.unposted(at(1), 10).await.expect("rows");
    assert_eq!(unposted.len(), 1);
    assert_eq!(unposted[0].posting, letter().posting);
    assert_eq!(unposted[0].case_id, None);
    let seal = place.ledger.seal_events(at(1)).await.expect("sealed");
    assert_eq!(seal.expect("a seal").count, 1);
}

#[tokio::test]
async fn rules_are_kept_once_and_never_changed() {
    let place = place().await;
    for _ in 0..2 {
        let kept = place.ledger.keep_text("sha256:1", "rules", "text").await;
        kept.expect("kept");
    }
    let other = place.ledger.keep_text("sha256:1", "rules", "other").await;
    other.expect_err("the text is another");
}
