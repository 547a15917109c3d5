//! The integration tests, one binary: they share one private broker.

mod bad_input;
mod breaker;
mod broker;
mod command_line;
mod dead_letters;
mod gate;
mod installation;
mod leaving;
mod letter;
mod life;
mod operators;
mod plain_amqp;
mod policy;
mod privacy;
mod queues;
mod readme;
mod scenarios;
mod schemas;
mod switch;
