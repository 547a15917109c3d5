//! Choices made where the handbook is silent: each puts a person in the loop.

use super::{Block, Section};

pub(super) fn section() -> Section {
    Section {
        id: "val",
        title: "Val där handboken inte säger något",
        blocks: vec![
            Block::Text(
                "Roboten bygger på en handbok. Ibland säger den inget. Då har vi valt det som \
                 låter en människa titta."
                    .into(),
            ),
            Block::List(CHOICES.iter().map(|choice| (*choice).to_owned()).collect()),
        ],
    }
}

/// One a line: what may happen, and what the robot does then.
#[rustfmt::skip]
const CHOICES: [&str; 9] = [
    "Ärendesystemet har två uppgifter om samma vuxen. Då används ingen av dem.",
    "Folkbokföringen svarar om fel person. Då räknas svaret som oläst.",
    "Ett register uppger ett belopp under noll. Då räknas svaret som oläst.",
    "CSN känner personen men skickar ingen lista. Då räknas svaret som oläst.",
    "Ett svar går knappt att läsa, och det finns ett till. Då används inget av dem.",
    "Ett svar har orimliga datum. Då räknas det som att inget svar kom.",
    "Ett belopp saknas utan något känt skäl. Då beslutar en handläggare.",
    "Handboken säger inte vilken paragraf varje skäl vilar på. Kolumnen Stöd visar vårt val.",
    "Handboken anger inget stöd för folkbokföring och företag. Boken säger det öppet.",
];
