//! Guessing passwords takes time: each wrong one of a name makes it wait.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// So many wrong passwords in a row are a slip of the fingers.
const SLIPS: u32 = 4;
/// The longest wait, in minutes.
const LONGEST: i64 = 15;
/// At most so many names are remembered; more of them are nobody's typing.
const NAMES: usize = 10_000;

/// Wrong passwords in a row, by the name they were given for.
#[derive(Default)]
pub struct Throttle {
    names: Mutex<HashMap<String, Tries>>,
}

struct Tries {
    wrong: u32,
    wait_until: DateTime<Utc>,
}

impl Throttle {
    /// Whether a name may be tried now.
    pub fn admits(&self, name: &str, now: DateTime<Utc>) -> bool {
        let mut names = self.names();
        if names.len() >= NAMES {
            names.retain(|_, tries| now < tries.wait_until);
        }
        match names.get(name) {
            Some(tries) => tries.wait_until <= now,
            None => names.len() < NAMES,
        }
    }

    /// Notes a wrong password.
    pub fn wrong(&self, name: &str, now: DateTime<Utc>) {
        let mut names = self.names();
        let tries = names.entry(name.to_owned()).or_insert(Tries {
            wrong: 0,
            wait_until: now,
        });
        tries.wrong = tries.wrong.saturating_add(1);
        // 1, 2, 4, 8 … seconds.
        if let Some(power) = tries.wrong.checked_sub(SLIPS) {
            let seconds = 2_i64.saturating_pow(power);
            let wait = TimeDelta::seconds(seconds.min(LONGEST * 60));
            tries.wait_until = now + wait;
        }
    }

    /// Forgets a name that has given the right password.
    pub fn right(&self, name: &str) {
        self.names().remove(name);
    }

    fn names(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_793_606_400 + second, 0).expect("a time")
    }

    #[test]
    fn slips_are_free_and_guessing_waits_longer_each_time() {
        let throttle = Throttle::default();
        for _ in 0..3 {
            throttle.wrong("anna", at(0));
            assert!(throttle.admits("anna", at(0)));
        }
        for _ in 0..3 {
            throttle.wrong("anna", at(0));
        }
        assert!(!throttle.admits("anna", at(3)));
        assert!(throttle.admits("anna", at(4)) && throttle.admits("bo", at(0)));
        for _ in 0..100 {
            throttle.wrong("anna", at(0));
        }
        assert!(!throttle.admits("anna", at(14 * 60)));
        assert!(throttle.admits("anna", at(15 * 60)));
    }

    #[test]
    fn the_right_password_forgets_the_wrong_ones() {
        let throttle = Throttle::default();
        for _ in 0..8 {
            throttle.wrong("anna", at(0));
        }
        throttle.right("anna");
        assert!(throttle.admits("anna", at(0)));
    }
}
