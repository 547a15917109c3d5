//! How a letter is written: as the text it is, as a page or on paper.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
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
        let bytes = match self.format {
            Format::Text => text.as_bytes().to_vec(),
            Format::Html => html(&Document::read(text)?)?.into_bytes(),
            Format::Pdf => pdf(&Document::read(text)?)?,
        };
        match (&self.output, self.format) {
            (Some(file), _) => fs::write(file, bytes)
                .with_context(|| format!("{} cannot be written", file.display())),
            (None, Format::Pdf) => output::bytes(&bytes),
            (None, Format::Text | Format::Html) => {
                Ok(output::line(String::from_utf8(bytes)?.trim_end())?)
            }
        }
    }
}
