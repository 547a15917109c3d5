//! The mix: which households there are, and how many of a thousand.
//!
//! About six in ten are routine renewals that the robot can grant. The rest
//! follow the reasons for which a person must look, with weights that
//! resemble a municipality's month; they are believed, not measured.

/// A household's place in the mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseholdKind(&'static Entry);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Entry {
    /// Of a thousand households.
    weight: u32,
    name: &'static str,
    expected: Option<&'static str>,
    composition: Composition,
    situation: Situation,
}

/// Who lives in the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Composition {
    Any,
    Single,
    SingleParent,
    Couple,
    WithChildren,
    WithTeenager,
    WithNearlyGrown,
}

/// What sets the household apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Situation {
    Routine,
    RentOverCeiling,
    CostNeedsAssessment,
    CostOverCap,
    IncomeAboveNorm,
    MessageToCaseworker,
    FirstApplication,
    Supplement,
    CircumstancesChanged,
    IncomeChanged,
    BenefitMissing,
    UndeclaredSalary,
    UndeclaredBenefit,
    DeclaredNotInRegistry,
    SalaryDiffers,
    SalaryBenefits,
    AgiMissing,
    Student,
    Assets,
    ProtectedIdentity,
    ProtectionUnknown,
    Deceased,
    CoordinationNumber,
    SelfEmployed,
    CircumstancesFlagged,
    NotSigned,
    NotAvailableForWork,
    AssessmentMissing,
    ActivityRequirement,
    ChildPerspectiveMissing,
    AutomatedStreak,
    HouseholdDiffers,
    PaymentChanged,
    OtherMunicipality,
    DocumentMissing,
    RegistryFailed,
    RegistryPartial,
    SetOff,
    RetroactivePayment,
    UnknownBenefit,
    OptedOut,
    AdultChild,
    ChildEarnings,
    SharedDwelling,
    DiffersFromLastMonth,
}

macro_rules! mix {
    ($($weight:literal $name:literal $expected:expr, $composition:ident, $situation:ident;)*) => {
        &[$(Entry {
            weight: $weight,
            name: $name,
            expected: $expected,
            composition: Composition::$composition,
            situation: Situation::$situation,
        },)*]
    };
}

/// Of a thousand; the code is the handbook's reason that the household is to
/// be handed over for, or none when it is to be granted.
static MIX: &[Entry] = mix! {
    334 "granted_single" None, Single, Routine;
    152 "granted_single_parent" None, SingleParent, Routine;
    122 "granted_couple" None, Couple, Routine;
    40 "message_to_caseworker" Some("message_to_caseworker"), Any, MessageToCaseworker;
    38 "cost_needs_assessment" Some("cost_needs_assessment"), Any, CostNeedsAssessment;
    34 "rent_over_ceiling" Some("rent_over_ceiling"), Any, RentOverCeiling;
    28 "first_application" Some("first_application"), Any, FirstApplication;
    24 "cost_over_cap" Some("outcome_needs_human"), Any, CostOverCap;
    20 "income_changed" Some("income_changed"), Any, IncomeChanged;
    18 "circumstances_changed" Some("circumstances_changed"), Any, CircumstancesChanged;
    12 "income_above_norm" Some("outcome_needs_human"), Any, IncomeAboveNorm;
    10 "salary_differs" Some("salary_differs"), Any, SalaryDiffers;
    10 "document_missing" Some("document_missing"), Any, DocumentMissing;
    9 "assets" Some("assets"), Any, Assets;
    9 "individual_assessment_missing" Some("individual_assessment_missing"), Any, AssessmentMissing;
    8 "supplement" Some("supplement"), Any, Supplement;
    8 "benefit_missing" Some("benefit_missing"), Any, BenefitMissing;
    8 "undeclared_salary" Some("undeclared_income"), Any, UndeclaredSalary;
    8 "not_signed" Some("not_signed"), Any, NotSigned;
    8 "not_available_for_work" Some("not_available_for_work"), Any, NotAvailableForWork;
    8 "automated_streak" Some("automated_streak"), Any, AutomatedStreak;
    7 "protected_identity" Some("protected_identity"), Any, ProtectedIdentity;
    7 "circumstances_flagged" Some("circumstances_flagged"), Any, CircumstancesFlagged;
    6 "household_differs" Some("household_differs"), Any, HouseholdDiffers;
    5 "undeclared_benefit" Some("undeclared_income"), Any, UndeclaredBenefit;
    5 "declared_not_in_registry" Some("declared_not_in_registry"), Any, DeclaredNotInRegistry;
    5 "activity_requirement" Some("activity_requirement"), Any, ActivityRequirement;
    4 "student" Some("student"), Any, Student;
    4 "coordination_number" Some("coordination_number"), Any, CoordinationNumber;
    4 "self_employed" Some("self_employed"), Any, SelfEmployed;
    4 "payment_changed" Some("payment_changed"), Any, PaymentChanged;
    4 "set_off" Some("set_off"), Any, SetOff;
    4 "retroactive_payment" Some("retroactive_payment"), Any, RetroactivePayment;
    4 "unknown_benefit" Some("unknown_benefit"), Any, UnknownBenefit;
    4 "adult_child" Some("adult_child"), WithNearlyGrown, AdultChild;
    3 "agi_missing" Some("agi_missing"), Any, AgiMissing;
    3 "other_municipality" Some("other_municipality"), Any, OtherMunicipality;
    3 "opted_out" Some("opted_out"), Any, OptedOut;
    3 "shared_dwelling" Some("shared_dwelling"), WithChildren, SharedDwelling;
    3 "differs_from_last_month" Some("differs_from_last_month"), Any, DiffersFromLastMonth;
    2 "salary_benefits" Some("salary_benefits"), Any, SalaryBenefits;
    2 "child_perspective_missing" Some("child_perspective_missing"), WithChildren, ChildPerspectiveMissing;
    2 "registry_failed" Some("registry_unavailable"), Any, RegistryFailed;
    1 "registry_partial" Some("registry_unavailable"), Any, RegistryPartial;
    1 "protection_unknown" Some("protection_unknown"), Any, ProtectionUnknown;
    1 "deceased" Some("deceased"), Any, Deceased;
    1 "child_earnings" Some("child_earnings"), WithTeenager, ChildEarnings;
};

