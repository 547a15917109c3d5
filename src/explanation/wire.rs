//! The shapes of the outgoing messages, field by field as the contract has them.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::assessment::result::{Assessment, Outcome};
#[cfg(feature = "schemas")]
use crate::assessment::schema::Decided;
use crate::assessment::trace::Role;
use crate::vocabulary::application::Payment;
#[cfg(feature = "schemas")]
use crate::vocabulary::schema::NotNegative;
use crate::vocabulary::{Kronor, Month, Reason};

/// The version of every shape here.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Contract `decision.json`.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct Decision<'a> {
    #[cfg_attr(feature = "schemas", schemars(extend("const" = SCHEMA_VERSION)))]
    pub(super) schema_version: u32,
    pub(super) message_id: &'a str,
    pub(super) case_id: &'a str,
    pub(super) application_id: &'a str,
    pub(super) case_number: &'a str,
    pub(super) month: Month,
    #[cfg_attr(feature = "schemas", schemars(with = "Decided"))]
    pub(super) outcome: Outcome,
    #[cfg_attr(feature = "schemas", schemars(with = "NotNegative"))]
    pub(super) amount: Option<Kronor>,
    pub(super) decided_on: NaiveDate,
    pub(super) payment: &'a Payment,
    pub(super) decided_by: DecidedBy<'a>,
    pub(super) lines: Vec<Line<'a>>,
    pub(super) letter: Letter<'a>,
    pub(super) journal_note: &'a str,
    pub(super) after_checks: Vec<AfterCheck>,
    pub(super) quality_sample: bool,
}

/// Who decided, and by what.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct DecidedBy<'a> {
    pub(super) function_id: &'a str,
    pub(super) program_version: &'a str,
    pub(super) rules_hash: &'a str,
    pub(super) policy_hash: &'a str,
    pub(super) delegation: &'a str,
}

/// What a receiver needs of a line of the trace.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct Line<'a> {
    id: &'a str,
    label: &'a str,
    amount: Kronor,
    legal_basis: &'static str,
}

/// A text with its media type.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct Letter<'a> {
    #[cfg_attr(feature = "schemas", schemars(extend("const" = "text/plain")))]
    format: &'static str,
    text: &'a str,
}

/// AGI to be read again. The employer is left out: an organisation number can
/// be a person's own.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct AfterCheck {
    on: NaiveDate,
    person: Role,
}

/// Contract `handover.json`; with `quality_sample` only for a sample.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemas", schemars(rename = "Handover"))]
pub(super) struct HandoverBody<'a> {
    #[cfg_attr(feature = "schemas", schemars(extend("const" = SCHEMA_VERSION)))]
    pub(super) schema_version: u32,
    pub(super) message_id: &'a str,
    pub(super) case_id: &'a str,
    pub(super) application_id: &'a str,
    pub(super) case_number: &'a str,
    pub(super) month: Option<Month>,
    pub(super) unit: &'a str,
    pub(super) reasons: Vec<StatedReason>,
    pub(super) proposal: Option<Proposal<'a>>,
    pub(super) dossier_url: Option<&'a str>,
    pub(super) journal_note: &'a str,
    pub(super) received_at: DateTime<FixedOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "bool"))]
    pub(super) quality_sample: Option<bool>,
}

/// A reason as the caseworker reads it.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct StatedReason {
    code: Reason,
    text: &'static str,
    legal_basis: &'static str,
}

/// What was computed, for a person to decide by.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct Proposal<'a> {
    #[cfg_attr(feature = "schemas", schemars(with = "Decided"))]
    outcome: Outcome,
    #[cfg_attr(feature = "schemas", schemars(with = "NotNegative"))]
    amount: Kronor,
    lines: Vec<Line<'a>>,
    letter: &'a str,
}

/// Contract `restricted.json`; with `decision_may_have_left` only when the case
/// became a restricted one after something of it may have been posted.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct Restricted<'a> {
    #[cfg_attr(feature = "schemas", schemars(extend("const" = SCHEMA_VERSION)))]
    pub(super) schema_version: u32,
    pub(super) message_id: &'a str,
    pub(super) case_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "bool"))]
    pub(super) decision_may_have_left: Option<bool>,
}

/// The notice of a handover.
#[derive(Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub(super) struct Notice<'a> {
    #[cfg_attr(feature = "schemas", schemars(extend("const" = SCHEMA_VERSION)))]
    pub(super) schema_version: u32,
    pub(super) message_id: &'a str,
    pub(super) case_number: &'a str,
    pub(super) letter: Letter<'a>,
}

impl<'a> Letter<'a> {
    pub(super) fn plain(text: &'a str) -> Self {
        Self {
            format: "text/plain",
            text,
        }
    }
}

impl<'a> Proposal<'a> {
    /// `None` without an amount: there is nothing to propose.
    pub(super) fn of(
        assessment: &'a Assessment,
        outcome: Option<Outcome>,
        letter: Option<&'a str>,
    ) -> Option<Self> {
        Some(Self {
            outcome: outcome?,
            amount: assessment.amount?,
            lines: lines(assessment),
            letter: letter?,
        })
    }
}

pub(super) fn lines(assessment: &Assessment) -> Vec<Line<'_>> {
    let lines = assessment.lines.iter();
    lines
        .map(|line| Line {
            id: &line.id,
            label: &line.label,
            amount: line.amount,
            legal_basis: line.legal_basis(),
        })
        .collect()
}

pub(super) fn reasons(reasons: &[Reason], month: Month) -> Vec<StatedReason> {
    let reasons = reasons.iter();
    reasons
        .map(|reason| StatedReason {
            code: *reason,
            text: reason.for_caseworker(),
            legal_basis: reason.legal_basis(month),
        })
        .collect()
}

pub(super) fn after_checks(assessment: &Assessment) -> Vec<AfterCheck> {
    let checks = assessment.after_checks.iter();
    checks
        .map(|check| AfterCheck {
            on: check.on,
            person: check.person,
        })
        .collect()
}
