//! Dead letters, as operators deal with them.

use super::*;
use crate::ledger::operations::Signature;
use crate::ledger::{DeadLetter, Ledger, Operations, Unread};

fn signature(seconds: i64) -> Signature {
    Signature {
        by: "operator".into(),
        comment: "se ärende".into(),
        at: at(seconds),
    }
}

fn letter(bytes: &[u8], seconds: i64) -> DeadLetter {
    DeadLetter {
        posting: Posting {
            message_id: derived_id("", &digest(&[bytes])),
            destination: Destination::DeadLetters,
            headers: vec![("x-reason".into(), "not_json".into())],
            body: bytes.to_vec(),
        },
        reason: "not_json".into(),
        at: at(seconds),
    }
}

async fn with_letters(letters: &[&[u8]]) -> (Place, Vec<String>) {
    let place = place().await;
    let mut ids = Vec::new();
    for (bytes, seconds) in letters.iter().zip(0..) {
        let letter = letter(bytes, seconds);
        ids.push(letter.posting.message_id.clone());
        place
            .ledger
            .record_dead_letter(letter)
            .await
            .expect("stored");
    }
    (place, ids)
}

#[tokio::test]
async fn one_is_unread_until_it_is_shown_and_open_until_it_is_closed() {
    let (place, ids) = with_letters(&[b"one", b"two"]).await;
    let unread = async |seconds| {
        let unread = place.ledger.unread_dead_letters(at(seconds)).await;
        unread.expect("a count")
    };
    assert_eq!(unread(-1).await, None);
    assert_eq!(
        unread(1).await,
        Some(Unread {
            count: 2,
            oldest: at(0)
        })
    );
    let (row, bytes) = place
        .ledger
        .see_dead_letter(&ids[0], at(5))
        .await
        .expect("a read")
        .expect("it");
    assert_eq!(
        (row.seen_at, bytes.as_slice()),
        (Some(at(5)), b"one".as_slice())
    );
    assert_eq!(
        unread(1).await,
        Some(Unread {
            count: 1,
            oldest: at(1)
        })
    );
    let discarded = place
        .ledger
        .discard_dead_letters(ids.clone(), signature(6))
        .await;
    assert_eq!(discarded.expect("discarded"), 2);
    assert_eq!(unread(1).await, None);
    assert!(
        place
            .ledger
            .dead_letters(false)
            .await
            .expect("letters")
            .is_empty()
    );
    assert_eq!(
        place
            .ledger
            .dead_letters(true)
            .await
            .expect("letters")
            .len(),
        2
    );
    assert_eq!(
        place
            .ledger
            .see_dead_letter("nobody", at(5))
            .await
            .expect("a read"),
        None
    );
}

#[tokio::test]
async fn requeued_bytes_are_a_new_application_in_the_outbox_and_only_once() {
    let (place, ids) = with_letters(&[b"one"]).await;
    let requeued = place
        .ledger
        .requeue_dead_letters(ids.clone(), signature(5))
        .await
        .expect("requeued");
    let again = place
        .ledger
        .requeue_dead_letters(ids.clone(), signature(6))
        .await
        .expect("requeued");
    assert!(again.is_empty());
    let [posting] = requeued.as_slice() else {
        panic!("one message")
    };
    assert_eq!(
        (posting.body.as_slice(), &posting.destination),
        (b"one".as_slice(), &Destination::Applications)
    );
    assert_ne!(posting.message_id, ids[0]);
    let unposted = place.ledger.unposted(at(10), 10).await.expect("postings");
    assert!(
        unposted.iter().any(|one| one.posting == *posting),
        "the worker submits what a command left"
    );
}

#[tokio::test]
async fn the_same_bytes_open_a_closed_one_again_and_change_no_open_one() {
    let (place, ids) = with_letters(&[b"one"]).await;
    let row = async || {
        let letters = place.ledger.dead_letters(false).await.expect("letters");
        letters.first().map(|row| (row.at, row.seen_at))
    };
    place
        .ledger
        .record_dead_letter(letter(b"one", 3))
        .await
        .expect("stored");
    assert_eq!(row().await, Some((at(0), None)));
    place
        .ledger
        .requeue_dead_letters(ids, signature(5))
        .await
        .expect("requeued");
    assert_eq!(row().await, None);
    place
        .ledger
        .record_dead_letter(letter(b"one", 8))
        .await
        .expect("stored");
    assert_eq!(row().await, Some((at(8), None)));
}
