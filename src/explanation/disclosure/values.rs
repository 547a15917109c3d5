//! Values of a case in Swedish: codes, amounts and instants.

use chrono::DateTime;

use crate::assessment::result::Outcome;
use crate::explanation::words::{asset, capitalised, date_and_time};
use crate::rules::Policy;
use crate::vocabulary::Kronor;

/// Codes of the application and the messages, in Swedish.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("renewal", "återansökan"),
    ("first", "nyansökan"),
    ("supplement", "tilläggsansökan"),
    ("e_service", "e-tjänst"),
    ("paper", "papper"),
    ("account", "konto"),
    ("salary", "lön"),
    ("benefit", "förmån"),
    ("fulfilled", "uppfyllt"),
    ("exempt", "undantag"),
    ("not_fulfilled", "inte uppfyllt"),
    ("not_assessed", "inte bedömt"),
    ("party", "sökande"),
    ("public", "allmänheten"),
    ("applicant", "sökande"),
    ("co_applicant", "medsökande"),
    ("retrying", "nytt försök"),
    ("failed", "misslyckades"),
    ("received", "mottaget"),
    ("decided", "beslutat"),
    ("rent_invoice", "hyresavi"),
    ("electricity_invoice", "elräkning"),
    ("insurance_invoice", "försäkringsavi"),
    ("fund_invoice", "avi från a-kassa"),
    ("receipt", "kvitto"),
    ("account_statement", "kontoutdrag"),
    ("pay_slip", "lönebesked"),
    ("text/plain", "ren text"),
];

/// A code with its Swedish word before it; any other value as it stands.
pub(super) fn in_swedish(value: &str, policy: Option<&Policy>) -> String {
    match word(value, policy) {
        Some(word) => format!("{word} ({value})"),
        None => value.to_owned(),
    }
}

fn word(value: &str, policy: Option<&Policy>) -> Option<String> {
    if let Some((_, word)) = CODES.iter().find(|(code, _)| *code == value) {
        return Some((*word).to_owned());
    }
    if let Some(outcome) = Outcome::from_code(value) {
        return Some(outcome.in_swedish().to_owned());
    }
    let label = policy.and_then(|policy| {
        let cost = policy.costs.get(value).map(|cost| &cost.label);
        let income = || policy.declared_incomes.get(value);
        let benefit = || policy.benefits.get(value).map(|benefit| &benefit.label);
        cost.or_else(income).or_else(benefit)
    });
    let known_asset = Some(asset(value)).filter(|word| *word != value);
    label.cloned().or(known_asset.map(capitalised))
}

/// An amount or an instant as people in Sweden read it; all else as it stands.
pub(super) fn readable(value: &str) -> String {
    let is_amount = value.rsplit_once('.').is_some_and(|(whole, ore)| {
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        ore.len() == 2 && is_number(ore) && is_number(whole)
    });
    if is_amount && let Ok(amount) = Kronor::parse(value) {
        return amount.in_swedish();
    }
    DateTime::parse_from_rfc3339(value).map_or(value.to_owned(), |at| date_and_time(&at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::sample;

    #[test]
    fn codes_amounts_and_instants_are_in_swedish_and_all_else_as_it_stands() {
        let policy = sample::policy();
        assert_eq!(in_swedish("rent", Some(&policy)), "Hyra (rent)");
        assert_eq!(in_swedish("renewal", None), "återansökan (renewal)");
        assert_eq!(in_swedish("granted", None), "bifall (granted)");
        assert_eq!(
            in_swedish("Ett meddelande.", Some(&policy)),
            "Ett meddelande."
        );
        assert_eq!(readable("-6450.50"), "−6\u{a0}450,50 kr");
        assert_eq!(
            readable("2026-11-02T08:14:31+01:00"),
            "2 november 2026 kl. 08.14"
        );
        for plain in ["2026-11", "1.234", "199004129806", "FK:ABB", ""] {
            assert_eq!(readable(plain), plain);
        }
    }
}
