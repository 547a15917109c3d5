//! The provisions that mask a fact, or make the officer test it first.

use serde::Serialize;

/// A provision, and why it is about a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The provision of offentlighets- och sekretesslagen.
    pub provision: &'static str,
    /// Why, in Swedish.
    pub why: &'static str,
}

const fn ground(provision: &'static str, why: &'static str) -> Ground {
    Ground { provision, why }
}

/// Personal circumstances: the reason for most of what is masked.
pub(super) const PERSONAL: Ground = ground(
    "26 kap. 1 § OSL (2009:400)",
    "Uppgiften rör en persons förhållanden.",
);
/// What tells, by itself or with something else, who it is.
pub(super) const IDENTIFYING: Ground = ground(
    "26 kap. 1 § OSL (2009:400)",
    "Uppgiften kan visa vem ärendet gäller.",
);
/// From folkbokföringen, which has secrecy of its own.
pub(super) const POPULATION_REGISTER: Ground = ground(
    "26 kap. 1 §, 21 kap. 3 § och 22 kap. 1 § OSL (2009:400)",
    "Uppgiften kommer från folkbokföringen.",
);

/// Of the other adult: a party's right to see has limits.
pub(super) const OTHER_ADULT: Ground = ground(
    "10 kap. 3 § och 26 kap. 1 § OSL (2009:400)",
    "Uppgiften rör den andra vuxna i hushållet.",
);
/// Of a child: secrecy can hold against its guardian too.
pub(super) const CHILD: Ground = ground(
    "12 kap. 3 § och 26 kap. 1 § OSL (2009:400)",
    "Uppgiften rör ett barn.",
);
/// Of somebody who is no member.
pub(super) const OUTSIDER: Ground = ground(
    "10 kap. 3 § och 26 kap. 1 § OSL (2009:400)",
    "Uppgiften rör någon utanför hushållet.",
);
/// What somebody else may have reported.
pub(super) const REPORTED: Ground = ground(
    "10 kap. 3 § och 26 kap. 5 § OSL (2009:400)",
    "Uppgiften kan komma från någon annan.",
);
/// What staff wrote in own words.
pub(super) const WRITTEN_BY_STAFF: Ground = ground(
    "10 kap. 3 § OSL (2009:400)",
    "Texten är skriven av personal och kan nämna andra.",
);
