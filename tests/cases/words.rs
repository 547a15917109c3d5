//! The words that say how a case differs from its clean household.

use handlaggarrobot::vocabulary::Month;
use serde_json::{Value, json};

use crate::form::Case;
use crate::household::{self, Household, invented_number};

/// The bundle of a case: a line that `assess` could read.
pub fn bundle(case: &Case) -> Value {
    let mut household = household::build(case);
    application_words(case, &mut household);
    registry_words(case, &mut household);
    for (to, from) in &case.copy {
        let answer = at(&mut household.content, from).clone();
        *slot(&mut household.content, to) = answer;
    }
    for (path, value) in &case.set {
        let mut value = serde_json::to_value(value).expect("plain data");
        name_persons(&mut value, &household);
        *slot(&mut household.content, path) = value;
    }
    for path in &case.null {
        *at(&mut household.content, path) = Value::Null;
    }
    for path in &case.remove {
        let (parent, key) = path.rsplit_once('.').expect("a path of two steps");
        let parent = at(&mut household.content, parent)
            .as_object_mut()
            .expect("an object");
        assert!(parent.remove(key).is_some(), "nothing to remove: {path}");
    }
    let evidence: Vec<&Value> = ["fk", "csn", "skv"]
        .into_iter()
        .filter_map(|registry| household.content[registry].as_object())
        .flat_map(|answers| answers.values())
        .collect();
    let assessed_on = case
        .assessed_on
        .clone()
        .unwrap_or_else(|| format!("{}-02", household.month));
    json!({
        "application": household.content["application"],
        "evidence": evidence,
        "assessed_on": assessed_on,
        "findings": case.findings,
    })
}

fn application_words(case: &Case, household: &mut Household) {
    if let Some(costs) = &case.costs {
        let claims = costs.iter().map(
            |(kind, amount)| json!({"kind": kind, "amount": amount, "document_ids": ["rent"]}),
        );
        *at(&mut household.content, "costs") = claims.collect();
    }
    let assets = case
        .assets
        .iter()
        .map(|(kind, amount)| json!({"kind": kind, "amount": amount, "document_ids": ["rent"]}));
    *at(&mut household.content, "assets") = assets.collect();
    if let Some(persons) = case.persons_in_dwelling {
        *at(&mut household.content, "persons_in_dwelling") = persons.into();
    }
    if let Some(amount) = &case.approved {
        let members: Vec<_> = household
            .members
            .iter()
            .map(|member| &member.number)
            .collect();
        let payment = &household.content["application"]["payment"];
        let approved = json!({
            "month": household.month.plus(-1),
            "members": members,
            "amount": amount,
            "payment": payment,
            "costs": [],
        });
        *at(&mut household.content, "case_context.approved_last_month") = approved;
    }
    let incomes: Vec<Value> = case
        .declared
        .iter()
        .map(|words| declared(words, household))
        .collect();
    *at(&mut household.content, "incomes") = incomes.into();
}

/// `applicant: salary 2870.00 on 2026-10-23 from 165560360793`; a benefit is
/// named by its code.
fn declared(words: &str, household: &Household) -> Value {
    let (who, rest) = words.split_once(": ").expect("whose income it is");
    let (kind, amount, day, payer) = match rest.split(' ').collect::<Vec<_>>()[..] {
        [kind, amount, "on", day] => (kind, amount, day, ""),
        [kind, amount, "on", day, "from", payer] => (kind, amount, day, payer),
        _ => panic!("not a declared income: {words}"),
    };
    let is_benefit = kind == "CSN" || kind.contains(':');
    let mut income = json!({
        "kind": if is_benefit { "benefit" } else { kind },
        "person": number(household, who),
        "payer": payer,
        "amount_net": amount,
        "paid_on": day,
        "document_ids": ["rent"],
    });
    if is_benefit {
        income["benefit_code"] = kind.into();
    }
    income
}

