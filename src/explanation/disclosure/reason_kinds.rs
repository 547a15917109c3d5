//! Kinds of reasons, coarse enough to tell nothing of a person's situation.

use crate::vocabulary::Reason;

/// What a reason is about, in Swedish. Several codes share a kind, because a
/// code alone can tell of a child's birth, a business or a death.
pub(super) const fn kind(reason: Reason) -> &'static str {
    use Reason::*;
    match reason {
        CircumstancesChanged
        | ConflictingResubmission
        | DocumentMissing
        | DuplicateApplication
        | InvalidApplication
        | MessageToCaseworker
        | MonthOutsideWindow
        | NotSigned
        | OptedOut
        | PaymentChanged
        | FirstApplication
        | Supplement
        | WaitingForControlMonth => "Ansökan och hur den kom in",
        ActivityRequirement
        | AdultChild
        | ChildBornInMonth
        | ChildPerspectiveMissing
        | CircumstancesFlagged
        | CoordinationNumber
        | Deceased
        | HouseholdDiffers
        | IndividualAssessmentMissing
        | MinorApplicant
        | NotAvailableForWork
        | OtherMunicipality
        | PartTimeChild
        | ProtectedIdentity
        | ProtectionUnknown
        | SelfEmployed
        | SharedDwelling
        | Student => "Hushållet och villkoren för bistånd",
        AgiMissing
        | Assets
        | BenefitMissing
        | ChildEarnings
        | DeclaredNotInRegistry
        | IncomeChanged
        | IncomePersonUnknown
        | RetroactivePayment
        | SalaryBenefits
        | SalaryDiffers
        | SetOff
        | UndeclaredIncome
        | UnknownBenefit
        | WaitingForAgi
        | AfterCheckDiffers => "Inkomster och tillgångar",
        CostNeedsAssessment | CostOverCap | RentOverCeiling => "Kostnader",
        AutomatedStreak | DelegationMissing | DiffersFromLastMonth | KillSwitch | LargeAmount
        | OutcomeNeedsHuman | RecommendMode | NormTableMissing => {
            "Gränser för vad roboten får göra"
        }
        EvidenceMismatch | Poison | RegistryUnavailable => "Register och teknik",
    }
}
