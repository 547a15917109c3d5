//! The books hold, and every planted fault is found under its name.

use super::*;
use crate::ledger::{Ledger, Operations};

/// A ledger with a decision for a couple, a handover and a parked case.
async fn in_order() -> Place {
    let place = place().await;
    let mut couple = decided(1, person(12, 980));
    couple.claims.push(person(13, 981));
    couple.content = br#"{"application":{"co_applicant":{}}}"#.to_vec();
    place.ledger.record(couple).await.expect("recorded");
    let mut handover = handed_over(2, person(14, 980), Reason::Assets);
    let notice = posting(&handover, Destination::Notices);
    handover.postings.push(notice);
    handover.claims.push(person(14, 980));
    place.ledger.record(handover).await.expect("recorded");
    let parked = retrying(3, person(12, 980));
    place.ledger.record(parked).await.expect("recorded");
    place
}

#[tokio::test]
async fn books_in_order_have_no_fault_and_list_what_is_unposted() {
    let place = in_order().await;
    let books = place
        .ledger
        .books(Vec::new(), Vec::new())
        .await
        .expect("books");
    assert!(books.faults.is_empty(), "{:?}", books.faults);
    assert_eq!((books.receipts, books.dead_letters), (3, 0));
    assert_eq!(books.unposted.len(), 3);
}

#[tokio::test]
async fn every_planted_fault_is_found_under_its_name() {
    const FAULTS: &[(&str, &str)] = &[
        (
            "receipt_without_case",
            "DELETE FROM cases WHERE state = 'retrying'",
        ),
        (
            "case_without_receipt",
            "DELETE FROM receipts WHERE case_key = 1",
        ),
        (
            "case_with_several_receipts",
            "INSERT INTO receipts SELECT 'another', content_hash, case_key, at FROM receipts
             WHERE case_key = 1",
        ),
        (
            "state_counts_differ",
            "UPDATE state_counts SET cases = cases + 1 WHERE state = 'decided'",
        ),
        (
            "decided_without_one_decision_posting",
            "DELETE FROM outbox WHERE queue = 'decisions'",
        ),
        (
            "handed_over_without_posting",
            "DELETE FROM outbox WHERE queue GLOB 'human-review.*'",
        ),
        (
            "handed_over_without_notice",
            "DELETE FROM outbox WHERE queue = 'notices'",
        ),
        (
            "handed_over_without_claim",
            "UPDATE claims SET released_at = 1 WHERE case_key = 2",
        ),
        (
            "parked_without_due_time",
            "UPDATE cases SET due_at = NULL WHERE state = 'retrying'",
        ),
        (
            "held_back_for_nothing",
            "UPDATE outbox SET superseded_by = 'nothing' WHERE queue = 'decisions'",
        ),
        (
            "posting_without_outcome",
            "UPDATE outbox SET case_key = 3 WHERE queue = 'notices'",
        ),
        (
            "unposted_without_body",
            "DELETE FROM outbox_bodies WHERE outbox_key = 1",
        ),
        (
            "decided_without_its_claims",
            "DELETE FROM claims WHERE claim_key = 2",
        ),
        (
            "claimed_without_decision",
            "UPDATE claims SET case_key = 3 WHERE claim_key = 2",
        ),
        (
            "claimed_twice",
            "DROP INDEX claims_once;
             INSERT INTO claims (month, person_hash, case_key, claimed_at)
             SELECT month, person_hash, case_key, claimed_at FROM claims WHERE claim_key = 1",
        ),
    ];
    for (check, plant) in FAULTS {
        let place = in_order().await;
        // Foreign keys refuse some of this, as they should: it is done by
        // somebody who has switched them off.
        let path = place.folder.path().join("ledger.db");
        let connection = rusqlite::Connection::open(path).expect("the file");
        connection
            .pragma_update(None, "foreign_keys", false)
            .expect("switched off");
        connection.execute_batch(plant).expect(check);
        let books = place
            .ledger
            .books(Vec::new(), Vec::new())
            .await
            .expect("books");
        let found = books.faults.iter().find(|fault| fault.check == *check);
        let found = found.unwrap_or_else(|| panic!("{check} not in {:?}", books.faults));
        assert!(!found.ids.is_empty());
    }
}
