//! The integration tests, one binary: they share one private broker.

mod broker;
mod queues;
