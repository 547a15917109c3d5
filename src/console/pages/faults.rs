//! Fel: failed and retrying cases by what holds them.

use askama::Template;
use axum::http::StatusCode;

use super::Answer;
use crate::console::access::rights::Right;
use crate::console::access::signed::{Signed, ToLook};
use crate::console::layout::Layout;
use crate::console::refusal::page;
use crate::ledger::overview::{FaultGroup, Sight};
use crate::ledger::{CaseState, Overview};
use crate::operating::numbers::cases;
use crate::operating::words::{fault, since_in_sweden};

#[derive(Template)]
#[template(path = "console/faults.html")]
struct FaultsPage {
    layout: Layout,
    failed: Vec<Row>,
    retrying: Vec<Row>,
    may_operate: bool,
}

struct Row {
    cases: String,
    fault: String,
    /// The cause's code, for the way to its page; none where this person may
    /// not act.
    cause: Option<String>,
    since: String,
    again: String,
}

/// Shows the page.
pub async fn show(signed: Signed<ToLook>) -> Answer {
    let person = &signed.person;
    let groups = person.console.ledger.fault_groups().await?;
    let rows = |state: CaseState| {
        let groups = groups.iter().filter(|group| group.state == state);
        groups.map(|group| Row::of(group, person)).collect()
    };
    Ok(page(
        StatusCode::OK,
        &FaultsPage {
            layout: Layout::of(person, "/fel", "Fel", "cases replay --failed"),
            failed: rows(CaseState::Failed),
            retrying: rows(CaseState::Retrying),
            may_operate: person.may(Right::Operate),
        },
    ))
}

impl Row {
    fn of(group: &FaultGroup, person: &crate::console::access::signed::Person) -> Self {
        let now = person.now();
        let code = group.cause.as_deref().unwrap_or_default();
        let is_restricted = code == "restricted";
        let may_act = !is_restricted || person.sight() == Sight::Everything;
        // When and how a restricted case fails is no more to be seen than why.
        let since = match may_act {
            true => since_in_sweden(group.since, now),
            false => String::new(),
        };
        let again = group.due_at.filter(|_| may_act);
        Self {
            cases: cases(group.cases),
            fault: fault(code),
            cause: may_act.then(|| code.to_owned()),
            since,
            again: again
                .map(|due_at| since_in_sweden(due_at, now))
                .unwrap_or_default(),
        }
    }
}
