//! `rules history`: every change note, newest first.

use crate::cli::{Ending, output, setup};
use crate::config::Settings;
use crate::rules::changes::newest_first;

/// Prints the notes of the rules and the policy that the settings name.
pub fn run(settings: &Settings) -> anyhow::Result<Ending> {
    let (rules, policy) = setup::rules(&settings.rules)?;
    let changes = newest_first(rules.changes.iter().chain(&policy.changes));
    let rows = changes.into_iter().map(|change| {
        vec![
            change.on.to_string(),
            change.file.clone(),
            change.note.clone(),
            change.decided_by.clone().unwrap_or_default(),
        ]
    });
    output::table(&["Datum", "Fil", "Ändring", "Beslutat av"], rows.collect())?;
    Ok(Ending::Done)
}
