//! A TOML text as a layer, with the line of every value and every fault.

use std::collections::BTreeMap;

use config::{Map, Value, ValueKind};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Layer;
use super::keys::{Kind, KnownKeys, below};
use crate::config::fault::Fault;

/// Reads a text; `None` when it is no TOML. `name` is the file's, or `None` for
/// the defaults.
pub(super) fn read(
    text: &str,
    name: Option<&str>,
    known: &KnownKeys,
    faults: &mut Vec<Fault>,
) -> Option<Layer> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading {
        text,
        name,
        known,
        faults,
        layer: Layer::default(),
    };
    for error in &errors {
        // Only the message: the error's own display shows the line, which
        // could hold a secret.
        let at = error.span().map_or(0, |span| span.start);
        reading.fault("", at, format!("is no TOML: {}", error.message()));
    }
    if !errors.is_empty() {
        return None;
    }
    reading.section("", table.get_ref());
    Some(reading.layer)
}

struct Reading<'a> {
    text: &'a str,
    name: Option<&'a str>,
    known: &'a KnownKeys,
    faults: &'a mut Vec<Fault>,
    layer: Layer,
}

impl Reading<'_> {
    fn section(&mut self, section: &str, table: &DeTable<'_>) {
        for (key, value) in in_order(table) {
            let path = below(section, key.get_ref());
            let at = key.span().start;
            // A quoted key that is empty or has a dot in it would look like
            // another path.
            let known = !key.get_ref().contains('.') && !key.get_ref().is_empty();
            match (value.get_ref(), self.known.kind(&path)) {
                (DeValue::Table(table), None) if known && self.known.is_section(&path) => {
                    self.section(&path, table);
                }
                (value, Some(kind)) if known => {
                    if let Some(kind) = self.value(&path, at, value, kind) {
                        self.layer.values.insert(path, Value::from(kind));
                    }
                }
                (_, None) if known && self.known.is_section(&path) => {
                    self.fault(&path, at, format!("is a section: write [{path}]"));
                }
                _ => self.fault(&path, at, self.known.unknown(&path)),
            }
        }
    }

    fn value(
        &mut self,
        path: &str,
        at: usize,
        value: &DeValue<'_>,
        kind: &Kind,
    ) -> Option<ValueKind> {
        let read = match (kind, value) {
            (Kind::Integer, DeValue::Integer(number)) => {
                i64::from_str_radix(number.as_str(), number.radix())
                    .ok()
                    .map(ValueKind::I64)
            }
            (Kind::Boolean, DeValue::Boolean(value)) => Some(ValueKind::Boolean(*value)),
            (Kind::Text | Kind::Day, DeValue::String(text)) => {
                Some(ValueKind::String(text.to_string()))
            }
            (Kind::Day, DeValue::Datetime(day)) => Some(ValueKind::String(day.to_string())),
            (Kind::Tables(keys), DeValue::Array(tables)) => {
                let tables: Vec<_> = tables
                    .iter()
                    .enumerate()
                    .map(|(place, table)| self.entry(&format!("{path}[{place}]"), table, keys))
                    .collect();
                // A faulty entry has been told; without it the list would be
                // another list, so it is left out as a whole.
                Some(ValueKind::Array(tables.into_iter().collect::<Option<_>>()?))
            }
            _ => None,
        };
        if read.is_none() {
            self.fault(path, at, format!("must be {}", kind.in_words()));
        } else if let Some(origin) = self.origin(at) {
            self.layer.origins.insert(path.into(), origin);
        }
        read
    }

    /// One table of a list; `None` when something is wrong with it.
    fn entry(
        &mut self,
        path: &str,
        table: &Spanned<DeValue<'_>>,
        keys: &BTreeMap<String, Kind>,
    ) -> Option<Value> {
        let begins = table.span().start;
        let names = Vec::from_iter(keys.keys().map(String::as_str)).join(", ");
        let Some(inside) = table.get_ref().as_table() else {
            self.fault(path, begins, format!("must be a table with {names}"));
            return None;
        };
        let before = self.faults.len();
        let mut values = Map::new();
        for (key, value) in in_order(inside) {
            let (key, at) = (key.get_ref().to_string(), key.span().start);
            let path = below(path, &key);
            let Some(kind) = keys.get(&key) else {
                self.fault(&path, at, format!("unknown; an entry has {names}"));
                continue;
            };
            if let Some(kind) = self.value(&path, at, value.get_ref(), kind) {
                values.insert(key, Value::from(kind));
            }
        }
        for key in keys.keys().filter(|key| !inside.contains_key(key.as_str())) {
            self.fault(&below(path, key), begins, "is missing".into());
        }
        let whole = self.faults.len() == before;
        whole.then(|| Value::from(ValueKind::Table(values)))
    }

    fn origin(&self, at: usize) -> Option<String> {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count().saturating_add(1);
        self.name.map(|name| format!("{name} line {line}"))
    }

    fn fault(&mut self, path: &str, at: usize, problem: String) {
        self.faults.push(Fault {
            key: path.into(),
            problem,
            origin: self.origin(at),
        });
    }
}

/// A table's entries as they stand in the text, so that faults do too.
fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(
    &'t Spanned<toml::de::DeString<'i>>,
    &'t Spanned<DeValue<'i>>,
)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
