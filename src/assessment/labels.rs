//! What the lines of the trace that no policy names are called in Swedish:
//! letters, dossiers and the rule book use the same words.

/// Riksnormen of a single adult.
pub const SINGLE: &str = "Riksnorm, ensamstående";
/// Riksnormen of a couple.
pub const COUPLE: &str = "Riksnorm, sambor";
/// A salary.
pub const SALARY: &str = "Lön efter skatt";
/// What jobbstimulans disregards.
pub const JOB_STIMULUS: &str = "Jobbstimulans, del av lönen som inte räknas";
/// What a child may earn.
pub const CHILD_EARNINGS: &str = "Barnets lön, räknas inte";
/// A tax refund.
pub const TAX_REFUND: &str = "Pengar tillbaka på skatten";
/// The one rounding.
pub const ROUNDING: &str = "Avrundning uppåt till hel krona";
/// Income above the need.
pub const SURPLUS: &str = "Inkomsterna är högre än behovet, överskottet räknas inte";
