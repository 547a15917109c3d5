//! What a case is about, as its page shows it: persons masked until somebody
//! has asked for them.

use serde_json::Value;

use crate::assessment::Outcome;
use crate::operating::words::{in_sweden, role};
use crate::vocabulary::{Kronor, Source};

/// The content of a case.
pub struct CaseContent {
    /// The household and the account.
    pub persons: Vec<Person>,
    /// What the robot would have decided, where it did not.
    pub proposal: String,
    /// The calculation.
    pub lines: Vec<Line>,
    /// What the registries said, and what they did not.
    pub evidence: Vec<Evidence>,
    /// What the applicant wrote; only where identities are shown.
    pub message: Option<String>,
}

/// A number that names somebody.
pub struct Person {
    /// Whose or what.
    pub role: String,
    /// The number, or its mask.
    pub number: String,
}

/// A line of the calculation.
pub struct Line {
    /// What.
    pub label: String,
    /// For whom.
    pub person: String,
    /// Kronor.
    pub amount: String,
    /// How it came about.
    pub arithmetic: String,
    /// Where it was read.
    pub read_from: String,
    /// The provision.
    pub legal_basis: String,
}

/// An answer of a registry, or that there was none.
pub struct Evidence {
    /// Who was asked.
    pub registry: String,
    /// About whom.
    pub person: String,
    /// What came of it.
    pub status: String,
    /// When.
    pub came: String,
    /// The answer itself; only where identities are shown.
    pub answer: Option<String>,
}

/// Stands where a number is not shown.
const MASK: &str = "••••••••-••••";

impl CaseContent {
    /// Reads a case's stored content; with `shown`, the identities too. Content
    /// of a broken application is read as far as it goes.
    pub fn read(content: &[u8], shown: bool) -> Self {
        let content: Value = serde_json::from_slice(content).unwrap_or_default();
        let members = members(&content["application"]);
        Self {
            persons: persons(&content["application"], &members, shown),
            proposal: proposal(&content["assessment"]),
            lines: list(&content["assessment"]["lines"]).map(line).collect(),
            evidence: evidence(&content, &members, shown),
            message: Some(text(&content["application"]["message_to_caseworker"]))
                .filter(|message| shown && !message.trim().is_empty()),
        }
    }
}

/// Hides the household's numbers in running text: letters quote none, and
/// comments should not.
pub struct Mask {
    /// As they may be written, the longest first.
    numbers: Vec<String>,
}

impl Mask {
    /// The mask of a case's stored content; with `shown` it hides nothing.
    pub fn of(content: &[u8], shown: bool) -> Self {
        let content: Value = match shown {
            true => Value::Null,
            false => serde_json::from_slice(content).unwrap_or_default(),
        };
        let application = &content["application"];
        let account = text(&application["payment"]["account_number"]);
        let mut numbers: Vec<_> = members(application)
            .iter()
            .flat_map(|(_, number)| ways_to_write(number))
            .chain([account])
            .filter(|number| number.len() >= SHORTEST_NUMBER)
            .collect();
        numbers.sort_by_key(|number| std::cmp::Reverse(number.len()));
        Self { numbers }
    }

    /// The text with masks in it.
    pub fn hide(&self, text: &str) -> String {
        let numbers = self.numbers.iter();
        numbers.fold(text.to_owned(), |text, number| text.replace(number, MASK))
    }
}

/// Shorter ones are ordinary figures.
const SHORTEST_NUMBER: usize = 6;

/// With and without century, with and without a hyphen.
fn ways_to_write(number: &str) -> Vec<String> {
    let mut ways = vec![number.to_owned()];
    if let (Some(born), Some(last)) = (number.get(..8), number.get(8..)) {
        let short = born.get(2..).unwrap_or_default();
        ways.extend([
            format!("{born}-{last}"),
            format!("{short}-{last}"),
            format!("{short}{last}"),
        ]);
    }
    ways
}

