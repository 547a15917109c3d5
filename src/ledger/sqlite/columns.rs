//! How values stand in columns.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::faults::unreadable;
use crate::ledger::{CaseState, LedgerError, Wish};
use crate::vocabulary::{Destination, Kronor};

/// The shape of today's envelopes: the bytes as they are, not encrypted.
pub const ENVELOPE_VERSION: i64 = 1;

/// An instant as unix milliseconds.
#[derive(Clone, Copy)]
pub struct Instant(pub DateTime<Utc>);

impl ToSql for Instant {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}

impl FromSql for Instant {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let milliseconds = value.as_i64()?;
        DateTime::from_timestamp_millis(milliseconds)
            .map(Self)
            .ok_or(FromSqlError::OutOfRange(milliseconds))
    }
}

impl FromSql for CaseState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_code(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

impl FromSql for Wish {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_code(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// An amount as whole öre.
pub fn ore(amount: Option<Kronor>) -> Result<Option<i64>, LedgerError> {
    amount
        .map(|amount| {
            amount
                .ore()
                .ok_or_else(|| unreadable("an amount that is no whole öre"))
        })
        .transpose()
}

/// A day read back.
pub fn day(text: &str) -> Result<NaiveDate, LedgerError> {
    text.parse().map_err(|_| unreadable("a day"))
}

/// A posting's headers as JSON.
pub fn headers_text(headers: &[(String, String)]) -> Result<String, LedgerError> {
    serde_json::to_string(headers).map_err(|_| unreadable("a header"))
}

/// A posting's headers read back.
pub fn headers(text: &str) -> Result<Vec<(String, String)>, LedgerError> {
    serde_json::from_str(text).map_err(|_| unreadable("a header"))
}

/// A posting's queue read back.
pub fn destination(queue: &str) -> Result<Destination, LedgerError> {
    Destination::from_queue_name(queue).ok_or_else(|| unreadable("the name of a queue"))
}

/// What an envelope holds. One written in another way, or purged, is an error
/// and never an empty content.
pub fn opened(
    version: i64,
    key_id: Option<String>,
    envelope: Option<Vec<u8>>,
) -> Result<Vec<u8>, LedgerError> {
    match (version, key_id, envelope) {
        (ENVELOPE_VERSION, None, Some(content)) => Ok(content),
        (_, _, None) => Err(LedgerError::Database("the content has been purged".into())),
        (_, Some(_), _) => Err(unreadable("an encrypted envelope")),
        _ => Err(unreadable("an envelope of another version")),
    }
}