fn registry_words(case: &Case, household: &mut Household) {
    for words in &case.fk {
        let (who, [code, amount, "on", day]) = said(words) else {
            panic!("not a payment: {words}");
        };
        let payment = json!({
            "typ": 1, "foretag": 1001, "formansfamilj": code, "forman": "Förmån", "datum": day,
            "period": {"fran": day, "till": day}, "bruttobelopp": amount, "skattebelopp": "0.00",
            "avdragsbelopp": "0.00", "nettobelopp": amount, "detaljer": [],
        });
        push(household, &format!("fk.{who}.svar.utbetalningar"), payment);
    }
    for words in &case.csn {
        let (who, [kind, amount, "on", day]) = said(words) else {
            panic!("not a payment: {words}");
        };
        let arende = json!({
            "stod": "STUDIEMEDEL", "status": "AVSLUTAD", "beviljade": [],
            "utbetalningsplan": [{"datum": day, "status": "UTBETALD",
                "belopp": [{"typ": kind, "belopp": amount}]}],
        });
        push(household, &format!("csn.{who}.svar.arenden"), arende);
    }
    for words in &case.studies {
        let (who, [kind, "from", from, "to", to, rate]) = said(words) else {
            panic!("not studies: {words}");
        };
        let rate: u32 = rate
            .trim_end_matches('%')
            .parse()
            .expect("a rate in per cent");
        let arende = json!({
            "stod": kind, "status": "BESLUTAD", "utbetalningsplan": [],
            "beviljade": [{"startvecka": from, "slutvecka": to, "takt": rate, "belopp": []}],
        });
        push(household, &format!("csn.{who}.svar.arenden"), arende);
    }
    for words in &case.agi {
        let (who, [employer, month, "pay", pay, "tax", tax]) = said(words) else {
            panic!("not an employer's declaration: {words}");
        };
        let handed_in = month.parse::<Month>().expect("a month").plus(1).day(2);
        let row = json!({
            "arbetsgivare": {"orgnr": employer}, "redovisningsperiod": month,
            "specifikationsnummer": 1, "kontantErsattning": pay, "formaner": "0.00", "skatt": tax,
            "bilersattning": "0.00", "traktamente": "0.00", "inlamnad": handed_in,
            "rattelse": false,
        });
        push(
            household,
            &format!("skv.{who}.svar.individuppgifter.svar"),
            row,
        );
    }
}

/// Whose it is, and the words after the colon.
fn said<const COUNT: usize>(words: &str) -> (&str, [&str; COUNT]) {
    let (who, rest) = words.split_once(": ").expect("whose it is");
    let rest: Vec<&str> = rest.split(' ').collect();
    let rest = <[&str; COUNT]>::try_from(rest);
    (
        who,
        rest.unwrap_or_else(|_| panic!("too few or too many words: {words}")),
    )
}

fn push(household: &mut Household, path: &str, value: Value) {
    let list = at(&mut household.content, path);
    list.as_array_mut().expect("a list").push(value);
}

/// A member's invented personnummer; `stranger` is nobody of the household.
fn number(household: &Household, name: &str) -> String {
    let member = household.members.iter().find(|member| member.name == name);
    match member {
        Some(member) => member.number.clone(),
        None if name == "stranger" => invented_number("1975-02-20", false, 9),
        None => panic!("no such member: {name}"),
    }
}

/// Puts numbers where a value says `{applicant}`, `{child_1}` or `{stranger}`.
fn name_persons(value: &mut Value, household: &Household) {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix('{')
                .and_then(|text| text.strip_suffix('}'));
            if let Some(name) = name {
                *text = number(household, name);
            }
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|value| name_persons(value, household)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| name_persons(value, household)),
        _ => {}
    }
}

/// A place that is there. A path starts in the application, unless its first
/// step is a registry.
fn at<'v>(content: &'v mut Value, path: &str) -> &'v mut Value {
    let first = path.split('.').next().unwrap_or_default();
    let start = if ["fk", "csn", "skv"].contains(&first) {
        content
    } else {
        &mut content["application"]
    };
    path.split('.').fold(start, |place, step| {
        let found = match step.parse::<usize>() {
            Ok(number) => place.get_mut(number),
            Err(_) => place.get_mut(step),
        };
        found.unwrap_or_else(|| panic!("no {step} in the path {path}"))
    })
}

/// As [`at`], and its last step may be new.
fn slot<'v>(content: &'v mut Value, path: &str) -> &'v mut Value {
    let Some((parent, last)) = path.rsplit_once('.') else {
        return at(content, path);
    };
    match at(content, parent) {
        Value::Array(list) => {
            let number: usize = last.parse().expect("a place in a list");
            if number == list.len() {
                list.push(Value::Null);
            }
            &mut list[number]
        }
        place => &mut place[last],
    }
}
