//! How a letter is written: as the text it is, as a page or on paper.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output;
use crate::explanation::document::Document;
use crate::explanation::document::html::html;
use crate::explanation::document::pdf::pdf;

/// What a letter is written as, and where.
#[derive(Args)]
pub struct Paper {
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a letter is written. The text is the letter; the others are made of it.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// The letter's very text
    Text,
    /// One page that needs nothing else
    Html,
    /// A4 pages that a screen reader can read too
    Pdf,
}

impl Paper {
    /// Writes a letter's text.
    ///
    /// # Errors
    /// When the text is no letter's, or it cannot be written there.
    pub fn write(&self, text: &str) -> anyhow::Result<()> {
        let file = self.output.as_deref();
        match self.format {
            Format::Text => output::private(text.trim_end(), file),
            Format::Html => output::private(html(&Document::read(text)?)?.trim_end(), file),
            Format::Pdf => output::pdf(&pdf(&Document::read(text)?)?, file),
        }
    }
}
