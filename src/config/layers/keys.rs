//! Which keys there are and of which type: those of the commented defaults.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use config::ValueKind;
use toml::de::{DeTable, DeValue};

use super::{Layer, PREFIX, toml_file};
use crate::config::DEFAULT_TOML;
use crate::config::fault::Fault;

/// What type a key's value has.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Integer,
    Boolean,
    Text,
    Day,
    /// A list of tables, each with exactly these keys.
    Tables(BTreeMap<String, Kind>),
}

impl Kind {
    pub(super) const fn in_words(&self) -> &'static str {
        match self {
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::Text => "a text in quotation marks",
            Self::Day => "a day such as 2025-07-01",
            Self::Tables(_) => "a list of tables",
        }
    }

    fn of(value: &DeValue<'_>) -> Option<Self> {
        Some(match value {
            DeValue::Integer(_) => Self::Integer,
            DeValue::Boolean(_) => Self::Boolean,
            DeValue::String(_) => Self::Text,
            DeValue::Datetime(_) => Self::Day,
            DeValue::Array(tables) => {
                let first = tables.first()?.get_ref().as_table()?;
                Self::Tables(
                    first
                        .iter()
                        .filter_map(|(key, value)| {
                            Some((key.get_ref().to_string(), Self::of(value.get_ref())?))
                        })
                        .collect(),
                )
            }
            DeValue::Table(_) | DeValue::Float(_) => return None,
        })
    }
}

/// The keys of the defaults, their types, and the defaults themselves.
pub(in crate::config) struct KnownKeys {
    kinds: BTreeMap<String, Kind>,
    sections: BTreeSet<String>,
    defaults: Layer,
}

impl KnownKeys {
    /// Reads the compiled-in defaults. A fault in them is the program's own.
    pub(in crate::config) fn of_defaults(faults: &mut Vec<Fault>) -> Self {
        let mut known = Self {
            kinds: BTreeMap::new(),
            sections: BTreeSet::new(),
            defaults: Layer::default(),
        };
        let (table, _) = DeTable::parse_recoverable(DEFAULT_TOML);
        known.learn("", table.get_ref());
        known.defaults = toml_file::read(DEFAULT_TOML, None, &known, faults).unwrap_or_default();
        known
    }

    pub(super) fn defaults(&self) -> &Layer {
        &self.defaults
    }

    fn learn(&mut self, section: &str, table: &DeTable<'_>) {
        self.sections.insert(section.into());
        for (key, value) in table {
            let path = below(section, key.get_ref());
            match value.get_ref() {
                DeValue::Table(table) => self.learn(&path, table),
                value => self.kinds.extend(Kind::of(value).map(|kind| (path, kind))),
            }
        }
    }

    pub(super) fn kind(&self, path: &str) -> Option<&Kind> {
        self.kinds.get(path)
    }

    pub(super) fn is_section(&self, path: &str) -> bool {
        self.sections.contains(path)
    }

    /// Says that a key is unknown and which ones its section has.
    pub(super) fn unknown(&self, path: &str) -> String {
        let mut section = path;
        while !self.is_section(section) {
            section = section.rsplit_once('.').map_or("", |(above, _)| above);
        }
        let inside: BTreeSet<_> = self
            .kinds
            .keys()
            .chain(&self.sections)
            .filter_map(|path| match section {
                "" => Some(path.as_str()),
                section => path.strip_prefix(section)?.strip_prefix('.'),
            })
            .filter(|path| !path.is_empty())
            .map(|path| path.split_once('.').map_or(path, |(first, _)| first))
            .collect();
        let inside = Vec::from_iter(inside).join(", ");
        match section {
            "" => format!("unknown; the sections are {inside}"),
            section => format!("unknown; [{section}] has {inside}"),
        }
    }

    /// Reads a variable whose name begins with [`PREFIX`]; the error is the key
    /// it means and what is wrong.
    pub(super) fn read_variable(
        &self,
        variable: &str,
        value: OsString,
    ) -> Result<(String, ValueKind), (String, String)> {
        let found = self
            .kinds
            .iter()
            .find(|(key, _)| variable_of(key) == variable);
        let Some((key, kind)) = found else {
            let rest = variable.strip_prefix(PREFIX).unwrap_or(variable);
            let key = rest.replace("__", ".").to_lowercase();
            let problem = if self.kinds.contains_key(&key) {
                format!("the variable must be written {}", variable_of(&key))
            } else if self.is_section(&key) {
                "is a section: name a key in it".into()
            } else {
                self.unknown(&key)
            };
            return Err((key, problem));
        };
        let wrong = || (key.clone(), format!("must be {}", kind.in_words()));
        let value = value.into_string().map_err(|_| wrong())?;
        let value = match kind {
            Kind::Integer => ValueKind::I64(value.trim().parse().map_err(|_| wrong())?),
            Kind::Boolean => ValueKind::Boolean(value.trim().parse().map_err(|_| wrong())?),
            Kind::Text | Kind::Day => ValueKind::String(value),
            Kind::Tables(_) => {
                let problem = "is a list of tables, which only a file can hold";
                return Err((key.clone(), problem.into()));
            }
        };
        Ok((key.clone(), value))
    }
}

/// The path of a key in a section; the root's path is empty.
pub(super) fn below(section: &str, key: &str) -> String {
    match section {
        "" => key.into(),
        section => format!("{section}.{key}"),
    }
}

fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}
