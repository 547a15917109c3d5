//! `cases`: look at cases, and close handovers.

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::Value;

use super::resolve::Resolve;
use super::run::in_sweden;
use super::{Ending, block_on, output, setup};
use crate::assessment::Outcome;
use crate::config::Settings;
use crate::ledger::{CaseFile, CaseFilter, CaseRow, CaseState, Ledger};
use crate::vocabulary::{Kronor, Reason};

/// Look at cases, and close handovers
#[derive(Subcommand)]
pub enum Cases {
    List(List),
    Show(Show),
    Resolve(Resolve),
}

/// List cases, the latest first
#[derive(Args)]
pub struct List {
    /// Only in this state: waiting, retrying, failed, decided, handed_over,
    /// shadowed or set_aside
    #[arg(long, value_parser = state)]
    state: Option<CaseState>,
    /// Only with this reason code; restricted cases show as "restricted"
    #[arg(long, value_name = "CODE", value_parser = reason)]
    reason: Option<String>,
    /// Only this case number
    #[arg(long, value_name = "NUMBER")]
    case_number: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Show one case: calculation, reasons, history and postings
#[derive(Args)]
pub struct Show {
    /// The case's id, its application's id, or its case number
    id: String,
    /// As JSON; of a restricted case without its content
    #[arg(long)]
    json: bool,
}

fn state(code: &str) -> Result<CaseState, String> {
    let codes = CaseState::ALL.map(CaseState::code).join(", ");
    CaseState::from_code(code).ok_or_else(|| format!("one of {codes}"))
}

fn reason(code: &str) -> Result<String, String> {
    let known = code == "restricted" || Reason::from_code(code).is_some();
    known
        .then(|| code.to_owned())
        .ok_or_else(|| "a reason code such as rent_over_ceiling, or restricted".to_owned())
}

impl Cases {
    /// Runs the subcommand.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        block_on(async {
            let ledger = setup::ledger(settings, setup::existing_database(settings)?).await?;
            match self {
                Self::List(list) => list.print(&ledger).await?,
                Self::Show(show) => show.print(&ledger).await?,
                Self::Resolve(resolve) => resolve.run(&ledger).await?,
            }
            Ok(Ending::Done)
        })
    }
}

impl List {
    async fn print(&self, ledger: &impl Ledger) -> anyhow::Result<()> {
        let filter = CaseFilter {
            state: self.state,
            reason: self.reason.clone(),
            case_number: self.case_number.clone(),
            limit: self.limit,
        };
        let rows = ledger.cases(filter).await?;
        if self.json {
            for row in &rows {
                output::json(row)?;
            }
            return Ok(());
        }
        let headings = [
            "Ärende",
            "Månad",
            "Läge",
            "Utfall",
            "Belopp",
            "Skäl",
            "Tekniskt fel",
            "Id",
        ];
        output::table(&headings, rows.iter().map(cells).collect())?;
        Ok(())
    }
}

fn cells(row: &CaseRow) -> Vec<String> {
    vec![
        row.case_number.clone(),
        row.month.map(|month| month.to_string()).unwrap_or_default(),
        row.state.in_swedish().to_owned(),
        row.outcome
            .map(|outcome| outcome.in_swedish().to_owned())
            .unwrap_or_default(),
        row.amount.map(Kronor::in_swedish).unwrap_or_default(),
        row.reasons.join(", "),
        row.cause.clone().unwrap_or_default(),
        row.case_id.clone(),
    ]
}

impl Show {
    async fn print(&self, ledger: &impl Ledger) -> anyhow::Result<()> {
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        let restricted = case.row.reasons.iter().any(|code| code == "restricted");
        let content: Value = serde_json::from_slice(&case.content)?;
        // The content of a restricted case is for those who hold its role.
        let assessment = if restricted {
            &Value::Null
        } else {
            &content["assessment"]
        };
        if self.json {
            let postings = case.postings.iter().map(|(id, queue, posted_at)| {
                serde_json::json!({ "message_id": id, "queue": queue, "posted_at": posted_at })
            });
            output::json(&serde_json::json!({
                "case": case.row,
                "assessment": assessment,
                "history": case.history,
                "postings": postings.collect::<Vec<_>>(),
            }))?;
            return Ok(());
        }
        print_case(&case, assessment)
    }
}

fn print_case(case: &CaseFile, assessment: &Value) -> anyhow::Result<()> {
    let row = &case.row;
    let facts = [
        ("Ärende", row.case_number.clone()),
        ("Läge", row.state.in_swedish().to_owned()),
        (
            "Utfall",
            row.outcome
                .map(|outcome| outcome.in_swedish().to_owned())
                .unwrap_or_default(),
        ),
        ("Robotens förslag", proposed(assessment)),
        (
            "Belopp",
            row.amount.map(Kronor::in_swedish).unwrap_or_default(),
        ),
        ("Inkommen", in_sweden(row.received_at)),
        ("Senast ändrad", in_sweden(row.updated_at)),
        (
            "Tas upp igen",
            row.due_at.map(in_sweden).unwrap_or_default(),
        ),
        ("Tekniskt fel", row.cause.clone().unwrap_or_default()),
        ("Enhet", row.unit.clone().unwrap_or_default()),
        ("Id", row.case_id.clone()),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    output::table(
        &["Ärendet", ""],
        facts
            .map(|(what, value)| vec![what.to_owned(), value])
            .collect(),
    )?;
    if let Some(lines) = assessment["lines"]
        .as_array()
        .filter(|lines| !lines.is_empty())
    {
        let rows = lines.iter().map(|line| {
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let amount = Kronor::parse(&text("amount"))
                .map(Kronor::in_swedish)
                .unwrap_or_default();
            vec![
                text("label"),
                text("person"),
                amount,
                text("arithmetic"),
                text("legal_basis"),
            ]
        });
        let headings = ["Beräkning", "Vem", "Belopp", "Så här", "Stöd"];
        output::table(&headings, rows.collect())?;
    }
    let reasons: Vec<_> = row
        .reasons
        .iter()
        .map(|code| vec![code.clone(), reason_text(code)])
        .collect();
    if !reasons.is_empty() {
        output::table(&["Skäl", "Innebörd"], reasons)?;
    }
    let history = case.history.iter();
    let history = history.map(|entry| {
        vec![
            in_sweden(entry.at),
            entry.what.clone(),
            entry.detail.clone(),
        ]
    });
    output::table(&["Tid", "Händelse", "Mer"], history.collect())?;
    let postings = case.postings.iter().map(|(id, queue, posted_at)| {
        vec![
            queue.clone(),
            posted_at.map_or_else(|| "ännu inte".into(), in_sweden),
            id.clone(),
        ]
    });
    output::table(
        &["Skickat till", "Bekräftat", "Meddelande"],
        postings.collect(),
    )?;
    Ok(())
}

/// What the robot computed for a case that it did not decide.
fn proposed(assessment: &Value) -> String {
    let code = |key: &str| assessment[key].as_str().unwrap_or_default();
    let proposal =
        Outcome::from_code(code("proposed")).filter(|_| code("outcome") != code("proposed"));
    proposal
        .map(|outcome| outcome.in_swedish().to_owned())
        .unwrap_or_default()
}

/// A reason as a caseworker reads it.
pub fn reason_text(code: &str) -> String {
    match Reason::from_code(code) {
        Some(reason) => reason.for_caseworker().to_owned(),
        None => "Begränsad kö: innehållet visas inte här.".to_owned(),
    }
}
