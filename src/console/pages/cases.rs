//! Ärenden: lists by state, page by page, and the search.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use super::Answer;
use crate::console::access::posted::Posted;
use crate::console::access::rights::Right;
use crate::console::access::signed::{Person, Signed, ToLook};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::overview::{ListOrder, PageKey, PageRequest};
use crate::ledger::{CaseRow, CaseState, Overview};
use crate::operating::words::{fault, held_by, in_sweden, is_restricted};
use crate::vocabulary::{Kronor, Personnummer, Reason};

/// So many cases stand on a page.
const ON_A_PAGE: u32 = 50;

/// The states that lists are about.
const STATES: [CaseState; 7] = [
    CaseState::Failed,
    CaseState::Retrying,
    CaseState::Waiting,
    CaseState::HandedOver,
    CaseState::Decided,
    CaseState::Shadowed,
    CaseState::SetAside,
];

#[derive(Template)]
#[template(path = "console/cases.html")]
struct CasesPage {
    layout: Layout,
    heading: &'static str,
    caption: String,
    ways: Vec<Way>,
    longest_first: bool,
    turn: String,
    may_search_persons: bool,
    rows: Vec<Row>,
    next: Option<String>,
    searched: bool,
}

struct Way {
    path: String,
    name: &'static str,
    is_here: bool,
}

/// A case in a list.
struct Row {
    case_id: String,
    case_number: String,
    state: &'static str,
    outcome: String,
    amount: String,
    why: String,
    moved: String,
}

/// Which list, in which order, and from where on.
#[derive(Deserialize)]
pub struct List {
    lage: Option<String>,
    ordning: Option<String>,
    efter: Option<String>,
}

/// Shows a page of a list.
pub async fn show(signed: Signed<ToLook>, Query(list): Query<List>) -> Answer {
    let person = &signed.person;
    let state = match list.lage.as_deref() {
        None | Some("") => None,
        Some(code) => Some(CaseState::from_code(code).ok_or(Refusal::NotFound)?),
    };
    let longest_first = list.ordning.as_deref() == Some("langst");
    let after = match list.efter.as_deref() {
        None => None,
        Some(key) => Some(page_key(key).ok_or(Refusal::NotFound)?),
    };
    let order = match longest_first {
        true => ListOrder::LongestFirst,
        false => ListOrder::LatestFirst,
    };
    let request = PageRequest {
        state,
        order,
        after,
        limit: ON_A_PAGE,
        sight: person.sight(),
    };
    let found = person.console.ledger.page(request).await?;
    let path = |state: Option<CaseState>, longest_first: bool| {
        let code = state.map_or("", CaseState::code);
        let order = if longest_first { "&ordning=langst" } else { "" };
        format!("/arenden?lage={code}{order}")
    };
    let way = |(name, known): (&'static str, Option<CaseState>)| Way {
        path: path(known, longest_first),
        name,
        is_here: known == state,
    };
    let states = STATES.map(|state| (state.in_swedish(), Some(state)));
    let next = found.next.map(|key| {
        let path = path(state, longest_first);
        format!("{path}&efter={}.{}", key.moved, key.number)
    });
    let command = match state {
        Some(state) => format!("cases list --state {state}"),
        None => "cases list".to_owned(),
    };
    let first = if longest_first { "äldst" } else { "senast" };
    Ok(page(
        StatusCode::OK,
        &CasesPage {
            layout: Layout::of(person, "/arenden", "Ärenden", &command),
            heading: "Ärenden",
            caption: format!(
                "{}, {first} ändrade först",
                state.map_or("Alla ärenden", |_| "Ärenden i läget")
            ),
            ways: std::iter::once(("alla", None))
                .chain(states)
                .map(way)
                .collect(),
            longest_first,
            turn: path(state, !longest_first),
            may_search_persons: person.may(Right::ReadContent),
            rows: found.rows.iter().map(Row::of).collect(),
            next,
            searched: false,
        },
    ))
}

/// Finds cases by case number or personnummer. It comes in a form's body, so
/// that it stands in no address, history or log.
pub async fn search(posted: Posted<ToLook>) -> Answer {
    let person = &posted.signed.person;
    let what = posted
        .fields
        .required("sok", "Skriv ett ärendenummer eller ett personnummer.")?;
    let rows = found(person, what).await?;
    if let [only] = rows.as_slice() {
        return Ok(Redirect::to(&format!("/arende/{}", only.case_id)).into_response());
    }
    Ok(page(
        StatusCode::OK,
        &CasesPage {
            layout: Layout::of(
                person,
                "/arenden",
                "Sökning",
                "cases list --case-number NUMMER",
            ),
            heading: "Sökning",
            caption: "Träffar, senast ändrade först".to_owned(),
            ways: Vec::new(),
            longest_first: false,
            turn: String::new(),
            may_search_persons: person.may(Right::ReadContent),
            rows: rows.iter().map(Row::of).collect(),
            next: None,
            searched: true,
        },
    ))
}

/// The same nothing for what is not there and what may not be known of.
async fn found(person: &Person, what: &str) -> Result<Vec<CaseRow>, Refusal> {
    let ledger = &person.console.ledger;
    let digits: String = what
        .chars()
        .filter(|letter| !matches!(letter, '-' | ' '))
        .collect();
    let is_number = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    Ok(if !is_number {
        ledger.cases_of_number(what, person.sight()).await?
    } else if !person.may(Right::ReadContent) {
        return Err(Refusal::Form(
            "Bara handläggare och revisorer söker på personnummer. Sök på ärendenummer.",
        ));
    } else {
        let member = Personnummer::parse(&digits).map_err(|_| {
            Refusal::Form("Det är inget personnummer. Kontrollera de tolv siffrorna.")
        })?;
        ledger.cases_of_person(member, person.sight()).await?
    })
}

fn page_key(text: &str) -> Option<PageKey> {
    let (moved, number) = text.split_once('.')?;
    Some(PageKey {
        moved: moved.parse().ok()?,
        number: number.parse().ok()?,
    })
}

impl Row {
    fn of(row: &CaseRow) -> Self {
        let reasons = || {
            let texts = row
                .reasons
                .iter()
                .map(|code| match Reason::from_code(code) {
                    Some(reason) => reason.for_caseworker().to_owned(),
                    None => held_by(Some(code)),
                });
            texts.collect::<Vec<_>>().join(" ")
        };
        let why = match &row.cause {
            Some(cause) => fault(cause),
            None => reasons(),
        };
        let outcome = row.outcome.filter(|outcome| outcome.is_decision());
        Self {
            case_id: row.case_id.clone(),
            case_number: row.case_number.clone(),
            state: row.state.in_swedish(),
            outcome: outcome
                .map(|outcome| outcome.in_swedish().to_owned())
                .unwrap_or_default(),
            amount: row.amount.map(Kronor::in_swedish).unwrap_or_default(),
            why: if is_restricted(row) {
                "begränsat".to_owned()
            } else {
                why
            },
            moved: in_sweden(row.updated_at),
        }
    }
}
