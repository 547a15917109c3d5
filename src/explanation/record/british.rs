//! The fields of the British Algorithmic Transparency Recording Standard
//! (ATRS), version 3: tier 1 for everybody, tier 2 for who wants to know more.
//!
//! The standard has numbers and names, and no keys for machines; the keys here
//! are its names, with the tier's part before them.

use super::sentences::{
    NAME, appeal, delegation, goal, human_intervention, method, mode, risks, short, sources,
};
use super::{Field, FieldContent, RecordFacts, Standard, field, said};
use crate::rules::Mode;

const NO_MODEL: FieldContent =
    FieldContent::NotApplicable("Roboten har ingen modell. Den följer fasta regler.");
const NOT_DEVELOPED_FROM_DATA: FieldContent =
    FieldContent::NotApplicable("Roboten är inte byggd av uppgifter om människor.");

pub(super) fn standard(facts: &RecordFacts<'_>) -> Standard {
    let parts = [
        tier_1(facts),
        owner(facts),
        description(facts),
        decision_making(facts),
        specification(facts),
        data(facts),
        risk(facts),
    ];
    Standard {
        id: "british",
        name: "Algorithmic Transparency Recording Standard 3",
        fields: parts.into_iter().flatten().collect(),
    }
}

#[rustfmt::skip]
fn tier_1(facts: &RecordFacts<'_>) -> Vec<Field> {
    let own = facts.own_words;
    vec![
        field("tier_1.name", "Name", "Namn", NAME),
        field("tier_1.description", "Description", "Beskrivning", format!("{} {}", short(facts), goal())),
        field("tier_1.website_url", "Website URL", "Webbplats", said(own.website.as_ref(), "website")),
        field("tier_1.contact_email", "Contact email", "Kontakt", said(own.contact.as_ref(), "contact")),
    ]
}

#[rustfmt::skip]
fn owner(facts: &RecordFacts<'_>) -> Vec<Field> {
    let own = facts.own_words;
    let authority = &facts.policy.authority;
    vec![
        field("tier_2.owner.organisation_or_department", "Organisation or department", "Organisation", format!("{}, {}", authority.municipality, authority.committee)),
        field("tier_2.owner.team", "Team", "Grupp", said(own.team.as_ref(), "team")),
        field("tier_2.owner.senior_responsible_owner", "Senior responsible owner", "Ansvarig roll", said(own.responsible_role.as_ref(), "responsible_role")),
        field("tier_2.owner.supplier", "External supplier", "Leverantör", said(own.supplier.as_ref(), "supplier")),
        field("tier_2.owner.companies_house_number", "Companies House number", "Leverantörens organisationsnummer", said(own.supplier_number.as_ref(), "supplier_number")),
        field("tier_2.owner.supplier_role", "External supplier role", "Leverantörens roll", said(own.supplier.as_ref(), "supplier")),
        field("tier_2.owner.procurement_procedure_type", "Procurement procedure type", "Upphandling", said(own.procurement.as_ref(), "procurement")),
        field("tier_2.owner.data_access_terms", "Data access terms", "Vad leverantören får se", said(own.supplier_access.as_ref(), "supplier_access")),
        field("tier_2.owner.budget", "–", "Kostnad", said(own.budget.as_ref(), "budget")),
    ]
}

#[rustfmt::skip]
fn description(facts: &RecordFacts<'_>) -> Vec<Field> {
    let own = facts.own_words;
    vec![
        field("tier_2.description.detailed_description", "Detailed description", "Närmare beskrivning", method(facts)),
        field("tier_2.description.scope", "Scope", "Omfattning", format!("{} {}", mode(facts), delegation(facts))),
        field("tier_2.description.benefit", "Benefit", "Nytta", goal()),
        field("tier_2.description.previous_process", "Previous process", "Så gjordes det förut", said(own.previous_process.as_ref(), "previous_process")),
        field("tier_2.description.alternatives_considered", "Alternatives considered", "Andra sätt", said(own.alternatives.as_ref(), "alternatives")),
    ]
}

#[rustfmt::skip]
fn decision_making(facts: &RecordFacts<'_>) -> Vec<Field> {
    vec![
        field("tier_2.decision_making.process_integration", "Process integration", "Plats i handläggningen", "Roboten tar emot ansökan, frågar registren och räknar. Den beslutar eller lämnar över med alla skäl och ett förslag."),
        field("tier_2.decision_making.provided_information", "Provided information", "Vad handläggaren får", "Förslag till beslut, varje rad i beräkningen med källa och lagrum, alla skäl och en anteckning till journalen."),
        field("tier_2.decision_making.frequency_and_scale_of_usage", "Frequency and scale of usage", "Hur mycket den används", scale(facts)),
        field("tier_2.decision_making.human_decisions_and_review", "Human decisions and review", "Människans beslut", human_intervention(facts)),
        field("tier_2.decision_making.required_training", "Required training", "Utbildning", said(facts.own_words.training.as_ref(), "training")),
        field("tier_2.decision_making.appeals_and_review", "Appeals and review", "Överklagande", appeal(facts)),
    ]
}

