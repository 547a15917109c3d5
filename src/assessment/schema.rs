//! JSON Schemas of what writes itself by hand in [`super::result`] and
//! [`super::trace`]; a test holds both against each other.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::result::{Outcome, Unchecked};
use super::trace::{Comparison, EvidenceRef, Line, Role};
use crate::rules::Parameter;
use crate::vocabulary::{Kronor, Source};

/// An outcome with which a case can be decided, in the schema; elsewhere it is
/// an [`Outcome`].
pub enum Decided {}

macro_rules! schema {
    ($type:ty, $name:literal, |$generator:pat_param| $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

schema!(Outcome, "Outcome", |_| {
    "description": "What becomes of an application.",
    "type": "string",
    "enum": (Outcome::ALL.map(Outcome::code)),
});
schema!(Decided, "DecidedOutcome", |_| {
    "description": "Bifall, delvis avslag eller avslag.",
    "type": "string",
    "enum": (Outcome::ALL
        .into_iter()
        .filter(|outcome| outcome.is_decision())
        .map(Outcome::code)
        .collect::<Vec<_>>()),
});
schema!(Role, "Role", |_| {
    "description": "A member of the household, without a name or number; children by their \
                    place in the application, from 1.",
    "type": "string",
    "pattern": "^(applicant|co_applicant|child_[1-9][0-9]*)$",
});
schema!(Unchecked, "Unchecked", |generator| {
    "description": "Something that could not be checked: what, whose and why.",
    "type": "object",
    "properties": {
        "source": { "enum": (Source::ALL.map(Source::code)) },
        "part": {
            "description": "The part of the answer; empty for the whole.",
            "type": "string",
        },
        "person": (generator.subschema_for::<Role>()),
        "cause": { "description": "A word for logs.", "type": "string" },
    },
    "required": ["source", "part", "person", "cause"],
});
schema!(Line, "Line", |generator| {
    "description": "One term of the calculation. The lines add up to the amount.",
    "type": "object",
    "properties": {
        "id": { "description": "What it is, stable.", "type": "string" },
        "label": { "description": "What it is, in Swedish.", "type": "string" },
        "person": (generator.subschema_for::<Option<Role>>()),
        "amount": (generator.subschema_for::<Kronor>()),
        "legal_basis": { "description": "As the law stood in the month.", "type": "string" },
        "parameter": (generator.subschema_for::<Option<Parameter>>()),
        "evidence": (generator.subschema_for::<Vec<EvidenceRef>>()),
        "arithmetic": {
            "description": "How the amount came about, in Swedish words and figures.",
            "type": "string",
        },
        "comparison": (generator.subschema_for::<Comparison>()),
    },
    "required": [
        "id", "label", "person", "amount", "legal_basis", "parameter", "evidence", "arithmetic",
    ],
});
schema!(EvidenceRef, "Evidence", |generator| {
    "description": "What a line rests on: a field of the application, or of a registry's answer.",
    "oneOf": [
        {
            "type": "object",
            "properties": {
                "source": { "const": "application" },
                "field": { "type": "string" },
            },
            "required": ["source", "field"],
        },
        {
            "type": "object",
            "properties": {
                "source": { "enum": (Source::ALL.map(Source::code)) },
                "person": (generator.subschema_for::<Role>()),
                "field": { "type": "string" },
                "fetched": (generator.subschema_for::<DateTime<FixedOffset>>()),
            },
            "required": ["source", "person", "field", "fetched"],
        },
    ],
});
