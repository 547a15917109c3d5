//! Data minimisation: every field that is read of a registry's answer, what
//! for, and under which provision. A test holds the table against the code
//! that reads.

use chrono::NaiveDate;

use super::{Block, BookFacts, Cell, Row, Section, Table};
use crate::explanation::words::date;
use crate::vocabulary::{Month, Provision, Source};

/// A field of a registry's answer that the robot reads.
#[derive(Clone, Copy, Debug)]
pub struct RegistryField {
    /// The registry; `None` for the envelope that every answer comes in.
    pub source: Option<Source>,
    /// Where it stands in the answer, such as `utbetalningar.nettobelopp`.
    pub path: &'static str,
    /// What it is used for, in Swedish.
    pub used_for: &'static str,
    /// What lets the nämnd read it.
    pub access: Access,
}

/// What lets the nämnd read a field.
#[derive(Clone, Copy, Debug)]
pub enum Access {
    /// A provision.
    Provision(Provision),
    /// The provision on Skatteverket, which lists employers' declarations only
    /// since a later day.
    EmployerDeclarations,
    /// The provision on Skatteverket does not list it, and the handbook names
    /// no other: the municipality must say which before it uses the robot.
    NotSettled,
    /// It is about the answer, not about the person.
    AboutTheAnswer,
}

const BENEFITS: Access = Access::Provision(Provision::RegistryAccess);
const AGI: Access = Access::EmployerDeclarations;
const TAX: Access = Access::Provision(Provision::TaxAgencyAccess);

/// The first month in which Skatteverket may tell what employers declared
/// (SFS 2025:942).
pub const EMPLOYER_DECLARATIONS_FROM: (i32, u32) = (2025, 12);

const fn envelope(path: &'static str, used_for: &'static str) -> RegistryField {
    RegistryField {
        source: None,
        path,
        used_for,
        access: Access::AboutTheAnswer,
    }
}

const fn fk(path: &'static str, used_for: &'static str) -> RegistryField {
    RegistryField {
        source: Some(Source::Forsakringskassan),
        path,
        used_for,
        access: BENEFITS,
    }
}

const fn csn(path: &'static str, used_for: &'static str) -> RegistryField {
    RegistryField {
        source: Some(Source::Csn),
        path,
        used_for,
        access: BENEFITS,
    }
}

const fn skv(path: &'static str, used_for: &'static str, access: Access) -> RegistryField {
    RegistryField {
        source: Some(Source::Skatteverket),
        path,
        used_for,
        access,
    }
}

