//! From nothing to a [`Life`]: connect, declare, lock, consume.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lapin::options::{
    BasicConsumeOptions, BasicQosOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
    QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, Consumer};
use secrecy::ExposeSecret;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::consuming::Consuming;
use super::failure;
use super::life::Life;
use super::publishing::publish_all;
use super::settings::AmqpSettings;
use super::wire::{Refusal, Wire};
use crate::queue::QueueError;
use crate::queue::topology::{ExchangeKind, Queue, Topology};

/// What a life is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Consume and publish.
    Worker,
    /// Hold the lock and settle what is in hand, but take nothing new.
    StoppedWorker,
    /// Only publish.
    Publisher,
}

/// Builds a life.
pub(super) async fn open(
    settings: &AmqpSettings,
    topology: &Topology,
    role: Role,
    generation: u64,
) -> Result<Arc<Life>, QueueError> {
    let opening = Opening::new(settings, topology)?;
    let consuming = match role {
        Role::Publisher => None,
        _ => Some(opening.wire("handlaggarrobot consumer").await?),
    };
    let publishing = opening.wire("handlaggarrobot publisher").await?;
    opening.declare(publishing.connection()).await?;
    let consuming = match consuming {
        None => None,
        Some(wire) => Some(opening.consume(wire, role).await?),
    };
    let channel = opening.channel(publishing.connection()).await?;
    opening
        .answer(channel.confirm_select(ConfirmSelectOptions::default()))
        .await?;
    let (jobs, queue) = mpsc::unbounded_channel();
    let life = Arc::new(Life {
        generation,
        topology: topology.clone(),
        publishing,
        jobs,
        consuming,
        over: CancellationToken::new(),
        cause: OnceLock::new(),
    });
    // The task must not keep the life alive: it ends when the life does.
    let over = life.over.clone();
    let publisher = Arc::downgrade(&life);
    tokio::spawn(async move {
        tokio::select! {
            () = over.cancelled() => {}
            cause = publish_all(channel, queue) => {
                if let Some(life) = publisher.upgrade() {
                    life.end(cause);
                }
            }
        }
    });
    Ok(life)
}

/// What every step needs.
struct Opening<'a> {
    settings: &'a AmqpSettings,
    topology: &'a Topology,
    uri: AMQPUri,
    /// Host and port, for the texts.
    place: String,
    limit: Duration,
}

impl<'a> Opening<'a> {
    fn new(settings: &'a AmqpSettings, topology: &'a Topology) -> Result<Self, QueueError> {
        // The parser's own error may quote the whole address.
        let mut uri: AMQPUri = settings.url.expose_secret().parse().map_err(|_| {
            QueueError::Unreachable(
                "the queue's url cannot be read; write it as amqp://user:password@host:5672/%2f"
                    .into(),
            )
        })?;
        let seconds = settings.heartbeat.as_secs().max(1);
        uri.query.heartbeat = Some(u16::try_from(seconds).unwrap_or(u16::MAX));
        for queue in topology.queues() {
            if queue.name.len() > 255 || queue.exchange.len() > 255 {
                return Err(QueueError::Topology(
                    "a queue's name is longer than 255 bytes; shorten the name prefix or the unit"
                        .into(),
                ));
            }
        }
        Ok(Self {
            place: format!("{}:{}", uri.authority.host, uri.authority.port),
            limit: settings.confirm_timeout,
            settings,
            topology,
            uri,
        })
    }

    async fn wire(&self, name: &'static str) -> Result<Wire, QueueError> {
        Wire::open(&self.uri, name, self.limit)
            .await
            .map_err(|refusal| match refusal {
                Refusal::Library(error) => self.unreachable(&error),
                Refusal::TimedOut => self.silent(),
            })
    }

    async fn channel(&self, connection: &Connection) -> Result<Channel, QueueError> {
        self.answer(connection.create_channel()).await
    }

    /// Waits for the broker, but not for ever.
    async fn answer<T>(
        &self,
        step: impl Future<Output = Result<T, lapin::Error>>,
    ) -> Result<T, QueueError> {
        match timeout(self.limit, step).await {
            Ok(answer) => answer.map_err(|error| self.unreachable(&error)),
            Err(_) => Err(self.silent()),
        }
    }

