//! An assessment as JSON, straight into a text.
//!
//! These are the bytes that `serde_json` writes, at a sixth of its cost: an
//! offline assessment of a hundred thousand households writes half a gigabyte
//! of them, nearly all of it keys and words that need no escaping.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::result::{AfterCheck, Assessment, Outcome, Unchecked};
use super::trace::{Comparison, EvidenceRef, Line, Role};
use crate::rules::Parameter;
use crate::vocabulary::{Kronor, Reason};

impl Assessment {
    /// As JSON, in the shape of HANDBOOK section 7.
    pub fn to_json(&self) -> String {
        // What a line usually takes, and the rest.
        let room = self.lines.len().saturating_mul(512).saturating_add(1024);
        let mut json = Json(String::with_capacity(room));
        json.assessment(self);
        json.0
    }
}

/// A text that is JSON when it is whole.
struct Json(String);

impl Json {
    fn assessment(&mut self, assessment: &Assessment) {
        self.plain(r#"{"application_id":"#);
        self.text(&assessment.application_id);
        self.plain(r#","outcome":"#);
        self.outcome(&assessment.outcome);
        self.plain(r#","proposed":"#);
        self.or_null(assessment.proposed.as_ref(), Self::outcome);
        self.plain(r#","amount":"#);
        self.or_null(assessment.amount.as_ref(), Self::amount);
        self.plain(r#","reasons":"#);
        self.list(&assessment.reasons, Self::reason);
        self.plain(r#","lines":"#);
        self.list(&assessment.lines, Self::line);
        self.plain(r#","after_checks":"#);
        self.list(&assessment.after_checks, Self::after_check);
        self.plain(r#","waits_until":"#);
        self.or_null(assessment.waits_until.as_ref(), Self::day);
        self.plain(r#","unchecked":"#);
        self.list(&assessment.unchecked, Self::unchecked);
        self.plain(r#","rules_hash":"#);
        self.text(&assessment.rules_hash);
        self.plain(r#","policy_hash":"#);
        self.text(&assessment.policy_hash);
        self.plain("}");
    }

    fn line(&mut self, line: &Line) {
        self.plain(r#"{"id":"#);
        self.text(&line.id);
        self.plain(r#","label":"#);
        self.text(&line.label);
        self.plain(r#","person":"#);
        self.or_null(line.person.as_ref(), Self::role);
        self.plain(r#","amount":"#);
        self.amount(&line.amount);
        self.plain(r#","legal_basis":"#);
        self.text(line.legal_basis());
        self.plain(r#","parameter":"#);
        self.or_null(line.parameter.as_ref(), Self::parameter);
        self.plain(r#","evidence":"#);
        self.list(&line.evidence, Self::evidence);
        self.plain(r#","arithmetic":""#);
        // Only figures and our own words, none of which needs escaping; and
        // writing to a String cannot fail.
        let _ = write!(self.0, "{}", line.arithmetic);
        self.plain(r#"""#);
        if let Some(comparison) = &line.comparison {
            self.plain(r#","comparison":"#);
            self.comparison(comparison);
        }
        self.plain("}");
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.plain(r#"{"id":"#);
        self.text(&parameter.id);
        self.plain(r#","valid_from":"#);
        self.day(&parameter.valid_from);
        self.plain(r#","valid_to":"#);
        self.day(&parameter.valid_to);
        self.plain("}");
    }

    fn evidence(&mut self, evidence: &EvidenceRef) {
        match evidence {
            EvidenceRef::Application(field) => {
                self.plain(r#"{"source":"application","field":"#);
                self.text(field);
            }
            EvidenceRef::Registry {
                source,
                person,
                field,
                fetched,
            } => {
                self.plain(r#"{"source":"#);
                self.text(source.code());
                self.plain(r#","person":"#);
                self.role(person);
                self.plain(r#","field":"#);
                self.text(field);
                self.plain(r#","fetched":"#);
                self.text(&fetched.to_rfc3339());
            }
        }
        self.plain("}");
    }

    fn comparison(&mut self, comparison: &Comparison) {
        let (key, amount) = match comparison {
            Comparison::EarlierMonth(amount) => (r#"{"earlier_month":"#, amount),
            Comparison::EmployerReport(amount) => (r#"{"employer_report":"#, amount),
        };
        self.plain(key);
        self.amount(amount);
        self.plain("}");
    }

    fn after_check(&mut self, check: &AfterCheck) {
        self.plain(r#"{"on":"#);
        self.day(&check.on);
        self.plain(r#","person":"#);
        self.role(&check.person);
        self.plain(r#","employer":"#);
        self.text(&check.employer);
        self.plain("}");
    }

    fn unchecked(&mut self, unchecked: &Unchecked) {
        self.plain(r#"{"source":"#);
        self.text(unchecked.source.code());
        self.plain(r#","part":"#);
        self.text(unchecked.part);
        self.plain(r#","person":"#);
        self.role(&unchecked.person);
        self.plain(r#","cause":"#);
        self.text(unchecked.cause.code());
        self.plain("}");
    }

    fn outcome(&mut self, outcome: &Outcome) {
        self.text(outcome.code());
    }

    fn reason(&mut self, reason: &Reason) {
        self.text(reason.code());
    }

    fn role(&mut self, role: &Role) {
        match role {
            Role::Applicant => self.plain(r#""applicant""#),
            Role::CoApplicant => self.plain(r#""co_applicant""#),
            Role::Child(place) => {
                self.plain(r#""child_"#);
                self.plain(itoa::Buffer::new().format(*place));
                self.plain(r#"""#);
            }
        }
    }

    fn amount(&mut self, amount: &Kronor) {
        self.plain(r#"""#);
        amount.push_to(&mut self.0);
        self.plain(r#"""#);
    }

    fn day(&mut self, day: &NaiveDate) {
        self.plain(r#"""#);
        if let Ok(year @ 1000..=9999) = u32::try_from(day.year()) {
            let mut digits = itoa::Buffer::new();
            self.plain(digits.format(year));
            for part in [day.month(), day.day()] {
                self.plain(if part < 10 { "-0" } else { "-" });
                self.plain(digits.format(part));
            }
        } else {
            let _ = write!(self.0, "{day}");
        }
        self.plain(r#"""#);
    }

    fn list<T>(&mut self, items: &[T], each: fn(&mut Self, &T)) {
        self.plain("[");
        let mut between = "";
        for item in items {
            self.plain(between);
            each(self, item);
            between = ",";
        }
        self.plain("]");
    }

    fn or_null<T>(&mut self, value: Option<&T>, some: fn(&mut Self, &T)) {
        match value {
            Some(value) => some(self, value),
            None => self.plain("null"),
        }
    }

    /// A text from anywhere.
    fn text(&mut self, text: &str) {
        // Without a way out in between, many bytes are looked at in one step.
        let escaped = text.bytes().fold(false, |escaped, byte| {
            escaped | (byte < b' ') | (byte == b'"') | (byte == b'\\')
        });
        if escaped {
            // A text is plain data; writing it cannot fail.
            self.plain(&serde_json::to_string(text).unwrap_or_default());
        } else {
            self.plain(r#"""#);
            self.plain(text);
            self.plain(r#"""#);
        }
    }

    /// What is JSON already.
    fn plain(&mut self, json: &str) {
        self.0.push_str(json);
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Arithmetic, Part};
    use super::*;
    use crate::vocabulary::evidence::Cause;
    use crate::vocabulary::{Month, Provision, Source};

    fn line(label: &str, arithmetic: Arithmetic, comparison: Option<Comparison>) -> Line {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 9).expect("a day");
        let fetched = "2026-11-02T08:15:02.25+01:00".parse().expect("an instant");
        let registry = EvidenceRef::Registry {
            source: Source::Csn,
            person: Role::Child(10),
            field: "arenden",
            fetched,
        };
        Line {
            id: format!("cost.{label}").into(),
            label: label.to_owned().into(),
            part: Part::Cost,
            person: label.is_empty().then_some(Role::CoApplicant),
            amount: Kronor::from_ore(-5),
            arithmetic,
            provision: Provision::RightToAid,
            month: Month::new(2026, 11).expect("a month"),
            parameter: comparison.is_none().then(|| Parameter {
                id: label.into(),
                valid_from: day(-44),
                valid_to: day(2026),
            }),
            evidence: vec![EvidenceRef::Application("costs"), registry],
            comparison,
        }
    }

    #[test]
    fn it_is_what_serde_json_writes() {
        let (one, other) = (Kronor::from_ore(123_456_789), Kronor::from_ore(10_005));
        let odd = "\"Övrigt\\\u{1}\n\u{7f}\u{2028}";
        let day = NaiveDate::from_ymd_opt(2026, 12, 31);
        let after_check = AfterCheck {
            on: day.expect("a day"),
            person: Role::Applicant,
            employer: odd.to_owned(),
        };
        let unchecked = Unchecked {
            source: Source::Skatteverket,
            part: "",
            person: Role::Child(1),
            cause: Cause::Secrecy,
        };
        let full = Assessment {
            application_id: odd.to_owned(),
            outcome: Outcome::Waiting,
            proposed: Some(Outcome::Granted),
            amount: Some(one.percent(1)),
            reasons: vec![Reason::Assets, Reason::SetOff],
            lines: vec![
                line("", Arithmetic::AsIs, Some(Comparison::EarlierMonth(one))),
                line(
                    odd,
                    Arithmetic::FromSum(-other),
                    Some(Comparison::EmployerReport(other)),
                ),
                line(
                    "rent",
                    Arithmetic::Claim {
                        claimed: one,
                        cap: Some(other),
                    },
                    None,
                ),
            ],
            after_checks: vec![after_check.clone(), after_check],
            waits_until: day,
            unchecked: vec![unchecked, unchecked],
            rules_hash: "sha256:0".to_owned(),
            policy_hash: String::new(),
        };
        let empty = Assessment {
            proposed: None,
            amount: None,
            reasons: Vec::new(),
            lines: Vec::new(),
            after_checks: Vec::new(),
            waits_until: None,
            unchecked: Vec::new(),
            ..full.clone()
        };
        for assessment in [full, empty] {
            let expected = serde_json::to_string(&assessment).expect("plain data");
            assert_eq!(assessment.to_json(), expected);
        }
    }
}