fn members(application: &Value) -> Vec<(String, String)> {
    let adults = ["applicant", "co_applicant"].map(|code| (role(code), &application[code]));
    let children = (1..).zip(list(&application["children"]));
    let children = children.map(|(place, child)| (role(&format!("child_{place}")), child));
    let all = adults.into_iter().chain(children);
    all.map(|(role, member)| (role, text(&member["personnummer"])))
        .filter(|(_, number)| !number.is_empty())
        .collect()
}

fn persons(application: &Value, members: &[(String, String)], shown: bool) -> Vec<Person> {
    let payment = &application["payment"];
    let account = [
        text(&payment["clearing_number"]),
        text(&payment["account_number"]),
    ]
    .join(" ");
    let members = members.iter().cloned();
    let all = members.chain([("konto".to_owned(), account)]);
    all.filter(|(_, number)| !number.trim().is_empty())
        .map(|(role, number)| Person {
            role,
            number: if shown { number } else { MASK.to_owned() },
        })
        .collect()
}

fn proposal(assessment: &Value) -> String {
    let code = |key: &str| assessment[key].as_str().unwrap_or_default();
    let proposed = Outcome::from_code(code("proposed"));
    let other = proposed.filter(|_| code("outcome") != code("proposed"));
    other
        .map(|outcome| outcome.in_swedish().to_owned())
        .unwrap_or_default()
}

fn line(line: &Value) -> Line {
    let amount = Kronor::parse(&text(&line["amount"]));
    let read_from = list(&line["evidence"]).map(|evidence| {
        match Source::from_code(&text(&evidence["source"])) {
            Some(source) => source.in_swedish(),
            None => "ansökan",
        }
    });
    let mut read_from: Vec<_> = read_from.collect();
    read_from.dedup();
    Line {
        label: text(&line["label"]),
        person: role(&text(&line["person"])),
        amount: amount.map(Kronor::in_swedish).unwrap_or_default(),
        arithmetic: text(&line["arithmetic"]),
        read_from: read_from.join(", "),
        legal_basis: text(&line["legal_basis"]),
    }
}

fn evidence(content: &Value, members: &[(String, String)], shown: bool) -> Vec<Evidence> {
    let whose = |number: &str| {
        let found = members.iter().find(|(_, known)| known == number);
        found.map_or_else(|| "någon annan".to_owned(), |(role, _)| role.clone())
    };
    let answers = list(&content["evidence"]).map(|kept| {
        let answer = &kept["answer"];
        let came = text(&kept["came_at"]).parse().map(in_sweden);
        Evidence {
            registry: registry(&text(&answer["kalla"])),
            person: whose(&text(&answer["fraga"]["personidentitet"])),
            status: match text(&answer["status"]).as_str() {
                "OK" => "svar".to_owned(),
                "INGA_UPPGIFTER" => "inga uppgifter".to_owned(),
                "DELVIS" => "bara en del av svaret".to_owned(),
                _ => "fel i svaret".to_owned(),
            },
            came: came.unwrap_or_default(),
            answer: shown
                .then(|| serde_json::to_string_pretty(&answer["svar"]).unwrap_or_default()),
        }
    });
    let unanswered = list(&content["unanswered"]).map(|unanswered| Evidence {
        registry: registry(&text(&unanswered["source"])),
        person: String::new(),
        status: format!("inget svar ({})", text(&unanswered["error_type"])),
        came: String::new(),
        answer: None,
    });
    answers.chain(unanswered).collect()
}

fn registry(code: &str) -> String {
    Source::from_code(code).map_or_else(|| code.to_owned(), |source| source.in_swedish().to_owned())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_hides_the_household_s_numbers_however_they_are_written() {
        let content = br#"{"application": {"applicant": {"personnummer": "199004129806"},
            "payment": {"clearing_number": "8327", "account_number": "9912345678"}}}"#;
        let text = "199004129806, 19900412-9806, 900412-9806, 9004129806, 9912345678, 10 359 kr";
        let hidden = Mask::of(content, false).hide(text);
        assert_eq!(
            hidden,
            format!("{MASK}, {MASK}, {MASK}, {MASK}, {MASK}, 10 359 kr")
        );
        assert_eq!(Mask::of(content, true).hide(text), text);
    }
}
