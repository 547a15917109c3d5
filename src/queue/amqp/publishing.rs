//! Sending with confirmation, many at a time.
//!
//! The client library attaches a message that the broker returned as
//! unroutable to *any* message confirmed with it, in no order. Believing it
//! would report a delivered posting as unroutable and, worse, a lost one as
//! delivered. So one task per life collects the confirmations, and tells
//! nobody of a success before it has seen every one that was confirmed at the
//! same time, and what was returned with them.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::FutureExt;
use futures_util::stream::{FuturesUnordered, Stream, StreamExt};
use lapin::message::BasicReturnMessage;
use lapin::options::BasicPublishOptions;
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{BasicProperties, Channel, Confirmation};
use tokio::sync::{mpsc, oneshot};

use super::failure;
use crate::vocabulary::{Destination, Posting};

/// Persistent delivery, as AMQP numbers it.
const PERSISTENT: u8 = 2;

/// What became of a posting.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Stored,
    Unroutable,
    Full,
}

/// A posting in the broker's terms.
pub(super) struct Outgoing {
    exchange: ShortString,
    routing_key: ShortString,
    message_id: ShortString,
    properties: BasicProperties,
    body: Vec<u8>,
}

impl Outgoing {
    /// `None` when a name is longer than the protocol's 255 bytes.
    pub(super) fn new(
        posting: &Posting,
        (exchange, routing_key): (String, String),
    ) -> Option<Self> {
        let content_type = match posting.destination {
            Destination::DeadLetters => "application/octet-stream",
            _ => "application/json",
        };
        let message_id = ShortString::try_new(posting.message_id.clone()).ok()?;
        let mut headers = FieldTable::default();
        for (name, value) in &posting.headers {
            let name = ShortString::try_new(name.clone()).ok()?;
            headers.insert(name, AMQPValue::LongString(value.clone().into()));
        }
        Some(Self {
            exchange: ShortString::try_new(exchange).ok()?,
            routing_key: ShortString::try_new(routing_key).ok()?,
            properties: BasicProperties::default()
                .with_delivery_mode(PERSISTENT)
                .with_content_type(content_type.into())
                .with_message_id(message_id.clone())
                .with_headers(headers),
            message_id,
            body: posting.body.clone(),
        })
    }
}

/// A posting and who waits for its fate.
pub(super) struct Job {
    pub(super) outgoing: Outgoing,
    pub(super) answer: oneshot::Sender<Fate>,
}

/// What tells a returned message apart. Two with the same key have the same
/// bytes and the same way, so it does not matter which of them is meant.
type Key = (ShortString, ShortString, ShortString);

/// A message that the broker has answered.
struct Confirmed<A> {
    key: Key,
    stored: bool,
    returned: Option<Key>,
    answer: A,
}

/// Publishes until the channel fails, and returns the kind of the failure.
/// Whoever still waits then learns that their answer will not come.
pub(super) async fn publish_all(
    channel: Channel,
    mut jobs: mpsc::UnboundedReceiver<Job>,
) -> &'static str {
    let mut in_flight = FuturesUnordered::new();
    let mut returned: Vec<Key> = Vec::new();
    loop {
        let first = tokio::select! {
            job = jobs.recv() => match job {
                Some(job) => {
                    in_flight.push(publish(&channel, job));
                    continue;
                }
                None => return "closed",
            },
            Some(first) = in_flight.next() => first,
        };
        let mut ended = vec![first];
        await_simultaneous(&channel);
        take_ended(&mut in_flight, &mut ended);
        let mut confirmed = Vec::with_capacity(ended.len());
        for outcome in ended {
            match outcome {
                Ok(one) => confirmed.push(one),
                Err(error) => return failure::kind(&error),
            }
        }
        for (answer, fate) in fates(confirmed, &mut returned) {
            // Whoever gave up waiting needs no answer.
            let _ = answer.send(fate);
        }
    }
}

/// What became of messages that were confirmed at the same time. What was
/// returned with one of them may belong to another, or to one whose own
/// confirmation is still to come; it stays in `returned` until then.
fn fates<A>(mut confirmed: Vec<Confirmed<A>>, returned: &mut Vec<Key>) -> Vec<(A, Fate)> {
    returned.extend(confirmed.iter_mut().filter_map(|one| one.returned.take()));
    let fate_of = |one: Confirmed<A>| {
        let fate = match returned.iter().position(|other| *other == one.key) {
            Some(position) => {
                returned.swap_remove(position);
                Fate::Unroutable
            }
            None if one.stored => Fate::Stored,
            None => Fate::Full,
        };
        (one.answer, fate)
    };
    confirmed.into_iter().map(fate_of).collect()
}

