//! The pure core.
pub mod result;
pub mod trace;
