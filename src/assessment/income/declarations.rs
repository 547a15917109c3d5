//! Employers' declarations (AGI): the rows that hold after corrections.

use std::collections::BTreeMap;

use crate::vocabulary::evidence::EmployerDeclaration;

/// The rows that hold: of rows with the same employer, month and number the
/// latest handed in, on a tie the correction (HANDBOOK 3.3.5).
pub fn in_force(rows: &[EmployerDeclaration]) -> Vec<&EmployerDeclaration> {
    let mut latest: BTreeMap<_, &EmployerDeclaration> = BTreeMap::new();
    for row in rows {
        let held = latest
            .entry((&row.employer, row.period, row.number))
            .or_insert(row);
        // Rows that tie in both are told apart by their content, so that their
        // order never matters.
        let rank = |row: &EmployerDeclaration| (row.handed_in, row.correction);
        if (rank(row), row) > (rank(held), *held) {
            *held = row;
        }
    }
    latest.into_values().collect()
}
