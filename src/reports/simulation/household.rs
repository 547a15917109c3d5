//! The kinds of household a report tells apart.

use crate::vocabulary::Application;

/// One or two adults, and how many children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Household {
    couple: bool,
    /// At most [`MOST_CHILDREN`], which stands for more too.
    children: usize,
}

/// Larger families are few, so they are one kind.
const MOST_CHILDREN: usize = 4;

impl Household {
    /// The kind of an application's household.
    pub fn of(application: &Application) -> Self {
        Self {
            couple: application.co_applicant.is_some(),
            children: application.children.len().min(MOST_CHILDREN),
        }
    }

    /// Every kind, single adults first.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |couple| (0..=MOST_CHILDREN).map(move |children| Self { couple, children });
        of(false).chain(of(true))
    }

    /// The stable word, such as `single_0` or `couple_4_or_more`.
    pub fn code(self) -> String {
        let adults = if self.couple { "couple" } else { "single" };
        let more = if self.children == MOST_CHILDREN {
            "_or_more"
        } else {
            ""
        };
        format!("{adults}_{}{more}", self.children)
    }

    /// As people in Sweden say it.
    pub const fn in_swedish(self) -> &'static str {
        match (self.couple, self.children) {
            (false, 0) => "Ensamstående utan barn",
            (false, 1) => "Ensamstående med ett barn",
            (false, 2) => "Ensamstående med två barn",
            (false, 3) => "Ensamstående med tre barn",
            (false, _) => "Ensamstående med fyra eller fler barn",
            (true, 0) => "Par utan barn",
            (true, 1) => "Par med ett barn",
            (true, 2) => "Par med två barn",
            (true, 3) => "Par med tre barn",
            (true, _) => "Par med fyra eller fler barn",
        }
    }
}
