//! Acknowledging and giving back, many at a time.
//!
//! One task per life writes what has come together as few frames as it can:
//! one for all deliveries from the oldest on without a gap, and one for each
//! behind a gap. In a gap may be a case that somebody works on, or a message
//! that was fetched and not yet seen by anybody: what covers it would lose it.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::try_join_all;
use lapin::Channel;
use lapin::options::{BasicAckOptions, BasicNackOptions};
use tokio::sync::{mpsc, oneshot};

use super::consuming::Consuming;
use super::failure;
use super::life::lock;

/// A delivery to settle, and who waits until that is written.
pub(super) struct Settling {
    pub(super) number: u64,
    /// Whether it is acknowledged; else it is given back.
    pub(super) acknowledged: bool,
    pub(super) written: oneshot::Sender<()>,
}

/// What is settled, of all the numbers that a channel has delivered: every
/// delivery has the next number, from one on.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// All up to this one.
    floor: u64,
    /// Others, each with something unsettled below it.
    above: BTreeSet<u64>,
}

impl Settled {
    /// Settles deliveries: up to which number one frame acknowledges all that
    /// is unsettled, and which need a frame of their own.
    fn acknowledge(&mut self, mut numbers: BTreeSet<u64>) -> (Option<u64>, BTreeSet<u64>) {
        let mut up_to = None;
        loop {
            let next = self.floor + 1;
            if numbers.remove(&next) {
                up_to = Some(next);
            } else if !self.above.remove(&next) {
                break;
            }
            self.floor = next;
        }
        self.above.extend(&numbers);
        (up_to, numbers)
    }

    /// Notes that the broker has been given a delivery back.
    pub(super) fn given_back(&mut self, number: u64) {
        self.above.insert(number);
    }
}

/// Settles until the channel fails, and returns the kind of the failure.
/// Whoever still waits then learns that their answer will not come.
pub(super) async fn settle_all(
    consuming: Arc<Consuming>,
    mut jobs: mpsc::UnboundedReceiver<Settling>,
) -> &'static str {
    while let Some(first) = jobs.recv().await {
        let mut together = vec![first];
        while let Ok(next) = jobs.try_recv() {
            together.push(next);
        }
        if let Err(error) = write(&consuming, &together).await {
            return failure::kind(&error);
        }
        for one in together {
            // Whoever gave up waiting needs no answer.
            let _ = one.written.send(());
        }
    }
    "closed"
}

async fn write(consuming: &Consuming, together: &[Settling]) -> Result<(), lapin::Error> {
    let channel = &consuming.channel;
    let numbers = |acknowledged| {
        let of_kind = together
            .iter()
            .filter(move |one| one.acknowledged == acknowledged);
        of_kind.map(|one| one.number)
    };
    let back = numbers(false).map(|number| give_back(channel, number));
    try_join_all(back).await?;
    let (up_to, each) = {
        let mut settled = lock(&consuming.settled);
        numbers(false).for_each(|number| settled.given_back(number));
        settled.acknowledge(numbers(true).collect())
    };
    let frames = up_to
        .map(|number| (number, true))
        .into_iter()
        .chain(each.into_iter().map(|number| (number, false)))
        .map(|(number, multiple)| channel.basic_ack(number, BasicAckOptions { multiple }));
    try_join_all(frames).await.map(drop)
}

/// Puts a delivery back untouched.
pub(super) async fn give_back(channel: &Channel, number: u64) -> Result<(), lapin::Error> {
    let options = BasicNackOptions {
        requeue: true,
        ..BasicNackOptions::default()
    };
    channel.basic_nack(number, options).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_frame_covers_the_oldest_without_a_gap_and_nothing_in_one() {
        // Each row: what comes together, up to where one frame goes, and what
        // needs one of its own. Negative numbers are given back.
        let rows: &[(&[i64], Option<u64>, &[u64])] = &[
            (&[2, 3], None, &[2, 3]),
            (&[1], Some(1), &[]),
            (&[6, 4, 5], Some(6), &[]),
            (&[8, 10, 11], None, &[8, 10, 11]),
            (&[-9], None, &[]),
            (&[12, 7, 14], Some(12), &[14]),
            (&[-13], None, &[]),
            (&[16, 15], Some(16), &[]),
        ];
        let mut settled = Settled::default();
        for (together, expected, expected_each) in rows {
            for back in together.iter().filter(|number| **number < 0) {
                settled.given_back(back.unsigned_abs());
            }
            let acknowledged = together.iter().filter(|number| **number > 0);
            let acknowledged = acknowledged.map(|number| number.unsigned_abs()).collect();
            let (up_to, each) = settled.acknowledge(acknowledged);
            let each: Vec<_> = each.into_iter().collect();
            assert_eq!(
                (up_to, &each[..]),
                (*expected, *expected_each),
                "{together:?}"
            );
        }
        assert_eq!((settled.floor, settled.above.len()), (16, 0));
    }
}
