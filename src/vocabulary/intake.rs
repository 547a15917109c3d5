//! From a message's bytes to an application, or to what is wrong with it
//! (HANDBOOK section 5).

use serde::Deserialize;
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
    let whole = serde_json::from_str::<Value>(text).map(|whole| whole.to_string());
    digest(&[&typed, whole.as_deref().unwrap_or(text).as_bytes()])
}

/// The fields that tell whose a message is, whatever else it holds.
#[derive(Deserialize)]
struct Head {
    application_id: String,
    case_number: String,
    #[serde(default)]
    received_at: Option<Value>,
}

/// What is wrong with a message that is no application of the right shape.
fn explain(text: &str) -> Intake {
    let head = match serde_json::from_str::<Head>(text) {
        Ok(head) if is_usable(&head.application_id) && is_usable(&head.case_number) => head,
        Err(error) if error.is_syntax() || error.is_eof() => return Intake::Unreadable("not_json"),
        _ => return Intake::Unreadable("no_identity"),
    };
    let whole = serde_json::from_str::<Value>(text).map(|whole| whole.to_string());
    let received_at = head.received_at.as_ref().and_then(Value::as_str);
    Intake::Invalid(Invalid {
        application_id: head.application_id,
        case_number: head.case_number,
        content_hash: digest(&[whole.as_deref().unwrap_or(text).as_bytes()]),
        faults: vec![first_fault(text)],
        received_at: received_at.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok()),
    })
}

fn is_usable(id: &str) -> bool {
    !id.trim().is_empty() && id.len() <= MAX_ID
}

/// The path of the first field that breaks the shape. The parser's own text is
/// not used: it may quote a value.
fn first_fault(text: &str) -> String {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, Application>(&mut deserializer) {
        Err(error) => error.path().to_string(),
        Ok(_) => "(whole)".to_owned(),
    }
}
