//! One life of the connection: what is dropped and built again as a whole.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

use super::consuming::Consuming;
use super::publishing::{Fate, Job, Outgoing};
use super::settings::LARGEST_MESSAGE;
use super::settling::Settling;
use super::wire::Wire;
use crate::queue::QueueError;
use crate::queue::topology::Topology;
use crate::telemetry::events::{QueueBlocked, QueueUnblocked};
use crate::vocabulary::Posting;

/// How often the connections' health is looked at: a fault is usually seen
/// earlier, by whoever uses them.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often a publisher looks whether a blocking broker takes messages again.
const LOOK_FOR_ROOM_EVERY: Duration = Duration::from_millis(50);

/// Two connections, their channels, the consumer and what is in hand.
pub(super) struct Life {
    pub(super) generation: u64,
    pub(super) topology: Topology,
    pub(super) publishing: Wire,
    pub(super) jobs: mpsc::UnboundedSender<Job>,
    pub(super) settlings: mpsc::UnboundedSender<Settling>,
    /// Only a worker has one.
    pub(super) consuming: Option<Arc<Consuming>>,
    pub(super) over: CancellationToken,
    pub(super) cause: OnceLock<&'static str>,
}

impl Life {
    /// Ends this life; the first cause counts.
    pub(super) fn end(&self, cause: &'static str) {
        let _ = self.cause.set(cause);
        self.over.cancel();
    }

    /// Waits until this life is over.
    pub(super) async fn ended(&self) {
        self.over.cancelled().await;
    }

    /// Whether it goes on.
    pub(super) fn is_alive(&self) -> bool {
        !self.over.is_cancelled()
    }

    /// Watches the connections until the life is over and says why it is.
    pub(super) async fn watch(&self) -> &'static str {
        let mut was_blocked = false;
        loop {
            tokio::select! {
                () = self.ended() => break,
                () = sleep(LOOK_EVERY) => {}
            }
            let consuming_fails = self.consuming.as_ref().is_some_and(|consuming| {
                !consuming.wire.connection().status().connected()
                    || !consuming.channel.status().connected()
            });
            if consuming_fails || !self.publishing.connection().status().connected() {
                self.end("connection_lost");
            }
            let blocked = self.is_blocked();
            if blocked && !was_blocked {
                QueueBlocked {}.emit();
            } else if was_blocked && !blocked {
                QueueUnblocked {}.emit();
            }
            was_blocked = blocked;
        }
        self.cause.get().copied().unwrap_or("unknown")
    }

    /// Sends a posting and waits for its fate.
    pub(super) async fn publish(
        &self,
        posting: &Posting,
        limit: Duration,
    ) -> Result<(), QueueError> {
        let destination = &posting.destination;
        let unroutable = || QueueError::Unroutable(destination.clone());
        if posting.body.len() > LARGEST_MESSAGE {
            return Err(QueueError::TooLarge(destination.clone()));
        }
        let outgoing =
            Outgoing::new(posting, self.topology.route(destination)).ok_or_else(unroutable)?;
        let deadline = Instant::now() + limit;
        while self.is_blocked() && self.is_alive() {
            // The library would pile the messages up in memory meanwhile.
            if Instant::now() >= deadline {
                return Err(QueueError::TimedOut(limit));
            }
            sleep(LOOK_FOR_ROOM_EVERY).await;
        }
        let (answer, fate) = oneshot::channel();
        self.jobs
            .send(Job { outgoing, answer })
            .map_err(|_| QueueError::Disconnected)?;
        match timeout_at(deadline, fate).await {
            Ok(Ok(Fate::Stored)) => Ok(()),
            Ok(Ok(Fate::Unroutable)) => Err(unroutable()),
            Ok(Ok(Fate::Full)) => Err(QueueError::Full(destination.clone())),
            Ok(Err(_)) => Err(QueueError::Disconnected),
            Err(_) => {
                // A broker that is short of memory is no reason to let go of
                // the cases in hand; one that is silent is.
                if !self.is_blocked() {
                    self.end("confirm_timeout");
                }
                Err(QueueError::TimedOut(limit))
            }
        }
    }

    /// How many applications wait to be delivered.
    pub(super) async fn depth(&self) -> Result<u64, lapin::Error> {
        // A fresh channel, since a failing question closes the one it is asked
        // on; on the consuming connection, since a short broker never blocks it.
        let wire = match &self.consuming {
            Some(consuming) => &consuming.wire,
            None => &self.publishing,
        };
        let channel = wire.connection().create_channel().await?;
        let options = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        let queue = channel
            .queue_declare(
                self.topology.applications().into(),
                options,
                FieldTable::default(),
            )
            .await?;
        channel.close(200, "OK".into()).await?;
        Ok(queue.message_count().into())
    }

    /// Says goodbye to the broker.
    pub(super) async fn close(&self, limit: Duration) {
        self.end("closed");
        let consuming = async {
            if let Some(consuming) = &self.consuming {
                consuming.wire.close(limit).await;
            }
        };
        tokio::join!(consuming, self.publishing.close(limit));
    }

    /// Shuts the sockets at once, whoever still waits for an answer.
    pub(super) fn shut(&self) {
        if let Some(consuming) = &self.consuming {
            consuming.wire.shut();
        }
        self.publishing.shut();
    }

    /// Whether the broker takes no messages for now.
    pub(super) fn is_blocked(&self) -> bool {
        self.publishing.connection().status().blocked()
    }
}

/// Stops the tasks that serve this life.
impl Drop for Life {
    fn drop(&mut self) {
        self.over.cancel();
    }
}

/// A panic elsewhere leaves these plain values in order.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