async fn publish(
    channel: &Channel,
    job: Job,
) -> Result<Confirmed<oneshot::Sender<Fate>>, lapin::Error> {
    let Outgoing {
        exchange,
        routing_key,
        message_id,
        properties,
        body,
    } = job.outgoing;
    let key = (message_id, exchange.clone(), routing_key.clone());
    // Without `mandatory` a message that no queue takes is confirmed and gone.
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let confirmation = channel
        .basic_publish(exchange, routing_key, options, &body, properties)
        .await?
        .await?;
    let (stored, message) = match confirmation {
        Confirmation::Ack(message) => (true, message),
        Confirmation::Nack(message) => (false, message),
        // The channel is always in confirm mode; not to know is not to have stored.
        Confirmation::NotRequested => (false, None),
    };
    Ok(Confirmed {
        key,
        stored,
        returned: message.map(key_of),
        answer: job.answer,
    })
}

fn key_of(message: BasicReturnMessage) -> Key {
    let message_id = message.properties.message_id().clone().unwrap_or_default();
    (
        message_id,
        message.exchange.clone(),
        message.routing_key.clone(),
    )
}

/// Returns when the library has told of every message that one answer of the
/// broker confirmed. It does so under a lock that this call has to take too;
/// whether it then has anything to wait for is of no interest.
fn await_simultaneous(channel: &Channel) {
    let _ = channel.wait_for_confirms().now_or_never();
}

/// Takes all that has ended by now, even where the set would pause to be fair.
fn take_ended<F: Future>(set: &mut FuturesUnordered<F>, ended: &mut Vec<F::Output>) {
    let woken = Arc::new(Woken(AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&woken));
    loop {
        woken.0.store(false, Ordering::SeqCst);
        match Pin::new(&mut *set).poll_next(&mut Context::from_waker(&waker)) {
            Poll::Ready(Some(one)) => ended.push(one),
            Poll::Ready(None) => return,
            Poll::Pending if woken.0.load(Ordering::SeqCst) => {}
            Poll::Pending => return,
        }
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        (name.into(), "exchange".into(), "unit".into())
    }

    fn confirmed(name: &'static str, returned: Option<&str>) -> Confirmed<&'static str> {
        Confirmed {
            key: key(name),
            stored: true,
            returned: returned.map(key),
            answer: name,
        }
    }

    #[test]
    fn a_returned_message_counts_for_itself_wherever_the_library_attached_it() {
        let mut returned = Vec::new();
        let together = vec![
            confirmed("lost two", Some("lost one")),
            confirmed("stored", Some("lost two")),
            confirmed("lost one", None),
        ];
        let expected = [
            ("lost two", Fate::Unroutable),
            ("stored", Fate::Stored),
            ("lost one", Fate::Unroutable),
        ];
        assert_eq!(fates(together, &mut returned), expected);
        assert!(returned.is_empty());
    }

    #[test]
    fn what_was_returned_before_its_confirmation_is_remembered() {
        let mut returned = Vec::new();
        let first = fates(vec![confirmed("stored", Some("lost"))], &mut returned);
        assert_eq!(first, [("stored", Fate::Stored)]);
        let second = fates(vec![confirmed("lost", None)], &mut returned);
        assert_eq!(second, [("lost", Fate::Unroutable)]);
        let repeated = fates(vec![confirmed("lost", None)], &mut returned);
        assert_eq!(repeated, [("lost", Fate::Stored)], "sent again, it arrived");
    }

    #[test]
    fn a_refused_message_is_full() {
        let refused = Confirmed {
            stored: false,
            ..confirmed("refused", None)
        };
        let fates = fates(vec![refused], &mut Vec::new());
        assert_eq!(fates, [("refused", Fate::Full)]);
    }

    #[test]
    fn all_that_has_ended_is_taken_even_where_the_set_would_pause() {
        // Each is pending twice and wakes itself: after two such the set pauses.
        let restless = || {
            let mut polls = 0;
            std::future::poll_fn(move |context| {
                polls += 1;
                if polls > 2 {
                    return Poll::Ready(polls);
                }
                context.waker().wake_by_ref();
                Poll::Pending
            })
        };
        let mut set: FuturesUnordered<_> = std::iter::repeat_with(restless).take(9).collect();
        let mut ended = Vec::new();
        take_ended(&mut set, &mut ended);
        assert_eq!(ended, [3; 9]);
        assert!(set.is_empty());
    }
}