    /// Declares every exchange, queue and binding. What exists alike is left.
    async fn declare(&self, connection: &Connection) -> Result<(), QueueError> {
        let channel = self.channel(connection).await?;
        for exchange in self.topology.exchanges() {
            let kind = match exchange.kind {
                ExchangeKind::Direct => lapin::ExchangeKind::Direct,
                ExchangeKind::Fanout => lapin::ExchangeKind::Fanout,
            };
            let options = ExchangeDeclareOptions {
                durable: true,
                ..ExchangeDeclareOptions::default()
            };
            let declared = channel.exchange_declare(
                exchange.name.as_str().into(),
                kind,
                options,
                FieldTable::default(),
            );
            self.declared(&exchange.name, declared).await?;
        }
        for queue in self.topology.queues() {
            let declared = channel.queue_declare(
                queue.name.as_str().into(),
                QueueDeclareOptions::durable(),
                arguments(&queue),
            );
            self.declared(&queue.name, declared).await?;
            let bound = channel.queue_bind(
                queue.name.as_str().into(),
                queue.exchange.as_str().into(),
                queue.routing_key.as_str().into(),
                QueueBindOptions::default(),
                FieldTable::default(),
            );
            self.answer(bound).await?;
        }
        self.answer(channel.close(200, "OK".into())).await
    }

    async fn declared<T>(
        &self,
        name: &str,
        step: impl Future<Output = Result<T, lapin::Error>>,
    ) -> Result<T, QueueError> {
        match timeout(self.limit, step).await {
            Ok(Err(error)) if failure::is_declared_otherwise(&error) => {
                Err(QueueError::Topology(format!(
                    "{name} exists on the broker with other properties than this version needs; \
                     empty and delete it there, or set another name prefix"
                )))
            }
            Ok(answer) => answer.map_err(|error| self.unreachable(&error)),
            Err(_) => Err(self.silent()),
        }
    }

    async fn consume(&self, wire: Wire, role: Role) -> Result<Consuming, QueueError> {
        if self.settings.exclusive {
            self.lock(wire.connection()).await?;
        }
        let channel = self.channel(wire.connection()).await?;
        // Without this, or with zero, a broker sends everything it has.
        let prefetch = self.settings.prefetch.max(1);
        self.answer(channel.basic_qos(prefetch, BasicQosOptions::default()))
            .await?;
        let consumer = match role {
            Role::Worker => Some(self.answer(consumer(&channel, self.topology, 0)).await?),
            Role::StoppedWorker | Role::Publisher => None,
        };
        Ok(Consuming::new(wire, channel, consumer, prefetch))
    }

    /// Takes the consumer lock: a queue that belongs to this connection and
    /// dies with it, so no clock decides who holds it.
    async fn lock(&self, connection: &Connection) -> Result<(), QueueError> {
        let channel = self.channel(connection).await?;
        let options = QueueDeclareOptions {
            exclusive: true,
            auto_delete: true,
            ..QueueDeclareOptions::default()
        };
        let name = self.topology.consumer_lock();
        let taken = channel.queue_declare(name.into(), options, FieldTable::default());
        match timeout(self.limit, taken).await {
            Ok(Err(error)) if failure::is_locked(&error) => Err(QueueError::AlreadyConsumed(
                "another worker takes applications from this queue, and with a ledger file only \
                 one may; stop it first"
                    .into(),
            )),
            Ok(answer) => answer.map(drop).map_err(|error| self.unreachable(&error)),
            Err(_) => Err(self.silent()),
        }?;
        self.answer(channel.close(200, "OK".into())).await
    }

    fn unreachable(&self, error: &lapin::Error) -> QueueError {
        let place = &self.place;
        QueueError::Unreachable(if failure::is_refused(error) {
            format!(
                "RabbitMQ at {place} refuses the login; check user, password, virtual host and \
                 permissions in the queue's url"
            )
        } else {
            format!(
                "RabbitMQ at {place} cannot be used ({}); check that it runs and that the queue's \
                 url names the right host and port",
                failure::kind(error)
            )
        })
    }

    fn silent(&self) -> QueueError {
        QueueError::Unreachable(format!(
            "RabbitMQ at {} did not answer within {:?}; check that it runs and has memory and \
             disk left",
            self.place, self.limit
        ))
    }
}

/// Begins to take applications from a channel; `turn` tells the consumer from
/// earlier ones there. A broker (3.10) broke off with an internal error when a
/// name came again while messages of its first bearer were in hand.
pub(super) async fn consumer(
    channel: &Channel,
    topology: &Topology,
    turn: u64,
) -> Result<Consumer, lapin::Error> {
    channel
        .basic_consume(
            topology.applications().into(),
            format!("handlaggarrobot-{turn}").into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await
}

/// What makes a queue what [`Queue`] promises.
fn arguments(queue: &Queue) -> FieldTable {
    let text = |text: &str| AMQPValue::LongString(text.into());
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), text("quorum"));
    arguments.insert("x-overflow".into(), text("reject-publish"));
    arguments.insert(
        "x-delivery-limit".into(),
        AMQPValue::LongUInt(queue.delivery_limit),
    );
    if let Some(exchange) = &queue.dead_letter_exchange {
        arguments.insert("x-dead-letter-exchange".into(), text(exchange));
        // The default may lose a message on its way to the dead letters.
        arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
    }
    arguments
}
