//! Who applies in a storm, and when; and who becomes protected meanwhile.

use std::time::Duration;

use chrono::NaiveDate;
use handlaggarrobot::population::{Population, Registry};
use handlaggarrobot::registries::simulator::Answers;
use serde_json::Value;

use crate::messages::{changed, the_other_spouse_applies};

/// Something that happens in the crowd.
pub enum Act {
    Submit(Vec<u8>),
    /// A member of this application's household becomes protected: what
    /// Skatteverket answers from now on.
    Protect {
        id: String,
        answer: String,
    },
}

/// Everything that happens, each with its time from the start, in order.
pub struct Crowd {
    pub acts: Vec<(Duration, Act)>,
}

/// Kept back at the end, so that what comes later still comes.
const LAST: Duration = Duration::from_secs(4);

impl Crowd {
    /// `count` households that apply evenly over `time`, and what the
    /// registries say of them. 5 % submit twice, 1 % with other content, 1 %
    /// apply once more as the other spouse, 1 % become protected; and 1 % more
    /// messages that nobody can read.
    pub fn new(count: u32, seed: u64, time: Duration) -> (Self, Answers) {
        let today: NaiveDate = "2026-11-02".parse().expect("a day");
        let population = Population::new(count, seed, today, "2026-11").expect("a population");
        let mut answers = Answers::empty();
        let mut acts = Vec::new();
        let mut couples_wanted = 0;
        for (number, household) in (0_u32..).zip(population.households()) {
            for (_, answer) in &household.answers {
                answers.insert(answer.as_bytes()).expect("an answer");
            }
            let at = time.saturating_sub(LAST) * number / count;
            // Up to three seconds later, now before its first is worked, now after.
            let later = at + Duration::from_millis(u64::from(number * 617 % 3000));
            let message = household.application.as_bytes().to_vec();
            let is_couple = !value(&message)["co_applicant"].is_null();
            couples_wanted += u32::from(number % 100 == 11);
            if number % 20 == 3 {
                acts.push((later, Act::Submit(message.clone())));
            }
            if number % 100 == 7 {
                acts.push((later, Act::Submit(with_other_content(&message))));
            }
            if is_couple && couples_wanted > 0 {
                couples_wanted -= 1;
                acts.push((later, Act::Submit(the_other_spouse_applies(&message))));
            }
            if number % 100 == 13 {
                // Now before it is decided, now after.
                let sooner_or_later = (at + 10 * (later - at)).min(time);
                let act = protection(&message, &household.answers);
                acts.extend(act.map(|act| (sooner_or_later, act)));
            }
            if number % 100 == 17 {
                let unreadable = format!("{{ unreadable {number}");
                acts.push((at, Act::Submit(unreadable.into_bytes())));
            }
            acts.push((at, Act::Submit(message)));
        }
        acts.sort_by_key(|(at, _)| *at);
        (Self { acts }, answers)
    }
}

fn with_other_content(message: &[u8]) -> Vec<u8> {
    changed(message, |message| {
        message["message_to_caseworker"] = "Jag skickar in en gång till.".into();
    })
}

/// The applicant's marking is set, if it is not already.
fn protection(message: &[u8], answers: &[(Registry, String)]) -> Option<Act> {
    let message = value(message);
    let applicant = message["applicant"]["personnummer"].as_str()?;
    let (_, answer) = answers.iter().find(|(registry, answer)| {
        let asked = &value(answer.as_bytes())["fraga"]["personidentitet"];
        *registry == Registry::Skatteverket && asked == applicant
    })?;
    let mut answer = value(answer.as_bytes());
    let marking = find(&mut answer, "sekretessmarkering")?;
    marking["satt"] = true.into();
    marking["datum"] = "2026-11-02".into();
    Some(Act::Protect {
        id: message["application_id"].as_str()?.to_owned(),
        answer: answer.to_string(),
    })
}

fn find<'v>(value: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    match value {
        Value::Object(members) => members.iter_mut().find_map(|(key, member)| {
            if key == name {
                Some(member)
            } else {
                find(member, name)
            }
        }),
        Value::Array(members) => members.iter_mut().find_map(|member| find(member, name)),
        _ => None,
    }
}

fn value(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}
