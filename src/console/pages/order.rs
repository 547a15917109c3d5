//! What an operator orders for one failed case or for a group of them: first a
//! preview, then the order, with why.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use super::case::visible;
use super::choice::Choice;
use super::{Answer, done};
use crate::console::access::posted::Posted;
use crate::console::access::signed::{Person, Signed, ToOperate};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::operations::{Order, Ordered};
use crate::ledger::overview::Sight;
use crate::ledger::{CaseRow, CaseState, Operations, Overview};
use crate::operating::numbers::cases;
use crate::operating::preview::Preview;
use crate::operating::words::fault;

/// So many cases of a group are computed and shown; the order is about all.
const SHOWN: u32 = 50;
/// So many orders wait for the ledger at once and share its commits.
const AT_ONCE: usize = 200;

#[derive(Template)]
#[template(path = "console/order.html")]
struct OrderPage {
    layout: Layout,
    heading: String,
    explanation: &'static str,
    button: &'static str,
    action: String,
    /// What holds the cases.
    cause: String,
    preview: Preview,
    /// What would become of how many, of those that are shown.
    foreseen: Vec<(String, String)>,
    more: Option<String>,
    deeds: Vec<(String, &'static str)>,
    /// The group and its moment, which the order repeats.
    hidden: Vec<(&'static str, String)>,
    is_replay: bool,
}

/// Which failed cases, and what is to be done to them.
#[derive(Deserialize)]
pub struct Group {
    orsak: Option<String>,
    gor: Option<String>,
}

/// Shows what would become of a case.
pub async fn preview_case(
    signed: Signed<ToOperate>,
    Path((case_id, deed)): Path<(String, String)>,
) -> Answer {
    let person = &signed.person;
    let choice = Choice::from_path(&deed)?;
    let row = visible(person, &case_id).await?.row;
    if row.state != CaseState::Failed {
        return Err(Refusal::Form(NOT_FAILED));
    }
    let path = |choice: &Choice| format!("/arende/{case_id}/order/{}", choice.path());
    let ways = Ways {
        action: path(&choice),
        deeds: choice.others(path),
        hidden: Vec::new(),
        command: choice.command(&case_id),
    };
    let heading = format!("{} {}", choice.verb(), row.case_number);
    show(person, &choice, heading, ways, (vec![row], 1)).await
}

/// Shows what would become of a group.
pub async fn preview_group(signed: Signed<ToOperate>, Query(group): Query<Group>) -> Answer {
    let person = &signed.person;
    let choice = Choice::from_path(group.gor.as_deref().unwrap_or("forsok-igen"))?;
    let cause = chosen_cause(person, group.orsak)?;
    let now = person.now();
    let ledger = &person.console.ledger;
    let (rows, count) = ledger.failed_of(Some(cause.clone()), now, SHOWN).await?;
    let path = |choice: &Choice| format!("/fel/grupp?orsak={cause}&gor={}", choice.path());
    let selection = match cause.as_str() {
        "restricted" => "--failed --reason restricted".to_owned(),
        cause => format!("--failed --source {cause}"),
    };
    let ways = Ways {
        action: "/fel/grupp".into(),
        deeds: choice.others(path),
        hidden: vec![
            ("orsak", cause.clone()),
            ("gor", choice.path().into()),
            ("nu", now.timestamp_millis().to_string()),
        ],
        command: choice.command(&selection),
    };
    let heading = format!("{} {}", choice.verb(), cases(count));
    show(person, &choice, heading, ways, (rows, count)).await
}

/// Gives the order about one case.
pub async fn give_case(
    Path((case_id, deed)): Path<(String, String)>,
    posted: Posted<ToOperate>,
) -> Answer {
    let person = &posted.signed.person;
    let choice = Choice::from_path(&deed)?;
    let signature = posted.fields.signature(person)?;
    let row = visible(person, &case_id).await?.row;
    let order = Order {
        deed: choice.deed(posted.fields.get("svar")),
        signature,
    };
    if person.console.ledger.order(&row.case_id, order).await? != Ordered::Done {
        return Err(Refusal::Form(NOT_FAILED));
    }
    Ok(done(
        person,
        choice.done(1),
        &format!("/arende/{}", row.case_id),
    ))
}

/// Gives the order about a group as it was when the preview was shown: what has
/// failed since was not in it.
pub async fn give_group(posted: Posted<ToOperate>) -> Answer {
    let person = &posted.signed.person;
    let field = |name: &str| posted.fields.get(name).map(str::to_owned);
    let choice = Choice::from_path(&field("gor").unwrap_or_default())?;
    let cause = chosen_cause(person, field("orsak"))?;
    let shown_at = field("nu").and_then(|at| at.parse().ok());
    let shown_at = shown_at.and_then(DateTime::<Utc>::from_timestamp_millis);
    let shown_at = shown_at.ok_or(Refusal::Form("Formuläret kunde inte läsas."))?;
    let signature = posted.fields.signature(person)?;
    let order = Order {
        deed: choice.deed(posted.fields.get("svar")),
        signature,
    };
    let ledger = &person.console.ledger;
    let (rows, _) = ledger.failed_of(Some(cause), shown_at, u32::MAX).await?;
    let orders = stream::iter(rows).map(|row| {
        let order = order.clone();
        async move { ledger.order(&row.case_id, order).await }
    });
    let ordered: Vec<Ordered> = orders.buffer_unordered(AT_ONCE).try_collect().await?;
    let given = ordered.iter().filter(|ordered| **ordered == Ordered::Done);
    Ok(done(person, choice.done(given.count() as u64), "/fel"))
}

const NOT_FAILED: &str =
    "Ärendet är inte misslyckat längre. Gå tillbaka till ärendet och se var det står.";

/// A group that this person may act on; for others it does not exist.
fn chosen_cause(person: &Person, cause: Option<String>) -> Result<String, Refusal> {
    let hidden = person.sight() == Sight::Unrestricted;
    let cause = cause.filter(|cause| !hidden || cause != "restricted");
    // It goes back into an address, a form and a command line.
    let is_plain = |cause: &String| {
        let mut bytes = cause.bytes();
        bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
    };
    cause.filter(is_plain).ok_or(Refusal::NotFound)
}

/// Where the page's forms and links lead.
struct Ways {
    action: String,
    deeds: Vec<(String, &'static str)>,
    hidden: Vec<(&'static str, String)>,
    command: String,
}

async fn show(
    person: &Person,
    choice: &Choice,
    heading: String,
    ways: Ways,
    (rows, count): (Vec<CaseRow>, u64),
) -> Answer {
    let console = &person.console;
    let shown = rows.len() as u64;
    let deed = choice.deed(None);
    let rules = (&console.rules, &console.policy);
    let preview = Preview::of(&console.ledger, rows, deed, rules, console.clock.today()).await?;
    let mut foreseen: BTreeMap<String, u64> = BTreeMap::new();
    for case in &preview.cases {
        *foreseen.entry(case.after_in_a_word()).or_default() += 1;
    }
    let foreseen = foreseen.into_iter();
    let foreseen = foreseen.map(|(after, number)| (after, cases(number)));
    let cause = preview.causes.keys().next();
    Ok(page(
        StatusCode::OK,
        &OrderPage {
            layout: Layout::of(person, "/fel", heading.clone(), &ways.command),
            heading,
            explanation: choice.explanation(),
            button: choice.verb(),
            action: ways.action,
            cause: cause.map(|cause| fault(cause)).unwrap_or_default(),
            preview,
            foreseen: foreseen.collect(),
            more: (count > shown).then(|| cases(count - shown)),
            deeds: ways.deeds,
            hidden: ways.hidden,
            is_replay: matches!(choice, Choice::Replay),
        },
    ))
}
