//! The Swedish names of the fields that a case holds.

/// Every field of the application, in the order of the contract.
#[rustfmt::skip]
pub(super) const APPLICATION: &[(&str, &str)] = &[
    ("schema_version", "Meddelandets version"),
    ("application_id", "Ansökans id"),
    ("case_number", "Ärendenummer"),
    ("municipality_code", "Kommunkod"),
    ("kind", "Slag av ansökan"),
    ("month", "Sökt månad"),
    ("received_at", "Kom in"),
    ("channel", "Hur den kom in"),
    ("automated_decision_accepted", "Godtar ett automatiserat beslut"),
    ("applicant.personnummer", "Sökandes personnummer"),
    ("applicant.signed_at", "Sökande skrev under"),
    ("co_applicant", "Medsökande"),
    ("co_applicant.personnummer", "Medsökandes personnummer"),
    ("co_applicant.signed_at", "Medsökande skrev under"),
    ("children", "Barn"),
    ("children.personnummer", "Barnets personnummer"),
    ("children.days_per_month", "Barnets dagar i hushållet per månad"),
    ("children.lunch_outside_home", "Barnet äter lunch utanför hemmet"),
    ("children.in_school", "Barnet går i skolan"),
    ("persons_in_dwelling", "Antal personer i bostaden"),
    ("circumstances_changed", "Något har ändrats"),
    ("message_to_caseworker", "Meddelande till handläggaren"),
    ("costs", "Kostnader"),
    ("costs.kind", "Slag av kostnad"),
    ("costs.amount", "Kostnadens belopp"),
    ("costs.document_ids", "Kostnadens underlag"),
    ("incomes", "Uppgivna inkomster"),
    ("incomes.kind", "Slag av inkomst"),
    ("incomes.person", "Vems inkomst"),
    ("incomes.payer", "Vem som betalade"),
    ("incomes.amount_net", "Inkomst efter skatt"),
    ("incomes.paid_on", "Inkomsten betalades"),
    ("incomes.document_ids", "Inkomstens underlag"),
    ("incomes.benefit_code", "Förmånens kod"),
    ("assets", "Tillgångar"),
    ("assets.kind", "Slag av tillgång"),
    ("assets.amount", "Tillgångens värde"),
    ("assets.document_ids", "Tillgångens underlag"),
    ("documents", "Bifogade underlag"),
    ("documents.id", "Underlagets id"),
    ("documents.kind", "Slag av underlag"),
    ("documents.sha256", "Underlagets kontrollsumma"),
    ("payment.method", "Sätt att betala ut"),
    ("payment.clearing_number", "Clearingnummer"),
    ("payment.account_number", "Kontonummer"),
    ("case_context.adults", "Ärendesystemet: vuxna"),
    ("case_context.adults.personnummer", "Ärendesystemet: den vuxnas personnummer"),
    ("case_context.adults.individual_assessment", "Individuell bedömning"),
    ("case_context.adults.individual_assessment.held_on", "Individuell bedömning gjordes"),
    ("case_context.adults.individual_assessment.by_role", "Individuell bedömning gjordes av"),
    ("case_context.adults.individual_assessment.plan_followed", "Planen följs"),
    ("case_context.adults.individual_assessment.valid_until", "Individuell bedömning gäller till"),
    ("case_context.adults.activity_requirement", "Aktivitetskrav"),
    ("case_context.adults.activity_requirement.status", "Läge för aktivitetskrav"),
    ("case_context.adults.months_in_a_row", "Månader i rad med bistånd"),
    ("case_context.child_perspective_considered", "Barnens situation är bedömd"),
    ("case_context.automated_months_in_a_row", "Månader i rad som roboten har beslutat"),
    ("case_context.job_stimulus", "Jobbstimulans"),
    ("case_context.job_stimulus.personnummer", "Vem som har jobbstimulans"),
    ("case_context.job_stimulus.from", "Jobbstimulans från"),
    ("case_context.job_stimulus.to", "Jobbstimulans till"),
    ("case_context.approved_last_month", "Förra beviljade månaden"),
    ("case_context.approved_last_month.month", "Förra beviljade månaden"),
    ("case_context.approved_last_month.members", "Hushållet då"),
    ("case_context.approved_last_month.amount", "Bistånd då"),
    ("case_context.approved_last_month.payment", "Utbetalning då"),
    ("case_context.approved_last_month.payment.method", "Sätt att betala ut då"),
    ("case_context.approved_last_month.payment.clearing_number", "Clearingnummer då"),
    ("case_context.approved_last_month.payment.account_number", "Kontonummer då"),
    ("case_context.approved_last_month.costs", "Godkända kostnader då"),
    ("case_context.approved_last_month.costs.kind", "Slag av godkänd kostnad då"),
    ("case_context.approved_last_month.costs.amount", "Godkänd kostnad då"),
    ("case_context.flags", "Ärendesystemets markeringar"),
];

