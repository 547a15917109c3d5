//! A broker that goes away under a working worker.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use handlaggarrobot::queue::amqp::AmqpQueue;
use handlaggarrobot::queue::{Queue, QueueError};
use handlaggarrobot::vocabulary::Destination;
use lapin::options::QueueDeleteOptions;

use super::amqp::Amqp;
use super::{
    Backend, application, expect_depth, expect_interruption, expect_nothing, next, number, posting,
    runtime, submit, take,
};
use crate::broker::{self, Broker};

/// Runs a test that disturbs the broker.
fn with_own_broker(test: impl AsyncFnOnce(&mut Broker, &Amqp)) {
    let mut broker = broker::alone();
    let amqp = Amqp::on(&broker);
    runtime().block_on(test(&mut broker, &amqp));
}

/// Everything that comes until all are there; each is acknowledged.
async fn drain(queue: &impl Queue, count: usize) -> BTreeSet<u32> {
    let mut numbers = BTreeSet::new();
    for _ in 0..count {
        let delivery = next(queue).await;
        queue.acknowledge(delivery.tag).await.expect("acknowledged");
        assert!(numbers.insert(number(&delivery)), "the same one twice");
    }
    numbers
}

/// A restart, seen by a worker with four of ten messages in hand.
async fn comes_again_after(broker: &mut Broker, amqp: &Amqp, stop: impl FnOnce(&mut Broker)) {
    let worker = amqp.worker(4).await;
    submit(&worker, 0..10).await;
    let in_hand = take(&worker, 4).await;
    worker
        .acknowledge(in_hand[0].tag)
        .await
        .expect("acknowledged");
    // An acknowledgement has no answer; give it the time to be stored.
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop(broker);
    expect_interruption(&worker).await;
    for delivery in &in_hand[1..] {
        let stale = worker.acknowledge(delivery.tag).await;
        assert!(matches!(stale, Err(QueueError::Disconnected)), "{stale:?}");
    }
    let down = worker.publish(&application(99)).await;
    assert!(matches!(down, Err(QueueError::Disconnected)), "{down:?}");
    assert!(matches!(
        worker.depth().await,
        Err(QueueError::Disconnected)
    ));
    // No second interruption, and nothing comes while it is down.
    expect_nothing(&worker).await;
    broker.start();
    let rest = drain(&worker, 9).await;
    assert_eq!(
        rest,
        (0..10).filter(|n| *n != number(&in_hand[0])).collect()
    );
    submit(&worker, [10]).await;
    assert_eq!(drain(&worker, 1).await, BTreeSet::from([10]));
    expect_nothing(&worker).await;
    worker.close().await;
}

#[test]
fn after_a_restart_of_the_broker_delivery_goes_on() {
    with_own_broker(async |broker, amqp| {
        comes_again_after(broker, amqp, Broker::stop).await;
    });
}

#[test]
fn after_kill_9_of_the_broker_delivery_goes_on() {
    with_own_broker(async |broker, amqp| {
        comes_again_after(broker, amqp, Broker::kill).await;
    });
}

#[test]
fn kill_9_of_the_broker_undoes_no_acknowledgement_and_loses_no_posting() {
    with_own_broker(async |broker, amqp| {
        let worker = amqp.worker(100).await;
        let applications: Vec<_> = (0..300).map(application).collect();
        let decisions: Vec<_> = (0..300)
            .map(|number| posting(&Destination::Decisions, number))
            .collect();
        let all = applications.iter().chain(&decisions);
        for outcome in join_all(all.map(|posting| worker.publish(posting))).await {
            outcome.expect("confirmed");
        }
        let done = drain(&worker, 200).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        broker.kill();
        expect_interruption(&worker).await;
        broker.start();
        let rest = drain(&worker, 100).await;
        assert!(done.is_disjoint(&rest), "an acknowledged one came back");
        expect_nothing(&worker).await;
        let stored = amqp.taken_from(&Destination::Decisions).await;
        assert_eq!(stored.len(), 300, "confirmed decisions are there");
        worker.close().await;
    });
}

#[test]
fn closed_connections_are_replaced_and_old_tags_are_void() {
    with_own_broker(async |broker, amqp| {
        let worker = amqp.worker(4).await;
        submit(&worker, 0..6).await;
        let mut in_hand = take(&worker, 4).await;
        for _ in 0..3 {
            broker.control(&["close_all_connections", "a test"]);
            expect_interruption(&worker).await;
            let again = take(&worker, 4).await;
            assert!(again.iter().any(|delivery| delivery.redelivered));
            // The numbers of the new life are the same as those of the old.
            for old in &in_hand {
                assert!(again.iter().any(|new| new.tag.number == old.tag.number));
                let stale = worker.acknowledge(old.tag).await;
                assert!(matches!(stale, Err(QueueError::Disconnected)), "{stale:?}");
                let stale = worker.give_back(old.tag).await;
                assert!(matches!(stale, Err(QueueError::Disconnected)), "{stale:?}");
            }
            in_hand = again;
        }
        let mut done = BTreeSet::new();
        for delivery in in_hand {
            worker
                .acknowledge(delivery.tag)
                .await
                .expect("acknowledged");
            done.insert(number(&delivery));
        }
        done.extend(drain(&worker, 2).await);
        assert_eq!(done, (0..6).collect());
        expect_nothing(&worker).await;
        worker.close().await;
    });
}

