//! The suite itself. Each function gets an empty queue.

use std::time::Duration;

use handlaggarrobot::queue::{Delivery, Event, Queue, QueueError};
use handlaggarrobot::vocabulary::Destination;
use tokio::time::timeout;

use super::{
    Backend, Message, SILENCE, application, expect_depth, expect_nothing, next, number, posting,
    submit, take,
};

/// Makes one test of every function of the suite, for one kind of queue.
macro_rules! conformance {
    ($with:path: $($test:ident)*) => {
        $(
            #[test]
            fn $test() {
                $with(async |backend| $crate::queues::conformance::$test(backend).await);
            }
        )*
    };
    ($with:path) => {
        $crate::queues::conformance::conformance! { $with:
            what_is_acknowledged_never_comes_again
            what_is_in_hand_comes_again_to_the_next_worker
            what_is_given_back_comes_again
            of_many_settled_at_once_only_the_acknowledged_are_gone
            no_more_than_the_prefetch_is_in_hand
            every_destination_keeps_a_posting_as_it_is
            a_repeated_posting_has_the_same_id_and_bytes
            depth_counts_what_waits
            large_and_arbitrary_bytes_pass_unchanged
            many_postings_at_once_are_all_stored
            after_stop_receiving_only_what_is_in_hand_is_settled
            receiving_stops_and_resumes_again_and_again
            a_receive_that_waits_goes_on_when_receiving_resumes
            a_report_comes_until_it_is_acknowledged_and_is_no_application
            a_tag_counts_once
            a_closed_worker_can_do_nothing
        }
    };
}
pub(super) use conformance;

pub(super) async fn what_is_acknowledged_never_comes_again(backend: &impl Backend) {
    let worker = backend.worker(10).await;
    submit(&worker, [1]).await;
    let delivery = next(&worker).await;
    assert_eq!(number(&delivery), 1);
    assert!(!delivery.redelivered, "it was never delivered before");
    worker
        .acknowledge(delivery.tag)
        .await
        .expect("acknowledged");
    expect_nothing(&worker).await;
    leave(worker).await;
    let worker = backend.worker(10).await;
    expect_nothing(&worker).await;
    leave(worker).await;
}

async fn taken(worker: &impl Queue) -> Option<Delivery> {
    worker.take_resolution().await.expect("an answer")
}

pub(super) async fn a_report_comes_until_it_is_acknowledged_and_is_no_application(
    backend: &impl Backend,
) {
    let worker = backend.worker(10).await;
    let report = posting(&Destination::Resolutions, 1);
    worker.publish(&report).await.expect("published");
    expect_nothing(&worker).await;
    let delivery = taken(&worker).await.expect("a report");
    assert_eq!(delivery.body, report.body);
    assert!(taken(&worker).await.is_none(), "it is in hand");
    worker.give_back(delivery.tag).await.expect("given back");
    let delivery = taken(&worker).await.expect("a report");
    leave(worker).await;
    let worker = backend.worker(10).await;
    assert!(worker.acknowledge(delivery.tag).await.is_err());
    let delivery = taken(&worker).await.expect("a report");
    worker
        .acknowledge(delivery.tag)
        .await
        .expect("acknowledged");
    assert!(taken(&worker).await.is_none(), "it is gone");
    leave(worker).await;
}

pub(super) async fn what_is_in_hand_comes_again_to_the_next_worker(backend: &impl Backend) {
    let worker = backend.worker(10).await;
    submit(&worker, 0..4).await;
    let first = take(&worker, 4).await;
    worker
        .acknowledge(first[2].tag)
        .await
        .expect("acknowledged");
    leave(worker).await;
    let worker = backend.worker(10).await;
    let again = take(&worker, 3).await;
    let mut numbers: Vec<u32> = again.iter().map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 3]);
    assert!(again.iter().all(|delivery| delivery.redelivered));
    expect_nothing(&worker).await;
    leave(worker).await;
}

pub(super) async fn what_is_given_back_comes_again(backend: &impl Backend) {
    let worker = backend.worker(10).await;
    submit(&worker, [1]).await;
    let first = next(&worker).await;
    worker.give_back(first.tag).await.expect("given back");
    let again = next(&worker).await;
    assert_eq!(again.body, first.body);
    assert!(again.redelivered);
    worker.acknowledge(again.tag).await.expect("acknowledged");
    expect_nothing(&worker).await;
    leave(worker).await;
}

