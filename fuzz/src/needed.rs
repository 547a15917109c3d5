//! Which answers an application needs and which of them are there, worked out
//! from plain JSON by the handbook (sections 3.3, 3.4 and 5), and sharing
//! nothing with the robot's own reading.

use serde_json::Value;

/// Whether answers are missing.
pub struct Missing {
    /// Some answer that is needed at all.
    pub any: bool,
    /// An answer that a figure rests on.
    pub figure: bool,
}

struct Member<'a> {
    number: &'a str,
    is_adult: bool,
}

/// The application's id, when the bundle and the identity in it are readable:
/// then there must be an assessment.
pub fn readable_id(bundle: &Value) -> Option<&str> {
    let application = bundle.get("application")?;
    if application.to_string().len() > 1024 * 1024 {
        return None;
    }
    bundle.get("evidence")?.as_array()?;
    is_plain_day(bundle.get("assessed_on")?.as_str()?).then_some(())?;
    let no_findings = bundle.get("findings").is_none_or(|findings| *findings == Value::Array(vec![]));
    no_findings.then_some(())?;
    let usable = |key| {
        let id = application.get(key)?.as_str()?;
        (!id.trim().is_empty() && id.len() <= 64).then_some(id)
    };
    usable("case_number")?;
    usable("application_id")
}

/// What is missing; `None` when the household cannot be seen.
pub fn missing(bundle: &Value) -> Option<Missing> {
    let application = bundle.get("application")?;
    let first_of_month = application.get("month")?.as_str()?.replace('-', "") + "01";
    let mut missing = Missing {
        any: false,
        figure: false,
    };
    for member in members(application)? {
        let born = born(member.number)?;
        // Sixteen years later, as digits: 20101102 becomes 20261102.
        let is_asked = member.is_adult || born + 160_000 <= first_of_month.parse().ok()?;
        let answers = Answers {
            bundle,
            number: member.number,
        };
        if is_asked && !(answers.benefits() && answers.study_support()) {
            missing.figure = true;
        }
        missing.figure |= !answers.part("individuppgifter", false);
        missing.figure |= member.is_adult && !answers.part("skattekonto", false);
        missing.any |= !answers.part("folkbokforing", true);
        missing.any |= member.is_adult && !answers.part("foretag", false);
    }
    missing.any |= missing.figure;
    Some(missing)
}

fn members(application: &Value) -> Option<Vec<Member<'_>>> {
    let mut members = vec![adult(application.get("applicant")?)?];
    match application.get("co_applicant")? {
        Value::Null => {}
        co_applicant => members.push(adult(co_applicant)?),
    }
    for child in application.get("children")?.as_array()? {
        members.push(Member {
            number: child.get("personnummer")?.as_str()?,
            is_adult: false,
        });
    }
    Some(members)
}

fn adult(adult: &Value) -> Option<Member<'_>> {
    Some(Member {
        number: adult.get("personnummer")?.as_str()?,
        is_adult: true,
    })
}

/// The day of birth as eight digits; a samordningsnummer adds sixty to it.
fn born(number: &str) -> Option<u32> {
    let digits: u32 = number.get(..8)?.parse().ok()?;
    Some(if digits % 100 > 60 { digits - 60 } else { digits })
}

/// The answers about one member.
struct Answers<'a> {
    bundle: &'a Value,
    number: &'a str,
}

impl<'a> Answers<'a> {
    /// The one answer of a registry: of two neither counts.
    fn of(&self, source: &str) -> Option<&'a Value> {
        let answers = self.bundle.get("evidence")?.as_array()?;
        let mut about = answers.iter().filter(|answer| {
            answer.get("kalla").and_then(Value::as_str) == Some(source)
                && answer.pointer("/fraga/personidentitet").and_then(Value::as_str)
                    == Some(self.number)
        });
        about.next().filter(|_| about.next().is_none())
    }

    fn benefits(&self) -> bool {
        let Some(answer) = self.of("FK") else {
            return false;
        };
        match status(answer) {
            "INGA_UPPGIFTER" => true,
            "OK" => {
                let agencies = answer.pointer("/svar/utlamnare").and_then(Value::as_array);
                let deviations = answer.pointer("/svar/avvikelser").and_then(Value::as_array);
                agencies.is_some_and(|agencies| {
                    agencies.iter().all(|agency| agency.get("tillstand") == Some(&"OK".into()))
                }) && deviations.is_some_and(Vec::is_empty)
                    && answer.pointer("/svar/utbetalningar").is_some_and(Value::is_array)
            }
            _ => false,
        }
    }

    fn study_support(&self) -> bool {
        let Some(answer) = self.of("CSN") else {
            return false;
        };
        match status(answer) {
            "INGA_UPPGIFTER" => true,
            "OK" => answer.pointer("/svar/person/sekretess") == Some(&Value::Bool(false)),
            _ => false,
        }
    }

    /// A part of Skatteverket's answer. Nothing with us is an answer too,
    /// except where the person must be known.
    fn part(&self, part: &str, must_be_known: bool) -> bool {
        let Some(answer) = self.of("SKV") else {
            return false;
        };
        match status(answer) {
            "INGA_UPPGIFTER" => !must_be_known,
            "OK" | "DELVIS" => match answer.get("svar").and_then(|svar| svar.get(part)) {
                None => false,
                Some(Value::Null) => !must_be_known,
                Some(part) => match status(part) {
                    "INGA_UPPGIFTER" => !must_be_known,
                    "OK" => part.get("svar").is_some_and(|svar| !svar.is_null()),
                    _ => false,
                },
            },
            _ => false,
        }
    }
}

fn status(answer: &Value) -> &str {
    answer.get("status").and_then(Value::as_str).unwrap_or("")
}

/// A day in the plain form that exists in every year.
fn is_plain_day(text: &str) -> bool {
    let number = |from, to| -> Option<u32> {
        let digits: &str = text.get(from..to)?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse().ok())?
    };
    let marks = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    marks
        && number(0, 4).is_some()
        && number(5, 7).is_some_and(|month| (1..=12).contains(&month))
        && number(8, 10).is_some_and(|day| (1..=28).contains(&day))
}
