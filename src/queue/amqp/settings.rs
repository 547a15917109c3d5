//! What the adapter is told.

use std::time::Duration;

use secrecy::SecretString;

/// The largest message that is sent: what `deploy/rabbitmq/rabbitmq.conf`
/// allows, in bytes. A broker answers a larger one by closing the channel,
/// which would interrupt every case in hand, again at every attempt; so a
/// larger one is refused before it is sent.
pub const LARGEST_MESSAGE: usize = 16 * 1024 * 1024;

/// How to reach and use a broker.
#[derive(Clone, Debug)]
pub struct AmqpSettings {
    /// `amqp://user:password@host:5672/%2f`, or `amqps://`.
    pub url: SecretString,
    /// How many deliveries may be in hand; more than about 200 gains nothing.
    pub prefetch: u16,
    /// How often both ends show that they live, in whole seconds. A connection
    /// that is cut without a word is noticed after about twice this.
    pub heartbeat: Duration,
    /// How long the broker may take for any one answer.
    pub confirm_timeout: Duration,
    /// The units that cases are handed over to, from the policy.
    pub units: Vec<String>,
    /// Stands before every queue's and exchange's name; may be empty.
    pub name_prefix: String,
    /// Whether a second worker must be refused: a SQLite ledger belongs to one
    /// machine, and two ledgers would each decide the same case.
    pub exclusive: bool,
}