/// What else stands in a case: its computation, messages and history.
#[rustfmt::skip]
const OTHER: &[(&str, &str)] = &[
    ("outcome", "Utfall"),
    ("proposed", "Robotens förslag"),
    ("amount", "Belopp"),
    ("after_checks", "Efterkontroller"),
    ("after_checks.on", "Efterkontroll görs"),
    ("after_checks.person", "Efterkontroll gäller"),
    ("after_checks.employer", "Arbetsgivare i efterkontrollen"),
    ("waits_until", "Väntar till"),
    ("unchecked", "Kunde inte kontrolleras"),
    ("unchecked.source", "Kunde inte kontrolleras: register"),
    ("unchecked.part", "Kunde inte kontrolleras: del"),
    ("unchecked.person", "Kunde inte kontrolleras: vem"),
    ("unchecked.cause", "Kunde inte kontrolleras: orsak"),
    ("message_id", "Meddelandets id"),
    ("case_id", "Robotens id för ärendet"),
    ("decided_on", "Beslutsdag"),
    ("letter.format", "Brevets format"),
    ("letter.text", "Brevet"),
    ("proposal.letter", "Föreslaget brev"),
    ("journal_note", "Journalanteckning"),
    ("unit", "Enhet"),
    ("quality_sample", "Stickprov"),
    ("at", "Tid"),
    ("by", "Vem"),
    ("decided_by", "Vem som beslutade"),
    ("comment", "Kommentar"),
    ("from", "Från läge"),
    ("to", "Till läge"),
    ("cause", "Tekniskt fel"),
    ("attempts", "Försök"),
    ("due_at", "Tas upp igen"),
    ("reasons", "Skäl"),
    ("content", "Innehållets kontrollsumma"),
    ("content_hash", "Ansökans kontrollsumma"),
    ("rules_hash", "Regler"),
    ("policy_hash", "Kommunens riktlinjer"),
    ("postings", "Meddelanden"),
    ("wish", "Önskemål"),
    ("version", "Version"),
    ("kind", "Händelse"),
    ("subject", "Gäller"),
];

/// A field's name; the path itself when it has none.
pub(super) fn name(path: &str) -> &str {
    let named = |names: &'static [(&str, &str)]| {
        let found = names.iter().find(|(known, _)| *known == path);
        found.map(|(_, name)| *name)
    };
    named(APPLICATION).unwrap_or(path)
}

/// The name of a field beside the application.
pub(super) fn other_name(path: &str) -> &str {
    let found = OTHER.iter().find(|(known, _)| *known == path);
    found.map_or_else(|| name(path), |(_, name)| name)
}

/// Where a field of the application stands in the contract; unknown ones last.
pub(super) fn place(path: &str) -> usize {
    let found = APPLICATION.iter().position(|(known, _)| *known == path);
    found.unwrap_or(APPLICATION.len())
}

/// Where the first field beside it stands, so that the fields of one cost or
/// one child stay together.
pub(super) fn place_of_parent(path: &str) -> usize {
    let Some((parent, _)) = path.rsplit_once('.') else {
        return place(path);
    };
    let beside = |(known, _): &(&str, &str)| {
        known
            .rsplit_once('.')
            .is_some_and(|(known, _)| known == parent)
    };
    let found = APPLICATION.iter().position(beside);
    found.unwrap_or(APPLICATION.len())
}
