//! Reports over many cases, for those who decide the rules and for the public.
//!
//! A report holds counts and sums, never a case, and none of a group so small
//! that somebody could be recognised.

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic
)]

pub mod simulation;
