//! Where every message is: in the ledger, among the dead letters or in the
//! queue, and at one of them only.

use std::collections::{BTreeSet, HashMap};
use std::iter::repeat;

use anyhow::Context;

use crate::cli::setup;
use crate::clock::Clock;
use crate::config::{QueueKind, Settings};
use crate::ledger::operations::Books;
use crate::ledger::{CaseState, Operations};
use crate::queue::Queue;
use crate::vocabulary::identity::Hash;
use crate::vocabulary::intake::{Intake, read_application};
use crate::worker::dead_letter_id;

/// How many messages are looked at, at once.
const AT_ONCE: u32 = 500;

/// A message by what it holds. The same content again is the same message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// An application whose id can be read; without the hash when a list names
    /// the id alone.
    Application {
        /// Its id.
        id: String,
        /// Hash of its parsed content.
        content: Option<Hash>,
    },
    /// Bytes that nobody can read: the id of the dead letter they are.
    Unreadable {
        /// The dead letter.
        id: String,
    },
}

impl Message {
    /// What a message's bytes are.
    pub fn read(body: &[u8]) -> Self {
        let (id, content) = match read_application(body) {
            Intake::Accepted(accepted) => (
                accepted.application.application_id,
                Some(accepted.content_hash),
            ),
            Intake::Invalid(invalid) => (invalid.application_id, Some(invalid.content_hash)),
            Intake::Unreadable(_) => {
                let id = dead_letter_id(body);
                return Self::Unreadable { id };
            }
        };
        Self::Application { id, content }
    }

    /// The id a sender knows it by.
    pub fn id(&self) -> &str {
        match self {
            Self::Application { id, .. } | Self::Unreadable { id } => id,
        }
    }
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It is a case, which stands there.
    Case(CaseState),
    /// It has a receipt but no case: a fault of the ledger.
    CaseGone,
    /// It is a dead letter.
    DeadLetter,
    /// It was one, and is on its way back into the queue.
    Returning,
    /// A worker has it in hand.
    InHand,
    /// It waits in the queue.
    Waiting,
}

/// What is in the queue.
pub struct Queued {
    /// The messages that can be told apart, and whether a worker has them in
    /// hand; `None` for RabbitMQ, which shows how many there are and no more.
    pub messages: Option<HashMap<Message, bool>>,
    /// The same by id alone.
    ids: HashMap<String, bool>,
    /// Messages that wait, repeated ones included.
    pub depth: u64,
}

impl Queued {
    /// Looks into the queue; nothing is taken out of it.
    pub async fn look(settings: &Settings, clock: &Clock) -> anyhow::Result<Self> {
        if settings.queue.kind == QueueKind::Amqp {
            let queue = setup::publisher(settings, clock).await?;
            let depth = queue.depth().await;
            queue.close().await;
            let depth = depth.context("the broker does not tell how many messages wait")?;
            return Ok(Self {
                messages: None,
                ids: HashMap::new(),
                depth,
            });
        }
        let queue = setup::embedded(settings, clock)?;
        let (mut messages, mut depth, mut behind) = (HashMap::new(), 0_u64, 0);
        loop {
            let queued = queue.applications(behind, AT_ONCE).await?;
            let Some(last) = queued.last() else { break };
            behind = last.number;
            for application in queued {
                depth += u64::from(!application.in_hand);
                let message = Message::read(&application.body);
                *messages.entry(message).or_default() |= application.in_hand;
            }
        }
        let ids = messages
            .iter()
            .map(|(message, in_hand)| (message.id().to_owned(), *in_hand));
        Ok(Self {
            ids: ids.collect(),
            messages: Some(messages),
            depth,
        })
    }

    /// Whether the queue holds a message: `Some(true)` when a worker has it.
    pub fn holds(&self, message: &Message) -> Option<bool> {
        match message {
            Message::Application { id, content: None } => self.ids.get(id).copied(),
            known => self.messages.as_ref()?.get(known).copied(),
        }
    }
}

/// The ledger's books, with what they say of some messages.
pub async fn books<'m>(
    ledger: &impl Operations,
    messages: impl Iterator<Item = &'m Message>,
) -> anyhow::Result<Books> {
    let (mut applications, mut unreadable) = (BTreeSet::new(), BTreeSet::new());
    for message in messages {
        match message {
            Message::Application { id, .. } => applications.insert(id.clone()),
            Message::Unreadable { id } => unreadable.insert(id.clone()),
        };
    }
    let ids = |ids: BTreeSet<String>| ids.into_iter().collect();
    Ok(ledger.books(ids(applications), ids(unreadable)).await?)
}

/// Where the books have each of those messages; those they do not know are left
/// out. An application whose content is not given may be several cases.
pub fn places(books: &Books) -> HashMap<Message, BTreeSet<Place>> {
    let mut places: HashMap<Message, BTreeSet<Place>> = HashMap::new();
    for received in &books.received {
        let place = received.state.map_or(Place::CaseGone, Place::Case);
        for content in [Some(received.content_hash), None] {
            let id = received.application_id.clone();
            let message = Message::Application { id, content };
            places.entry(message).or_default().insert(place);
        }
    }
    for id in &books.known_dead_letters {
        let message = Message::Unreadable { id: id.clone() };
        places.entry(message).or_default().insert(Place::DeadLetter);
    }
    let given_up = books.given_up.iter().zip(repeat(Place::DeadLetter));
    let returning = books.returning.iter().zip(repeat(Place::Returning));
    for (body, place) in given_up.chain(returning) {
        let message = Message::read(body);
        // What has come further by another copy is there.
        if places.contains_key(&message) {
            continue;
        }
        if let Message::Application { id, .. } = &message {
            let (id, content) = (id.clone(), None);
            let message = Message::Application { id, content };
            places.entry(message).or_default().insert(place);
        }
        places.entry(message).or_default().insert(place);
    }
    places
}

/// How many messages of these bytes are at a place, each counted once.
pub fn at(place: Place, bodies: &[Vec<u8>], places: &HashMap<Message, BTreeSet<Place>>) -> u64 {
    let messages: BTreeSet<_> = bodies.iter().map(|body| Message::read(body)).collect();
    let is_there = |message: &&Message| {
        let places = places.get(message);
        places.is_some_and(|places| places.contains(&place))
    };
    messages.iter().filter(is_there).count() as u64
}
