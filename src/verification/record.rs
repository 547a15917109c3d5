//! What stands around the calculation: the head, who decided, how to appeal
//! and the record. All of it follows from the rule book and the head.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::book::Book;
use super::checks::{CheckName, Faults};
use super::figures::{self, day_in_words};
use super::incomes;
use super::letter::{Calculation, Letter};
use super::page::Page;
use crate::vocabulary::Month;

/// The titles of a decision and of a proposal, with what the day is called.
const TITLES: [(&str, &str); 2] = [
    ("Beslut om ekonomiskt bistånd", "Beslutsdag"),
    ("Förslag till beslut om ekonomiskt bistånd", "Förslagsdag"),
];

/// What the head says: whether it is a proposal, the day, the case and the
/// month in words. `None` when it is no letter of the robot.
pub fn head<'a>(page: &Page<'a>) -> Option<(bool, NaiveDate, &'a str, &'a str)> {
    let [title, day, case, month] = page.opening(1) else {
        return None;
    };
    let place = TITLES.iter().position(|(known, _)| known == title)?;
    let (_, day_is) = TITLES.get(place)?;
    let day = day
        .strip_prefix("  ")?
        .strip_prefix(day_is)?
        .strip_prefix(": ")?;
    Some((
        place == 1,
        figures::day(day)?,
        case.strip_prefix("  Ärendenummer: ")?,
        month.strip_prefix("  Månad: ")?,
    ))
}

/// The value of a line of the record, such as `Programversion`.
pub fn recorded<'a>(page: &Page<'a>, name: &str) -> Option<&'a str> {
    let record = page
        .under("Om beslutet")
        .or_else(|| page.under("Om förslaget"))?;
    record.iter().find_map(|line| {
        line.strip_prefix("  ")?
            .strip_prefix(name)?
            .strip_prefix(": ")
    })
}

/// Judges everything around the calculation.
pub fn judge(letter: &Letter<'_>, calculation: &Calculation, page: &Page<'_>, faults: &mut Faults) {
    let book = letter.book;
    let authority = ["authority.municipality", "authority.committee"];
    let authority = authority.map(|what| book.authority(what).to_owned());
    faults.same_lines(CheckName::Record, &authority, page.opening(0));
    record(letter, page, faults);
    delegation(letter, faults);
    after_checks(letter, calculation, page, faults);
    let yourself = if letter.is_couple { "er" } else { "dig" };
    let change = [format!(
        "Hör av {yourself} om en uppgift är fel. Då kan vi rätta beslutet. \
         Berätta också om något ändras, till exempel inkomst, bostad eller vilka som bor ihop."
    )];
    let fixed = CheckName::FixedTexts;
    let under = |heading| page.under(heading).unwrap_or_default();
    faults.same_lines(fixed, &change, under("Om något är fel eller ändras"));
    faults.same_lines(fixed, &reach(book), under("Så når du en handläggare"));
    faults.same_lines(fixed, &appeal(letter), under("Så överklagar du"));
    let heading = match letter.is_proposal {
        true => ("Vem som beslutar", "Vem som har beslutat"),
        false => ("Vem som har beslutat", "Vem som beslutar"),
    };
    faults.same_lines(CheckName::Decider, &decider(letter), under(heading.0));
    if page.under(heading.1).is_some() {
        faults.add(CheckName::Decider, heading.0, heading.1);
    }
}

fn record(letter: &Letter<'_>, page: &Page<'_>, faults: &mut Faults) {
    let (book, name) = (letter.book, |what: &str| {
        letter.book.authority(what).to_owned()
    });
    let heading = if letter.is_proposal {
        "Om förslaget"
    } else {
        "Om beslutet"
    };
    let wanted = [
        ("Dag", day_in_words(letter.day)),
        ("Ärendenummer", letter.case_number.to_owned()),
        ("Kommun", name("authority.municipality")),
        ("Nämnd", name("authority.committee")),
        ("Funktion", name("delegation.function_id")),
        ("Programversion", book.program_version.clone()),
        ("Regler", book.rules_hash.clone()),
        ("Kommunens riktlinjer", book.policy_hash.clone()),
        (
            "Delegation",
            format!(
                "{}, beslutad {} av {}",
                name("delegation.reference"),
                name("delegation.decided_on"),
                name("delegation.committee")
            ),
        ),
        ("Delegationen gäller", name("delegation.scope")),
    ];
    let found = page.under(heading).unwrap_or_default();
    let is_hash = |what: &str| ["Regler", "Kommunens riktlinjer"].contains(&what);
    for (place, (what, value)) in wanted.iter().enumerate() {
        let check = if is_hash(what) {
            CheckName::Versions
        } else {
            CheckName::Record
        };
        let line = found.get(place).copied().unwrap_or_default();
        faults.same(check, format!("  {what}: {value}"), line);
    }
    if let Some(more) = found.get(wanted.len()) {
        faults.add(CheckName::Record, "inget mer", *more);
    }
}

