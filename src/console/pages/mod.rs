//! The pages, one file each, and the routes that lead to them.

mod case;
mod case_forms;
mod cases;
mod choice;
mod days;
mod dead_letters;
mod deadlines;
mod faults;
mod files;
mod order;
mod samples;
mod sign_in;
mod stops;
mod timeline;
mod tonight;

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::Shared;
use super::access::signed::Person;
use super::refusal::Refusal;

/// What a handler comes to.
type Answer = Result<Response, Refusal>;

/// Every route.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/logga-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/logga-ut", post(sign_in::sign_out))
        .route("/", get(tonight::show))
        .route("/fel", get(faults::show))
        .route(
            "/fel/grupp",
            get(order::preview_group).post(order::give_group),
        )
        .route("/arenden", get(cases::show))
        .route("/arenden/sok", post(cases::search))
        .route("/arende/{case_id}", get(case::show))
        .route("/arende/{case_id}/visa", post(case_forms::reveal))
        .route("/arende/{case_id}/avsluta", post(case_forms::resolve))
        .route(
            "/arende/{case_id}/order/{deed}",
            get(order::preview_case).post(order::give_case),
        )
        .route("/olasliga", get(dead_letters::list))
        .route("/olasliga/{id}", post(dead_letters::read))
        .route("/olasliga/{id}/skicka-igen", post(dead_letters::requeue))
        .route("/olasliga/{id}/kassera", post(dead_letters::discard))
        .route("/stopp", get(stops::show).post(stops::set))
        .route("/stopp/{id}/hav", post(stops::end))
        .route("/frister", get(deadlines::show))
        .route("/stickprov", get(samples::show))
        .route("/stickprov/{case_id}", post(samples::judge))
        .route("/konsol.css", get(files::style))
        .route("/ikon.svg", get(files::icon))
        .route("/konsol.js", get(files::script))
        .fallback(async || Refusal::NotFound)
}

/// After a change: to a page, which tells what has been done.
fn done(person: &Person, notice: impl Into<String>, path: &str) -> Response {
    let sessions = &person.console.sessions;
    sessions.tell(&person.cookie, notice.into());
    Redirect::to(path).into_response()
}
