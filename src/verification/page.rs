//! The letter as its parts: a heading and what stands under it.

use super::checks::{CheckName, Faults};

/// A part of a letter: lines without an empty one between them.
pub type Part<'a> = Vec<&'a str>;

/// A letter in its parts.
pub struct Page<'a> {
    parts: Vec<Part<'a>>,
}

/// The headings that may come after the first two parts, in their order, and
/// whether every letter has them.
const HEADINGS: [(&str, bool); 17] = [
    ("Så har vi räknat", true),
    ("Riksnorm", true),
    ("Kostnader", false),
    ("Inkomster", true),
    ("Inkomst som inte räknas", false),
    ("Resultat", true),
    ("Varför", true),
    ("Det här räknar vi inte", false),
    ("Vad som hade ändrat beslutet", false),
    ("Vi kontrollerar lönen en gång till", false),
    ("Om något är fel eller ändras", true),
    ("Vem som har beslutat", false),
    ("Vem som beslutar", false),
    ("Så når du en handläggare", true),
    ("Så överklagar du", true),
    ("Om beslutet", false),
    ("Om förslaget", false),
];

/// The parts before the first heading: the authority, the title with its
/// facts, and the result.
const BEFORE_HEADINGS: usize = 3;

impl<'a> Page<'a> {
    pub fn of(text: &'a str) -> Self {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let parts = text.split("\n\n").map(|part| part.split('\n').collect());
        Self {
            parts: parts.collect(),
        }
    }

    /// A part before the first heading.
    pub fn opening(&self, place: usize) -> &[&'a str] {
        match place < BEFORE_HEADINGS {
            true => self.parts.get(place).map_or(&[], Vec::as_slice),
            false => &[],
        }
    }

    /// What stands under a heading; `None` when the heading is missing.
    pub fn under(&self, heading: &str) -> Option<&[&'a str]> {
        let mut parts = self.parts.iter().skip(BEFORE_HEADINGS);
        parts.find_map(|part| match part.as_slice() {
            [first, rest @ ..] if *first == heading => Some(rest),
            _ => None,
        })
    }

    /// Whether every heading is there, in order, once, and no other.
    pub fn judge(&self, faults: &mut Faults) {
        let needed = |(_, needed): &&(&str, bool)| *needed;
        let mut next = 0;
        for part in self.parts.iter().skip(BEFORE_HEADINGS) {
            let heading = part.first().copied().unwrap_or_default();
            let mut rest = HEADINGS.iter().skip(next);
            let Some(passed) = rest.position(|(wanted, _)| *wanted == heading) else {
                return faults.add(CheckName::Structure, "en av brevets rubriker", heading);
            };
            let mut passed_over = HEADINGS.iter().skip(next).take(passed);
            if let Some((missing, _)) = passed_over.find(needed) {
                return faults.add(CheckName::Structure, *missing, heading);
            }
            next += passed + 1;
        }
        if let Some((missing, _)) = HEADINGS.iter().skip(next).find(needed) {
            faults.add(CheckName::Structure, *missing, "slutet på brevet");
        }
    }
}
