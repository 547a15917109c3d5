//! From a message's bytes to an application, or to what is wrong with it
//! (HANDBOOK section 5).

use serde_json::Value;

use super::Application;
use super::identity::{Hash, digest};

/// What a message turns out to be.
pub enum Intake {
    /// An application that makes sense.
    Accepted(Box<Accepted>),
    /// A family waiting, whose application breaks its shape or its own sense.
    Invalid(Invalid),
    /// Nobody can tell whose it is: the reason, low-cardinality.
    Unreadable(&'static str),
}

/// An application that makes sense.
pub struct Accepted {
    /// It.
    pub application: Application,
    /// Hash of its parsed content: equal for the same content in other bytes.
    pub content_hash: Hash,
    /// Paths of fields the contract does not know; they are kept.
    pub unknown_fields: Vec<String>,
}

/// A readable application that makes no sense.
pub struct Invalid {
    /// Its id.
    pub application_id: String,
    /// The municipality's case number.
    pub case_number: String,
    /// Hash of its parsed content.
    pub content_hash: Hash,
    /// The fields at fault, by path and never with their values.
    pub faults: Vec<String>,
    /// When it reached the municipality, where that can be read.
    pub received_at: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// An application message is at most this long (contract, `application.json`).
pub const MAX_BYTES: usize = 1024 * 1024;
/// Ids and case numbers longer than this are not read as such.
const MAX_ID: usize = 64;

/// Reads a message.
pub fn read_application(bytes: &[u8]) -> Intake {
    if bytes.len() > MAX_BYTES {
        return Intake::Unreadable("too_large");
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Intake::Unreadable("not_utf8");
    };
    let mut unknown_fields = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = serde_ignored::deserialize(&mut deserializer, |path| {
        unknown_fields.push(path.to_string());
    });
    match read.and_then(|application| deserializer.end().map(|()| application)) {
        Ok(application) => make_sense(application, unknown_fields, text),
        Err(_) => explain(text),
    }
}

fn make_sense(application: Application, unknown_fields: Vec<String>, text: &str) -> Intake {
    let faults = application.faults();
    let content_hash = content_hash(&application, &unknown_fields, text);
    if faults.is_empty() {
        Intake::Accepted(Box::new(Accepted {
            application,
            content_hash,
            unknown_fields,
        }))
    } else if is_usable(&application.application_id) && is_usable(&application.case_number) {
        Intake::Invalid(Invalid {
            received_at: Some(application.received_at),
            application_id: application.application_id,
            case_number: application.case_number,
            content_hash,
            faults,
        })
    } else {
        Intake::Unreadable("no_identity")
    }
}

/// The hash of what was read, so that spacing and the order of fields do not
/// matter; unknown fields count when there are any.
fn content_hash(application: &Application, unknown_fields: &[String], text: &str) -> Hash {
    let typed = serde_json::to_vec(application).unwrap_or_default();
    if unknown_fields.is_empty() {
        return digest(&[&typed]);
    }
    let whole: Value = serde_json::from_str(text).unwrap_or_default();
    digest(&[&typed, whole.to_string().as_bytes()])
}

/// What is wrong with a message that is no application of the right shape.
fn explain(text: &str) -> Intake {
    let Ok(whole) = serde_json::from_str::<Value>(text) else {
        return Intake::Unreadable("not_json");
    };
    let identity = |key| {
        whole
            .get(key)
            .and_then(Value::as_str)
            .filter(|id| is_usable(id))
    };
    let (Some(application_id), Some(case_number)) =
        (identity("application_id"), identity("case_number"))
    else {
        return Intake::Unreadable("no_identity");
    };
    let received_at = whole.get("received_at").and_then(Value::as_str);
    Intake::Invalid(Invalid {
        application_id: application_id.to_owned(),
        case_number: case_number.to_owned(),
        content_hash: digest(&[whole.to_string().as_bytes()]),
        faults: vec![first_fault(&whole)],
        received_at: received_at.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok()),
    })
}

fn is_usable(id: &str) -> bool {
    !id.trim().is_empty() && id.len() <= MAX_ID
}

/// The path of the first field that breaks the shape. The parser's own text is
/// not used: it may quote a value.
fn first_fault(whole: &Value) -> String {
    match serde_path_to_error::deserialize::<_, Application>(whole) {
        Err(error) => error.path().to_string(),
        Ok(_) => "(whole)".to_owned(),
    }
}
