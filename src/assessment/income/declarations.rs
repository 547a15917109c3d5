//! Employers' declarations (AGI): the rows that hold after corrections.

use crate::vocabulary::Month;
use crate::vocabulary::evidence::EmployerDeclaration;

/// The rows that hold, sorted by employer: of rows with the same employer, month and number the
/// latest handed in, on a tie the correction (HANDBOOK 3.3.5).
pub fn in_force(rows: &[EmployerDeclaration]) -> Vec<&EmployerDeclaration> {
    fn what(row: &EmployerDeclaration) -> (&str, Month, i64) {
        (&row.employer, row.period, row.number)
    }
    // Rows that tie in both are told apart by their content, so that their
    // order never matters.
    let rank = |row: &EmployerDeclaration| (row.handed_in, row.correction);
    let mut latest: Vec<_> = rows.iter().collect();
    latest.sort_by(|one, other| {
        let latest_first = || (rank(other), other).cmp(&(rank(one), one));
        what(one).cmp(&what(other)).then_with(latest_first)
    });
    latest.dedup_by(|later, first| what(later) == what(first));
    latest
}
