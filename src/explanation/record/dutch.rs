//! The fields of the Dutch Algoritmeregister, publication standard 1.0.

use serde_json::json;

use super::FieldContent::Coded;
use super::sentences::{
    NAME, appeal, delegation, goal, human_intervention, lawful_basis, method, risks, short, sources,
};
use super::{FieldContent, RecordFacts, Standard, field, said};
use crate::rules::Mode;

/// Its fields, in its own order, by its own keys.
#[rustfmt::skip]
pub(super) fn standard(facts: &RecordFacts<'_>) -> Standard {
    let own = facts.own_words;
    let status = match facts.policy.mode {
        Mode::Shadow => Coded(json!("In ontwikkeling"), "på prov"),
        Mode::Decide | Mode::Recommend => Coded(json!("In gebruik"), "i bruk"),
    };
    let links = |items: Vec<String>| {
        FieldContent::Links(items.into_iter().map(|item| (item, None)).collect())
    };
    Standard {
        id: "dutch",
        name: "Algoritmeregister, publicatiestandaard 1.0",
        fields: vec![
            field("name", "Naam", "Namn", NAME),
            field("description_short", "Korte omschrijving", "Kort beskrivning", short(facts)),
            field("organization", "Organisatie", "Organisation", facts.policy.authority.municipality.as_str()),
            field("category", "Thema", "Område", Coded(json!(["Sociale zekerheid"]), "social trygghet")),
            field("status", "Status", "Läge", status),
            field("begin_date", "Begindatum", "I bruk sedan", said(own.in_use_since.as_ref(), "in_use_since")),
            field("end_date", "Einddatum", "I bruk till", FieldContent::NotApplicable("Roboten är inte tagen ur bruk.")),
            field("contact_email", "Contactgegevens", "Kontakt", said(own.contact.as_ref(), "contact")),
            field("website", "Link naar publiekspagina", "Sida för allmänheten", said(own.website.as_ref(), "website")),
            field("publication_category", "Publicatiecategorie", "Slag av algoritm", Coded(json!("Impactvolle algoritmes"), "algoritm som påverkar människor mycket")),
            field("url", "Link naar bronregistratie", "Kommunens eget register", said(own.register_url.as_ref(), "register_url")),
            field("goal", "Doel en impact", "Mål och verkan", goal()),
            field("proportionality", "Afwegingen", "Avvägningar", said(own.proportionality.as_ref(), "proportionality")),
            field("human_intervention", "Menselijke tussenkomst", "Människans roll", human_intervention(facts)),
            field("risks", "Risicobeheer", "Risker", risks()),
            field("lawful_basis", "Wettelijke basis", "Rättslig grund", format!("{} {}", delegation(facts), appeal(facts))),
            field("lawful_basis_grouping", "Verwijzingen wettelijke basis", "Lagrum", links(lawful_basis(facts))),
            field("process_index_url", "Link naar verwerkingsregister", "Register över behandling", said(own.processing_register_url.as_ref(), "processing_register_url")),
            field("impacttoetsen_grouping", "Impacttoetsen", "Konsekvensbedömningar", assessments(facts)),
            field("impacttoetsen", "Toelichting op impacttoetsen", "Om bedömningarna", said(own.assessments.as_ref(), "assessments")),
            field("source_data", "Gegevens", "Uppgifter", sources()),
            field("source_data_grouping", "Verwijzingen gegevensbronnen", "Källor", links(vec!["Försäkringskassan".into(), "CSN".into(), "Skatteverket".into()])),
            field("methods_and_models", "Technische werking", "Så fungerar den", method(facts)),
            field("provider", "Leverancier", "Leverantör", said(own.supplier.as_ref(), "supplier")),
            field("publiccode", "Link naar broncode", "Källkod", said(own.source_code_url.as_ref(), "source_code_url")),
            field("lang", "Taal", "Språk", Coded(json!("swe"), "svenska")),
            field("standard_version", "Versie publicatiestandaard", "Standardens version", "1.0"),
            field("source_id", "Bron-ID", "Id i kommunens register", said(own.register_id.as_ref(), "register_id")),
            field("tags", "Zoektermen", "Sökord", "ekonomiskt bistånd, försörjningsstöd, socialtjänst, automatiserat beslut"),
            field("lars", "Algoritme-ID", "Registrets id", FieldContent::NotApplicable("Registret sätter sitt eget id.")),
        ],
    }
}

fn assessments(facts: &RecordFacts<'_>) -> FieldContent {
    let own = facts.own_words;
    let known = [
        ("Konsekvensbedömning av dataskydd", &own.dpia_url),
        (
            "Bedömning av rättigheter och jämlikhet",
            &own.rights_assessment_url,
        ),
    ];
    let known: Vec<_> = known
        .into_iter()
        .filter_map(|(name, link)| Some((name.to_owned(), Some(link.clone()?))))
        .collect();
    match known.is_empty() {
        true => FieldContent::ByMunicipality("dpia_url"),
        false => FieldContent::Links(known),
    }
}
