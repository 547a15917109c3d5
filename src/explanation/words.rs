//! Swedish words for dates, numbers and persons.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike};

use super::language::Language;
use crate::assessment::trace::Role;
use crate::vocabulary::{Application, Personnummer, stockholm_day};

/// `2 november 2026`.
pub(super) fn date(day: NaiveDate) -> String {
    Language::Swedish.sentences().date(day).to_string()
}

/// `2 november 2026 kl. 08.15`, as clocks in Sweden show it.
pub(super) fn date_and_time<Tz: TimeZone>(instant: &DateTime<Tz>) -> String {
    let local = instant.with_timezone(&chrono_tz::Europe::Stockholm);
    format!(
        "{} kl. {:02}.{:02}",
        date(stockholm_day(instant)),
        local.hour(),
        local.minute()
    )
}

/// A member as texts name one: by role, and a child by its year of birth too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    /// The role.
    pub(super) role: Role,
    /// The year a child was born; `None` of an adult, and of a child that the
    /// application does not have.
    pub(super) born: Option<i32>,
}

impl Member {
    pub(super) fn of(role: Role, application: &Application) -> Self {
        let child = match role {
            Role::Child(place) => application.child(place),
            Role::Applicant | Role::CoApplicant => None,
        };
        let born = child.map(|child| child.personnummer.born().year());
        Self { role, born }
    }

    /// As a journal names one: `sökande`, `medsökande`, `barn 1 (född 2017)`.
    pub(super) fn in_swedish(self) -> Cow<'static, str> {
        match self.born {
            Some(year) => Cow::Owned(format!("{} (född {year})", self.role.in_swedish())),
            None => self.role.in_swedish(),
        }
    }
}

/// As [`Member::in_swedish`].
pub(super) fn member(role: Role, application: &Application) -> Cow<'static, str> {
    Member::of(role, application).in_swedish()
}

/// The member with a personnummer; `None` outside the household.
pub(super) fn role_of(person: Personnummer, application: &Application) -> Option<Role> {
    if application.applicant.personnummer == person {
        return Some(Role::Applicant);
    }
    if let Some(co_applicant) = &application.co_applicant
        && co_applicant.personnummer == person
    {
        return Some(Role::CoApplicant);
    }
    (1..)
        .zip(&application.children)
        .find(|(_, child)| child.personnummer == person)
        .map(|(place, _)| Role::Child(place))
}

/// `ett barn`, `tre barn`, `13 barn`.
pub(super) fn children(count: usize) -> Cow<'static, str> {
    const COUNTS: [&str; 12] = [
        "ett barn",
        "två barn",
        "tre barn",
        "fyra barn",
        "fem barn",
        "sex barn",
        "sju barn",
        "åtta barn",
        "nio barn",
        "tio barn",
        "elva barn",
        "tolv barn",
    ];
    count
        .checked_sub(1)
        .and_then(|place| COUNTS.get(place))
        .map_or_else(
            || Cow::Owned(format!("{count} barn")),
            |words| Cow::Borrowed(*words),
        )
}

/// A kind of asset as people call it; the kind itself when it has no word.
pub(super) fn asset(kind: &str) -> &str {
    match kind {
        "bank_balance" => "Pengar på bank",
        "fund" => "Fonder",
        "cash" => "Kontanter",
        "vehicle" => "Fordon",
        other => other,
    }
}

/// `a`, `a och b`, `a, b och c`.
pub(super) fn list(items: &[Cow<'_, str>]) -> String {
    match items {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., last] => format!("{} och {last}", first.join(", ")),
    }
}

/// The text with its first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Makes the first letter of what was written since `start` a capital, if it is
/// one of a–z.
pub(super) fn capitalise_from(out: &mut str, start: usize) {
    let end = start.saturating_add(1);
    if let Some(first) = out.get_mut(start..end) {
        first.make_ascii_uppercase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::sample;

    #[test]
    fn dates_are_said_as_in_sweden() {
        let instant: DateTime<chrono::Utc> = "2026-10-31T23:30:00Z".parse().expect("an instant");
        assert_eq!(date_and_time(&instant), "1 november 2026 kl. 00.30");
        assert_eq!(date(stockholm_day(&instant)), "1 november 2026");
    }

    #[test]
    fn lists_and_numbers_are_words() {
        let items = |texts: &[&'static str]| -> Vec<Cow<'static, str>> {
            texts.iter().copied().map(Cow::Borrowed).collect()
        };
        assert_eq!(list(&items(&["du"])), "du");
        assert_eq!(list(&items(&["a", "b", "c"])), "a, b och c");
        assert_eq!(children(1), "ett barn");
        assert_eq!(children(12), "tolv barn");
        assert_eq!(children(13), "13 barn");
        let mut text = "Ja. sökt 10 kr".to_owned();
        capitalise_from(&mut text, 4);
        assert_eq!(text, "Ja. Sökt 10 kr");
    }

    #[test]
    fn members_are_named_without_names_or_numbers() {
        let application = sample::couple_application();
        assert_eq!(member(Role::Applicant, &application), "sökande");
        assert_eq!(member(Role::CoApplicant, &application), "medsökande");
        assert_eq!(member(Role::Child(1), &application), "barn 1 (född 2017)");
        assert_eq!(member(Role::Child(7), &application), "barn 7");
        let roles: Vec<_> = application
            .members()
            .map(|person| role_of(person, &application))
            .collect();
        assert_eq!(
            roles,
            [
                Some(Role::Applicant),
                Some(Role::CoApplicant),
                Some(Role::Child(1))
            ]
        );
        let stranger = Personnummer::parse(sample::STRANGER).expect("an invented number");
        assert_eq!(role_of(stranger, &application), None);
    }
}
