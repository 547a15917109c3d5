//! Persons outside the envelope: keyed hashes, the same for the same person.

use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use rusqlite::{Connection, OptionalExtension};
use sha2::Sha256;

use crate::ledger::LedgerError;
use crate::vocabulary::Personnummer;

/// What a person's row is found by: the first half of an HMAC-SHA256.
pub type PersonHash = [u8; 16];

/// The row of `meta` that holds a key made by the ledger itself.
const OWN_KEY: &str = "person_key";
/// The row of `meta` that tells whether a key is the right one.
const KEY_CHECK: &str = "person_key_check";

/// The key that persons are hashed with.
#[derive(Clone)]
pub struct PersonKey {
    ready: Hmac<Sha256>,
}

impl PersonKey {
    /// The configured key, or one that the ledger made for itself.
    ///
    /// A key kept in the file beside the hashes protects only what leaves the
    /// file, so a configured one is better.
    ///
    /// # Errors
    /// [`LedgerError::Unusable`] when the ledger was written with another key:
    /// its claims would not be found, and a person could be decided on twice.
    pub fn of(connection: &Connection, configured: Option<&[u8]>) -> Result<Self, LedgerError> {
        let own: Option<Vec<u8>> = value(connection, OWN_KEY)?;
        let check: Option<Vec<u8>> = value(connection, KEY_CHECK)?;
        let key = match (configured, own) {
            (Some(key), _) => key.to_vec(),
            (None, Some(key)) => key,
            (None, None) if check.is_some() => return Err(other_key()),
            (None, None) => {
                let key = random()?.to_vec();
                store(connection, OWN_KEY, &key)?;
                key
            }
        };
        let key = Self::new(&key)?;
        let right = key.hash_of(b"the key of this ledger");
        match check {
            None => store(connection, KEY_CHECK, &right)?,
            Some(stored) if stored == right => {}
            Some(_) => return Err(other_key()),
        }
        Ok(key)
    }

    /// The hash of a person.
    pub fn hash(&self, person: &Personnummer) -> PersonHash {
        self.hash_of(person.digits().as_bytes())
    }

    fn new(key: &[u8]) -> Result<Self, LedgerError> {
        let ready = Hmac::<Sha256>::new_from_slice(key)
            .map_err(|_| LedgerError::Unusable("the ledger's person key has no length".into()))?;
        Ok(Self { ready })
    }

    fn hash_of(&self, bytes: &[u8]) -> PersonHash {
        let full = self
            .ready
            .clone()
            .chain_update(bytes)
            .finalize()
            .into_bytes();
        let mut hash = PersonHash::default();
        for (target, source) in hash.iter_mut().zip(full) {
            *target = source;
        }
        hash
    }
}

/// Thirty-two bytes from the system's random source.
///
/// # Errors
/// [`LedgerError::Database`] when the system gives none.
pub fn random() -> Result<[u8; 32], LedgerError> {
    let mut bytes = [0; 32];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| LedgerError::Database("the system gives no random numbers".into()))?;
    Ok(bytes)
}

fn other_key() -> LedgerError {
    LedgerError::Unusable(
        "the ledger was written with another key for persons; configure that key again".into(),
    )
}

fn value(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

fn store(connection: &Connection, key: &str, value: &[u8]) -> Result<(), LedgerError> {
    connection
        .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2)")?
        .execute((key, value))?;
    Ok(())
}
