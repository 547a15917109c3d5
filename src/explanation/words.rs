//! Swedish words for dates, numbers and persons.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike};

use crate::assessment::trace::Role;
use crate::vocabulary::{Application, Month, Personnummer, stockholm_day};

/// `2 november 2026`.
pub(super) fn date(day: NaiveDate) -> String {
    let month = Month::of(day);
    format!("{} {} {}", day.day(), month.name_in_swedish(), month.year())
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

/// How a letter speaks to those who applied: `du` to one, `ni` to two.
pub(super) struct Address {
    /// Whether there is a co-applicant.
    pub(super) plural: bool,
    /// Du, ni: at the start of a sentence.
    pub(super) you_first: &'static str,
    /// du, ni.
    pub(super) you: &'static str,
    /// din, er: with ansökan, lön.
    pub(super) your: &'static str,
    /// dig, er: with hör av.
    pub(super) yourself: &'static str,
    /// Dina, Era: with inkomster, at the start of a sentence.
    pub(super) your_many_first: &'static str,
}

impl Address {
    pub(super) fn of(application: &Application) -> Self {
        if application.co_applicant.is_some() {
            Self {
                plural: true,
                you_first: "Ni",
                you: "ni",
                your: "er",
                yourself: "er",
                your_many_first: "Era",
            }
        } else {
            Self {
                plural: false,
                you_first: "Du",
                you: "du",
                your: "din",
                yourself: "dig",
                your_many_first: "Dina",
            }
        }
    }
}

/// A member as a letter names one that something is about: `dig`,
/// `medsökande`, `barn 1 (född 2017)`.
pub(super) fn person_in_letter(role: Role, application: &Application) -> Cow<'static, str> {
    match role {
        Role::Applicant => Cow::Borrowed("dig"),
        Role::CoApplicant | Role::Child(_) => member(role, application),
    }
}

/// A member as a journal names one: `sökande`, `medsökande`, `barn 1 (född 2017)`.
pub(super) fn member(role: Role, application: &Application) -> Cow<'static, str> {
    let Role::Child(place) = role else {
        return role.in_swedish();
    };
    let child = usize::try_from(place)
        .ok()
        .and_then(|place| place.checked_sub(1))
        .and_then(|index| application.children.get(index));
    child.map_or_else(
        || role.in_swedish(),
        |child| {
            let year = child.personnummer.born().year();
            Cow::Owned(format!("barn {place} (född {year})"))
        },
    )
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
        assert_eq!(capitalised("är det så"), "Är det så");
    }

    #[test]
    fn members_are_named_without_names_or_numbers() {
        let application = sample::couple_application();
        assert_eq!(person_in_letter(Role::Applicant, &application), "dig");
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
