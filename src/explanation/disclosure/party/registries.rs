//! Every answer of a registry, whole, and what the robot uses of it.

use serde_json::Value;

use super::{Draft, at, fact, list, source_name};
use crate::explanation::disclosure::fields::name;
use crate::explanation::disclosure::leaves::{Leaf, Whose};
use crate::explanation::disclosure::values::readable;
use crate::explanation::disclosure::{Fact, Group, Part};
use crate::explanation::rule_book::registry_fields::FIELDS;

impl Draft<'_> {
    pub(super) fn registries(&self, content: &Value) -> Part {
        let mut groups: Vec<_> = list(content, "evidence")
            .map(|kept| self.answer(kept))
            .collect();
        let unanswered = list(content, "unanswered").map(|silent| {
            let text = |name: &str| silent.get(name).and_then(Value::as_str).unwrap_or_default();
            Fact::shown(source_name(text("source")), text("error_type"))
        });
        let unanswered: Vec<_> = unanswered.collect();
        if !unanswered.is_empty() {
            let title = "Register som inte svarade".into();
            groups.push(Group {
                title,
                facts: unanswered,
            });
        }
        Part {
            id: "register",
            title: "Uppgifter ur register",
            preface: "Här är varje svar, helt som det kom. Står det inget om användning har \
                      roboten inte läst uppgiften."
                .into(),
            groups,
        }
    }

    fn answer(&self, kept: &Value) -> Group {
        let answer = at(kept, "/answer");
        let text = |pointer: &str| at(answer, pointer).as_str().unwrap_or_default();
        let whose = self.members.whose(text("/fraga/personidentitet"));
        let whose = whose.unwrap_or(Whose::Outsider);
        let source = text("/kalla");
        let leaves = self.members.leaves(answer, whose).into_iter();
        let facts = leaves.map(|leaf| {
            let (used_for, path) = used_for(source, &leaf.path);
            let ground = self.ground(leaf.whose);
            fact(name, Leaf { path, ..leaf }, ground).used_for(used_for)
        });
        Group {
            title: format!(
                "{} om {}, hämtat {}",
                source_name(source),
                whose.in_swedish(),
                readable(text("/hamtad"))
            ),
            facts: facts.collect(),
        }
    }
}

/// What the robot uses a field of an answer for, and the field's short name.
fn used_for(source: &str, path: &str) -> (Option<&'static str>, String) {
    let within = path.strip_prefix("svar.").unwrap_or(path);
    // A part of Skatteverket's answer has its content one level down.
    let within = within.replacen(".svar.", ".", 1);
    let field = FIELDS.iter().find(|field| {
        let of_source = field.source.is_none_or(|known| known.code() == source);
        of_source && field.path == within
    });
    (field.map(|field| field.used_for), within)
}