fn scale(facts: &RecordFacts<'_>) -> FieldContent {
    match facts.statistics {
        None => FieldContent::NotApplicable("Det finns ingen loggbok att räkna i."),
        Some(statistics) => statistics.in_words().into(),
    }
}

#[rustfmt::skip]
fn specification(facts: &RecordFacts<'_>) -> Vec<Field> {
    let phase = match facts.policy.mode {
        Mode::Decide => FieldContent::Coded("Production".into(), "i bruk: roboten beslutar"),
        Mode::Recommend => FieldContent::Coded("Production".into(), "i bruk: roboten lämnar förslag"),
        Mode::Shadow => FieldContent::Coded("Pre-deployment".into(), "på prov: roboten räknar bara"),
    };
    vec![
        field("tier_2.tool.system_architecture", "System architecture", "Uppbyggnad", "Ett program. Kö in, frågor till registren, ren beräkning, loggbok, kö ut."),
        field("tier_2.tool.phase", "Phase", "Skede", phase),
        field("tier_2.tool.system_level_input", "System-level input", "Vad den läser", sources()),
        field("tier_2.tool.system_level_output", "System-level output", "Vad den lämnar", "Beslut med brev, eller ärende till handläggare med förslag, eller underrättelse."),
        field("tier_2.tool.maintenance", "Maintenance", "Underhåll", format!("Programversion {}, licens {}. Belopp och lagar är daterade. Finns inget belopp för månaden tar en handläggare över.", facts.program_version, env!("CARGO_PKG_LICENSE"))),
        field("tier_2.tool.models", "Models", "Modeller", NO_MODEL),
        field("tier_2.model.model_name", "Model name", "Modellens namn", NO_MODEL),
        field("tier_2.model.model_version", "Model version", "Modellens version", NO_MODEL),
        field("tier_2.model.model_task", "Model task", "Modellens uppgift", NO_MODEL),
        field("tier_2.model.model_input", "Model input", "Modellen läser", NO_MODEL),
        field("tier_2.model.model_output", "Model output", "Modellen lämnar", NO_MODEL),
        field("tier_2.model.model_architecture", "Model architecture", "Modellens uppbyggnad", NO_MODEL),
        field("tier_2.model.model_performance", "Model performance", "Modellens träffsäkerhet", NO_MODEL),
        field("tier_2.model.datasets", "Datasets and their purposes", "Data att lära av", NOT_DEVELOPED_FROM_DATA),
    ]
}

#[rustfmt::skip]
fn data(facts: &RecordFacts<'_>) -> Vec<Field> {
    let own = facts.own_words;
    vec![
        field("tier_2.development_data", "Development data description", "Data vid utvecklingen", NOT_DEVELOPED_FROM_DATA),
        field("tier_2.operational_data.data_sources", "Data sources", "Källor", sources()),
        field("tier_2.operational_data.sensitive_attributes", "Sensitive attributes", "Känsliga uppgifter", "Fackavgift, studier, sjukpenning och skyddade personuppgifter kan finnas i ett ärende. De syns aldrig i loggar eller sammanställningar."),
        field("tier_2.operational_data.data_processing_methods", "Data processing methods", "Så behandlas uppgifterna", "Bara uppgifterna i tabellen läses. Resten av ett svar hoppas över. Ett svar som inte gick att läsa räknas aldrig som noll."),
        field("tier_2.operational_data.data_access_and_storage", "Data access and storage", "Lagring och åtkomst", said(own.storage.as_ref(), "storage")),
        field("tier_2.operational_data.data_sharing_agreements", "Data sharing agreements", "Avtal om uppgifter", said(own.data_sharing.as_ref(), "data_sharing")),
    ]
}

#[rustfmt::skip]
fn risk(facts: &RecordFacts<'_>) -> Vec<Field> {
    vec![
        field("tier_2.risks.impact_assessments", "Impact assessments", "Konsekvensbedömningar", said(facts.own_words.dpia_url.as_ref(), "dpia_url")),
        field("tier_2.risks.risks_and_mitigations", "Risks and mitigations", "Risker och åtgärder", risks()),
    ]
}
