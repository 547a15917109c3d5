//! The incomes and what is disregarded of them.

use super::checks::{CheckName, Faults};
use super::figures::{self, Ore, in_words, rounded_up};
use super::letter::{Calculation, Letter};
use super::rows::Row;

const INCOMES: CheckName = CheckName::Incomes;
const STIMULUS: CheckName = CheckName::JobStimulus;
const APPLICANT: &str = "dig";
const CO_APPLICANT: &str = "medsökande";
const SOCIAL_INSURANCE: &str = "Försäkringskassan";
const TAX_AGENCY: &str = "Skatteverket";

/// Where an income may come from, in the order of the letter; the first of two
/// may stand alone or be left out.
fn sources_of(letter: &Letter<'_>, label: &str) -> Option<Vec<&'static str>> {
    let book = letter.book;
    let counts = |table: &str, column: usize| {
        let mut rows = book.rows(table).iter();
        rows.any(|row| {
            row.text(0) == label
                && row.text(column).starts_with("räknas")
                && row.text(column) != "räknas inte"
        })
    };
    if counts("benefits", 2) {
        return Some(vec![SOCIAL_INSURANCE]);
    }
    if counts("study_support", 2) {
        return Some(vec!["CSN"]);
    }
    let mut others = book.rows("incomes").iter();
    let other = others.find(|row| row.text(0) == label)?;
    match other.last_name() {
        "salary" | "child_earnings" | "tax_refund" => Some(vec![TAX_AGENCY]),
        "job_stimulus" => None,
        _ => Some(Vec::new()),
    }
}

/// Whether a label is that of a row of the table of other incomes.
pub fn is(letter: &Letter<'_>, row: &Row, what: &str) -> bool {
    let id = format!("incomes.{what}");
    let mut others = letter.book.rows("incomes").iter();
    others.any(|other| other.id == id && other.text(0) == row.label)
}

/// Judges the rows of both groups.
pub fn judge(letter: &Letter<'_>, calculation: &Calculation, faults: &mut Faults) {
    for row in &calculation.incomes {
        person(INCOMES, letter, calculation, row, faults);
        match sources_of(letter, &row.label) {
            Some(registries) => sources(letter, &registries, row, faults),
            None => faults.add(INCOMES, "en inkomst i regelboken", &*row.label),
        }
        if is(letter, row, "child_earnings") {
            earnings(letter, row, faults);
        } else {
            arithmetic(letter, row, faults);
        }
    }
    let mut seen: Vec<&Option<String>> = Vec::new();
    for row in &calculation.disregarded {
        person(STIMULUS, letter, calculation, row, faults);
        if seen.contains(&&row.person) {
            faults.add(STIMULUS, "en gång för var och en", &*row.label);
        }
        seen.push(&row.person);
        stimulus(letter, calculation, row, faults);
    }
}

fn person(
    check: CheckName,
    letter: &Letter<'_>,
    calculation: &Calculation,
    row: &Row,
    faults: &mut Faults,
) {
    let person = row.person.as_deref().unwrap_or_default();
    let is_adult = person == APPLICANT || (letter.is_couple && person == CO_APPLICANT);
    let of_adults = ["salary", "tax_refund", "job_stimulus"];
    let of_adults = of_adults.iter().any(|what| is(letter, row, what));
    let is_child = calculation.children.iter().any(|child| child == person);
    let is_right = match is(letter, row, "child_earnings") {
        true => is_child,
        false => is_adult || is_child && !of_adults,
    };
    if !is_right {
        faults.add(check, "en i hushållet", person);
    }
}

fn sources(letter: &Letter<'_>, registries: &[&str], row: &Row, faults: &mut Faults) {
    let own = letter.own_application();
    let is_known = |source: &String| match source.split_once(", hämtat ") {
        Some((name, day)) => {
            let day = figures::day(day);
            registries.contains(&name) && day.is_some_and(|day| day <= letter.day)
        }
        None => *source == own,
    };
    let from_prices = price_source(letter);
    let rest = match row.sources.split_first() {
        Some((first, rest)) if is(letter, row, "child_earnings") && *first == from_prices => rest,
        _ => row.sources.as_slice(),
    };
    let salary = is(letter, row, "salary");
    // A declared income has no registry, and all but a salary only one source.
    let is_alone = rest.len() == 1 && (salary || rest.contains(&own) == registries.is_empty());
    let is_pair =
        rest.len() == 2 && salary && rest.first() == Some(&own) && rest.last() != Some(&own);
    if !rest.iter().all(is_known) || !(is_alone || is_pair) {
        let registry = registries.first().copied().unwrap_or(&own);
        faults.add(
            INCOMES,
            format!("källan {registry}"),
            row.sources.join(" och "),
        );
    }
}

fn price_source(letter: &Letter<'_>) -> String {
    let rows = letter.book.one_value("prisbasbelopp").iter();
    let mut from = rows.filter(|row| row.id == "valid_from");
    format!(
        "prisbasbeloppet från {}",
        from.next().map_or("", |row| row.text(1))
    )
}

/// A child's own pay: within the limit, and then nothing of it counts.
fn earnings(letter: &Letter<'_>, row: &Row, faults: &mut Faults) {
    let limit = letter.book.one_value("prisbasbelopp").first();
    let limit = limit.and_then(|row| row.amount(1));
    let told = row.arithmetic.split_once(" är inte mer än ");
    let told =
        told.and_then(|(earned, limit)| Some((figures::amount(earned)?, figures::amount(limit)?)));
    match (limit, told) {
        (Some(limit), Some((earned, told))) if limit == told && (1..=limit).contains(&earned) => {}
        (limit, _) => faults.add(
            INCOMES,
            format!("högst {}", in_words(limit.unwrap_or(0))),
            &*row.arithmetic,
        ),
    }
    if row.amount != 0 {
        faults.add(INCOMES, in_words(0), in_words(row.amount));
    }
}

fn arithmetic(letter: &Letter<'_>, row: &Row, faults: &mut Faults) {
    if row.amount > 0 {
        faults.add(INCOMES, "ett belopp som dras av", in_words(row.amount));
    }
    if row.arithmetic.is_empty() {
        return;
    }
    let several = row.arithmetic.strip_prefix("Summan av ");
    let several = several.and_then(|rest| rest.strip_suffix(" belopp")?.parse::<u32>().ok());
    let reported = row.arithmetic.strip_prefix("Lön ").and_then(|rest| {
        let (pay, tax) = rest.split_once(" minus skatt ")?;
        Some((figures::amount(pay)? - figures::amount(tax)?).max(0))
    });
    let is_reported =
        letter.is_proposal && is(letter, row, "salary") && reported == Some(-row.amount);
    if !(several.is_some_and(|count| count > 1) || is_reported) {
        faults.add(INCOMES, in_words(row.amount), &*row.arithmetic);
    }
}

/// Jobbstimulans: the law's share of all the salary of a person.
fn stimulus(letter: &Letter<'_>, calculation: &Calculation, row: &Row, faults: &mut Faults) {
    let of = salary(letter, calculation, row.person.as_deref());
    let percent = percent(letter);
    let expected = rounded_up(of * percent, 100);
    if !is(letter, row, "job_stimulus") || expected != row.amount {
        let found = format!("{}: {}", row.label, in_words(row.amount));
        faults.add(STIMULUS, in_words(expected), found);
    }
    let told = format!(
        "{percent} procent av {}, avrundat uppåt till öre",
        in_words(of)
    );
    faults.same(STIMULUS, told, &row.arithmetic);
    let sources = "lagens regel om jobbstimulans och vårt ärendesystem";
    faults.same(STIMULUS, sources, &row.sources.join(" och "));
}

/// All salary of a person.
pub fn salary(letter: &Letter<'_>, calculation: &Calculation, person: Option<&str>) -> Ore {
    let rows = calculation.incomes.iter();
    let of_person = rows.filter(|row| is(letter, row, "salary") && row.person.as_deref() == person);
    -of_person.map(|row| row.amount).sum::<Ore>()
}

/// The share that jobbstimulans disregards.
pub fn percent(letter: &Letter<'_>) -> Ore {
    let row = letter.book.one_value("jobbstimulans").first();
    row.and_then(|row| row.number(1)).unwrap_or(0)
}
