//! `cases show`.

use anyhow::bail;
use clap::Args;
use serde_json::Value;

use crate::assessment::Outcome;
use crate::cli::{Ending, output};
use crate::ledger::{CaseFile, Ledger};
use crate::operating::words::{detail, event, in_sweden, is_restricted, reason_text, role};
use crate::vocabulary::Kronor;

/// Show one case: calculation, reasons, history and postings
#[derive(Args)]
pub struct Show {
    /// The case's id, its application's id, or its case number
    id: String,
    /// As JSON; of a restricted case without its content
    #[arg(long)]
    json: bool,
}

impl Show {
    pub async fn print(&self, ledger: &impl Ledger) -> anyhow::Result<Ending> {
        let Some(case) = ledger.case(&self.id).await? else {
            bail!("there is no such case: give a case id, an application id or a case number");
        };
        let content: Value = serde_json::from_slice(&case.content)?;
        // The content of a restricted case is for those who hold its role.
        let assessment = if is_restricted(&case.row) {
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
            return Ok(Ending::Done);
        }
        print_case(&case, assessment)?;
        Ok(Ending::Done)
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
                role(&text("person")),
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
            event(&entry.what).to_owned(),
            detail(&entry.detail),
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
