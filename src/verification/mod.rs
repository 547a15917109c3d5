//! Whether a letter is true: read from its text alone, held against the
//! published rule book, and computed again.
//!
//! Nothing here knows the code that decides or writes letters. Both could be
//! wrong alike; this is a second program beside them, and knows no more than
//! anyone who holds the letter and the book.
//!
//! ```text
//!  text ─► control code ─► parts ─► rows ─► norm, costs, incomes ─► sum ─► every sentence
//!                                              ▲ tables of the rule book
//! ```
//!
//! A sentence that follows from the calculation is written again and must be
//! the same, so that no line can be changed, moved or left out alone.

#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::float_arithmetic
    )
)]

mod book;
mod checks;
mod costs;
mod figures;
mod grounds;
mod incomes;
mod letter;
mod limits;
mod norm;
mod page;
mod record;
mod rows;
mod sum;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

pub use book::{Book, NoBook};
pub use checks::{CheckName, Fault};

use checks::Faults;
use letter::{Calculation, Letter};
use page::Page;

/// What no letter and no rule book can show, in Swedish.
pub const NOT_SHOWN: [&str; 5] = [
    "att registren verkligen sade det som står i brevet, och vilken dag",
    "att det som står från ansökan är det som söktes",
    "att det som en handläggare har bedömt stämmer, till exempel planen",
    "vad som betalades eller beviljades månaderna innan",
    "att regelboken är kommunens egen: hämta den från kommunen",
];

/// Why a letter could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotJudged {
    /// Not the text of a decision or a proposal.
    #[error("texten är inget beslut och inget förslag från roboten")]
    NoLetter,
    /// The letter is of another month than the book.
    #[error("brevet gäller {0}: hämta regelboken för den månaden")]
    OtherMonth(String),
    /// The letter was written by another version of the program than the book.
    #[error("brevet är skrivet av programversion {0}: hämta regelboken från den versionen")]
    OtherVersion(String),
}

/// Checks everything that can be checked; returns what is not true, in the
/// order it was found. Nothing: all is true.
///
/// # Errors
/// [`NotJudged`] for what is no letter, and for a letter of another month or
/// program version than the book's.
pub fn verify(text: &str, book: &Book) -> Result<Vec<Fault>, NotJudged> {
    let mut faults = Faults::default();
    let (above, last) = last_line(text);
    let page = Page::of(above);
    let (is_proposal, day, case_number, month) = record::head(&page).ok_or(NotJudged::NoLetter)?;
    if month != book.month.in_swedish() {
        return Err(NotJudged::OtherMonth(month.to_owned()));
    }
    if let Some(version) = record::recorded(&page, "Programversion")
        && version != book.program_version
    {
        return Err(NotJudged::OtherVersion(version.to_owned()));
    }
    faults.same(CheckName::ControlCode, control_line(above), last);
    page.judge(&mut faults);
    let mut rows = |check, heading| match page.under(heading) {
        Some(lines) => rows::read(check, lines, &mut faults),
        None => Vec::new(),
    };
    let norm = rows(CheckName::Norm, "Riksnorm");
    let costs = rows(CheckName::Costs, "Kostnader");
    let incomes = match page.under("Inkomster") {
        Some(["  Inga inkomster att räkna."]) => Vec::new(),
        _ => rows(CheckName::Incomes, "Inkomster"),
    };
    let mut calculation = Calculation {
        incomes,
        disregarded: rows(CheckName::JobStimulus, "Inkomst som inte räknas"),
        norm,
        ..Calculation::default()
    };
    let result = rows(CheckName::Sum, "Resultat");
    let mut letter = Letter {
        book,
        day,
        case_number,
        is_proposal,
        is_couple: false,
    };
    letter.is_couple = norm::is_couple(&letter, &calculation.norm);
    norm::judge(&letter, &mut calculation, &mut faults);
    let members = calculation.children.len() + if letter.is_couple { 2 } else { 1 };
    let members = figures::Ore::try_from(members).unwrap_or_default();
    calculation.claims = costs::judge(&letter, members, &costs, &mut faults);
    incomes::judge(&letter, &calculation, &mut faults);
    sum::judge(&mut calculation, &result, &mut faults);
    sum::sentence(&letter, &calculation, page.opening(2), &mut faults);
    if page
        .under("Så har vi räknat")
        .is_some_and(|lines| !lines.is_empty())
    {
        faults.add(
            CheckName::Structure,
            "en tom rad",
            "text under Så har vi räknat",
        );
    }
    let why = page.under("Varför").unwrap_or_default();
    grounds::judge(&letter, &calculation, why, &mut faults);
    let wanted = grounds::not_approved(&letter, &calculation.claims).unwrap_or_default();
    let cut = page.under("Det här räknar vi inte").unwrap_or_default();
    faults.same_lines(CheckName::NotApproved, &wanted, cut);
    let limits = page.under("Vad som hade ändrat beslutet");
    limits::judge(&letter, &calculation, limits, &mut faults);
    record::judge(&letter, &calculation, &page, &mut faults);
    Ok(faults.0)
}

/// The text above its last line, with the line's end, and the last line.
fn last_line(text: &str) -> (&str, &str) {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let start = text.rfind('\n').map_or(0, |end| end + 1);
    text.split_at(start)
}

/// The first sixteen hexadecimal digits of the SHA-256, four at a time.
fn control_line(above: &str) -> String {
    let mut line = String::from("  Kontrollkod:");
    for (place, byte) in (0_u8..8).zip(Sha256::digest(above.as_bytes())) {
        if place % 2 == 0 {
            line.push(' ');
        }
        // Writing to a String cannot fail.
        let _ = write!(line, "{byte:02x}");
    }
    line
}
