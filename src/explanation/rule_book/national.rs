//! Riksnormen, prisbasbeloppet and jobbstimulans: what is the same everywhere.

use super::{Block, BookFacts, Cell, Row, Section, Table};
use crate::assessment::{fixed, labels};
use crate::explanation::words::date;
use crate::rules::Rules;
use crate::rules::dated::Period;
use crate::rules::tables::{ChildRow, JobStimulusShare, NormTable, PriceBaseAmount};
use crate::vocabulary::Provision;

pub(super) fn section(facts: &BookFacts<'_>) -> Section {
    let (rules, month) = (facts.rules, facts.month);
    let mut blocks = vec![
        Block::Text(
            "Riksnormen är samma belopp i hela landet. Regeringen bestämmer dem. De ska räcka \
             till mat, kläder, fritid, hygien och telefon."
                .into(),
        ),
        Block::Text(format!(
            "Regler: {}. För delad bostad och stora hushåll: {}. Jobbstimulans: {}. Barns \
             inkomster: {}.",
            Provision::Riksnorm.citation(month),
            Provision::SharedCosts.citation(month),
            Provision::JobStimulus.citation(month),
            Provision::ChildEarnings.citation(month),
        )),
    ];
    match rules.norm(month) {
        Some(norm) => blocks.extend(norm_tables(norm).into_iter().map(Block::Table)),
        None => blocks.push(Block::Text(format!(
            "Det finns ingen riksnorm för {}. Alla ärenden går till en handläggare.",
            month.in_swedish()
        ))),
    }
    blocks.push(Block::List(norm_rules(facts)));
    // Children's earnings are held against the amount of the control month.
    let base = rules.price_base_amount(month.plus(-1));
    let base = base.map(price_base_table);
    let stimulus = rules.job_stimulus(month).map(job_stimulus_table);
    blocks.extend(base.into_iter().chain(stimulus).map(Block::Table));
    Section {
        id: "riksnorm",
        title: "Riksnormen och andra belopp i lag",
        blocks,
    }
}

fn norm_rules(facts: &BookFacts<'_>) -> Vec<String> {
    let (adult, school) = (fixed::ADULT_FROM, fixed::SCHOOL_YOUTH_FROM);
    let (full, largest) = (fixed::FULL_TIME_DAYS, fixed::LARGEST_IN_TABLE);
    let part_time = if facts.policy.hand_over_part_time_children {
        "Bor ett barn hos dig en del av tiden räknar en handläggare.".to_owned()
    } else {
        format!(
            "Bor ett barn hos dig en del av tiden räknas dagarna, av {full} dagar. Det avrundas \
             uppåt till ett öre."
        )
    };
    vec![
        "Barnets ålder räknas den första dagen i sökt månad.".into(),
        "Små barn som äter lunch utanför hemmet fem dagar i veckan har ett lägre belopp.".into(),
        format!("Från {school} år räknas den som barn som går i skolan. Annars är personen vuxen."),
        format!("Från {adult} år räknas alla som vuxna. De söker själva."),
        part_time,
        format!(
            "Ett barn räknas med i gemensamma kostnader från {} dagar i månaden.",
            facts.policy.shared_costs_child_min_days
        ),
        format!(
            "Är ni fler än {largest} läggs samma steg till för var och en. Steget är skillnaden \
             mellan de två största hushållen i tabellen."
        ),
        "Delar en ensam vuxen bostad med andra räknas en lika stor del av de gemensamma \
         kostnaderna."
            .into(),
        "Delar ett annat hushåll bostad med andra räknar en handläggare.".into(),
    ]
}

/// Every table of every period.
pub(super) fn tables(rules: &Rules) -> Vec<Table> {
    let norms = rules.norms().iter().flat_map(norm_tables);
    let bases = rules.price_base_amounts().iter().map(price_base_table);
    let shares = rules.job_stimulus_shares().iter().map(job_stimulus_table);
    norms.chain(bases).chain(shares).collect()
}

