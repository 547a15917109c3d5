//! Assets (HANDBOOK 3.3.11).

use crate::assessment::case::Case;
use crate::assessment::findings::Findings;
use crate::vocabulary::{Kronor, Reason};

/// Reports liquid assets above the threshold, and any asset of another kind.
pub fn assess(case: &Case<'_>, findings: &mut Findings) {
    let is_liquid = |kind: &String| case.policy.liquid_assets.contains(kind);
    let assets = &case.application.assets;
    let liquid: Kronor = assets
        .iter()
        .filter(|asset| is_liquid(&asset.kind))
        .map(|asset| asset.amount)
        .sum();
    let other = assets.iter().any(|asset| !is_liquid(&asset.kind));
    findings.report_if(
        other || liquid > case.policy.liquid_assets_threshold,
        Reason::Assets,
    );
}
