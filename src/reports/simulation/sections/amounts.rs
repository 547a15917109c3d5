//! Whose amount changes, by how much, and through which lines.

use super::{Part, amount, count, number, row, table};
use crate::explanation::rule_book::{Block, Section};
use crate::reports::simulation::chart::{self, Chart};
use crate::reports::simulation::groups::Group;
use crate::reports::simulation::report::{Bar, HouseholdChanges, Largest, Report};
use crate::vocabulary::Kronor;

/// What a reader needs first.
pub fn summary(report: &Report) -> Part {
    let mut texts = match report.cases.compared {
        Some(0) => vec!["Det finns inga ärenden att jämföra.".to_owned()],
        Some(cases) => vec![format!(
            "Rapporten räknar {} ärenden två gånger: med dagens regler och med de nya.",
            number(cases)
        )],
        None => vec!["Ärendena är så få att inga siffror visas.".to_owned()],
    };
    match (report.cases.compared, report.no_difference) {
        (Some(0), _) => {}
        (_, true) => texts.push(
            "Ingen skillnad. Belopp, utfall och skäl är desamma med de nya reglerna.".to_owned(),
        ),
        (_, false) => texts.extend(changes(report)),
    }
    texts.push(
        "Siffrorna säger vad reglerna gör. De säger inte hur människor ändrar sig när reglerna \
         ändras. Därför visar de inte om fler eller färre skulle söka."
            .into(),
    );
    Part::new(Section {
        id: "korthet",
        title: "I korthet",
        blocks: texts.into_iter().map(Block::Text).collect(),
    })
}

fn changes(report: &Report) -> Vec<String> {
    let amounts = &report.amounts;
    let (gain, loss) = (amounts.largest_gain.as_ref(), amounts.largest_loss.as_ref());
    let same = amounts.same.map(number);
    let texts = [
        group("mer", &amounts.more),
        gain.map(|largest| extreme("ökningen", largest)),
        group("mindre", &amounts.less),
        loss.map(|largest| extreme("minskningen", largest)),
        same.map(|same| format!("{same} hushåll får lika mycket som i dag.")),
    ];
    texts.into_iter().flatten().collect()
}

fn group(direction: &str, group: &Group) -> Option<String> {
    let cases = group.cases?;
    if cases == 0 {
        return Some(format!("Inget hushåll får {direction}."));
    }
    let (sum, median) = (group.sum?.in_swedish(), group.median?.in_swedish());
    Some(format!(
        "{} hushåll får {direction}: tillsammans {sum} i månaden. Hälften av dem får minst \
         {median} {direction}.",
        number(cases)
    ))
}

fn extreme(word: &str, largest: &Largest) -> String {
    let amount = largest.amount.in_swedish();
    let household = largest
        .household_name
        .map(|name| format!(" Hushållet är: {}.", name.to_lowercase()));
    let line = largest.line.as_ref();
    let line = line.map(|line| format!(" Mest ändras raden ”{line}”."));
    format!(
        "Den största {word} är {amount} i månaden.{}{}",
        household.unwrap_or_default(),
        line.unwrap_or_default()
    )
}

/// How many, by the size of the change.
pub fn by_size(report: &Report) -> Part {
    let amounts = &report.amounts;
    let directions = [
        ("more", "Får mer", amounts.more.cases),
        ("less", "Får mindre", amounts.less.cases),
        ("same", "Får lika mycket", amounts.same),
        (
            "only_before",
            "Kan räknas bara med dagens regler",
            amounts.computable_only_before,
        ),
        (
            "only_after",
            "Kan räknas bara med de nya reglerna",
            amounts.computable_only_after,
        ),
        ("never", "Kan inte räknas", amounts.never_computable),
    ];
    let directions = directions.map(|(id, name, cases)| row(id, vec![name.into(), count(cases)]));
    let bars = report.histogram.iter().map(|bar| {
        row(
            format!("{}_{}", bar.direction, bar.above),
            vec![bar_name(bar).into(), count(bar.cases)],
        )
    });
    let rows = report.histogram.iter().map(|bar| chart::Row::Bar {
        label: bar_name(bar),
        class: bar.direction,
        count: bar.cases,
    });
    Part {
        chart: Some(Chart {
            id: "storlek",
            title: "Hur mycket beloppet ändras",
            description: "En stapel för varje storlek på ändringen. Överst står de som får mycket \
                          mindre, nederst de som får mycket mer. Tabellen nedanför har samma \
                          siffror."
                .into(),
            rows: rows.collect(),
        }),
        section: Section {
            id: "belopp",
            title: "Vilka får mer och vilka får mindre",
            blocks: vec![
                Block::Text(
                    "Beloppet är det som roboten räknar fram. I en del ärenden är det ett förslag \
                     till en handläggare."
                        .into(),
                ),
                table(
                    "amounts",
                    "Antal ärenden",
                    vec!["Beloppet", "Ärenden"],
                    directions,
                ),
                table(
                    "histogram",
                    "Ändringens storlek",
                    vec!["Ändring i månaden", "Ärenden"],
                    bars,
                ),
            ],
        },
    }
}