pub(super) async fn of_many_settled_at_once_only_the_acknowledged_are_gone(backend: &impl Backend) {
    let worker = backend.worker(50).await;
    submit(&worker, 0..60).await;
    // Ten are fetched ahead when the first are gone, and nobody sees them.
    let in_hand = take(&worker, 50).await;
    let (kept, back) = ([7, 33], 20);
    let settled = in_hand
        .iter()
        .rev()
        .filter(|delivery| !kept.contains(&number(delivery)))
        .map(async |delivery| {
            if number(delivery) == back {
                worker.give_back(delivery.tag).await
            } else {
                worker.acknowledge(delivery.tag).await
            }
        });
    for outcome in futures_util::future::join_all(settled).await {
        outcome.expect("settled");
    }
    // An acknowledgement has no answer, and a broker forgets those that wait
    // in its line when the channel closes; give it the time to store them.
    tokio::time::sleep(Duration::from_millis(500)).await;
    leave(worker).await;
    let worker = backend.worker(50).await;
    let mut numbers: Vec<u32> = take(&worker, 13).await.iter().map(number).collect();
    numbers.sort_unstable();
    let expected: Vec<u32> = kept.into_iter().chain([back]).chain(50..60).collect();
    assert_eq!(numbers.len(), expected.len());
    assert!(
        expected.iter().all(|one| numbers.contains(one)),
        "{numbers:?}"
    );
    expect_nothing(&worker).await;
    leave(worker).await;
}

pub(super) async fn no_more_than_the_prefetch_is_in_hand(backend: &impl Backend) {
    let worker = backend.worker(3).await;
    submit(&worker, 0..5).await;
    let in_hand = take(&worker, 3).await;
    expect_nothing(&worker).await;
    worker
        .acknowledge(in_hand[1].tag)
        .await
        .expect("acknowledged");
    let fourth = next(&worker).await;
    expect_nothing(&worker).await;
    worker.give_back(in_hand[0].tag).await.expect("given back");
    // What was given back and the fifth compete for the one free place.
    let fifth = next(&worker).await;
    expect_nothing(&worker).await;
    let mut numbers = vec![number(&fourth), number(&fifth), number(&in_hand[2])];
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 3, "three different ones are in hand");
    leave(worker).await;
}

pub(super) async fn every_destination_keeps_a_posting_as_it_is(backend: &impl Backend) {
    let worker = backend.worker(1).await;
    for destination in destinations() {
        let mut posting = posting(&destination, 7);
        posting.headers = vec![
            ("x-reason".into(), "unreadable".into()),
            ("x-received-at".into(), "2026-11-02T08:00:00+01:00".into()),
        ];
        worker.publish(&posting).await.expect("published");
        let expected = Message {
            message_id: posting.message_id,
            headers: posting.headers,
            body: posting.body,
        };
        assert_eq!(
            backend.taken_from(&destination).await,
            [expected],
            "{destination}"
        );
    }
    leave(worker).await;
}

pub(super) async fn a_repeated_posting_has_the_same_id_and_bytes(backend: &impl Backend) {
    let worker = backend.worker(1).await;
    let decision = posting(&Destination::Decisions, 7);
    worker.publish(&decision).await.expect("published");
    worker.publish(&decision).await.expect("published again");
    let stored = backend.taken_from(&Destination::Decisions).await;
    // A queue may drop the repetition or keep it: receivers look at the id.
    assert!((1..=2).contains(&stored.len()), "{} messages", stored.len());
    for message in stored {
        assert_eq!(message.message_id, decision.message_id);
        assert_eq!(message.body, decision.body);
    }
    leave(worker).await;
}

pub(super) async fn depth_counts_what_waits(backend: &impl Backend) {
    let worker = backend.worker(1).await;
    expect_depth(&worker, 0).await;
    submit(&worker, 0..3).await;
    let first = next(&worker).await;
    expect_depth(&worker, 2).await;
    worker.acknowledge(first.tag).await.expect("acknowledged");
    let second = next(&worker).await;
    expect_depth(&worker, 1).await;
    worker.acknowledge(second.tag).await.expect("acknowledged");
    let third = next(&worker).await;
    expect_depth(&worker, 0).await;
    worker.acknowledge(third.tag).await.expect("acknowledged");
    leave(worker).await;
}

pub(super) async fn large_and_arbitrary_bytes_pass_unchanged(backend: &impl Backend) {
    let worker = backend.worker(1).await;
    let every_byte: Vec<u8> = (0..=255).collect();
    for body in [every_byte.repeat(900 * 1024 / 256), every_byte, Vec::new()] {
        let mut application = application(1);
        application.body = body;
        worker.publish(&application).await.expect("published");
        let delivery = next(&worker).await;
        assert!(delivery.body == application.body, "the bytes were changed");
        worker
            .acknowledge(delivery.tag)
            .await
            .expect("acknowledged");
    }
    leave(worker).await;
}

pub(super) async fn many_postings_at_once_are_all_stored(backend: &impl Backend) {
    let worker = backend.worker(1).await;
    let decisions: Vec<_> = (0..300)
        .map(|number| posting(&Destination::Decisions, number))
        .collect();
    let published = decisions.iter().map(|decision| worker.publish(decision));
    for outcome in futures_util::future::join_all(published).await {
        outcome.expect("published");
    }
    let stored = backend.taken_from(&Destination::Decisions).await;
    let mut ids: Vec<String> = stored
        .into_iter()
        .map(|message| message.message_id)
        .collect();
    ids.sort_unstable();
    let expected: Vec<String> = decisions.into_iter().map(|d| d.message_id).collect();
    assert_eq!(ids, expected);
    leave(worker).await;
}

