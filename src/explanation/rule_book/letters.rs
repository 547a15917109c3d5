//! How anyone can check a letter: what it cites for what, and its code.

use super::{Block, BookFacts, Cell, Row, Section, Table, basis};
use crate::vocabulary::Provision;

/// What a letter gives a rule for: a stable name, what it is, and the rule.
#[rustfmt::skip]
const CITED: [(&str, &str, Provision); 10] = [
    ("letter.right_to_aid", "Rätten till bistånd", Provision::RightToAid),
    ("letter.riksnorm", "Riksnormen", Provision::Riksnorm),
    ("letter.shared_costs", "Delad bostad och stora hushåll", Provision::SharedCosts),
    ("letter.other_costs", "Annat som behövs", Provision::OtherCosts),
    ("letter.job_stimulus", "Jobbstimulans", Provision::JobStimulus),
    ("letter.child_earnings", "Barns egen lön", Provision::ChildEarnings),
    ("letter.labour_market", "Planen som den vuxna följer", Provision::LabourMarket),
    ("letter.best_interests_of_child", "Hur barnen har det", Provision::BestInterestsOfChild),
    ("letter.automated_decision", "Beslut av en dator", Provision::AutomatedDecision),
    ("letter.automated_delegation", "Rätten för en dator att besluta", Provision::AutomatedDelegation),
];

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let row = |id: &str, what: &str, value: Cell| Row::new(id, [what.into(), value]);
    let citations = CITED.iter().map(|(id, what, provision)| {
        let [citation, since] = basis(*provision, facts.month);
        Row::new(*id, [Cell::from(*what), citation, since])
    });
    Section {
        id: "brev",
        title: "Så kontrollerar du ett brev",
        blocks: vec![
            Block::Text(
                "Med brevet och den här boken kan vem som helst räkna om beslutet. Boken visar \
                 alla belopp och gränser. Varje rad i brevet säger hur den är räknad."
                    .into(),
            ),
            Block::Text(
                "Sist i brevet står en kontrollkod. Ändras ett enda tecken stämmer den inte. \
                 Den som förfalskar ett brev kan räkna fram en ny kod. Räkna därför alltid om \
                 beloppen också."
                    .into(),
            ),
            Block::Table(Table {
                id: "letter.citations".into(),
                caption: "Regler som breven hänvisar till".into(),
                headings: vec!["Vad", "Stöd", "Lagen gäller från"],
                rows: citations.collect(),
            }),
            Block::Table(Table {
                id: "letter.control_code".into(),
                caption: "Så räknas kontrollkoden".into(),
                headings: vec!["Vad", "Hur"],
                rows: vec![
                    row("control_code.method", "Metod", Cell::Code("sha256".into())),
                    row(
                        "control_code.encoding",
                        "Tecken",
                        Cell::Code("utf-8".into()),
                    ),
                    row(
                        "control_code.covers",
                        "Räknas på",
                        "allt ovanför sista raden, med radslutet".into(),
                    ),
                    row(
                        "control_code.shown",
                        "Visas som",
                        "de första sexton tecknen, fyra i varje grupp".into(),
                    ),
                ],
            }),
        ],
    }
}
