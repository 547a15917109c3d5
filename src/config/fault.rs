//! What can be wrong with the settings.

use std::fmt;

/// One fault. It never quotes a secret's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key's path, such as `queue.amqp.url`; empty when a whole file is
    /// meant.
    pub key: String,
    /// What is wrong and what is allowed.
    pub problem: String,
    /// Where it was set: file and line, or variable; `None` for the default.
    pub origin: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            // An unknown key can be any text, also one with line breaks.
            write!(formatter, "{}: ", self.key.escape_debug())?;
        }
        formatter.write_str(&self.problem)?;
        match &self.origin {
            Some(origin) => write!(formatter, " ({origin})"),
            None => Ok(()),
        }
    }
}

/// Every fault of the settings, at least one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// In the order of the sources, then of the manual.
    pub faults: Vec<Fault>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.faults.len() {
            1 => formatter.write_str("the settings have a fault:")?,
            count => write!(formatter, "the settings have {count} faults:")?,
        }
        for fault in &self.faults {
            write!(formatter, "\n  - {fault}")?;
        }
        Ok(())
    }
}
