//! Oläsliga meddelanden: what nobody could read.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use serde::Deserialize;

use super::{Answer, done};
use crate::console::access::posted::Posted;
use crate::console::access::rights::Right;
use crate::console::access::signed::{Person, Signed, ToLook, ToOperate};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::Operations;
use crate::ledger::operations::DeadLetterRow;
use crate::operating::dead_letters::{escaped, is_too_long};
use crate::operating::numbers::count;
use crate::operating::words::in_sweden;

/// How much of a long one is shown, in bytes.
const SHOWN: usize = 20_000;

#[derive(Template)]
#[template(path = "console/dead_letters.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    closed_too: bool,
    may_operate: bool,
}

#[derive(Template)]
#[template(path = "console/dead_letter.html")]
struct LetterPage {
    layout: Layout,
    row: Row,
    text: String,
    is_cut: bool,
}

struct Row {
    id: String,
    reason: String,
    came: String,
    bytes: String,
    seen: String,
    closed: String,
    is_open: bool,
    is_too_long: bool,
}

/// Which of them.
#[derive(Deserialize)]
pub struct Which {
    alla: Option<String>,
}

/// Lists them, the oldest first.
pub async fn list(signed: Signed<ToLook>, Query(which): Query<Which>) -> Answer {
    let person = &signed.person;
    let closed_too = which.alla.is_some();
    let letters = person.console.ledger.dead_letters(closed_too).await?;
    let command = match closed_too {
        true => "dead-letters list --all",
        false => "dead-letters list",
    };
    Ok(page(
        StatusCode::OK,
        &ListPage {
            layout: Layout::of(person, "/olasliga", "Oläsliga meddelanden", command),
            rows: letters.iter().map(Row::of).collect(),
            closed_too,
            may_operate: person.may(Right::Operate),
        },
    ))
}

/// Shows one with its bytes. It is a form, because from then on it counts as
/// read.
pub async fn read(Path(id): Path<String>, posted: Posted<ToOperate>) -> Answer {
    let person = &posted.signed.person;
    let seen = person.console.ledger.see_dead_letter(&id, person.now());
    let (letter, bytes) = seen.await?.ok_or(Refusal::NotFound)?;
    let command = format!("dead-letters show {}", letter.message_id);
    Ok(page(
        StatusCode::OK,
        &LetterPage {
            layout: Layout::of(person, "/olasliga", "Oläsligt meddelande", &command),
            row: Row::of(&letter),
            text: escaped(bytes.get(..SHOWN).unwrap_or(&bytes)),
            is_cut: bytes.len() > SHOWN,
        },
    ))
}

/// Puts the bytes on the queue once more; the worker submits them.
pub async fn requeue(Path(id): Path<String>, posted: Posted<ToOperate>) -> Answer {
    let person = &posted.signed.person;
    let signature = posted.fields.signature(person)?;
    let letter = open_one(person, &id).await?;
    if is_too_long(&letter) {
        return Err(Refusal::Form(
            "Meddelandet är längre än en ansökan får vara. Det skulle komma tillbaka. Kassera det.",
        ));
    }
    let ledger = &person.console.ledger;
    ledger.requeue_dead_letters(vec![id], signature).await?;
    Ok(done(
        person,
        "Roboten skickar in meddelandet igen vid nästa genomgång.",
        "/olasliga",
    ))
}

/// Closes it for good.
pub async fn discard(Path(id): Path<String>, posted: Posted<ToOperate>) -> Answer {
    let person = &posted.signed.person;
    let signature = posted.fields.signature(person)?;
    open_one(person, &id).await?;
    let ledger = &person.console.ledger;
    ledger.discard_dead_letters(vec![id], signature).await?;
    Ok(done(
        person,
        "Meddelandet är kasserat. Det ligger kvar i liggaren.",
        "/olasliga",
    ))
}

async fn open_one(person: &Person, id: &str) -> Result<DeadLetterRow, Refusal> {
    let letters = person.console.ledger.dead_letters(false).await?;
    let mut letters = letters.into_iter();
    let found = letters.find(|letter| letter.message_id == id);
    found.ok_or(Refusal::Form("Meddelandet är redan avslutat."))
}

impl Row {
    fn of(letter: &DeadLetterRow) -> Self {
        let instant = |at: Option<_>| at.map(in_sweden).unwrap_or_default();
        Self {
            id: letter.message_id.clone(),
            reason: reason(&letter.reason),
            came: in_sweden(letter.at),
            bytes: count(letter.bytes),
            seen: instant(letter.seen_at),
            closed: instant(letter.closed_at),
            is_open: letter.closed_at.is_none(),
            is_too_long: is_too_long(letter),
        }
    }
}

/// Why it could not be read, in words.
fn reason(code: &str) -> String {
    match code {
        "not_json" => "är inte JSON".to_owned(),
        "not_utf8" => "är inte text".to_owned(),
        "too_large" => "är för stort".to_owned(),
        other => other.replace('_', " "),
    }
}
