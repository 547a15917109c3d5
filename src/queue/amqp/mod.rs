//! The queue on RabbitMQ.
//!
//! The client library's own recovery is not used: it hid faults from the
//! consumer and doubled the work in flight. Instead one supervisor owns a
//! [`Life`]: two connections, their channels and the consumer. Any fault ends
//! the life as a whole; the next one has the next generation number, so
//! nothing of an old life can be acknowledged in a new one.
//!
//! The consuming and the publishing connection are separate because a broker
//! that is short of memory or disk blocks publishers, and acknowledgements
//! must pass even then.
//!
//! The client library's own log lines must never be written, whatever the
//! operator sets: it warns of a message that it could not route with the whole
//! body, and its finest level has every frame, the password with it.

mod connecting;
mod consuming;
mod failure;
mod life;
mod publishing;
mod settings;
mod settling;
mod supervisor;
mod wire;

use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::BasicGetOptions;
use tokio::sync::oneshot;
use tokio::time::timeout;

use self::life::Life;
use self::settling::Settling;
use self::supervisor::{Order, Supervisor};
use super::topology::Topology;
use super::{Delivery, Event, Queue, QueueError, Tag};
use crate::vocabulary::Posting;

pub use self::settings::{AmqpSettings, LARGEST_MESSAGE};

/// How long a farewell to the broker may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// A connection to RabbitMQ that mends itself.
pub struct AmqpQueue {
    supervisor: Supervisor,
    limit: Duration,
}

impl AmqpQueue {
    /// Connects as a worker: declares the topology, takes the consumer lock
    /// when the settings ask for it, and consumes.
    ///
    /// # Errors
    /// [`QueueError::Unreachable`], [`QueueError::Topology`], or, after trying
    /// for twice the heartbeat, [`QueueError::AlreadyConsumed`]. The texts say
    /// what to do and never quote the credentials.
    pub async fn connect(settings: AmqpSettings) -> Result<Self, QueueError> {
        Self::start(settings, true).await
    }

    /// Connects only to publish, beside any running worker. Nothing is ever
    /// received from it.
    ///
    /// # Errors
    /// [`QueueError::Unreachable`] or [`QueueError::Topology`].
    pub async fn connect_publisher(settings: AmqpSettings) -> Result<Self, QueueError> {
        Self::start(settings, false).await
    }

    async fn start(settings: AmqpSettings, consuming: bool) -> Result<Self, QueueError> {
        let limit = settings.confirm_timeout;
        let topology = Topology::new(&settings.name_prefix, settings.units.iter().cloned());
        let supervisor = Supervisor::start(settings, topology, consuming).await?;
        Ok(Self { supervisor, limit })
    }

    /// Acknowledges or gives back. What was sent twice would make the broker
    /// close the channel, so a tag counts once.
    async fn settle(&self, tag: Tag, acknowledged: bool) -> Result<(), QueueError> {
        let life = self
            .supervisor
            .life()
            .filter(|life| life.generation == tag.generation && life.let_go(tag.number))
            .ok_or(QueueError::Disconnected)?;
        let (written, answer) = oneshot::channel();
        let job = Settling {
            number: tag.number,
            acknowledged,
            written,
        };
        life.settlings
            .send(job)
            .map_err(|_| QueueError::Disconnected)?;
        match timeout(self.limit, answer).await {
            Ok(answer) => answer.map_err(|_| QueueError::Disconnected),
            Err(_) => {
                life.end("acknowledgement_timeout");
                Err(QueueError::TimedOut(self.limit))
            }
        }
    }

