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
const STUDY_SUPPORT: &str = "CSN";
const TAX_AGENCY: &str = "Skatteverket";

/// Where an income of that label may come from; nothing for what the rule book
/// does not count.
fn sources_of(letter: &Letter<'_>, label: &str) -> Vec<String> {
    let mut sources = Vec::new();
    for (table, source) in [
        ("benefits", SOCIAL_INSURANCE),
        ("study_support", STUDY_SUPPORT),
    ] {
        let mut rows = letter.book.rows(table).iter();
        if rows.any(|row| row.text(0) == label && row.text(2) == "räknas") {
            sources.push(source.to_owned());
        }
    }
    let others = letter.book.rows("incomes").iter();
    for other in others.filter(|other| other.text(0) == label) {
        let (own, registry) = (letter.own_application(), TAX_AGENCY.to_owned());
        match other.last_name() {
            "salary" => sources.extend([own, registry]),
            "child_earnings" | "tax_refund" => sources.push(registry),
            "job_stimulus" => {}
            _ => sources.push(own),
        }
    }
    sources
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
        sources(letter, row, faults);
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

fn sources(letter: &Letter<'_>, row: &Row, faults: &mut Faults) {
    let allowed = sources_of(letter, &row.label);
    if allowed.is_empty() {
        return faults.add(INCOMES, "en inkomst i regelboken", &*row.label);
    }
    let own = letter.own_application();
    let name = |source: &String| match source.split_once(", hämtat ") {
        Some((name, day)) if name != own => {
            let day = figures::day(day).filter(|day| *day <= letter.day);
            day.map(|_| name.to_owned())
        }
        Some(_) => None,
        None => (*source == own).then(|| own.clone()),
    };
    let from_prices = price_source(letter);
    let told = match row.sources.split_first() {
        Some((first, rest)) if is(letter, row, "child_earnings") && *first == from_prices => rest,
        _ => row.sources.as_slice(),
    };
    let names: Option<Vec<_>> = told.iter().map(name).collect();
    // A salary may come from both, as declared and as reported; all else from one.
    let is_right = names.is_some_and(|names| match names.as_slice() {
        [one] => allowed.contains(one),
        both => is(letter, row, "salary") && both == allowed,
    });
    if !is_right {
        let sources = format!("källan {}", allowed.join(" eller "));
        faults.add(INCOMES, sources, row.sources.join(" och "));
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
    let first = row.sources.first().map_or("", String::as_str);
    faults.same(INCOMES, price_source(letter), first);
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
