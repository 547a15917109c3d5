//! The stored answers: an index from registry and person to the bytes that
//! are served.
//!
//! A population of 80 000 households has some 400 000 answers. Each file is
//! therefore read once and every answer is a slice of it, with the
//! personnummer as a number for its key.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Source;

/// Why stored answers could not be read. The texts name files and positions,
/// never what stands there: an envelope is about a person.
#[derive(Debug, thiserror::Error)]
pub enum AnswersError {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The folder holds neither `answers.jsonl` nor `registries/`.
    #[error("{} holds neither answers.jsonl (a population) nor registries/ (fixtures)", .0.display())]
    NothingToServe(PathBuf),
    /// Something that should be an envelope of the contract is not.
    #[error(
        "{origin}: not a registry envelope with kalla FK, CSN or SKV and a personidentitet of 12 digits"
    )]
    NotAnEnvelope {
        /// The file and line, or the number in the array.
        origin: String,
    },
}

/// A personnummer or samordningsnummer as a number. It has no readable form,
/// so that it can stand in structures that are printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PersonKey(u64);

impl PersonKey {
    /// Twelve digits, or nothing. The check digit is the registry's business
    /// and is not judged here.
    pub(super) fn parse(text: &str) -> Option<PersonKey> {
        let twelve_digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        twelve_digits.then(|| text.parse().ok().map(PersonKey))?
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PersonKey(masked)")
    }
}

/// The answers the mocked registries serve, byte for byte. When several are
/// stored for one registry and person, the last one read is served.
#[derive(Default)]
pub struct Answers {
    by_source: [HashMap<PersonKey, Bytes>; 3],
}

impl Answers {
    /// No stored answers: every person is unknown.
    pub fn empty() -> Answers {
        Answers::default()
    }

    /// Reads a population folder (`answers.jsonl`) or a fixtures folder
    /// (`registries/*.json`), whichever it is.
    pub fn load(folder: &Path) -> Result<Answers, AnswersError> {
        if folder.join("answers.jsonl").is_file() {
            Answers::from_population(folder)
        } else if folder.join("registries").is_dir() {
            Answers::from_fixtures(folder)
        } else {
            Err(AnswersError::NothingToServe(folder.to_owned()))
        }
    }

    /// Reads `answers.jsonl` of a population: one envelope a line.
    pub fn from_population(folder: &Path) -> Result<Answers, AnswersError> {
        let mut answers = Answers::empty();
        answers.add_lines("answers.jsonl", &read(&folder.join("answers.jsonl"))?)?;
        Ok(answers)
    }

    /// Reads every `registries/*.json` of a fixtures folder in the order of
    /// their names, each one envelope or an array of envelopes.
    pub fn from_fixtures(folder: &Path) -> Result<Answers, AnswersError> {
        let folder = folder.join("registries");
        let failed = |source| AnswersError::Read {
            path: folder.clone(),
            source,
        };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            paths.push(entry.map_err(failed)?.path());
        }
        paths.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        });
        paths.sort();
        let mut answers = Answers::empty();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            answers.add_document(&name, &read(&path)?)?;
        }
        Ok(answers)
    }

    /// Stores one envelope, in place of an earlier one for its registry and
    /// person.
    pub fn insert(&mut self, envelope: impl Into<Vec<u8>>) -> Result<(), AnswersError> {
        self.add("the envelope", Bytes::from(envelope.into()))
    }

    /// How many answers are stored.
    pub fn len(&self) -> usize {
        self.by_source.iter().map(HashMap::len).sum()
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn find(&self, source: Source, person: PersonKey) -> Option<Bytes> {
        self.by_source[source.index()].get(&person).cloned()
    }

    fn add_lines(&mut self, name: &str, content: &Bytes) -> Result<(), AnswersError> {
        for (index, line) in content.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            if !line.is_empty() {
                let slice = content.slice_ref(line);
                self.add(format_args!("{name} line {}", index + 1), slice)?;
            }
        }
        Ok(())
    }

    fn add_document(&mut self, name: &str, content: &Bytes) -> Result<(), AnswersError> {
        if content.trim_ascii_start().first() != Some(&b'[') {
            return self.add(name, content.slice_ref(content.trim_ascii()));
        }
        let Ok(envelopes) = serde_json::from_slice::<Vec<&RawValue>>(content) else {
            return Err(AnswersError::NotAnEnvelope {
                origin: name.to_owned(),
            });
        };
        for (index, envelope) in envelopes.into_iter().enumerate() {
            let slice = content.slice_ref(envelope.get().as_bytes());
            self.add(format_args!("{name} number {}", index + 1), slice)?;
        }
        Ok(())
    }

    fn add(&mut self, origin: impl fmt::Display, envelope: Bytes) -> Result<(), AnswersError> {
        let Some((source, person)) = subject(&envelope) else {
            return Err(AnswersError::NotAnEnvelope {
                origin: origin.to_string(),
            });
        };
        self.by_source[source.index()].insert(person, envelope);
        Ok(())
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answers({} stored)", self.len())
    }
}

/// The part of an envelope that says which question it answers.
#[derive(Deserialize)]
struct Subject<'a> {
    kalla: &'a str,
    #[serde(borrow)]
    fraga: SubjectQuestion<'a>,
}

#[derive(Deserialize)]
struct SubjectQuestion<'a> {
    personidentitet: &'a str,
}

fn subject(envelope: &[u8]) -> Option<(Source, PersonKey)> {
    // The parser's own message could quote the person and is dropped.
    let subject: Subject<'_> = serde_json::from_slice(envelope).ok()?;
    let source = Source::from_code(subject.kalla)?;
    let person = PersonKey::parse(subject.fraga.personidentitet)?;
    Some((source, person))
}

fn read(path: &Path) -> Result<Bytes, AnswersError> {
    std::fs::read(path)
        .map(Bytes::from)
        .map_err(|source| AnswersError::Read {
            path: path.to_owned(),
            source,
        })
}
