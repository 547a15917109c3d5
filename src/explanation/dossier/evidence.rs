//! What registries said, in words, and what could not be checked.

use super::people::Person;
use super::{Block, DossierFacts, Row, Section, Table, dash};
use crate::explanation::journal::part_in_words;
use crate::explanation::words::{capitalised, member};
use crate::vocabulary::{Answer, Application, Source};

/// What is said of what could not be read.
pub(super) const UNCHECKED: &str = "kunde inte kontrolleras";

/// An answer in words. What could not be checked says why, and never what a
/// registry wrote about it.
pub(super) fn in_words<T>(answer: &Answer<T>, data: impl FnOnce(&T) -> String) -> String {
    match answer {
        Answer::Data(found) => data(found),
        Answer::NothingWithUs => "ingen uppgift".to_owned(),
        Answer::CouldNotBeChecked(cause) => cause.in_swedish().to_owned(),
    }
}

/// As [`in_words`]; there may be no answer that could be read.
pub(super) fn said<T>(answer: Option<&Answer<T>>, data: impl FnOnce(&T) -> String) -> String {
    answer.map_or_else(|| "inget svar".to_owned(), |answer| in_words(answer, data))
}

/// A row that says that a registry, or a part of it, could not be checked of a
/// person, and why; `None` when it could, or was not asked.
pub(super) fn unchecked_row(
    person: &Person<'_>,
    source: Source,
    part: &str,
    what: &str,
) -> Option<Row> {
    let mut all = person.facts.assessment.unchecked.iter();
    let unchecked = all.find(|unchecked| {
        let of_part = unchecked.part.is_empty() || unchecked.part == part;
        unchecked.source == source && unchecked.person == person.role && of_part
    })?;
    let cells = [
        what.into(),
        dash(),
        unchecked.cause.in_swedish().into(),
        UNCHECKED.into(),
    ];
    Some(Row::new(format!("{source}.{part}"), cells))
}

/// What could not be checked, whose and why.
pub(super) fn unchecked(facts: &DossierFacts<'_>, application: &Application) -> Section {
    let rows = facts.assessment.unchecked.iter().map(|unchecked| {
        let what = format!(
            "{}{}",
            unchecked.source.in_swedish(),
            part_in_words(unchecked.part)
        );
        let person = capitalised(&member(unchecked.person, application));
        let cause = capitalised(unchecked.cause.in_swedish());
        let id = format!(
            "{}.{}.{}",
            unchecked.source, unchecked.part, unchecked.person
        );
        Row::new(id, [what.into(), person.into(), cause.into()])
    });
    let rows: Vec<_> = rows.collect();
    let block = match rows.is_empty() {
        true => Block::Text("Roboten kunde läsa allt som den frågade efter.".into()),
        false => Block::Table(Table {
            id: "unchecked".into(),
            caption: "Det här saknas i underlaget".into(),
            headings: vec!["Register", "Vem", "Varför"],
            rows,
        }),
    };
    Section {
        id: "okontrollerat",
        title: "Kunde inte kontrolleras",
        blocks: vec![block],
    }
}
