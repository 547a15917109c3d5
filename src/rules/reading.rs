//! Reads a TOML file strictly and remembers every fault with its line.
//!
//! A rule or policy file either loads whole or is refused with all that is
//! wrong with it: a fault is never repaired and nothing has a default.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::vocabulary::Kronor;

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key, such as `riksnorm[3].single`.
    pub key: String,
    /// What is wrong and what is right.
    pub problem: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            file,
            line,
            key,
            problem,
        } = self;
        write!(formatter, "{file}:{line}: {key}: {problem}")
    }
}

/// A file being read: its name, its text and the faults found so far.
pub struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Fault>,
}

/// A place in the file: a key's path and where it stands.
#[derive(Clone)]
pub struct Place {
    key: String,
    offset: usize,
}

/// A table of the file that remembers which keys were asked for, so that the
/// others can be refused.
pub struct Table<'t> {
    place: Place,
    content: &'t DeTable<'t>,
    asked: BTreeSet<&'static str>,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl<'a> Reading<'a> {
    /// Starts to read a file's text.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            faults: Vec::new(),
        }
    }

    /// Hands the whole file to `read` as a table, and refuses unknown keys at
    /// its top. `None` when it is no TOML at all.
    pub fn whole<T>(
        mut self,
        read: impl FnOnce(&mut Self, &mut Table<'_>) -> T,
    ) -> (Option<T>, Vec<Fault>) {
        let value = match DeTable::parse(self.text) {
            Ok(content) => {
                let place = Place {
                    key: String::new(),
                    offset: 0,
                };
                let mut table = Table {
                    place,
                    content: content.get_ref(),
                    asked: BTreeSet::new(),
                };
                let value = read(&mut self, &mut table);
                table.finish(&mut self);
                Some(value)
            }
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                let place = Place {
                    key: "(file)".into(),
                    offset,
                };
                self.fault(&place, error.message());
                None
            }
        };
        (value, self.faults)
    }

    /// Notes a fault.
    pub fn fault(&mut self, place: &Place, problem: impl Into<String>) {
        let before = self.text.get(..place.offset).unwrap_or(self.text);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: before.matches('\n').count().saturating_add(1),
            key: place.key.clone(),
            problem: problem.into(),
        });
    }
}

impl<'t> Table<'t> {
    /// Where the table stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The place of one of its keys.
    pub fn place_of(&self, key: &str) -> Place {
        let offset = self
            .content
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map_or(self.place.offset, |(_, value)| value.span().start);
        Place {
            key: join(&self.place.key, key),
            offset,
        }
    }

    fn get(&mut self, key: &'static str) -> Option<&'t Value<'t>> {
        self.asked.insert(key);
        self.content
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub fn has(&mut self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    fn required<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let place = self.place_of(key);
        let Some(value) = self.get(key) else {
            reading.fault(&place, format!("is missing; it must be {wanted}"));
            return None;
        };
        let read = read(value.get_ref());
        if read.is_none() {
            reading.fault(&place, format!("must be {wanted}"));
        }
        read
    }

    /// A text that is not empty.
    pub fn text(&mut self, reading: &mut Reading<'_>, key: &'static str) -> Option<String> {
        self.required(reading, key, "a text that is not empty", |value| {
            value
                .as_str()
                .filter(|text| !text.trim().is_empty())
                .map(str::to_owned)
        })
    }

    /// `true` or `false`.
    pub fn flag(&mut self, reading: &mut Reading<'_>, key: &'static str) -> Option<bool> {
        self.required(reading, key, "true or false", DeValue::as_bool)
    }

    /// A date in quotes.
    pub fn date(&mut self, reading: &mut Reading<'_>, key: &'static str) -> Option<NaiveDate> {
        self.required(reading, key, "a date such as \"2026-01-01\"", |value| {
            value.as_str()?.parse().ok()
        })
    }

    /// A whole number within bounds.
    pub fn number(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        let wanted = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        self.required(reading, key, &wanted, |value| {
            integer(value)
                .and_then(|number| u32::try_from(number).ok())
                .filter(|number| bounds.contains(number))
        })
    }

    /// Whole kronor, not negative.
    pub fn kronor(&mut self, reading: &mut Reading<'_>, key: &'static str) -> Option<Kronor> {
        self.required(reading, key, "whole kronor, not negative", kronor)
    }

    /// A list of whole kronor, not negative and not empty.
    pub fn list_of_kronor(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
    ) -> Option<Vec<Kronor>> {
        self.required(
            reading,
            key,
            "a list of whole kronor, not negative",
            |value| {
                let list = value.as_array()?;
                let amounts: Option<Vec<_>> =
                    list.iter().map(|value| kronor(value.get_ref())).collect();
                amounts.filter(|amounts| !amounts.is_empty())
            },
        )
    }

    /// A list of texts; it may be empty.
    pub fn list_of_texts(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
    ) -> Option<Vec<String>> {
        self.required(reading, key, "a list of texts", |value| {
            value
                .as_array()?
                .iter()
                .map(|value| value.get_ref().as_str().map(str::to_owned))
                .collect()
        })
    }

    /// One of the words given, with what it means.
    pub fn one_of<T: Copy>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let names: Vec<_> = words
            .iter()
            .map(|(word, _)| format!("\"{word}\""))
            .collect();
        self.required(
            reading,
            key,
            &format!("one of {}", names.join(", ")),
            |value| {
                let text = value.as_str()?;
                words
                    .iter()
                    .find(|(word, _)| *word == text)
                    .map(|(_, meaning)| *meaning)
            },
        )
    }

