//! Who does something to the ledger, and why.

use clap::Args;

use crate::clock::Clock;
use crate::ledger::operations::Signature;

/// The options of every command that acts.
#[derive(Args)]
pub struct Signing {
    /// Why, in your own words; it is kept in the history, sealed
    #[arg(long, value_name = "TEXT", value_parser = not_blank)]
    comment: String,
    /// Who does it; the account's name when left out
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    by: Option<String>,
}

fn not_blank(text: &str) -> Result<String, String> {
    let text = text.trim();
    (!text.is_empty())
        .then(|| text.to_owned())
        .ok_or_else(|| "must not be empty".to_owned())
}

impl Signing {
    /// As the ledger keeps it.
    pub fn signature(&self) -> Signature {
        let account = || {
            ["USER", "LOGNAME"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok())
        };
        Signature {
            by: self
                .by
                .clone()
                .or_else(account)
                .unwrap_or_else(|| "unknown".into()),
            comment: self.comment.clone(),
            at: Clock::system().now(),
        }
    }
}
