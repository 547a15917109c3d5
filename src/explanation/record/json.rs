//! A record as JSON: each standard's fields by stable keys.

use serde_json::{Map, Value, json};

use super::{FieldContent, Record};

/// The record. What the municipality has to fill in is null, and listed.
pub fn json(record: &Record) -> Value {
    let mut missing = Vec::new();
    let mut out = Map::new();
    out.insert("record_version".into(), 1.into());
    for standard in &record.standards {
        let mut fields = Map::new();
        for field in &standard.fields {
            if let FieldContent::ByMunicipality(key) = &field.content {
                missing
                    .push(json!({ "standard": standard.id, "field": field.key, "fill_in": key }));
            }
            fields.insert(field.key.into(), value(&field.content));
        }
        let whole = json!({ "standard": standard.name, "fields": fields });
        out.insert(standard.id.into(), whole);
    }
    out.insert("filled_in_by_the_municipality".into(), missing.into());
    out.insert("statistics".into(), json!(record.statistics));
    Value::Object(out)
}

fn value(content: &FieldContent) -> Value {
    match content {
        FieldContent::Text(text) => json!(text),
        FieldContent::Coded(code, _) => code.clone(),
        FieldContent::List(items) => json!(items),
        FieldContent::Links(links) => links
            .iter()
            .map(|(title, link)| json!({ "title": title, "link": link }))
            .collect(),
        FieldContent::NotApplicable(_) | FieldContent::ByMunicipality(_) => Value::Null,
    }
}
