//! The clean households that cases start from: granted without a reason, with
//! a rent of 5 500 kr, no income and every registry answering.

use handlaggarrobot::vocabulary::Month;
use serde_json::{Value, json};

use crate::form::{Adult, Case, Child};

/// A member: the name cases use, and an invented personnummer.
pub struct Member {
    pub name: String,
    pub number: String,
    born: String,
}

/// A case's household as JSON: `application`, and the answers by registry and
/// member.
pub struct Household {
    pub month: Month,
    pub members: Vec<Member>,
    pub content: Value,
}

/// Builds the household a case names, with its own members and dates.
pub fn build(case: &Case) -> Household {
    let month: Month = case
        .month
        .as_deref()
        .unwrap_or("2026-11")
        .parse()
        .expect("a month");
    let (couple, child) = match case.household.as_str() {
        "single" => (false, false),
        "parent" => (false, true),
        "couple" => (true, false),
        "family" => (true, true),
        other => panic!("no such household: {other}"),
    };
    let nine_years_old = Child {
        born: "2017-06-15".into(),
        days: 30,
        lunch: false,
        in_school: true,
    };
    let usual = if child {
        vec![nine_years_old]
    } else {
        Vec::new()
    };
    let children = case.children.clone().unwrap_or(usual);
    let mut members = vec![adult("applicant", case.applicant.as_ref(), "1990-04-12", 0)];
    if couple {
        let co_applicant = case.co_applicant.as_ref();
        members.push(adult("co_applicant", co_applicant, "1988-09-03", 1));
    }
    for (place, child) in children.iter().enumerate() {
        let name = format!("child_{}", place + 1);
        members.push(member(&name, &child.born, false, place + 2));
    }
    let content = json!({
        "application": application(case, month, &members, &children, couple),
        "fk": answers(&members, month, "FK"),
        "csn": answers(&members, month, "CSN"),
        "skv": answers(&members, month, "SKV"),
    });
    Household {
        month,
        members,
        content,
    }
}

fn adult(name: &str, given: Option<&Adult>, usual: &str, place: usize) -> Member {
    let born = given.map_or(usual, |adult| &adult.born);
    let coordination = given.is_some_and(|adult| adult.coordination_number);
    member(name, born, coordination, place)
}

fn member(name: &str, born: &str, coordination: bool, place: usize) -> Member {
    Member {
        name: name.to_owned(),
        number: invented_number(born, coordination, place),
        born: born.to_owned(),
    }
}

/// An invented personnummer: birth number 980–989 and a right check digit.
pub fn invented_number(born: &str, coordination: bool, place: usize) -> String {
    let mut digits = born.replace('-', "");
    if coordination {
        let day: u32 = digits[6..].parse().expect("a day");
        digits.replace_range(6.., &(day + 60).to_string());
    }
    digits.push_str(&format!("98{}", place % 10));
    let sum: u32 = digits[2..]
        .bytes()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    digits.push_str(&((10 - sum % 10) % 10).to_string());
    digits
}

fn is_adult(member: &Member) -> bool {
    !member.name.starts_with("child")
}