fn bar_name(bar: &Bar) -> String {
    let direction = if bar.direction == "more" {
        "mer"
    } else {
        "mindre"
    };
    match bar.up_to {
        Some(up_to) if bar.above == Kronor::ZERO => {
            format!("Högst {} {direction}", up_to.in_swedish())
        }
        Some(up_to) => format!(
            "Över {} till {} {direction}",
            bar.above.digits_in_swedish(),
            up_to.in_swedish()
        ),
        None => format!("Mer än {} {direction}", bar.above.in_swedish()),
    }
}

/// The same for each kind of household that there is.
pub fn by_household(report: &Report) -> Part {
    let there = |household: &&HouseholdChanges| {
        [household.more.cases, household.less.cases, household.same] != [Some(0); 3]
    };
    let households: Vec<_> = report.households.iter().filter(there).collect();
    let rows = households.iter().map(|household| {
        let (more, less) = (&household.more, &household.less);
        row(
            household.household.clone(),
            vec![
                household.name.into(),
                count(more.cases),
                amount(more.sum),
                count(less.cases),
                amount(less.sum),
                count(household.same),
            ],
        )
    });
    let headings = vec![
        "Hushåll",
        "Får mer",
        "Summa mer",
        "Får mindre",
        "Summa mindre",
        "Lika mycket",
    ];
    let bars = households.iter().flat_map(|household| {
        let bar = |label: &str, class, group: &Group| chart::Row::Bar {
            label: label.to_owned(),
            class,
            count: group.cases,
        };
        [
            chart::Row::Heading(household.name),
            bar("får mer", "more", &household.more),
            bar("får mindre", "less", &household.less),
        ]
    });
    Part {
        chart: Some(Chart {
            id: "hushall-bild",
            title: "Antal som får mer och mindre",
            description: "Två staplar för varje slags hushåll: de som får mer och de som får \
                          mindre. Tabellen nedanför har samma siffror."
                .into(),
            rows: bars.collect(),
        }),
        section: Section {
            id: "hushall",
            title: "Olika slags hushåll",
            blocks: vec![
                Block::Text("Summorna gäller en månad.".into()),
                table("households", "Ärenden och kronor", headings, rows),
            ],
        },
    }
}

/// The lines of the calculation that change.
pub fn lines(report: &Report) -> Part {
    let rows = report.lines.iter().map(|line| {
        let cells = vec![
            line.label.as_str().into(),
            count(line.about_cases),
            amount(line.about_sum),
        ];
        row(line.id.as_str(), cells)
    });
    let blocks = match report.lines.is_empty() {
        true => vec![Block::Text("Ingen rad ändras.".into())],
        false => vec![
            Block::Text(
                "Ett ärende kan ha flera rader som ändras. Därför är antalen avrundade till \
                 närmaste fem och summorna till närmaste hundra kronor. Om en rad döljs så döljs \
                 alla summor."
                    .into(),
            ),
            table(
                "lines",
                "Rader som ändras",
                vec!["Rad", "Ärenden, ungefär", "Ändring tillsammans"],
                rows,
            ),
        ],
    };
    Part::new(Section {
        id: "rader",
        title: "Rader i uträkningen som ändras",
        blocks,
    })
}