#[test]
fn an_interruption_is_told_even_when_the_next_life_is_there_already() {
    with_own_broker(async |broker, amqp| {
        let worker = amqp.worker(4).await;
        submit(&worker, 0..2).await;
        take(&worker, 2).await;
        broker.restart();
        // The worker is busy and does not receive; the supervisor reconnects.
        while worker.publish(&application(2)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        expect_interruption(&worker).await;
        assert_eq!(drain(&worker, 3).await, (0..3).collect());
        expect_nothing(&worker).await;
        worker.close().await;
    });
}

#[test]
fn a_worker_that_stopped_receiving_stays_so_after_a_reconnection() {
    with_own_broker(async |broker, amqp| {
        let worker = amqp.worker(4).await;
        submit(&worker, [1]).await;
        next(&worker).await;
        broker.stop();
        expect_interruption(&worker).await;
        worker.stop_receiving().await;
        broker.start();
        while worker.publish(&application(2)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        expect_nothing(&worker).await;
        expect_depth(&worker, 2).await;
        worker.close().await;
    });
}

#[test]
fn receiving_resumes_after_a_reconnection_whenever_it_was_told_to() {
    with_own_broker(async |broker, amqp| {
        let worker = amqp.worker(4).await;
        submit(&worker, 0..3).await;
        drain(&worker, 1).await;
        for resumed_while_down in [false, true] {
            worker.stop_receiving().await;
            broker.stop();
            expect_interruption(&worker).await;
            assert!(!worker.is_connected());
            if resumed_while_down {
                worker.resume_receiving().await;
            }
            broker.start();
            while !worker.is_connected() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            if !resumed_while_down {
                expect_nothing(&worker).await;
                worker.resume_receiving().await;
            }
            assert_eq!(drain(&worker, 1).await.len(), 1);
        }
        expect_nothing(&worker).await;
        worker.close().await;
    });
}

#[test]
fn a_deleted_input_queue_is_declared_again() {
    with_own_broker(async |_, amqp| {
        let worker = amqp.worker(4).await;
        let (_connection, channel) = amqp.plain_channel().await;
        let name = amqp.topology().applications();
        channel
            .queue_delete(name.into(), QueueDeleteOptions::default())
            .await
            .expect("deleted");
        expect_interruption(&worker).await;
        while worker.publish(&application(1)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(drain(&worker, 1).await, BTreeSet::from([1]));
        worker.close().await;
    });
}

#[test]
fn a_broker_short_of_memory_blocks_postings_but_not_acknowledgements() {
    with_own_broker(async |broker, amqp| {
        let mut settings = amqp.settings.clone();
        settings.confirm_timeout = Duration::from_secs(2);
        let worker = AmqpQueue::connect(settings).await.expect("a worker");
        submit(&worker, 0..2).await;
        let in_hand = take(&worker, 2).await;
        broker.control(&["set_vm_memory_high_watermark", "0.00001"]);
        tokio::time::sleep(Duration::from_secs(1)).await;
        for number in 2..4 {
            let refused = worker.publish(&application(number)).await;
            assert!(
                matches!(refused, Err(QueueError::TimedOut(_))),
                "{refused:?}"
            );
        }
        assert!(!worker.is_connected(), "nothing could leave now");
        worker
            .acknowledge(in_hand[0].tag)
            .await
            .expect("acknowledged");
        worker
            .acknowledge(in_hand[1].tag)
            .await
            .expect("the same life");
        expect_nothing(&worker).await;
        broker.control(&["set_vm_memory_high_watermark", "0.4"]);
        while worker.publish(&application(5)).await.is_err() {}
        loop {
            // What timed out may have arrived all the same, as was announced.
            let delivery = next(&worker).await;
            worker
                .acknowledge(delivery.tag)
                .await
                .expect("acknowledged");
            if number(&delivery) == 5 {
                break;
            }
        }
        worker.close().await;
    });
}

#[test]
fn a_frozen_broker_is_noticed_and_leaves_no_threads_behind() {
    with_own_broker(async |broker, amqp| {
        let mut settings = amqp.settings.clone();
        settings.heartbeat = Duration::from_secs(1);
        settings.confirm_timeout = Duration::from_secs(1);
        let worker = AmqpQueue::connect(settings).await.expect("a worker");
        submit(&worker, 0..3).await;
        take(&worker, 2).await;
        broker.freeze();
        let silent = worker.publish(&application(3)).await;
        assert!(
            matches!(
                silent,
                Err(QueueError::TimedOut(_) | QueueError::Disconnected)
            ),
            "{silent:?}"
        );
        expect_interruption(&worker).await;
        // Long enough for several attempts that the frozen broker accepts and
        // never answers: its kernel still takes connections.
        tokio::time::sleep(Duration::from_secs(12)).await;
        let threads = connection_threads();
        broker.thaw();
        assert!(threads <= 2, "{threads} threads of connections");
        let mut numbers = BTreeSet::new();
        while numbers.len() < 3 {
            match worker.receive().await {
                handlaggarrobot::queue::Event::Delivered(delivery) => {
                    if worker.acknowledge(delivery.tag).await.is_ok() {
                        numbers.insert(number(&delivery));
                    }
                }
                handlaggarrobot::queue::Event::Interrupted => {}
            }
        }
        worker.close().await;
    });
}

#[test]
fn a_closed_worker_leaves_no_threads_behind() {
    with_own_broker(async |_, amqp| {
        let before = connection_threads();
        for _ in 0..3 {
            let worker = amqp.worker(4).await;
            submit(&worker, [1]).await;
            expect_depth(&worker, 0).await;
            worker.close().await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(connection_threads() <= before);
    });
}

/// How many threads of the client library live in this process. Tests that
/// hold the broker alone are alone with them.
fn connection_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("this process's threads");
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .filter(|name| name.trim() == "lapin-io-loop")
        .count()
}