fn application(
    case: &Case,
    month: Month,
    members: &[Member],
    children: &[Child],
    couple: bool,
) -> Value {
    let received = case
        .received_at
        .clone()
        .unwrap_or_else(|| format!("{month}-02T08:14:31+01:00"));
    let signed = |member: &Member| json!({"personnummer": member.number, "signed_at": received});
    let context: Vec<_> = members
        .iter()
        .filter(|member| is_adult(member))
        .map(|adult| {
            json!({
                "personnummer": adult.number,
                "individual_assessment": {
                    "held_on": month.plus(-1).first_day(),
                    "by_role": "arbetsmarknadssekreterare",
                    "plan_followed": true,
                    "valid_until": month.plus(3).last_day(),
                },
                "activity_requirement": {"status": "fulfilled"},
                "months_in_a_row": 7,
            })
        })
        .collect();
    let numbers_of_children = members.iter().filter(|member| !is_adult(member));
    let children: Vec<_> = children
        .iter()
        .zip(numbers_of_children)
        .map(|(child, member)| {
            json!({
                "personnummer": member.number,
                "days_per_month": child.days,
                "lunch_outside_home": child.lunch,
                "in_school": child.in_school,
            })
        })
        .collect();
    json!({
        "schema_version": 1,
        "application_id": "01KA3V5W9M7R2C8X4N6T0BQZJD",
        "case_number": "FS-2026-000001",
        "municipality_code": "1287",
        "kind": "renewal",
        "month": month,
        "received_at": received,
        "channel": "e_service",
        "automated_decision_accepted": true,
        "applicant": signed(&members[0]),
        "co_applicant": couple.then(|| signed(&members[1])),
        "children": children,
        "persons_in_dwelling": members.len(),
        "circumstances_changed": false,
        "message_to_caseworker": "",
        "costs": [{"kind": "rent", "amount": "5500.00", "document_ids": ["rent"]}],
        "incomes": [],
        "assets": [],
        "documents": [{"id": "rent", "kind": "document", "sha256": "00"}],
        "payment": {"method": "account", "clearing_number": "8327", "account_number": "0000000001"},
        "case_context": {
            "adults": context,
            "child_perspective_considered": true,
            "automated_months_in_a_row": 3,
            "job_stimulus": [],
            "approved_last_month": null,
            "flags": [],
        },
    })
}

/// What a registry answers about those it is asked about.
fn answers(members: &[Member], month: Month, source: &str) -> Value {
    let sixteen = |member: &&Member| {
        let born: chrono::NaiveDate = member.born.parse().expect("a day of birth");
        is_adult(member) || month.first_day().years_since(born) >= Some(16)
    };
    let asked = members
        .iter()
        .filter(|member| source == "SKV" || sixteen(member));
    let answers = asked.map(|member| {
        let from = if source == "SKV" && !is_adult(member) {
            month.plus(-1).january()
        } else {
            month.plus(-2)
        };
        let (status, content) = match source {
            "FK" => ("OK", json!({
                "utlamnare": [{"foretag": 1001, "tillstand": "OK"}],
                "avvikelser": [], "utbetalningar": [], "preliminaraUtbetalningar": [], "arenden": [],
            })),
            "CSN" => ("OK", json!({"person": {"traff": true, "sekretess": false}, "arenden": []})),
            _ => ("OK", tax_agency(member, members)),
        };
        let answer = json!({
            "korrelationsid": "01KA3V6F2T1Q9Z5S8M4W7C0XHB",
            "kalla": source,
            "hamtad": format!("{month}-02T08:15:02+01:00"),
            "fraga": {
                "personidentitet": member.number,
                "from": from.first_day(),
                "tom": month.last_day(),
                "syfte": "handlaggning av ekonomiskt bistand",
                "lagtext": "15 kap. 10 § SoL (2025:400)",
            },
            "status": status,
            "fel": null,
            "svar": content,
        });
        (member.name.clone(), answer)
    });
    Value::Object(answers.collect())
}

fn tax_agency(member: &Member, members: &[Member]) -> Value {
    let children = members
        .iter()
        .filter(|other| is_adult(member) && !is_adult(other))
        .map(|child| json!({"typ": "BARN", "idNummer": child.number, "vardnadshavare": true}));
    let nothing = json!({"status": "INGA_UPPGIFTER", "svar": null});
    json!({
        "folkbokforing": {"status": "OK", "svar": {
            "idNummer": member.number,
            "idTyp": "PERSONNUMMER",
            "sekretessmarkering": {"satt": false, "datum": null},
            "skyddadFolkbokforing": {"satt": false, "datum": null},
            "folkbokforing": {"lanKod": "12", "kommunKod": "87", "datum": "2021-05-01"},
            "civilstand": {"kod": "OG", "datum": null},
            "relationer": children.collect::<Vec<_>>(),
            "avregistrering": null,
        }},
        "individuppgifter": {"status": "OK", "svar": []},
        "skattekonto": {"status": "OK", "svar":
            {"saldo": "0.00", "utbetaltBelopp": "0.00", "bokforingsdag": null}},
        "foretag": nothing,
    })
}
