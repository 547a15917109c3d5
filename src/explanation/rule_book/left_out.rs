//! What the robot deliberately does not decide, and whom it does not ask.

use super::{Block, BookFacts, Row, Section, Table, basis};
use crate::vocabulary::Provision;

/// What is left to people: what, why, and the provision.
const NOT_DECIDED: [(&str, &str, &str, Provision); 8] = [
    (
        "other_aid",
        "Bistånd av annat slag",
        "Beslutet kan inte överklagas på vanligt sätt. Därför får det inte automatiseras.",
        Provision::OtherAid,
    ),
    (
        "reduction",
        "Att sänka eller vägra bistånd",
        "Bara en människa får avgöra om någon inte gör det som krävs.",
        Provision::LabourMarket,
    ),
    (
        "recovery",
        "Återkrav, och bistånd med villkor om att betala tillbaka",
        "Det kräver en bedömning av en människa.",
        Provision::Recovery,
    ),
    (
        "completion",
        "Att be om fler uppgifter",
        "En handläggare gör det, tills vidare.",
        Provision::HelpToComplete,
    ),
    (
        "hearing",
        "Att låta någon yttra sig",
        "En handläggare gör det, tills vidare.",
        Provision::RightToBeHeard,
    ),
    (
        "appeal",
        "Överklaganden",
        "En handläggare tar emot dem, tills vidare.",
        Provision::Appeal,
    ),
    (
        "first_application",
        "Nyansökan och tilläggsansökan",
        "Ingen får bistånd utan att först ha träffat en människa.",
        Provision::RightToAid,
    ),
    (
        "plan",
        "Om en plan följs och om aktivitetskravet är uppfyllt",
        "En människa bedömer det. Roboten läser bara bedömningen.",
        Provision::ActivityRequirement,
    ),
];

/// Whom the robot does not ask, although the law lets it.
const NOT_ASKED: [(&str, &str, &str, Provision); 2] = [
    (
        "unemployment_funds",
        "A-kassorna",
        "De frågas inte ännu. Ersättning från a-kassa bedömer en handläggare.",
        Provision::RegistryAccess,
    ),
    (
        "employment_service",
        "Arbetsförmedlingen",
        "Den frågas inte. En handläggare bedömer planen.",
        Provision::EmploymentServiceAccess,
    ),
];

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let table = |id: &str, caption: &str, heading, list: &[(&str, &str, &str, Provision)]| {
        let rows = list.iter().map(|(id, what, why, provision)| {
            let [citation, since] = basis(*provision, facts.month);
            Row::new(*id, [(*what).into(), (*why).into(), citation, since])
        });
        Block::Table(Table {
            id: id.into(),
            caption: caption.into(),
            headings: vec![heading, "Varför", "Stöd", "Lagen gäller från"],
            rows: rows.collect(),
        })
    };
    Section {
        id: "utanfor",
        title: "Det här beslutar eller frågar roboten inte om",
        blocks: vec![
            Block::Text(
                "Roboten låter bli en del med vilja. Sådana ärenden får en handläggare, med ett \
                 färdigt underlag."
                    .into(),
            ),
            table(
                "not_decided",
                "Det här beslutar roboten aldrig",
                "Fråga",
                &NOT_DECIDED,
            ),
            table("not_asked", "De här frågar roboten inte", "Vem", &NOT_ASKED),
            Block::Text(
                "Roboten frågar bara de register som står i nästa avsnitt. Den söker inte på \
                 nätet och läser inte sociala medier."
                    .into(),
            ),
        ],
    }
}
