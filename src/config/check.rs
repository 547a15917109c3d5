//! What the checks of all sections are made of: each tells a fault and gives
//! nothing, so that the next one still runs.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::fault::Fault;
use super::layers::Merged;

/// Units in milliseconds.
pub(super) const SECOND: u64 = 1_000;
pub(super) const MINUTE: u64 = 60 * SECOND;
pub(super) const HOUR: u64 = 60 * MINUTE;

/// Reads values and collects faults.
pub(super) struct Check<'a> {
    pub merged: &'a Merged,
    pub faults: &'a mut Vec<Fault>,
}

impl Check<'_> {
    pub(super) fn section<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        self.merged.section(name, self.faults)
    }

    /// A secret file's content without the white space at its ends.
    pub(super) fn secret_file(&mut self, key: &str, path: &str) -> Option<Vec<u8>> {
        match std::fs::read(Path::new(path)) {
            Ok(bytes) => Some(bytes.trim_ascii().to_vec()),
            Err(error) => {
                self.fault(
                    key,
                    format!("the file {path} cannot be read: {}", error.kind()),
                );
                None
            }
        }
    }

    pub(super) fn one_of<T: Copy>(
        &mut self,
        key: &str,
        word: &str,
        allowed: &[(&str, T)],
    ) -> Option<T> {
        let found = allowed.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let words: Vec<_> = allowed
                .iter()
                .map(|(name, _)| format!("\"{name}\""))
                .collect();
            self.fault(key, format!("must be one of {}", words.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &str,
        number: i64,
        allowed: RangeInclusive<i64>,
    ) -> Option<T> {
        let fits = allowed.contains(&number);
        if !fits {
            let (least, most) = (allowed.start(), allowed.end());
            self.fault(key, format!("must be {least} to {most}, but is {number}"));
        }
        fits.then(|| T::try_from(number).ok())?
    }

    pub(super) fn time(
        &mut self,
        key: &str,
        number: i64,
        allowed: RangeInclusive<i64>,
        unit_in_ms: u64,
    ) -> Option<Duration> {
        let number: u64 = self.number(key, number, allowed)?;
        Some(Duration::from_millis(number.saturating_mul(unit_in_ms)))
    }

    pub(super) fn at_most(
        &mut self,
        less: (&str, Option<Duration>),
        more: (&str, Option<Duration>),
    ) {
        if let (Some(low), Some(high)) = (less.1, more.1)
            && low > high
        {
            let problem = format!("{low:?} must not be longer than {} ({high:?})", more.0);
            self.fault(less.0, problem);
        }
    }

    pub(super) fn filled(&mut self, key: &str, text: &str) {
        if text.trim().is_empty() {
            self.fault(key, "must not be empty");
        }
    }

    pub(super) fn fault(&mut self, key: &str, problem: impl Into<String>) {
        self.faults.push(Fault {
            key: key.into(),
            problem: problem.into(),
            origin: self.merged.origin(key),
        });
    }
}