    /// A table under a key, read by `read`.
    pub fn table<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Reading<'_>, &mut Table<'t>) -> Option<T>,
    ) -> Option<T> {
        let place = self.place_of(key);
        let content = self.required(reading, key, "a table", DeValue::as_table)?;
        sub_table(reading, place, content, read)
    }

    /// A list of tables under a key; faulty ones are left out and noted.
    pub fn tables<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        mut read: impl FnMut(&mut Reading<'_>, &mut Table<'t>) -> Option<T>,
    ) -> Vec<T> {
        let place = self.place_of(key);
        let Some(list) = self.required(reading, key, "a list of tables", DeValue::as_array) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (number, value) in list.iter().enumerate() {
            let place = Place {
                key: format!("{}[{number}]", place.key),
                offset: value.span().start,
            };
            match value.get_ref().as_table() {
                Some(content) => found.extend(sub_table(reading, place, content, &mut read)),
                None => reading.fault(&place, "must be a table"),
            }
        }
        found
    }

    /// A table whose keys are data (cost kinds, benefit codes): each value is
    /// read as a table.
    pub fn entries<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        mut read: impl FnMut(&mut Reading<'_>, &mut Table<'t>) -> Option<T>,
    ) -> Vec<(String, T)> {
        let place = self.place_of(key);
        let Some(content) = self.required(reading, key, "a table", DeValue::as_table) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, value) in content.iter() {
            let place = Place {
                key: join(&place.key, name.get_ref()),
                offset: value.span().start,
            };
            match value.get_ref().as_table() {
                Some(content) => {
                    let entry = sub_table(reading, place, content, &mut read);
                    found.extend(entry.map(|entry| (name.get_ref().to_string(), entry)));
                }
                None => reading.fault(&place, "must be a table"),
            }
        }
        found
    }

    /// A table of texts whose keys are data.
    pub fn texts_by_name(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
    ) -> Vec<(String, String)> {
        let place = self.place_of(key);
        let Some(content) = self.required(reading, key, "a table of texts", DeValue::as_table)
        else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, value) in content.iter() {
            match value.get_ref().as_str() {
                Some(text) => found.push((name.get_ref().to_string(), text.to_owned())),
                None => {
                    let place = Place {
                        key: join(&place.key, name.get_ref()),
                        offset: value.span().start,
                    };
                    reading.fault(&place, "must be a text");
                }
            }
        }
        found
    }

    /// Refuses every key that nobody asked for.
    fn finish(&self, reading: &mut Reading<'_>) {
        for (name, _) in self.content.iter() {
            if !self.asked.contains(name.get_ref().as_ref()) {
                let place = Place {
                    key: join(&self.place.key, name.get_ref()),
                    offset: name.span().start,
                };
                reading.fault(&place, "is no known key; remove it or correct its spelling");
            }
        }
    }
}

fn sub_table<'t, T>(
    reading: &mut Reading<'_>,
    place: Place,
    content: &'t DeTable<'t>,
    read: impl FnOnce(&mut Reading<'_>, &mut Table<'t>) -> Option<T>,
) -> Option<T> {
    let mut table = Table {
        place,
        content,
        asked: BTreeSet::new(),
    };
    let value = read(reading, &mut table);
    table.finish(reading);
    value
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let digits = value.as_integer()?;
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}

fn kronor(value: &DeValue<'_>) -> Option<Kronor> {
    integer(value)
        .filter(|kronor| (0..1_000_000_000).contains(kronor))
        .map(Kronor::whole)
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}
