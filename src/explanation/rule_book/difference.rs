//! What differs between two versions of rules or policy, cell by cell.

use serde::Serialize;

use super::{Row, Table};

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table it stands in.
    pub table: String,
    /// The row, and the column where there are several.
    pub what: String,
    /// What stood there; `None` when it is new.
    pub before: Option<String>,
    /// What stands there now; `None` when it is gone.
    pub after: Option<String>,
}

/// Every difference between the tables of two versions: changed and gone in
/// the order of the earlier, then new.
pub fn differences(before: &[Table], after: &[Table]) -> Vec<Difference> {
    let mut found = Vec::new();
    for earlier in before {
        let later = after.iter().find(|table| table.id == earlier.id);
        for row in &earlier.rows {
            let same = later.and_then(|table| row_of(table, &row.id));
            match same {
                Some(same) => changed_cells(earlier, row, same, &mut found),
                None => found.push(Difference {
                    table: earlier.caption.clone(),
                    what: name(row),
                    before: Some(whole(row)),
                    after: None,
                }),
            }
        }
    }
    for later in after {
        let earlier = before.iter().find(|table| table.id == later.id);
        let is_new = |row: &&Row| earlier.is_none_or(|table| row_of(table, &row.id).is_none());
        found.extend(later.rows.iter().filter(is_new).map(|row| Difference {
            table: later.caption.clone(),
            what: name(row),
            before: None,
            after: Some(whole(row)),
        }));
    }
    found
}

fn row_of<'t>(table: &'t Table, id: &str) -> Option<&'t Row> {
    table.rows.iter().find(|row| row.id == id)
}

fn changed_cells(table: &Table, before: &Row, after: &Row, found: &mut Vec<Difference>) {
    let columns = table.headings.iter().zip(&before.cells).zip(&after.cells);
    for ((heading, before_cell), after_cell) in columns {
        if before_cell != after_cell {
            found.push(Difference {
                table: table.caption.clone(),
                what: format!("{}, {}", name(before), heading.to_lowercase()),
                before: Some(before_cell.in_words()),
                after: Some(after_cell.in_words()),
            });
        }
    }
}

fn name(row: &Row) -> String {
    row.cells
        .first()
        .map(super::Cell::in_words)
        .unwrap_or_default()
}

fn whole(row: &Row) -> String {
    let cells: Vec<_> = row
        .cells
        .iter()
        .skip(1)
        .map(super::Cell::in_words)
        .collect();
    cells.join("; ")
}