/// The weights add up to this.
const WHOLE: u64 = 1_000;

/// Shares no factor with the whole and is close to its golden section, so
/// that a small population already resembles the mix.
const STEP: u64 = 617;

impl HouseholdKind {
    /// Every kind, the most frequent first.
    pub fn all() -> impl Iterator<Item = HouseholdKind> {
        MIX.iter().map(HouseholdKind)
    }

    /// The kind's name, in snake case.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// How many of a thousand households are of this kind.
    pub fn weight(self) -> u32 {
        self.0.weight
    }

    /// The handbook's reason code that an assessment on the population's day
    /// gives this household under the example policy, among others perhaps;
    /// none for a household that is to be granted.
    ///
    /// It holds when the month applied for has begun. `activity_requirement`
    /// is a reason from October 2026 on, and a household with `agi_missing`
    /// may instead wait in the days before the return is due.
    pub fn expected_reason(self) -> Option<&'static str> {
        self.0.expected
    }

    pub(super) fn composition(self) -> Composition {
        self.0.composition
    }

    pub(super) fn situation(self) -> Situation {
        self.0.situation
    }

    /// The kind of the household at a place: every thousand in a row have the
    /// mix exactly, and the seed says where in it the first one stands.
    pub(super) fn at(seed: u64, index: u32) -> HouseholdKind {
        let mut place = ((u64::from(index) * STEP + seed % WHOLE) % WHOLE) as u32;
        for kind in HouseholdKind::all() {
            if place < kind.weight() {
                return kind;
            }
            place -= kind.weight();
        }
        HouseholdKind(&MIX[0])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn weights_make_a_thousand_and_names_are_unique() {
        let total: u32 = HouseholdKind::all().map(HouseholdKind::weight).sum();
        assert_eq!(u64::from(total), WHOLE);
        let names: BTreeSet<_> = HouseholdKind::all().map(HouseholdKind::name).collect();
        assert_eq!(names.len(), MIX.len());
    }

    #[test]
    fn a_thousand_in_a_row_have_the_mix_exactly() {
        for seed in [0, 7, 999, 123_456] {
            for kind in HouseholdKind::all() {
                let count = (500..1_500)
                    .filter(|index| HouseholdKind::at(seed, *index) == kind)
                    .count();
                assert_eq!(count as u32, kind.weight(), "{}", kind.name());
            }
        }
    }

    #[test]
    fn six_in_ten_are_routine() {
        let routine: u32 = HouseholdKind::all()
            .filter(|kind| kind.expected_reason().is_none())
            .map(HouseholdKind::weight)
            .sum();
        assert!((600..=650).contains(&routine));
    }
}
