//! A robot that decides routine applications for ekonomiskt bistånd and hands
//! everything else to a person. Data takes one way through it:
//!
//! ```text
//! application ─► queue ─► worker ─► registries ─► evidence ─► assessment ─► ledger ─► queue ─► decision
//!   (bytes)     (amqp |  (one case  (FK CSN SKV, (facts with  (pure, total, (+ outbox) (confirmed) | human queue
//!              embedded)  end to    concurrently) source, or   traced)                             | restricted queue
//!                         end)                    "unknown")                                       | dead letters
//! ```
//!
//! The rooms, in the order of the flow:
//!
//! * [`vocabulary`] – the words of the field as value types, parsed at the edge
//! * [`rules`] – dated parameters and the municipal policy
//! * [`assessment`] – the pure core: application and evidence to outcome and trace
//! * [`explanation`] – from an assessment to letters, notes and outgoing messages
//! * [`verification`] – a letter held against the published rule book, by nobody else's code
//! * [`bundle`] – offline assessment: one bundle in, one assessment out
//! * [`population`] – invented households, for trying out and measuring
//! * `registries` – reading answers (pure), asking for them (HTTP), and the mocks
//! * `queue` – applications in, postings out: RabbitMQ, or the ledger's file
//! * `ledger` – what was received, decided and posted, and why
//! * `worker` – one case from delivery to posting, many at a time
//! * `reports` – over many cases: what new rules would change
//! * `operating` – what operators see and are asked, wherever they sit
//! * `console` – the operators' web page
//! * `telemetry`, `config`, `clock` – logs and metrics, settings, and the only place that reads the time
//! * `monitoring` – metrics and health over HTTP
//! * `cli` – the command line, one file a command
//!
//! What is deliberately absent:
//!
//! 1. The core ([`vocabulary`], [`rules`], [`assessment`], [`explanation`],
//!    [`verification`], [`bundle`], [`population`]) does no input or output and has no clock:
//!    without the feature `service` nothing else is built, so the compiler
//!    proves it. It returns results with reasons, never an error.
//! 2. No float touches money, and nothing is added to a sum except through a
//!    trace line.
//! 3. What could not be checked carries no data, so nothing can read it as zero.
//! 4. Nothing is acknowledged before its outcome, or its due time, is durable
//!    and every posting is confirmed.
//! 5. Nothing postponed lives in memory or in the broker: it is a due row.
//! 6. No person in logs, errors, panics, names of queues or files.
//! 7. No decision by a language model, a guess or a default.

pub mod assessment;
pub mod bundle;
pub mod explanation;
pub mod population;
pub mod registries;
pub mod rules;
pub mod verification;
pub mod vocabulary;

#[cfg(feature = "service")]
pub mod cli;
#[cfg(feature = "service")]
pub mod clock;
#[cfg(feature = "service")]
pub mod config;
#[cfg(feature = "service")]
pub mod console;
#[cfg(feature = "service")]
pub mod ledger;
#[cfg(feature = "service")]
pub mod monitoring;
#[cfg(feature = "service")]
pub mod operating;
#[cfg(feature = "service")]
pub mod queue;
#[cfg(feature = "service")]
pub mod reports;
#[cfg(feature = "service")]
pub mod telemetry;
#[cfg(feature = "service")]
pub mod worker;
