//! The consuming half of a life: what is taken, and what is in hand.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use futures_util::{FutureExt, StreamExt};
use lapin::options::BasicCancelOptions;
use lapin::{Channel, Consumer};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::life::{Life, lock};
use super::settings::AmqpSettings;
use super::settling::{Settled, give_back};
use super::wire::Wire;
use super::{connecting, failure};

/// The connection, the channel, the consumer and what is in hand.
pub(super) struct Consuming {
    pub(super) wire: Wire,
    pub(super) channel: Channel,
    /// None while receiving is stopped.
    consumer: Mutex<Option<Consumer>>,
    in_hand: Mutex<HashSet<u64>>,
    pub(super) settled: Mutex<Settled>,
    /// The broker counts the prefetch for each consumer, and forgets what an
    /// earlier one has in hand; so it is counted here too.
    prefetch: usize,
    /// Tells that a consumer was put in place, or that there is room again.
    ready: Notify,
    /// How often that was done. Held by whoever puts a consumer in place or
    /// takes it away.
    turn: tokio::sync::Mutex<u64>,
}

impl Consuming {
    pub(super) fn new(
        wire: Wire,
        channel: Channel,
        consumer: Option<Consumer>,
        prefetch: u16,
    ) -> Self {
        Self {
            wire,
            channel,
            consumer: Mutex::new(consumer),
            in_hand: Mutex::default(),
            settled: Mutex::default(),
            prefetch: prefetch.into(),
            ready: Notify::new(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Does what is ordered by the time it is this call's turn, so that of two
    /// orders at once the later one holds.
    async fn obey(&self, stopped: &AtomicBool, life: &Life) -> Result<(), lapin::Error> {
        let mut turn = self.turn.lock().await;
        let stopped = stopped.load(Ordering::SeqCst);
        let consumes = lock(&self.consumer).is_some();
        if stopped && consumes {
            self.stop().await
        } else if !stopped && !consumes {
            *turn += 1;
            let consumer = connecting::consumer(&self.channel, &life.topology, *turn).await?;
            *lock(&self.consumer) = Some(consumer);
            self.ready.notify_waiters();
            Ok(())
        } else {
            Ok(())
        }
    }

    async fn stop(&self) -> Result<(), lapin::Error> {
        let Some(mut consumer) = lock(&self.consumer).take() else {
            return Ok(());
        };
        self.channel
            .basic_cancel(consumer.tag(), BasicCancelOptions::default())
            .await?;
        // What was fetched ahead and never seen goes back at once, so that
        // another worker need not wait for this one to close.
        while let Some(Some(Ok(unseen))) = consumer.next().now_or_never() {
            give_back(&self.channel, unseen.delivery_tag).await?;
            lock(&self.settled).given_back(unseen.delivery_tag);
        }
        Ok(())
    }
}

impl Life {
    /// The consumer, when there is one and room for what it brings. Nobody may
    /// hold this across an await.
    pub(super) fn consumer(&self) -> ConsumerSlot<'_> {
        let half = self.consuming.as_ref();
        let half = half.filter(|half| lock(&half.in_hand).len() < half.prefetch);
        ConsumerSlot(half.map(|half| lock(&half.consumer)))
    }

    /// Waits until it is worth asking for the consumer again.
    pub(super) fn consumer_ready(&self) -> impl Future<Output = ()> {
        let ready = self.consuming.as_ref().map(|half| half.ready.notified());
        async {
            match ready {
                Some(ready) => ready.await,
                None => std::future::pending().await,
            }
        }
    }

    pub(super) fn take_in_hand(&self, number: u64) {
        if let Some(consuming) = &self.consuming {
            lock(&consuming.in_hand).insert(number);
        }
    }

    /// Whether the delivery was in hand; it no longer is.
    pub(super) fn let_go(&self, number: u64) -> bool {
        self.consuming.as_ref().is_some_and(|consuming| {
            let held = lock(&consuming.in_hand).remove(&number);
            consuming.ready.notify_waiters();
            held
        })
    }

    /// Consumes, or takes nothing new, as is ordered now. A life that cannot
    /// do so within the time limit is over; the next one can.
    pub(super) async fn obey(&self, stopped: &AtomicBool, settings: &AmqpSettings) {
        let Some(consuming) = &self.consuming else {
            return;
        };
        let limit = settings.confirm_timeout;
        match timeout(limit, consuming.obey(stopped, self)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.end(failure::kind(&error)),
            Err(_) => self.end("consume_timeout"),
        }
    }
}

/// Access to the consumer, if there is one.
pub(super) struct ConsumerSlot<'a>(Option<MutexGuard<'a, Option<Consumer>>>);

impl ConsumerSlot<'_> {
    pub(super) fn as_mut(&mut self) -> Option<&mut Consumer> {
        self.0.as_mut()?.as_mut()
    }
}
