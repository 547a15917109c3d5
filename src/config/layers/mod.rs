//! The sources of settings, each read into a layer of known keys of the right
//! type, and the layers put on top of each other.
//!
//! A key that is unknown or of the wrong type becomes a fault and is left out,
//! so that everything else is still judged.

mod keys;
mod toml_file;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use config::{Config, ConfigError, Map, Source, Value, ValueKind};
use serde::de::DeserializeOwned;

use super::fault::Fault;
pub(super) use keys::KnownKeys;

/// The settings' variables begin so.
const PREFIX: &str = "HANDLAGGARROBOT__";

/// What one source says: values by key path, and where each was set.
#[derive(Clone, Default)]
pub(super) struct Layer {
    values: Map<String, Value>,
    // Apart from the values, because reading the merged values forgets theirs.
    origins: BTreeMap<String, String>,
}

/// Without the values, of which some are secret.
impl fmt::Debug for Layer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.values.keys()).finish()
    }
}

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.values.clone())
    }
}

/// Reads a settings file; `None` when it is no file or no TOML.
pub(super) fn from_file(path: &Path, known: &KnownKeys, faults: &mut Vec<Fault>) -> Option<Layer> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => toml_file::read(&text, Some(&name), known, faults),
        Err(error) => {
            faults.push(Fault {
                key: String::new(),
                problem: format!("the settings file {name} cannot be read: {}", error.kind()),
                origin: None,
            });
            None
        }
    }
}

/// Reads the variables that begin with [`PREFIX`].
pub(super) fn from_environment(
    variables: impl Iterator<Item = (OsString, OsString)>,
    known: &KnownKeys,
    faults: &mut Vec<Fault>,
) -> Layer {
    // A name that is no UTF-8 can hold no setting, but one that only begins
    // like a setting is told as unknown, so it is read with replacements.
    let mut variables: Vec<_> = variables
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect();
    variables.sort();
    let mut layer = Layer::default();
    for (variable, value) in variables {
        match known.read_variable(&variable, value) {
            Ok((key, kind)) => {
                layer.values.insert(key.clone(), Value::from(kind));
                layer.origins.insert(key, variable);
            }
            Err((key, problem)) => faults.push(Fault {
                key,
                problem,
                origin: Some(variable),
            }),
        }
    }
    layer
}

/// All layers as one.
pub(super) struct Merged {
    config: Config,
    origins: BTreeMap<String, String>,
}

impl KnownKeys {
    /// Puts the layers on top of each other, the defaults lowest.
    pub(super) fn merge(
        &self,
        file: Layer,
        environment: Layer,
        faults: &mut Vec<Fault>,
    ) -> Option<Merged> {
        let mut origins = file.origins.clone();
        origins.extend(environment.origins.clone());
        Config::builder()
            .add_source(self.defaults().clone())
            .add_source(file)
            .add_source(environment)
            .build()
            .map(|config| Merged { config, origins })
            .map_err(|_| {
                faults.push(Fault {
                    key: String::new(),
                    problem: "the sources of settings cannot be put together".into(),
                    origin: None,
                });
            })
            .ok()
    }
}

impl Merged {
    /// Reads a section into its type.
    pub(super) fn section<T: DeserializeOwned>(
        &self,
        name: &str,
        faults: &mut Vec<Fault>,
    ) -> Option<T> {
        let section: Value = self
            .config
            .get(name)
            .unwrap_or_else(|_| ValueKind::Nil.into());
        serde_path_to_error::deserialize(section)
            .map_err(|error| {
                // The error's own text could quote a value.
                let key = format!("{name}.{}", error.path());
                faults.push(Fault {
                    origin: self.origin(&key),
                    problem: "cannot be read as what the manual says".into(),
                    key,
                });
            })
            .ok()
    }

    /// Where a key was set; `None` for the default.
    pub(super) fn origin(&self, key: &str) -> Option<String> {
        self.origins.get(key).cloned()
    }
}
