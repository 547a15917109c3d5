//! The registries: Försäkringskassan, CSN and Skatteverket.
//!
//! Reading an answer is pure and always built; asking for one is not.

#[cfg(feature = "service")]
pub mod access;
#[cfg(feature = "service")]
pub mod breaker;
mod content;
mod csn;
mod forsakringskassan;
#[cfg(feature = "service")]
pub mod gather;
#[cfg(feature = "service")]
pub mod http;
pub mod reading;
#[cfg(feature = "service")]
pub mod simulator;
mod skatteverket;

pub use reading::{AnswerInPlace, read_answer, read_head};

/// A registry that can be asked: one small port, one adapter a registry.
#[cfg(feature = "service")]
#[expect(
    async_fn_in_trait,
    reason = "one thread runs the worker; no caller needs Send"
)]
pub trait Registry {
    /// Which registry it is.
    fn source(&self) -> crate::vocabulary::Source;

    /// Puts a question and returns the answer's JSON, unread.
    ///
    /// # Errors
    /// [`AskFault`] when there is no whole answer.
    async fn ask(&self, question: &Asking<'_>) -> Result<String, AskFault>;

    /// Whether the registry is there.
    ///
    /// # Errors
    /// As [`Registry::ask`].
    async fn ping(&self) -> Result<(), AskFault>;
}

/// A question on its way to a registry.
#[cfg(feature = "service")]
pub struct Asking<'a> {
    /// What is asked.
    pub question: crate::vocabulary::evidence::Question,
    /// The robot's own case id: `arendeidentitet`, at most 31 characters.
    pub case_id: &'a str,
    /// `korrelationsid`.
    pub correlation_id: String,
    /// The day it is asked, which decides the legal text that is cited.
    pub asked_on: chrono::NaiveDate,
}

/// Why a registry gave no whole answer. It never quotes a URL or an answer.
#[cfg(feature = "service")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskFault {
    /// No connection.
    #[error("the registry cannot be reached")]
    Unreachable,
    /// No answer within the time limit.
    #[error("the registry did not answer in time")]
    TimedOut,
    /// An HTTP status other than 200; with `Retry-After`, when to try again.
    #[error("the registry answered with HTTP status {status}")]
    Status {
        /// The status.
        status: u16,
        /// What `Retry-After` says.
        retry_after: Option<std::time::Duration>,
    },
    /// The connection broke off within the answer.
    #[error("the registry's answer was cut off")]
    CutOff,
    /// Longer than any real answer.
    #[error("the registry's answer is too large")]
    TooLarge,
    /// Not the contract's shape.
    #[error("the registry's answer cannot be read")]
    NotReadable,
    /// No legal text is configured for the day, so the registry may not be asked.
    #[error("no legal text is configured for the day")]
    NoLegalText,
    /// It was not asked: too many questions before this one failed.
    #[error("the registry fails and is not asked for now")]
    BreakerOpen {
        /// When to try again.
        retry_after: std::time::Duration,
    },
    /// It was not asked: the turn did not come in time.
    #[error("too many questions wait for the registry")]
    RateLimited,
}

#[cfg(feature = "service")]
impl AskFault {
    /// A low-cardinality word for logs: `error.type`.
    pub fn code(self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Unreachable => "unreachable".into(),
            Self::TimedOut => "timeout".into(),
            Self::Status { status, .. } => format!("http_{status}").into(),
            Self::CutOff => "cut_off".into(),
            Self::TooLarge => "too_large".into(),
            Self::NotReadable => "not_readable".into(),
            Self::NoLegalText => "no_legal_text".into(),
            Self::BreakerOpen { .. } => "breaker_open".into(),
            Self::RateLimited => "rate_limited".into(),
        }
    }

    /// When to try again, where that is known: then nothing has failed that
    /// would count as an attempt.
    pub const fn retry_after(self) -> Option<std::time::Duration> {
        match self {
            Self::Status { retry_after, .. } => retry_after,
            Self::BreakerOpen { retry_after } => Some(retry_after),
            Self::RateLimited => Some(std::time::Duration::ZERO),
            _ => None,
        }
    }
}
