//! What an operator orders for one failed case or for a group of them: first a
//! preview, then the order, with why.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use super::Answer;
use super::case::visible;
use crate::console::access::posted::Posted;
use crate::console::access::signed::{Person, Signed, ToOperate};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::operations::{Deed, Order, Ordered};
use crate::ledger::overview::Sight;
use crate::ledger::{CaseRow, CaseState, Operations, Overview, Wish};
use crate::operating::preview::Preview;
use crate::operating::words::{cases, fault};

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
    tell(person, &choice, 1);
    Ok(Redirect::to(&format!("/arende/{}", row.case_id)).into_response())
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
    let done = ordered.iter().filter(|ordered| **ordered == Ordered::Done);
    tell(person, &choice, done.count() as u64);
    Ok(Redirect::to("/fel").into_response())
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

fn tell(person: &Person, choice: &Choice, done: u64) {
    let notice = choice.done(done);
    person.console.sessions.tell(&person.cookie, notice);
}

/// What an operator can do.
#[derive(PartialEq, Eq)]
enum Choice {
    Replay,
    HandOver,
    SetAside,
}

impl Choice {
    const ALL: [Self; 3] = [Self::Replay, Self::HandOver, Self::SetAside];

    fn from_path(path: &str) -> Result<Self, Refusal> {
        let mut all = Self::ALL.into_iter();
        all.find(|choice| choice.path() == path)
            .ok_or(Refusal::NotFound)
    }

    fn others(&self, path: impl Fn(&Self) -> String) -> Vec<(String, &'static str)> {
        let others = Self::ALL.into_iter().filter(|choice| choice != self);
        others
            .map(|choice| (path(&choice), choice.verb()))
            .collect()
    }

    const fn path(&self) -> &'static str {
        match self {
            Self::Replay => "forsok-igen",
            Self::HandOver => "lamna-over",
            Self::SetAside => "skriv-av",
        }
    }

    fn deed(&self, answers: Option<&str>) -> Deed {
        match self {
            Self::Replay => Deed::Replay {
                wish: answers
                    .and_then(Wish::from_code)
                    .filter(|wish| *wish != Wish::HandOver),
            },
            Self::HandOver => Deed::HandOver,
            Self::SetAside => Deed::SetAside,
        }
    }

    const fn verb(&self) -> &'static str {
        match self {
            Self::Replay => "Försök igen med",
            Self::HandOver => "Lämna över",
            Self::SetAside => "Skriv av",
        }
    }

    const fn explanation(&self) -> &'static str {
        match self {
            Self::Replay => {
                "Roboten gör ett nytt försök med varje ärende. Så här skulle det gå med de svar \
                 som redan finns:"
            }
            Self::HandOver => {
                "En handläggare får varje ärende med det som roboten vet. Skyddet läses om \
                 först."
            }
            Self::SetAside => {
                "Ärendet avslutas utan svar från roboten. Ingen handläggare får det, så någon \
                 måste redan ha tagit hand om det."
            }
        }
    }

    fn done(&self, number: u64) -> String {
        let cases = cases(number);
        match (self, number) {
            (Self::Replay, _) => format!("Roboten försöker igen med {cases}."),
            (Self::HandOver, _) => format!("{cases} ska lämnas över."),
            (Self::SetAside, 1) => format!("{cases} är avskrivet."),
            (Self::SetAside, _) => format!("{cases} är avskrivna."),
        }
    }

    fn command(&self, selection: &str) -> String {
        let command = match self {
            Self::Replay => "replay",
            Self::HandOver => "hand-over",
            Self::SetAside => "set-aside",
        };
        format!("cases {command} {selection} --apply --comment 'varför'")
    }
}
