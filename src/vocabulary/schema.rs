//! JSON Schemas of the value types, and how a message's schema is made.
//!
//! A schema says as much of what [`super::intake`] accepts as a schema can:
//! what is missing or of the wrong type is refused, an unknown additional
//! field is not.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::{Kronor, Month, Personnummer, Reason};

/// The schema of a message, draft 2020-12.
pub fn of<T: JsonSchema>() -> Schema {
    // As written, not as read: what is read leniently as `Option` would not be
    // required, but the contract wants every field there, null or not.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>()
}

/// An ULID of 26 characters, in either case.
pub(super) const ULID: &str = "^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}$";
/// Something other than white space.
pub(super) const NOT_BLANK: &str = r"\S";
/// A municipality's code.
pub(super) const FOUR_DIGITS: &str = "^[0-9]{4}$";
/// An organisation number, a personnummer or a samordningsnummer.
const TWELVE_DIGITS: &str = "^[0-9]{12}$";

/// An amount that is not below zero, in the schema; elsewhere it is
/// [`Kronor`] and its sign is checked with the application's sense.
pub enum NotNegative {}

/// A salary names its employer, and a benefit its code.
pub(super) fn income_by_kind(schema: &mut Schema) {
    let kind = |kind| json!({ "properties": { "kind": { "const": kind } }, "required": ["kind"] });
    let rules = json!([
        {
            "if": kind("salary"),
            "then": { "properties": { "payer": { "pattern": TWELVE_DIGITS } } },
        },
        {
            "if": kind("benefit"),
            "then": {
                "properties": { "benefit_code": { "type": "string" } },
                "required": ["benefit_code"],
            },
        },
    ]);
    schema.insert("allOf".to_owned(), rules);
}

/// A type that is a string in JSON.
macro_rules! string_schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

string_schema!(Kronor, "Kronor", {
    "description": "Kronor, exact: a decimal string with a point and at most two decimals, \
                    below 10^12.",
    "type": "string",
    "pattern": r"^-?0{0,3}[0-9]{1,12}(\.[0-9]{1,2})?$",
    "examples": ["6450.00", "-717.50"],
});
string_schema!(NotNegative, "KronorNotNegative", {
    "description": "Kronor as elsewhere, not below zero.",
    "type": "string",
    "pattern": r"^(0{0,3}[0-9]{1,12}(\.[0-9]{1,2})?|-0{1,15}(\.0{1,2})?)$",
    "examples": ["6450.00"],
});
string_schema!(Month, "Month", {
    "description": "A calendar month, YYYY-MM.",
    "type": "string",
    "pattern": "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$",
    "examples": ["2026-11"],
});
string_schema!(Personnummer, "Personnummer", {
    "description": "Twelve digits; a samordningsnummer has sixty more days. The check digit \
                    is checked when it is read.",
    "type": "string",
    "pattern": TWELVE_DIGITS,
});
string_schema!(Reason, "Reason", {
    "description": "Why a case goes to a person; a code is never reused.",
    "type": "string",
    "enum": (Reason::ALL.iter().map(|reason| reason.code()).collect::<Vec<_>>()),
});