/// Every field that is read.
#[rustfmt::skip]
pub const FIELDS: &[RegistryField] = &[
    envelope("kalla", "vet vilket register som svarar"),
    envelope("hamtad", "visar i beslutet när uppgiften hämtades"),
    envelope("fraga.personidentitet", "kopplar svaret till rätt person"),
    envelope("fraga.from", "kontrollerar att svaret gäller rätt tid"),
    envelope("fraga.tom", "kontrollerar att svaret gäller rätt tid"),
    envelope("status", "vet om registret gick att läsa"),
    fk("utlamnare.tillstand", "vet om myndigheten bakom svarade"),
    fk("avvikelser", "vet om någon förmån saknas i svaret"),
    fk("utbetalningar.typ", "ser om en förmån är betald i efterhand"),
    fk("utbetalningar.formansfamilj", "vet vilken förmån det är"),
    fk("utbetalningar.datum", "räknar inkomsten i rätt månad"),
    fk("utbetalningar.nettobelopp", "räknar inkomsten"),
    fk("utbetalningar.detaljer.beloppstyp", "ser om förmånen är minskad för en skuld"),
    csn("person.traff", "vet om CSN känner personen"),
    csn("person.sekretess", "vet om uppgifterna är skyddade"),
    csn("arenden.stod", "ser om en vuxen studerar"),
    csn("arenden.status", "ser om studierna är beviljade"),
    csn("arenden.beviljade.startvecka", "ser om studierna är i sökt månad"),
    csn("arenden.beviljade.slutvecka", "ser om studierna är i sökt månad"),
    csn("arenden.beviljade.takt", "ser om det är studier alls"),
    csn("arenden.utbetalningsplan.datum", "räknar inkomsten i rätt månad"),
    csn("arenden.utbetalningsplan.status", "räknar bara det som är betalt"),
    csn("arenden.utbetalningsplan.belopp.typ", "vet om beloppet räknas"),
    csn("arenden.utbetalningsplan.belopp.belopp", "räknar inkomsten"),
    skv("folkbokforing.status", "vet om folkbokföringen gick att läsa", Access::AboutTheAnswer),
    skv("folkbokforing.idNummer", "kontrollerar att svaret gäller rätt person", Access::NotSettled),
    skv("folkbokforing.sekretessmarkering.satt", "skyddar personer med sekretessmarkering", Access::NotSettled),
    skv("folkbokforing.skyddadFolkbokforing.satt", "skyddar personer med skyddad folkbokföring", Access::NotSettled),
    skv("folkbokforing.folkbokforing.lanKod", "ser om kommunen är ansvarig", Access::NotSettled),
    skv("folkbokforing.folkbokforing.kommunKod", "ser om kommunen är ansvarig", Access::NotSettled),
    skv("folkbokforing.civilstand.kod", "ser om en make eller partner saknas i ansökan", Access::NotSettled),
    skv("folkbokforing.relationer.typ", "hittar barn bland relationerna", Access::NotSettled),
    skv("folkbokforing.relationer.idNummer", "ser om barnet hör till en vuxen i ansökan", Access::NotSettled),
    skv("folkbokforing.avregistrering.kod", "ser om någon är avliden eller har flyttat", Access::NotSettled),
    skv("individuppgifter.status", "vet om arbetsgivarnas uppgifter gick att läsa", Access::AboutTheAnswer),
    skv("individuppgifter.arbetsgivare.orgnr", "jämför med arbetsgivaren i ansökan", AGI),
    skv("individuppgifter.redovisningsperiod", "räknar lönen i rätt månad", AGI),
    skv("individuppgifter.specifikationsnummer", "hittar den senaste rättelsen", AGI),
    skv("individuppgifter.kontantErsattning", "räknar lönen", AGI),
    skv("individuppgifter.formaner", "ser om det finns förmåner vid sidan av lönen", AGI),
    skv("individuppgifter.skatt", "räknar lönen efter skatt", AGI),
    skv("individuppgifter.bilersattning", "ser om det finns ersättning vid sidan av lönen", AGI),
    skv("individuppgifter.traktamente", "ser om det finns ersättning vid sidan av lönen", AGI),
    skv("individuppgifter.inlamnad", "hittar den senaste rättelsen", AGI),
    skv("individuppgifter.rattelse", "hittar den senaste rättelsen", AGI),
    skv("skattekonto.status", "vet om skattekontot gick att läsa", Access::AboutTheAnswer),
    skv("skattekonto.utbetaltBelopp", "räknar pengar tillbaka på skatten", TAX),
    skv("skattekonto.bokforingsdag", "räknar inkomsten i rätt månad", TAX),
    skv("foretag.status", "vet om uppgiften om företag gick att läsa", Access::AboutTheAnswer),
    skv("foretag.momsregistrerad", "ser om en vuxen har företag", Access::NotSettled),
    skv("foretag.godkandFskatt", "ser om en vuxen har företag", Access::NotSettled),
];

pub(in crate::explanation) fn section(facts: &BookFacts<'_>) -> Section {
    Section {
        id: "register",
        title: "Uppgifter ur register",
        blocks: vec![
            Block::Text(
                "Roboten läser bara de här uppgifterna. Allt annat i ett svar hoppas över. Bara \
                 personer i hushållet söks."
                    .into(),
            ),
            Block::Text(
                "För några uppgifter är stödet inte fastställt. Regeln om Skatteverket räknar inte \
                 upp dem. Kommunen ska ange stödet innan roboten används."
                    .into(),
            ),
            Block::Table(table(facts)),
        ],
    }
}

fn table(facts: &BookFacts<'_>) -> Table {
    let (year, month) = EMPLOYER_DECLARATIONS_FROM;
    let declarations_from = Month::new(year, month).ok();
    let rows = FIELDS.iter().map(|field| {
        let source = field.source.map_or("Alla register", Source::in_swedish);
        let code = field.source.map_or("svar", Source::code);
        let (access, since) = match field.access {
            Access::Provision(provision) => (
                Cell::from(provision.citation(facts.month)),
                date(provision.in_force_since(facts.month)).into(),
            ),
            Access::EmployerDeclarations
                if declarations_from.is_some_and(|from| from <= facts.month) =>
            {
                let since = declarations_from.map_or(NaiveDate::MIN, Month::first_day);
                (
                    Provision::TaxAgencyAccess.citation(facts.month).into(),
                    date(since).into(),
                )
            }
            Access::EmployerDeclarations | Access::NotSettled => {
                ("inte fastställt, kommunen ska ange det".into(), "–".into())
            }
            Access::AboutTheAnswer => ("rör svaret, inte personen".into(), Cell::from("–")),
        };
        Row::new(
            format!("{code}.{}", field.path),
            [
                Cell::Code(field.path.to_owned()),
                source.into(),
                field.used_for.into(),
                access,
                since,
            ],
        )
    });
    Table {
        id: "registry_fields".into(),
        caption: "Varje uppgift som roboten läser ur ett register".into(),
        headings: vec![
            "Uppgift",
            "Register",
            "Vad roboten gör med den",
            "Får läsas enligt",
            "Lagen gäller från",
        ],
        rows: rows.collect(),
    }
}
