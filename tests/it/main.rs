//! The integration tests, one binary: they share one private broker.

mod after_checks;
mod bad_input;
mod breaker;
mod broker;
mod command_line;
mod dead_letters;
mod dossier;
mod gate;
mod installation;
mod leaving;
mod letter;
mod life;
mod operators;
mod plain_amqp;
mod poison;
mod policy;
mod privacy;
mod queues;
mod readme;
mod resolutions;
mod rules;
mod scenarios;
mod schemas;
mod switch;
mod too_large;
