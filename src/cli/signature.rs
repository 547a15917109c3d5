//! Who does something to the ledger, and why.

use anyhow::{Context, ensure};
use clap::Args;

use crate::clock::Clock;
use crate::ledger::operations::Signature;

/// The options of every command that acts.
#[derive(Args)]
pub struct Signing {
    /// Why, in your own words; kept in the history's sealed part
    #[arg(long, value_name = "TEXT")]
    comment: String,
    /// The account of who does it [default: the user of this shell]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Signing {
    /// The options as a test gives them.
    #[cfg(test)]
    pub fn new(comment: &str) -> Self {
        Self {
            comment: comment.into(),
            by: None,
        }
    }

    /// As the ledger keeps it.
    ///
    /// # Errors
    /// As [`sign`].
    pub fn signature(&self) -> anyhow::Result<Signature> {
        sign(self.by.as_deref(), &self.comment)
    }
}

/// The signature of whoever acts now.
///
/// # Errors
/// When the comment is blank, or nobody is named by one word.
pub fn sign(by: Option<&str>, comment: &str) -> anyhow::Result<Signature> {
    let shell = || {
        ["USER", "LOGNAME"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok())
    };
    let by = by.map(str::to_owned).or_else(shell);
    let by = by.context("say who does it with --by NAME: this shell names no user")?;
    ensure!(!comment.trim().is_empty(), "say why with --comment TEXT");
    let is_account = !by.is_empty() && by.len() <= 64 && !by.contains(char::is_whitespace);
    ensure!(is_account, "--by takes an account name: one word");
    Ok(Signature {
        by,
        comment: comment.trim().to_owned(),
        at: Clock::system().now(),
    })
}
