//! `rules book`: the rule book of a month.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::examples::examples;
use crate::cli::{Ending, output, setup};
use crate::clock::Clock;
use crate::config::Settings;
use crate::explanation::rule_book::html::html;
use crate::explanation::rule_book::markdown::markdown;
use crate::explanation::rule_book::{BookFacts, rule_book};
use crate::vocabulary::Month;

/// Write the rule book: every rule, amount, limit and code, for everybody.
///
/// It is made of the tables and texts that compute, with examples that the
/// robot computes while the book is written.
#[derive(Args)]
pub struct Book {
    /// The month applied for; else the present month
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<Month>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How a book is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One page that needs nothing else
    Html,
    /// Text that reads well as it is
    Markdown,
    /// The same tables for programs
    Json,
}

impl Book {
    /// Writes the book.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let (rules, policy) = setup::rules(&settings.rules)?;
        if settings.rules.policy.is_none() {
            output::note("no policy is configured: this is the book of the example policy");
        }
        let month = self
            .month
            .unwrap_or_else(|| Month::of(Clock::system().today()));
        let book = rule_book(&BookFacts {
            rules: &rules,
            policy: &policy,
            month,
            program_version: env!("CARGO_PKG_VERSION"),
            examples: &examples(&rules, &policy)?,
        });
        let text = match self.format {
            Format::Html => html(&book)?,
            Format::Markdown => markdown(&book),
            Format::Json => serde_json::to_string_pretty(&book)?,
        };
        output::text(text.trim_end(), self.out.as_deref())?;
        Ok(Ending::Done)
    }
}
