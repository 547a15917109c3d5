//! Every value of a JSON document, with whose it is.
//!
//! It goes through whatever stands there, known fields or not, so that a party
//! gets all of it.

use serde_json::Value;

use super::Recipient;

/// Whose a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The household's.
    Household,
    /// Sökande.
    Applicant,
    /// Medsökande.
    CoApplicant,
    /// A child's, by its place from 1.
    Child(usize),
    /// Somebody's who is no member.
    Outsider,
}

impl Whose {
    /// Whether it is the recipient's own, or the household's.
    pub(super) fn belongs_to(self, recipient: Recipient) -> bool {
        match self {
            Self::Household => true,
            Self::Applicant => recipient == Recipient::Applicant,
            Self::CoApplicant => recipient == Recipient::CoApplicant,
            Self::Child(_) | Self::Outsider => false,
        }
    }

    pub(super) fn in_swedish(self) -> String {
        match self {
            Self::Household => "hushållet".into(),
            Self::Applicant => "sökande".into(),
            Self::CoApplicant => "medsökande".into(),
            Self::Child(place) => format!("barn {place}"),
            Self::Outsider => "någon utanför hushållet".into(),
        }
    }
}

/// A value that holds no others.
pub(super) struct Leaf {
    /// The names that lead to it, with dots: `costs.amount`.
    pub(super) path: String,
    /// The places in the lists on the way, from 1.
    pub(super) places: Vec<usize>,
    /// As it stands.
    pub(super) value: String,
    /// Whose it is.
    pub(super) whose: Whose,
}

/// Who the members are, from the application as it came.
pub(super) struct Members {
    applicant: Option<String>,
    co_applicant: Option<String>,
    children: Vec<String>,
}

impl Members {
    pub(super) fn of(application: &Value) -> Self {
        let number = |person: Option<&Value>| {
            let number = person?.get("personnummer")?.as_str()?;
            Some(digits(number))
        };
        let children = application.get("children").and_then(Value::as_array);
        Self {
            applicant: number(application.get("applicant")),
            co_applicant: number(application.get("co_applicant")),
            // An unreadable child keeps its place.
            children: children
                .into_iter()
                .flatten()
                .map(|child| number(Some(child)).unwrap_or_default())
                .collect(),
        }
    }

    /// Whether another adult than the recipient is a member.
    pub(super) fn has_two_adults(&self) -> bool {
        self.co_applicant.is_some()
    }

    /// Whose a text speaks of: a personnummer or a role; `None` when it is
    /// neither.
    pub(super) fn whose(&self, text: &str) -> Option<Whose> {
        match text {
            "applicant" => return Some(Whose::Applicant),
            "co_applicant" => return Some(Whose::CoApplicant),
            _ => {}
        }
        if let Some(place) = text.strip_prefix("child_") {
            return place.parse().ok().map(Whose::Child);
        }
        let number = digits(text);
        // The other twelve digits are organisation numbers.
        let is_person = number.len() == 12 && !number.starts_with("16");
        let known = |known: &Option<String>| known.as_deref() == Some(&number);
        let child = self.children.iter().position(|child| *child == number);
        if known(&self.applicant) {
            Some(Whose::Applicant)
        } else if known(&self.co_applicant) {
            Some(Whose::CoApplicant)
        } else if let Some(place) = child.filter(|_| is_person) {
            Some(Whose::Child(place.saturating_add(1)))
        } else {
            is_person.then_some(Whose::Outsider)
        }
    }

    /// Every value below `value`, in the order in which it stands there.
    pub(super) fn leaves(&self, value: &Value, whose: Whose) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.walk(value, "", &[], whose, &mut leaves);
        leaves
    }

    fn walk(
        &self,
        value: &Value,
        path: &str,
        places: &[usize],
        whose: Whose,
        leaves: &mut Vec<Leaf>,
    ) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let whose = ["personnummer", "person", "personidentitet"]
                    .iter()
                    .find_map(|name| self.whose(fields.get(*name)?.as_str()?))
                    .unwrap_or(whose);
                for (name, field) in fields {
                    let path = match path {
                        "" => name.clone(),
                        path => format!("{path}.{name}"),
                    };
                    self.walk(field, &path, places, whose, leaves);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (place, item) in (1..).zip(items) {
                    let places = [places, &[place]].concat();
                    self.walk(item, path, &places, whose, leaves);
                }
            }
            leaf => {
                let value = as_it_stands(leaf);
                leaves.push(Leaf {
                    path: path.to_owned(),
                    places: places.to_vec(),
                    whose: self.whose(&value).unwrap_or(whose),
                    value,
                });
            }
        }
    }
}

/// A personnummer with or without its hyphen.
fn digits(text: &str) -> String {
    match text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        true => text.replace('-', ""),
        false => String::new(),
    }
}

fn as_it_stands(leaf: &Value) -> String {
    match leaf {
        Value::Null => "saknas".into(),
        Value::Bool(true) => "ja".into(),
        Value::Bool(false) => "nej".into(),
        Value::String(text) if text.is_empty() => "tomt".into(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => "inga".into(),
        Value::Number(number) => number.to_string(),
    }
}
