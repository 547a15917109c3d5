//! Variants of a message, each broken in one place.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value, json};

/// Which fields of an example the schema also accepts when they are null,
/// missing or of another type; items of a list stand for one.
pub fn weaknesses(validator: &Validator, example: &Value) -> Vec<String> {
    assert!(validator.is_valid(example), "the example itself is refused");
    let mut weak = BTreeSet::new();
    for pointer in pointers(example) {
        let another = match example.pointer(&pointer) {
            Some(Value::String(_) | Value::Null) => json!(7),
            _ => json!("x"),
        };
        let mut try_out = |broken: &Value, how: &str| {
            if validator.is_valid(broken) {
                let steps = pointer
                    .split('/')
                    .skip(1)
                    .fold(String::new(), |path, step| {
                        match (path.is_empty(), step.parse::<usize>()) {
                            (_, Ok(_)) => path + "[]",
                            (true, _) => step.to_owned(),
                            (false, _) => format!("{path}.{step}"),
                        }
                    });
                weak.insert(format!("{steps} {how}"));
            }
        };
        try_out(&with(example, &pointer, Value::Null), "null");
        try_out(&with(example, &pointer, another), "of another type");
        if !pointer.ends_with(|end: char| end.is_ascii_digit()) {
            try_out(&without(example, &pointer), "missing");
        }
    }
    weak.into_iter().collect()
}

/// The pointers of everything inside a value.
pub fn pointers(value: &Value) -> Vec<String> {
    let inside: Vec<(String, &Value)> = match value {
        Value::Array(items) => (0..)
            .map(|place: usize| place.to_string())
            .zip(items)
            .collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, entry)| (key.clone(), entry))
            .collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (key, entry) in inside {
        found.extend(pointers(entry).iter().map(|rest| format!("/{key}{rest}")));
        found.push(format!("/{key}"));
    }
    found
}

fn parent<'a>(value: &'a mut Value, pointer: &'a str) -> (&'a mut Value, &'a str) {
    let (above, key) = pointer.rsplit_once('/').expect("a pointer");
    (value.pointer_mut(above).expect("its parent"), key)
}

/// The value with another entry at a pointer.
pub fn with(value: &Value, pointer: &str, entry: Value) -> Value {
    let mut changed = value.clone();
    match parent(&mut changed, pointer) {
        (Value::Array(items), place) => items[place.parse::<usize>().expect("a place")] = entry,
        (object, key) => object[key] = entry,
    }
    changed
}

/// The value without the entry at a pointer.
pub fn without(value: &Value, pointer: &str) -> Value {
    let mut changed = value.clone();
    match parent(&mut changed, pointer) {
        (Value::Array(items), place) => {
            items.remove(place.parse().expect("a place"));
        }
        (Value::Object(entries), key) => {
            entries.remove(key);
        }
        _ => panic!("nothing to remove"),
    }
    changed
}
