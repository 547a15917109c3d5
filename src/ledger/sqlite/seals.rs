//! Seals: who changes or removes an event without redoing every later seal is
//! found out, and who redoes them is found out by the head in log and report.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::columns::Instant;
use crate::ledger::LedgerError;
use crate::vocabulary::identity::Hash;

/// At most so many events go under one seal, to keep the transaction short.
const LARGEST_SEAL: u32 = 10_000;

/// A seal over the events that had none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its number, counted from 1.
    pub seal_id: i64,
    /// The Merkle root over the leaves, in the order of the events.
    pub root: Hash,
    /// How many events it covers.
    pub count: u32,
    /// The hash of the seal before; zeros for the first.
    pub previous: Hash,
    /// Its own hash: the head of the chain while it is the last.
    pub hash: Hash,
}

/// Appends a seal over events that have none; `None` when there are none. More
/// than ten thousand need several calls.
///
/// # Errors
/// [`LedgerError::Database`].
pub fn seal(connection: &Connection, at: DateTime<Utc>) -> Result<Option<Seal>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT event_id, leaf FROM events WHERE seal_id IS NULL ORDER BY event_id LIMIT ?1",
    )?;
    let events = statement
        .query_map([LARGEST_SEAL], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, Hash)>, _>>()?;
    let leaves: Vec<Hash> = events.iter().map(|(_, leaf)| *leaf).collect();
    let Some(root) = merkle_root(&leaves) else {
        return Ok(None);
    };
    let last: Option<(i64, Hash)> = connection
        .prepare_cached("SELECT seal_id, hash FROM seals ORDER BY seal_id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_id, previous) = last.unwrap_or((0, Hash::default()));
    let seal_id = last_id.saturating_add(1);
    let count = u32::try_from(leaves.len()).unwrap_or(LARGEST_SEAL);
    let hash = seal_hash(seal_id, &root, count, &previous, at);
    connection
        .prepare_cached(
            "INSERT INTO seals (seal_id, root, count, previous, hash, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![seal_id, root, count, previous, hash, Instant(at)])?;
    let mut mark =
        connection.prepare_cached("UPDATE events SET seal_id = ?2 WHERE event_id = ?1")?;
    for (event_id, _) in events {
        mark.execute([event_id, seal_id])?;
    }
    Ok(Some(Seal {
        seal_id,
        root,
        count,
        previous,
        hash,
    }))
}

/// The hash of a seal: SHA-256 of its number, root, count, predecessor and
/// time in unix milliseconds, numbers as eight bytes, the highest first.
pub fn seal_hash(
    seal_id: i64,
    root: &Hash,
    count: u32,
    previous: &Hash,
    at: DateTime<Utc>,
) -> Hash {
    Sha256::new()
        .chain_update(seal_id.to_be_bytes())
        .chain_update(root)
        .chain_update(u64::from(count).to_be_bytes())
        .chain_update(previous)
        .chain_update(at.timestamp_millis().to_be_bytes())
        .finalize()
        .into()
}

/// The root of the tree over the leaves; `None` without any.
///
/// As in RFC 9162 leaves and nodes are hashed with different first bytes, so
/// that no node can be shown as a leaf; a last one without a partner rises
/// as it is.
pub fn merkle_root(leaves: &[Hash]) -> Option<Hash> {
    let hash_of = |parts: &[&[u8]]| -> Hash {
        let hasher = parts
            .iter()
            .fold(Sha256::new(), |hasher, part| hasher.chain_update(part));
        hasher.finalize().into()
    };
    let mut level: Vec<Hash> = leaves.iter().map(|leaf| hash_of(&[&[0], leaf])).collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => hash_of(&[&[1], left, right]),
                alone => alone.first().copied().unwrap_or_default(),
            })
            .collect();
    }
    level.first().copied()
}
