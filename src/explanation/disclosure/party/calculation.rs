//! The lines of the calculation with their arithmetic, and why the case went
//! to a person.

use serde_json::Value;

use super::{Draft, at, content, is_below, list, source_name};
use crate::explanation::disclosure::fields::{name, other_name};
use crate::explanation::disclosure::leaves::Whose;
use crate::explanation::disclosure::public::part;
use crate::explanation::disclosure::values::readable;
use crate::explanation::disclosure::{Fact, Group, Part};
use crate::vocabulary::Reason;

impl Draft<'_> {
    pub(super) fn calculation(&self, assessment: &Value) -> Part {
        let lines = list(assessment, "lines").map(|line| {
            let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
            let person = text("person");
            let whose = self.members.whose(person).unwrap_or(Whose::Household);
            let evidence: Vec<_> = list(line, "evidence").map(evidence).collect();
            let mut value = format!(
                "{}. Så här: {}. Gäller: {}. Stöd: {}.",
                readable(text("amount")),
                text("arithmetic"),
                whose.in_swedish(),
                text("legal_basis")
            );
            if let Some(parameter) = line.get("parameter").and_then(parameter) {
                value.push_str(&format!(" Belopp ur reglerna: {parameter}."));
            }
            if !evidence.is_empty() {
                value.push_str(&format!(" Källa: {}.", evidence.join("; ")));
            }
            content(text("label"), value, self.ground(whose))
        });
        let lines: Vec<_> = lines.collect();
        let rest = self
            .members
            .leaves(assessment, Whose::Household)
            .into_iter();
        let rest = rest.filter(|leaf| {
            let own = [
                "lines",
                "reasons",
                "application_id",
                "rules_hash",
                "policy_hash",
            ];
            !own.iter().any(|name| is_below(&leaf.path, name))
        });
        let rest = rest.map(|leaf| {
            let ground = self.ground(leaf.whose);
            self.fact(other_name, leaf, ground)
        });
        Part {
            id: "berakning",
            title: "Beräkningen",
            preface: "Raderna läggs ihop till beloppet.".into(),
            groups: vec![
                Group {
                    title: "Rader".into(),
                    facts: lines,
                },
                Group {
                    title: "Resultat".into(),
                    facts: rest.collect(),
                },
            ],
        }
    }

    pub(super) fn reasons(&self, content: &Value) -> Part {
        let codes = list(at(content, "/assessment"), "reasons").filter_map(Value::as_str);
        let rows = codes.map(|code| match Reason::from_code(code) {
            Some(reason) => Fact::shown(code, reason.for_caseworker()),
            None => Fact::shown(code, code),
        });
        let rows = rows.chain(
            list(content, "faults")
                .filter_map(Value::as_str)
                .map(|field| Fact::shown("Fel i ansökan", name(field))),
        );
        part(
            "skal",
            "Skäl till att en handläggare tar över",
            "Finns inget skäl har roboten inte lämnat över.",
            rows.collect(),
        )
    }
}

/// A parameter as the trace writes it: its name, and the day it is valid from.
fn parameter(parameter: &Value) -> Option<String> {
    match parameter {
        Value::Null => None,
        Value::String(name) => Some(name.clone()),
        Value::Object(fields) => Some(
            fields
                .values()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        other => Some(other.to_string()),
    }
}

fn evidence(evidence: &Value) -> String {
    let text = |name: &str| {
        evidence
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    match text("source") {
        "application" => format!("ansökan, {}", name(text("field"))),
        source => format!(
            "{}, {}, hämtat {}",
            source_name(source),
            text("field"),
            readable(text("fetched"))
        ),
    }
}