pub(super) async fn after_stop_receiving_only_what_is_in_hand_is_settled(backend: &impl Backend) {
    let worker = backend.worker(3).await;
    submit(&worker, 0..5).await;
    let in_hand = take(&worker, 2).await;
    worker.stop_receiving().await;
    expect_nothing(&worker).await;
    worker
        .acknowledge(in_hand[0].tag)
        .await
        .expect("acknowledged");
    worker.give_back(in_hand[1].tag).await.expect("given back");
    submit(&worker, [5]).await;
    expect_nothing(&worker).await;
    // Nothing is held back from other workers, not even what was fetched ahead.
    expect_depth(&worker, 5).await;
    leave(worker).await;
    let worker = backend.worker(10).await;
    let mut numbers: Vec<u32> = take(&worker, 5).await.iter().map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    leave(worker).await;
}

pub(super) async fn receiving_stops_and_resumes_again_and_again(backend: &impl Backend) {
    let worker = backend.worker(3).await;
    submit(&worker, 0..7).await;
    let mut in_hand = take(&worker, 2).await;
    let mut numbers: Vec<u32> = in_hand.iter().map(number).collect();
    for left in [5, 4, 3] {
        worker.stop_receiving().await;
        worker.stop_receiving().await;
        expect_nothing(&worker).await;
        // What was fetched ahead and never seen lies in the queue again.
        expect_depth(&worker, left).await;
        worker.resume_receiving().await;
        worker.resume_receiving().await;
        // One place is free: what is in hand was not forgotten.
        in_hand.push(next(&worker).await);
        expect_nothing(&worker).await;
        numbers.push(number(in_hand.last().expect("it came")));
        let done = in_hand.remove(0);
        worker.acknowledge(done.tag).await.expect("acknowledged");
    }
    for delivery in in_hand {
        worker
            .acknowledge(delivery.tag)
            .await
            .expect("acknowledged");
    }
    numbers.extend(take(&worker, 2).await.iter().map(number));
    expect_nothing(&worker).await;
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6], "each came once");
    leave(worker).await;
}

pub(super) async fn a_receive_that_waits_goes_on_when_receiving_resumes(backend: &impl Backend) {
    let worker = backend.worker(3).await;
    worker.stop_receiving().await;
    submit(&worker, [1]).await;
    let resume = async {
        expect_depth(&worker, 1).await;
        worker.resume_receiving().await;
    };
    let (delivery, ()) = tokio::join!(next(&worker), resume);
    assert_eq!(number(&delivery), 1);
    assert!(!delivery.redelivered, "nobody had it before");
    leave(worker).await;
}

pub(super) async fn a_tag_counts_once(backend: &impl Backend) {
    let worker = backend.worker(10).await;
    submit(&worker, [1, 2]).await;
    let [first, second] = [next(&worker).await, next(&worker).await];
    worker.acknowledge(first.tag).await.expect("acknowledged");
    let again = worker.acknowledge(first.tag).await;
    assert!(matches!(again, Err(QueueError::Disconnected)), "{again:?}");
    let back = worker.give_back(first.tag).await;
    assert!(matches!(back, Err(QueueError::Disconnected)), "{back:?}");
    // The mistake disturbs nothing else.
    expect_nothing(&worker).await;
    worker.acknowledge(second.tag).await.expect("acknowledged");
    leave(worker).await;
}

pub(super) async fn a_closed_worker_can_do_nothing(backend: &impl Backend) {
    let worker = backend.worker(10).await;
    submit(&worker, [1]).await;
    let delivery = next(&worker).await;
    assert!(worker.is_connected());
    worker.close().await;
    assert!(worker.acknowledge(delivery.tag).await.is_err());
    worker.resume_receiving().await;
    let event = timeout(SILENCE, worker.receive()).await;
    assert!(!matches!(event, Ok(Event::Delivered(_))), "it is closed");
    drop(worker);
    let worker = backend.worker(10).await;
    assert_eq!(number(&next(&worker).await), 1);
    expect_nothing(&worker).await;
    leave(worker).await;
}

/// Closes the queue and lets go of it, as a program that ends.
async fn leave(worker: impl Queue) {
    worker.close().await;
    drop(worker);
}

fn destinations() -> [Destination; 6] {
    let unit = |unit: &str| Destination::HumanReview { unit: unit.into() };
    [
        Destination::Decisions,
        unit("caseworkers"),
        unit("children"),
        Destination::Restricted,
        Destination::Notices,
        Destination::DeadLetters,
    ]
}
