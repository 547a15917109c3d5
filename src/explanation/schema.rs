//! The schemas of the outgoing messages.

use schemars::Schema;

use super::wire::{Decision, HandoverBody, Notice, Restricted};
use crate::vocabulary::schema::of;

/// Every outgoing message: its name in the contract, and its schema.
pub fn message_schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("decision", of::<Decision<'_>>()),
        ("handover", of::<HandoverBody<'_>>()),
        ("restricted", of::<Restricted<'_>>()),
        ("notice", of::<Notice<'_>>()),
    ]
}
