//! Change notes: no rule changes in silence.
//!
//! Every file of rules or policy says what changed, when, why and, where a
//! municipality decides, who decided it. A file without a note is refused.

use chrono::NaiveDate;

use super::reading::{Reading, Table};

/// One change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file's name.
    pub file: String,
    /// The day it was changed.
    pub on: NaiveDate,
    /// What changed and why, in Swedish.
    pub note: String,
    /// Who decided it; `None` where the law does.
    pub decided_by: Option<String>,
}

/// Who decides what stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecidedBy {
    /// The law, or an ordinance: each row names it.
    Law,
    /// The municipality: each change names who.
    Municipality,
}

/// Reads a file's `[[changes]]`: at least one, the newest first.
pub(super) fn read(
    reading: &mut Reading<'_>,
    table: &mut Table<'_>,
    file: &str,
    decided: DecidedBy,
) -> Vec<Change> {
    let is_there = table.has("changes");
    let mut later: Option<NaiveDate> = None;
    let mut rows = 0_u32;
    let changes = table.tables(reading, "changes", |reading, row| {
        rows = rows.saturating_add(1);
        let on = row.date(reading, "on");
        let note = row.text(reading, "note");
        let decided_by = match decided {
            DecidedBy::Law => Some(None),
            DecidedBy::Municipality => row.text(reading, "decided_by").map(Some),
        };
        if later.zip(on).is_some_and(|(later, on)| on > later) {
            let problem = "lies after the change above it; the newest stands first";
            reading.fault(&row.place_of("on"), problem);
        }
        later = on.or(later);
        Some(Change {
            file: file.to_owned(),
            on: on?,
            note: note?,
            decided_by: decided_by?,
        })
    });
    if is_there && rows == 0 {
        let problem = "must hold what changed, when and why: a file without a note is not used";
        reading.fault(&table.place_of("changes"), problem);
    }
    changes
}

/// The changes of several files together, newest first.
pub fn newest_first<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Vec<&'c Change> {
    let mut changes: Vec<_> = changes.into_iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.on));
    changes
}

/// The changes that a later version has and an earlier one has not.
pub fn added<'c>(earlier: &[Change], later: &'c [Change]) -> Vec<&'c Change> {
    let is_new = |change: &&Change| {
        let mut known = earlier.iter();
        !known.any(|known| (known.on, &known.note) == (change.on, &change.note))
    };
    later.iter().filter(is_new).collect()
}