    /// One message of a queue that seldom has any; a publisher gets none.
    async fn get(&self, queue: fn(&Topology) -> String) -> Result<Option<Delivery>, QueueError> {
        let life = self.supervisor.life().ok_or(QueueError::Disconnected)?;
        let Some(consuming) = &life.consuming else {
            return Ok(None);
        };
        let queue = queue(&life.topology).into();
        let got = consuming
            .channel
            .basic_get(queue, BasicGetOptions::default());
        let message = match timeout(self.limit, got).await {
            Ok(Ok(message)) => message,
            Ok(Err(error)) => {
                life.end(failure::kind(&error));
                return Err(QueueError::Disconnected);
            }
            Err(_) => {
                // The message may be on its way; only with the life's end is
                // it sure to come again.
                life.end("get_timeout");
                return Err(QueueError::TimedOut(self.limit));
            }
        };
        Ok(message.map(|message| {
            let number = message.delivery_tag;
            life.take_in_hand(number);
            Delivery {
                tag: Tag {
                    generation: life.generation,
                    number,
                },
                redelivered: message.redelivered,
                body: message.delivery.data,
            }
        }))
    }

    /// The next message of one life, or `None` when that life is over.
    async fn next_of(&self, life: &Arc<Life>) -> Option<Delivery> {
        // Every wait begins anew when a consumer is put in place, or when there
        // is room again.
        let next = async {
            loop {
                let ready = life.consumer_ready();
                let next = std::future::poll_fn(|context| {
                    // The lock is held for this poll only: stop_receiving takes
                    // the consumer away while a receive is waiting.
                    match life.consumer().as_mut() {
                        Some(consumer) => consumer.poll_next_unpin(context),
                        None => Poll::Pending,
                    }
                });
                tokio::select! {
                    biased;
                    message = next => break message,
                    () = ready => {}
                }
            }
        };
        tokio::select! {
            biased;
            () = life.ended() => None,
            message = next => match message {
                Some(Ok(message)) => {
                    life.take_in_hand(message.delivery_tag);
                    Some(Delivery {
                        tag: Tag { generation: life.generation, number: message.delivery_tag },
                        body: message.data,
                        redelivered: message.redelivered,
                    })
                }
                Some(Err(error)) => {
                    life.end(failure::kind(&error));
                    None
                }
                // A stream that ends says that the broker cancelled the
                // consumer, for instance because the queue was deleted.
                None => {
                    life.end("consumer_cancelled");
                    None
                }
            },
        }
    }
}

impl Queue for AmqpQueue {
    async fn receive(&self) -> Event {
        let Some(life) = self.supervisor.attach().await else {
            return Event::Interrupted;
        };
        match self.next_of(&life).await {
            Some(delivery) => Event::Delivered(delivery),
            None => {
                self.supervisor.detach();
                Event::Interrupted
            }
        }
    }

    async fn take_resolution(&self) -> Result<Option<Delivery>, QueueError> {
        self.get(Topology::resolutions).await
    }

    async fn acknowledge(&self, tag: Tag) -> Result<(), QueueError> {
        self.settle(tag, true).await
    }

    async fn give_back(&self, tag: Tag) -> Result<(), QueueError> {
        self.settle(tag, false).await
    }

    async fn next_undeliverable(&self) -> Result<Option<Delivery>, QueueError> {
        self.get(Topology::undeliverable).await
    }

    async fn publish(&self, posting: &Posting) -> Result<(), QueueError> {
        let life = self.supervisor.life().ok_or(QueueError::Disconnected)?;
        life.publish(posting, self.limit).await
    }

    async fn depth(&self) -> Result<u64, QueueError> {
        let life = self.supervisor.life().ok_or(QueueError::Disconnected)?;
        match timeout(self.limit, life.depth()).await {
            Ok(Ok(count)) => Ok(count),
            Ok(Err(_)) => Err(QueueError::Disconnected),
            Err(_) => Err(QueueError::TimedOut(self.limit)),
        }
    }

    fn is_connected(&self) -> bool {
        let life = self.supervisor.life();
        life.is_some_and(|life| !life.is_blocked())
    }

    async fn stop_receiving(&self) {
        self.supervisor.order(Order::Stop).await;
    }

    async fn resume_receiving(&self) {
        self.supervisor.order(Order::Consume).await;
    }

    async fn close(&self) {
        self.supervisor.close(FAREWELL).await;
    }
}
