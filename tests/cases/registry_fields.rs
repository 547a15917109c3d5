//! Data minimisation: the rule book's table of registry fields is what the
//! adapters read, no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use handlaggarrobot::explanation::rule_book::registry_fields::FIELDS;
use handlaggarrobot::vocabulary::Source;

const READING: &str = include_str!("../../src/registries/reading.rs");
const FORSAKRINGSKASSAN: &str = include_str!("../../src/registries/forsakringskassan.rs");
const CSN: &str = include_str!("../../src/registries/csn.rs");
const SKATTEVERKET: &str = include_str!("../../src/registries/skatteverket.rs");

/// The fields of each struct that is read from JSON: wire name and type.
type Structs = BTreeMap<String, Vec<(String, String)>>;

#[test]
fn every_field_that_is_read_is_in_the_table_and_no_other() {
    let mut read = BTreeSet::new();
    read.extend(below("", "Envelope", &structs(READING)));
    read.extend(below("FK.", "Svar", &structs(FORSAKRINGSKASSAN)));
    read.extend(below("CSN.", "Svar", &structs(CSN)));
    read.extend(below("SKV.", "Svar", &structs(SKATTEVERKET)));
    let told: BTreeSet<_> = FIELDS
        .iter()
        .map(|field| {
            let source = field.source.map(Source::code);
            source.map_or(field.path.to_owned(), |code| {
                format!("{code}.{}", field.path)
            })
        })
        .collect();
    assert_eq!(told.len(), FIELDS.len(), "a field stands twice");
    let untold: Vec<_> = read.difference(&told).collect();
    let unread: Vec<_> = told.difference(&read).collect();
    assert!(untold.is_empty(), "read, but not in the table: {untold:?}");
    assert!(unread.is_empty(), "in the table, but not read: {unread:?}");
    assert!(read.len() > 45, "only {} fields were found", read.len());
}

#[test]
fn a_new_field_of_an_adapter_would_be_seen() {
    let with_name = SKATTEVERKET.replace(
        "    id_nummer: Cow<'a, str>,",
        "    id_nummer: Cow<'a, str>,\n    full_name: String,",
    );
    let read = below("SKV.", "Svar", &structs(&with_name));
    assert!(read.contains("SKV.folkbokforing.fullName"), "{read:?}");
}

/// The paths of all leaves below a struct.
fn below(path: &str, name: &str, structs: &Structs) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (field, kind) in &structs[name] {
        let within = format!("{path}{field}.");
        if kind.starts_with("SubAnswer<") {
            // A part of Skatteverket's answer has a status beside its content.
            found.extend(below(&within, "Part", structs));
        }
        let kind = inner(kind);
        if kind == "C" {
            // The content, whose own struct is told beside.
        } else if structs.contains_key(kind) {
            found.extend(below(&within, kind, structs));
        } else {
            found.insert(format!("{path}{field}"));
        }
    }
    found
}

/// The type within lists, options and lifetimes.
fn inner(kind: &str) -> &str {
    let kind = kind.trim_end_matches('>');
    let kind = kind.rsplit(['<', '&']).next().unwrap_or(kind);
    // `Question<'a` has ended with its lifetime.
    kind.rsplit(' ').next().unwrap_or(kind)
}

fn structs(source: &str) -> Structs {
    let source = source.split("#[cfg(test)]").next().unwrap_or(source);
    let source = source.split("pub fn read_head").next().unwrap_or(source);
    let source = source.replace("Cow<'a, str>", "Text");
    let source = source.replace("<'a>", "").replace("<'a, C>", "");
    let source = source.replace("'a, ", "").replace("pub ", "");
    let mut structs = Structs::new();
    let mut camel = false;
    let mut renamed = None;
    let mut current: Option<String> = None;
    for line in source.lines().map(str::trim) {
        if line == "#[derive(Deserialize)]" {
            camel = false;
        } else if line.contains("rename_all = \"camelCase\"") {
            camel = true;
        } else if let Some(rename) = line.strip_prefix("#[serde(rename = \"") {
            renamed = rename.split('"').next().map(str::to_owned);
        } else if let Some(name) = line.strip_prefix("struct ") {
            let name = name.trim_end_matches(" {").to_owned();
            structs.insert(name.clone(), Vec::new());
            current = Some(name);
        } else if line == "}" {
            current = None;
        } else if let (Some(name), Some((field, kind))) = (&current, line.split_once(": ")) {
            let wire = renamed.take().unwrap_or_else(|| wire_name(field, camel));
            let fields = structs.get_mut(name).expect("the struct");
            fields.push((wire, kind.trim_end_matches(',').to_owned()));
        }
    }
    structs
}

fn wire_name(field: &str, camel: bool) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        if camel {
            name + &word[..1].to_uppercase() + &word[1..]
        } else {
            name + "_" + word
        }
    })
}
