//! Failed cases are handed over or set aside.

use chrono::TimeDelta;
use handlaggarrobot::ledger::CaseState;
use handlaggarrobot::ledger::operations::Deed;

use super::failed;
use crate::installation::{errors, most_common_morning, printed};

#[tokio::test]
async fn a_case_that_could_be_decided_is_handed_over_because_an_operator_said_so() {
    // With answers of all but a part of Skatteverket's, which is read again.
    let fault = "sub-fel=individuppgifter:SKV";
    let case = failed(fault, most_common_morning(), &[]).await;
    let before = case.simulator.counts();
    let at = case.at + TimeDelta::hours(20);
    case.order(Deed::HandOver, at).await;
    let summary = case.installation.work(at).await;
    assert_eq!(summary.counts.handed_over, 1);
    let row = case.row().await;
    assert_eq!(row.reasons, ["kill_switch"]);
    assert_eq!(
        row.amount.map(|amount| amount.to_string()).as_deref(),
        Some("10359.00")
    );
    let after = case.simulator.counts();
    assert_eq!(
        (after.forsakringskassan, after.csn, after.skatteverket),
        (
            before.forsakringskassan,
            before.csn,
            before.skatteverket + 2
        )
    );
    assert_eq!(case.queues().await, ["human-review.caseworkers", "notices"]);
    case.simulator.stop().await;
}

#[tokio::test]
async fn what_was_never_answered_is_not_asked_for_before_a_handover() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let before = case.simulator.counts();
    case.order(Deed::HandOver, case.at).await;
    case.installation.work(case.at).await;
    assert_eq!(case.row().await.reasons, ["registry_unavailable"]);
    let after = case.simulator.counts();
    assert_eq!(after.forsakringskassan, before.forsakringskassan);
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_handover_whose_protection_cannot_be_read_is_for_the_restricted_queue() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    case.simulator
        .set_faults(vec!["status=503:SKV".parse().expect("a fault")]);
    let at = case.at + TimeDelta::hours(1);
    case.order(Deed::HandOver, at).await;
    case.installation.work(at).await;
    assert_eq!(case.row().await.reasons, ["restricted"]);
    assert_eq!(case.queues().await, ["notices", "restricted"]);
    case.simulator.stop().await;
}

#[tokio::test]
async fn in_shadow_mode_a_handover_posts_nothing() {
    let shadow = ("mode = \"decide\"", "mode = \"shadow\"");
    let case = failed("status=503:FK", most_common_morning(), &[shadow]).await;
    case.order(Deed::HandOver, case.at).await;
    case.installation.work(case.at).await;
    assert_eq!(case.row().await.state, CaseState::Shadowed);
    assert!(case.queues().await.is_empty());
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_case_set_aside_is_left_alone_for_ever() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let aside = [
        "cases",
        "set-aside",
        &case.case_id,
        "--apply",
        "--comment",
        "tas på papper",
        "--by",
        "drift",
    ];
    let output = case.installation.run(&aside);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(
        printed(&output).contains("avskrivet"),
        "{}",
        printed(&output)
    );
    case.installation.work(case.at + TimeDelta::days(20)).await;
    assert_eq!(case.row().await.state, CaseState::SetAside);
    assert!(case.queues().await.is_empty());
    let balance = case.installation.run(&["ledger", "balance"]);
    assert!(balance.status.success(), "{}", printed(&balance));
    case.simulator.stop().await;
}

#[tokio::test]
async fn a_handover_is_previewed_and_ordered_from_the_command_line() {
    let case = failed("status=503:FK", most_common_morning(), &[]).await;
    let output = case
        .installation
        .run(&["cases", "hand-over", &case.case_id]);
    assert!(
        printed(&output).contains("till handläggare"),
        "{}",
        printed(&output)
    );
    let ordered = [
        "cases",
        "hand-over",
        "--failed",
        "--apply",
        "--comment",
        "brådskar",
        "--by",
        "drift",
        "--no-watch",
    ];
    let output = case.installation.run(&ordered);
    assert!(output.status.success(), "{}", errors(&output));
    let row = case.row().await;
    assert_eq!(row.state, CaseState::Failed);
    case.installation.work(row.due_at.expect("due now")).await;
    assert_eq!(case.row().await.state, CaseState::HandedOver);
    case.simulator.stop().await;
}
