//! The languages a letter is written in.
//!
//! What a letter says, its figures and their order stand once, in the files
//! beside this folder; a language only says it. What depends on nothing is a
//! field of [`Texts`], what depends on facts a sentence of [`Sentences`].
//! Amounts and citations are the same characters in every language, so that
//! two letters can be laid side by side. Another language is one more folder.

mod date;
mod english;
mod swedish;
mod texts;

use std::borrow::Cow;

use chrono::NaiveDate;

use super::words::Member;
use crate::assessment::trace::{Arithmetic, Line};
use crate::rules::Policy;
use crate::vocabulary::{Application, Kronor, Month, Source};
pub(super) use date::{Date, NamedMonth};
pub(super) use texts::Texts;

/// A language that letters and notices can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Swedish: the decision itself.
    #[default]
    Swedish,
    /// English: a translation of it.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Swedish, Self::English];

    /// The code of ISO 639: `sv`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// What it says.
    pub(super) fn sentences(self) -> &'static dyn Sentences {
        match self {
            Self::Swedish => &swedish::Swedish,
            Self::English => &english::English,
        }
    }
}

/// Where an amount comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The riksnorm in force from a day.
    Riksnorm(NaiveDate),
    /// The prisbasbelopp in force from a day.
    Prisbasbelopp(NaiveDate),
    /// The share of jobbstimulans, which stands in the law itself.
    JobStimulus,
    /// What the applicant wrote.
    Application,
    /// What the case system knows: it came with the application, but the
    /// applicant did not write it.
    CaseSystem,
    /// A registry, asked on a day.
    Registry(Source, NaiveDate),
}

/// Every sentence that depends on facts. Each is written as it stands in the
/// middle of a paragraph, without a space around it; `both` says that there
/// are two to speak to.
pub(super) trait Sentences {
    /// What depends on nothing.
    fn texts(&self) -> &'static Texts;

    /// A day, as in `2 november 2026`.
    fn date(&self, day: NaiveDate) -> Date {
        Date::new(day, &self.texts().months)
    }

    /// A month, as in `november 2026`.
    fn month(&self, month: Month) -> NamedMonth {
        NamedMonth::new(month, &self.texts().months)
    }

    /// What a line of the trace is called.
    fn line<'a>(&self, line: &'a Line, application: &Application, policy: &Policy) -> Cow<'a, str>;
    /// What an income or a cost is called, by its id and its Swedish label.
    fn name<'a>(&self, id: &str, label: &'a str) -> &'a str;

    fn granted(&self, out: &mut String, both: bool, amount: Kronor, month: Month);
    fn partly_rejected(&self, out: &mut String, both: bool);
    fn paid_out(&self, out: &mut String, both: bool);
    fn rejected(&self, out: &mut String, both: bool, month: Month);

    fn concerns(&self, out: &mut String, member: Member);
    fn arithmetic(&self, out: &mut String, arithmetic: &Arithmetic);
    fn origin(&self, out: &mut String, both: bool, origin: Origin);

    fn needs_more(&self, out: &mut String, both: bool);
    fn has_more(&self, out: &mut String, both: bool, difference: Kronor);
    fn has_enough(&self, out: &mut String, both: bool);
    fn counted_incomes(&self, out: &mut String, month: Month);
    fn no_incomes(&self, out: &mut String, month: Month);
    fn follows_plan(&self, out: &mut String, both: bool);
    fn household(&self, out: &mut String, co_applicant: bool, children: usize);
    fn shares_dwelling(&self, out: &mut String, both: bool);
    fn job_stimulus(&self, out: &mut String, members: &[Member]);
    fn rule_of_row(&self, out: &mut String, label: &str);
    fn counted_lower(&self, out: &mut String, both: bool);
    fn not_approved(&self, out: &mut String, both: bool, claimed: Kronor, counted: Kronor);

    fn income(&self, out: &mut String, member: Option<Member>, now: Kronor, month: Month);
    fn aid_if_lower(&self, out: &mut String, both: bool, limit: Kronor);
    fn aid_without(&self, out: &mut String, both: bool, aid: Kronor);
    fn aid_while_lower(&self, out: &mut String, both: bool, limit: Kronor);
    /// Below the one or above the other a person would have decided.
    fn person_beyond(&self, out: &mut String, least: Option<Kronor>, most: Option<Kronor>);
    fn limit_of_municipality(&self, out: &mut String, limit: Kronor);
    fn aid_without_limit(&self, out: &mut String, both: bool, aid: Kronor);

    fn salary_to_check(&self, out: &mut String, both: bool);
    fn salary_of(&self, out: &mut String, member: Member);
    fn tell_us(&self, out: &mut String, both: bool);
    fn appeal(&self, out: &mut String, both: bool, court: &str, committee: &str);
    /// The day is that of the decision; a proposal has none.
    fn which_decision(&self, out: &mut String, decided_on: Option<NaiveDate>, case: &str);
    fn delegated(&self, out: &mut String, reference: &str, on: NaiveDate, committee: &str);
}

/// Writes a sentence. Writing to a String cannot fail.
macro_rules! say {
    ($out:expr, $($text:tt)+) => {{
        use std::fmt::Write as _;
        let _ = write!($out, $($text)+);
    }};
}
pub(super) use say;
