//! Stopp: the kill switch.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;

use super::{Answer, done};
use crate::console::access::posted::{Fields, Posted};
use crate::console::access::rights::Right;
use crate::console::access::signed::{Signed, ToLook, ToOperate};
use crate::console::layout::Layout;
use crate::console::refusal::{Refusal, page};
use crate::ledger::Operations;
use crate::ledger::stops::{Stop, StopTarget};
use crate::operating::words::{LINE_BEGINNINGS, in_sweden, stopped};
use crate::vocabulary::{Personnummer, Source};

#[derive(Template)]
#[template(path = "console/stops.html")]
struct StopsPage {
    layout: Layout,
    in_force: Vec<Row>,
    ended: Vec<Row>,
    may_operate: bool,
    cost_kinds: Vec<String>,
    benefit_codes: Vec<String>,
    sources: Vec<(&'static str, &'static str)>,
}

struct Row {
    id: i64,
    what: String,
    set_at: String,
    ended_at: String,
}

/// At most so many ended stops are shown.
const ENDED: usize = 20;

/// Lists the stops and offers new ones.
pub async fn show(signed: Signed<ToLook>) -> Answer {
    let person = &signed.person;
    let stops = person.console.ledger.stops().await?;
    let policy = &person.console.policy;
    let in_force = stops.iter().filter(|stop| stop.ended_at.is_none());
    let ended = stops.iter().filter(|stop| stop.ended_at.is_some());
    Ok(page(
        StatusCode::OK,
        &StopsPage {
            layout: Layout::of(person, "/stopp", "Stopp", "stop list"),
            in_force: in_force.map(Row::of).collect(),
            ended: ended.take(ENDED).map(Row::of).collect(),
            may_operate: person.may(Right::Operate),
            cost_kinds: policy.costs.keys().cloned().collect(),
            benefit_codes: policy.benefits.keys().cloned().collect(),
            sources: Source::ALL
                .map(|source| (source.code(), source.in_swedish()))
                .to_vec(),
        },
    ))
}

/// Sets a stop.
pub async fn set(posted: Posted<ToOperate>) -> Answer {
    let person = &posted.signed.person;
    let target = target(&posted.fields)?;
    let signature = posted.fields.signature(person)?;
    let stop = person.console.ledger.stop(target, signature).await?;
    let notice = format!("Stopp {} gäller nu: {}.", stop.id, stopped(&stop));
    Ok(done(person, notice, "/stopp"))
}

/// Ends a stop.
pub async fn end(Path(id): Path<i64>, posted: Posted<ToOperate>) -> Answer {
    let person = &posted.signed.person;
    let signature = posted.fields.signature(person)?;
    let ended = person.console.ledger.resume(vec![id], signature).await?;
    if ended.is_empty() {
        return Err(Refusal::Form("Stoppet gäller inte längre."));
    }
    let notice = format!("Stopp {id} är hävt.");
    Ok(done(person, notice, "/stopp"))
}

/// What a form wants stopped. No text quotes what was written.
fn target(fields: &Fields) -> Result<StopTarget, Refusal> {
    let value = |name: &str, what_to_do| fields.required(name, what_to_do).map(str::to_owned);
    let everything = |hand_over| match fields.get("forstar") {
        Some(_) => Ok(StopTarget::Everything { hand_over }),
        None => Err(Refusal::Form(
            "Kryssa i att du förstår att hela roboten stannar.",
        )),
    };
    match fields.required("vad", "Välj vad som ska stoppas.")? {
        "allt" => everything(false),
        "allt-till-handlaggare" => everything(true),
        "person" => {
            let number = value("person", "Skriv ett personnummer.")?.replace(['-', ' '], "");
            let person = Personnummer::parse(&number);
            let what_to_do = "Det är inget personnummer. Kontrollera de tolv siffrorna.";
            Ok(StopTarget::Person(
                person.map_err(|_| Refusal::Form(what_to_do))?,
            ))
        }
        "kostnad" => Ok(StopTarget::CostKind(value("kostnad", "Välj en kostnad.")?)),
        "forman" => Ok(StopTarget::BenefitCode(value("forman", "Välj en förmån.")?)),
        "kalla" => {
            let code = value("kalla", "Välj ett register.")?;
            let source = Source::from_code(&code);
            Ok(StopTarget::Source(
                source.ok_or(Refusal::Form("Välj ett register."))?,
            ))
        }
        "rad" => {
            let what_to_do = "Skriv radens namn, till exempel income.salary.";
            let line = value("rad", what_to_do)?;
            if LINE_BEGINNINGS.iter().any(|part| line.starts_with(part)) {
                Ok(StopTarget::Line(line))
            } else {
                Err(Refusal::Form(what_to_do))
            }
        }
        _ => Err(Refusal::Form("Välj vad som ska stoppas.")),
    }
}

impl Row {
    fn of(stop: &Stop) -> Self {
        Self {
            id: stop.id,
            what: stopped(stop),
            set_at: in_sweden(stop.set_at),
            ended_at: stop.ended_at.map(in_sweden).unwrap_or_default(),
        }
    }
}