/// The robot decides by right of a delegation, and only while it is valid.
fn delegation(letter: &Letter<'_>, faults: &mut Faults) {
    let day = |what| figures::day(letter.book.authority(what));
    let period = day("delegation.valid_from").zip(day("delegation.valid_to"));
    let is_valid = period.is_some_and(|(from, to)| (from..=to).contains(&letter.day));
    if !letter.is_proposal && !is_valid {
        let found = day_in_words(letter.day);
        faults.add(CheckName::Decider, "en dag då delegationen gäller", found);
    }
}

fn decider(letter: &Letter<'_>) -> Vec<String> {
    if letter.is_proposal {
        let text = "Det här är ett förslag. En automatiserad beslutsfunktion har räknat fram det. \
                    En handläggare fattar beslutet.";
        return vec![text.to_owned()];
    }
    let book = letter.book;
    vec![
        "En automatiserad beslutsfunktion har fattat beslutet. \
         Det betyder att en dator har räknat och beslutat enligt fasta regler."
            .to_owned(),
        format!("  Regel: {}", book.citation("automated_decision")),
        "Nämnden har gett funktionen rätt att besluta.".to_owned(),
        format!("  Regel: {}", book.citation("automated_delegation")),
        format!("  Delegation: {}", book.authority("delegation.reference")),
    ]
}

fn reach(book: &Book) -> [String; 2] {
    [
        "Du kan alltid be att en handläggare går igenom beslutet. \
         Tiden för att överklaga är ändå densamma. \
         Du kan också fråga om det du undrar över."
            .to_owned(),
        format!("  {}", book.authority("authority.contact")),
    ]
}

fn appeal(letter: &Letter<'_>) -> Vec<String> {
    let authority = |what: &str| letter.book.authority(what);
    let each = if letter.is_couple {
        " Var och en av er får göra det."
    } else {
        ""
    };
    let which = match letter.is_proposal {
        true => String::new(),
        false => format!("beslutet den {}, ", day_in_words(letter.day)),
    };
    vec![
        format!(
            "Tycker du att beslutet är fel? Då kan du överklaga det.{each} \
             Det gör du i ett brev till {}. Men lämna eller skicka brevet till {}. \
             Nämnden måste få brevet inom tre veckor från den dag du fick beslutet.",
            authority("authority.court"),
            authority("authority.committee")
        ),
        format!("  {}", authority("authority.address")),
        "Skriv det här i brevet:".to_owned(),
        format!(
            "  – vilket beslut du överklagar ({which}ärende {})",
            letter.case_number
        ),
        "  – vilken ändring du vill ha".to_owned(),
        "  – varför du vill ha den".to_owned(),
        "  – ditt namn och personnummer, din adress och ditt telefonnummer".to_owned(),
        "Skicka gärna med papper som visar att du har rätt. \
         Behöver du hjälp att skriva? Hör av dig, så hjälper vi dig. \
         Nämnden ser först om beslutet ska ändras. \
         Annars skickar nämnden brevet vidare till domstolen. \
         Beslutet gäller direkt, även om du överklagar."
            .to_owned(),
    ]
}

/// Salaries that were counted before the employer's declaration: they come
/// from the application alone, and each is checked again.
fn after_checks(
    letter: &Letter<'_>,
    calculation: &Calculation,
    page: &Page<'_>,
    faults: &mut Faults,
) {
    let (own, due) = (letter.own_application(), day_after_due(letter.month()));
    let rows = calculation.incomes.iter();
    let early = rows.filter(|row| incomes::is(letter, row, "salary") && row.sources == [&*own]);
    let mut wanted: Vec<String> = early
        .map(|row| {
            let person = row.person.as_deref().unwrap_or_default();
            format!("  {}: lön för {person}", day_in_words(due))
        })
        .collect();
    if !wanted.is_empty() {
        let text = format!(
            "Vi har räknat med lönen i {own}. Arbetsgivaren har inte lämnat sin uppgift än. \
             Därför läser vi uppgiften hos Skatteverket senare. \
             Om den skiljer sig hör en handläggare av sig."
        );
        wanted.insert(0, text);
    }
    let found = page.under("Vi kontrollerar lönen en gång till");
    faults.same_lines(CheckName::AfterChecks, &wanted, found.unwrap_or_default());
}

/// An employer declares a month by the 12th of the next, in January and August
/// by the 17th; on a weekend by the Monday after.
fn day_after_due(month: Month) -> NaiveDate {
    let day = month.day(if matches!(month.month(), 1 | 8) {
        17
    } else {
        12
    });
    let later = match day.weekday() {
        Weekday::Sat => 3,
        Weekday::Sun => 2,
        _ => 1,
    };
    day.checked_add_days(Days::new(later)).unwrap_or(day)
}