fn norm_tables(norm: &NormTable) -> Vec<Table> {
    let named = norm.period.parameter("riksnorm", "").id;
    let amount = |label: String, amount: &crate::rules::Amount| {
        Row::new(&*amount.parameter.id, [label.into(), amount.value.into()])
    };
    let (single, couple) = (&norm.single, &norm.cohabiting_couple_total);
    let mut adults = vec![
        amount(labels::SINGLE.into(), single),
        amount(labels::COUPLE.into(), couple),
    ];
    adults.extend(source_rows(&norm.period));
    let children = (0..fixed::ADULT_FROM)
        .filter_map(|age| norm.child(age).filter(|row| row.from_age == age))
        .map(child_row);
    let members = (1..=fixed::LARGEST_IN_TABLE).filter_map(|members| {
        let shared = norm.shared(members)?;
        let persons = if members == 1 { "person" } else { "personer" };
        Some(amount(format!("{members} {persons}"), shared))
    });
    let table = |rest: &str, what: &str, headings: Vec<&'static str>, rows| Table {
        id: format!("{named}.{rest}"),
        caption: format!("{what} per månad, {}", span(&norm.period)),
        headings,
        rows,
    };
    vec![
        table(
            "adults",
            "Vuxnas personliga kostnader",
            vec!["Vem", "Belopp"],
            adults,
        ),
        table(
            "children",
            "Barns personliga kostnader",
            vec!["Ålder", "Belopp", "Med lunch utanför hemmet"],
            children.collect(),
        ),
        table(
            "shared",
            "Gemensamma hushållskostnader",
            vec!["Antal i hushållet", "Belopp"],
            members.collect(),
        ),
    ]
}

fn child_row(row: &ChildRow) -> Row {
    let ages = match (row.from_age, row.to_age) {
        (0, 0) => "under 1 år".to_owned(),
        (from, to) if from == to => format!("{from} år"),
        (from, to) => format!("{from}–{to} år"),
    };
    let lunch = row.lunch_outside_home.as_ref();
    let lunch = lunch.map_or(Cell::from("–"), |amount| amount.value.into());
    Row::new(
        &*row.amount.parameter.id,
        [ages.into(), row.amount.value.into(), lunch],
    )
}

fn price_base_table(row: &PriceBaseAmount) -> Table {
    let label = "Ett barn får tjäna så mycket på ett år utan att det räknas";
    let amount = Row::new(
        &*row.amount.parameter.id,
        [label.into(), row.amount.value.into()],
    );
    one_value(&row.period, "prisbasbelopp", "Prisbasbelopp", amount)
}

fn job_stimulus_table(row: &JobStimulusShare) -> Table {
    let share = format!("{} procent", row.percent);
    let share = Row::new(
        &*row.parameter.id,
        [labels::JOB_STIMULUS.into(), share.into()],
    );
    one_value(&row.period, "jobbstimulans", "Jobbstimulans", share)
}

fn one_value(period: &Period, name: &str, title: &str, row: Row) -> Table {
    let mut rows = vec![row];
    rows.extend(source_rows(period));
    Table {
        id: period.parameter(name, "").id.to_string(),
        caption: format!("{title}, {}", span(period)),
        headings: vec!["Vad", "Värde"],
        rows,
    }
}

/// Since when it holds, where it comes from and how sure it is.
fn source_rows(period: &Period) -> [Row; 5] {
    let row = |id: &str, label: &str, text: String| Row::new(id, [label.into(), text.into()]);
    [
        row("valid_from", "Gäller från", date(period.from)),
        row("valid_to", "Gäller till", date(period.to)),
        row("sfs", "Författning (SFS)", period.sfs.clone()),
        row("certainty", "Så säkert är det", period.certainty.clone()),
        row("checked_on", "Kontrollerat", date(period.checked_on)),
    ]
}

fn span(period: &Period) -> String {
    format!("{} till {}", date(period.from), date(period.to))
}
