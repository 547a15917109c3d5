//! What a catalogue of events is made of, and what it says of itself.

use tracing::Level;

use crate::vocabulary::identity::{digest, hash_text};

/// What every line begins with, as a field of every event.
pub const COMMON_FIELDS: &[FieldDescription] = &[
    common(
        "ts",
        "When, by the machine's own clock: UTC, to the millisecond.",
    ),
    common("level", "`error`, `warn`, `info`, `debug` or `trace`."),
    common("event", "The event's name."),
    FieldDescription {
        key: "schema_version",
        kind: Kind::Integer,
        optional: false,
        meaning: "The version of this catalogue.",
    },
    common("service.name", "`handlaggarrobot`."),
    common("service.version", "The program's version."),
    common(
        "service.instance.id",
        "Tells one run of the program from every other.",
    ),
];

const fn common(key: &'static str, meaning: &'static str) -> FieldDescription {
    FieldDescription {
        key,
        kind: Kind::String,
        optional: false,
        meaning,
    }
}

/// What the catalogue says of an event.
#[derive(Clone, Copy, Debug)]
pub struct EventDescription {
    /// The dotted name.
    pub name: &'static str,
    /// The level it is written at.
    pub level: Level,
    /// When it is written.
    pub meaning: &'static str,
    /// The fields beside [`COMMON_FIELDS`].
    pub fields: &'static [FieldDescription],
}

/// What the catalogue says of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldDescription {
    /// The key.
    pub key: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// Whether it is left out when there is nothing to say.
    pub optional: bool,
    /// What it holds, with its unit.
    pub meaning: &'static str,
}

/// A kind of value, by its JSON Schema name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number, never negative.
    Integer,
    /// A number with decimals.
    Number,
    /// True or false.
    Boolean,
}

impl Kind {
    /// The JSON Schema name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}

/// A digest of everything that a reader of the log can stand on: names, levels,
/// keys and kinds, not the words that explain them.
pub fn schema_digest(catalogue: &[EventDescription]) -> String {
    let mut text = String::new();
    let common = ("every line", Level::INFO, COMMON_FIELDS);
    let events = catalogue
        .iter()
        .map(|event| (event.name, event.level, event.fields));
    for (name, level, fields) in std::iter::once(common).chain(events) {
        text.push_str(&format!("{name} {level}\n"));
        for field in fields {
            let (key, kind, optional) = (field.key, field.kind.name(), field.optional);
            text.push_str(&format!("  {key} {kind} {optional}\n"));
        }
    }
    let hash = hash_text(&digest(&[text.as_bytes()]));
    hash.chars().skip("sha256:".len()).take(12).collect()
}

/// Makes a type of each event, and the catalogue of all of them.
macro_rules! events {
    ($(
        $(#[doc = $doc:literal])+
        $level:ident $name:literal $type:ident $(<$life:lifetime>)? {
            $($(#[doc = $meaning:literal])+ $visible:vis $field:ident: $kind:ty = $key:literal,)*
        }
    )+) => {
        /// Every event.
        pub const CATALOGUE: &[$crate::telemetry::catalogue::EventDescription] = &[$(
            $crate::telemetry::catalogue::EventDescription {
                name: $name,
                level: tracing::Level::$level,
                meaning: concat!($($doc),+),
                fields: $type::FIELDS,
            }
        ),+];

        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug)]
            pub struct $type $(<$life>)? {
                $($(#[doc = $meaning])+ $visible $field: $kind,)*
            }

            impl $(<$life>)? $type $(<$life>)? {
                const FIELDS: &'static [$crate::telemetry::catalogue::FieldDescription] = &[$(
                    $crate::telemetry::catalogue::FieldDescription {
                        key: $key,
                        kind: <$kind as $crate::telemetry::fields::Logged>::KIND,
                        optional: <$kind as $crate::telemetry::fields::Logged>::OPTIONAL,
                        meaning: concat!($($meaning),+),
                    }
                ),*];

                /// Writes the event's line.
                pub fn emit(self) {
                    tracing::event!(
                        name: $name,
                        target: $crate::telemetry::TARGET,
                        tracing::Level::$level,
                        event = $name
                        $(, $key = $crate::telemetry::fields::Logged::logged(self.$field))*
                    );
                }
            }
        )+
    };
}
pub(super) use events;
