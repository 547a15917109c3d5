//! Why a case goes to a person: a closed set of stable codes.
//!
//! A code is never reused. Its texts for caseworkers and applicants stand in
//! `reason_texts`, apart from the rule that reports it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Month, Provision};

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $provision:ident;)+) => {
        /// A reason to hand a case over (HANDBOOK 3.4), ordered by its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Reason {
            /// Every reason, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The provision the reason rests on.
            pub const fn provision(self) -> Provision {
                match self { $(Self::$name => Provision::$provision,)+ }
            }

            /// Reads a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

// Alphabetical, so that the derived order is the order of the codes.
reasons! {
    /// The aktivitetskrav is not shown to be met.
    ActivityRequirement = "activity_requirement", ActivityRequirement;
    /// A child's right to aid as an adult must be judged.
    AdultChild = "adult_child", Riksnorm;
    /// A read-again of AGI differs from what was declared.
    AfterCheckDiffers = "after_check_differs", DutyToInvestigate;
    /// An employer's declaration is missing.
    AgiMissing = "agi_missing", TaxAgencyAccess;
    /// Assets above the limit.
    Assets = "assets", RightToAid;
    /// The robot has decided many months in a row.
    AutomatedStreak = "automated_streak", AutomatedDecision;
    /// A benefit of the comparison month is gone.
    BenefitMissing = "benefit_missing", DutyToInvestigate;
    /// A child was born in the month.
    ChildBornInMonth = "child_born_in_month", Riksnorm;
    /// A child earns more than a prisbasbelopp.
    ChildEarnings = "child_earnings", ChildEarnings;
    /// Nobody has considered the children's situation.
    ChildPerspectiveMissing = "child_perspective_missing", BestInterestsOfChild;
    /// The applicant says that something has changed.
    CircumstancesChanged = "circumstances_changed", DutyToInvestigate;
    /// The case system has flagged the household.
    CircumstancesFlagged = "circumstances_flagged", DutyToInvestigate;
    /// The same application came again with other content.
    ConflictingResubmission = "conflicting_resubmission", DutyToInvestigate;
    /// An adult has a samordningsnummer.
    CoordinationNumber = "coordination_number", ResponsibleMunicipality;
    /// A cost is a person's to judge.
    CostNeedsAssessment = "cost_needs_assessment", OtherCosts;
    /// A cost other than rent is over its cap.
    CostOverCap = "cost_over_cap", ReasonableCosts;
    /// A member is dead.
    Deceased = "deceased", DutyToInvestigate;
    /// A declared benefit is not in the registry.
    DeclaredNotInRegistry = "declared_not_in_registry", DutyToInvestigate;
    /// No delegation is valid.
    DelegationMissing = "delegation_missing", AutomatedDelegation;
    /// The amount differs much from the last approved one.
    DiffersFromLastMonth = "differs_from_last_month", DutyToInvestigate;
    /// A claim has no document.
    DocumentMissing = "document_missing", HelpToComplete;
    /// A person has been decided on for the month already.
    DuplicateApplication = "duplicate_application", DutyToInvestigate;
    /// The registries' answers do not fit the questions.
    EvidenceMismatch = "evidence_mismatch", DutyToInvestigate;
    /// A first application.
    FirstApplication = "first_application", RightToAid;
    /// The household is not as known or registered.
    HouseholdDiffers = "household_differs", DutyToInvestigate;
    /// An income has changed much.
    IncomeChanged = "income_changed", DutyToInvestigate;
    /// A declared income is of somebody outside the household.
    IncomePersonUnknown = "income_person_unknown", DutyToInvestigate;
    /// No person has assessed an adult's situation.
    IndividualAssessmentMissing = "individual_assessment_missing", RightToAid;
    /// The application breaks its shape or its own sense.
    InvalidApplication = "invalid_application", HelpToComplete;
    /// An operator has stopped the robot for this case.
    KillSwitch = "kill_switch", AutomatedDelegation;
    /// The amount is large.
    LargeAmount = "large_amount", AutomatedDelegation;
    /// The applicant has written to the caseworker.
    MessageToCaseworker = "message_to_caseworker", DutyToInvestigate;
    /// An adult is under 18.
    MinorApplicant = "minor_applicant", RightToAid;
    /// The month is not one that can be applied for now.
    MonthOutsideWindow = "month_outside_window", RightToAid;
    /// There is no table for the month.
    NormTableMissing = "norm_table_missing", Riksnorm;
    /// An adult's plan is not followed.
    NotAvailableForWork = "not_available_for_work", LabourMarket;
    /// An adult has not signed.
    NotSigned = "not_signed", HelpToComplete;
    /// The applicant does not accept an automated decision.
    OptedOut = "opted_out", AutomatedDecision;
    /// Another municipality may be responsible.
    OtherMunicipality = "other_municipality", ResponsibleMunicipality;
    /// The robot may not decide this outcome.
    OutcomeNeedsHuman = "outcome_needs_human", AutomatedDelegation;
    /// A child lives part of the time with the household.
    PartTimeChild = "part_time_child", Riksnorm;
    /// The payment details have changed.
    PaymentChanged = "payment_changed", DutyToInvestigate;
    /// The application has stopped the robot several times.
    Poison = "poison", DutyToInvestigate;
    /// A member has protected personal data.
    ProtectedIdentity = "protected_identity", ProtectedIdentity;
    /// It is not known whether a member has protected personal data.
    ProtectionUnknown = "protection_unknown", ProtectedIdentity;
    /// The robot proposes and a person decides.
    RecommendMode = "recommend_mode", AutomatedDelegation;
    /// A registry could not be checked.
    RegistryUnavailable = "registry_unavailable", RegistryAccess;
    /// The rent is over the municipality's ceiling.
    RentOverCeiling = "rent_over_ceiling", ReasonableCosts;
    /// A benefit was paid retroactively.
    RetroactivePayment = "retroactive_payment", DutyToInvestigate;
    /// Employment benefits or allowances beside the pay.
    SalaryBenefits = "salary_benefits", DutyToInvestigate;
    /// The declared salary differs from the employer's declaration.
    SalaryDiffers = "salary_differs", RightToBeHeard;
    /// An adult has a business.
    SelfEmployed = "self_employed", DutyToInvestigate;
    /// A benefit was set off against a debt.
    SetOff = "set_off", DutyToInvestigate;
    /// Others share the dwelling.
    SharedDwelling = "shared_dwelling", SharedCosts;
    /// An adult studies with study support.
    Student = "student", RightToAid;
    /// A supplementary application.
    Supplement = "supplement", RightToAid;
    /// An income was found that nobody declared.
    UndeclaredIncome = "undeclared_income", RightToBeHeard;
    /// An income that the robot does not know.
    UnknownBenefit = "unknown_benefit", RightToAid;
    /// The employer's declaration is not due yet.
    WaitingForAgi = "waiting_for_agi", TaxAgencyAccess;
    /// The month has not begun.
    WaitingForControlMonth = "waiting_for_control_month", RightToAid;
}

impl Reason {
    /// Whether the reason is to wait rather than to hand over.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::WaitingForAgi | Self::WaitingForControlMonth)
    }

    /// Whether the case belongs in the restricted queue, and shows outside the
    /// ledger's envelope as `restricted` alone (HANDBOOK section 6).
    pub const fn is_restricted(self) -> bool {
        matches!(self, Self::ProtectedIdentity | Self::ProtectionUnknown)
    }

    /// The legal basis as it stood in `month`.
    pub fn legal_basis(self, month: Month) -> &'static str {
        self.provision().citation(month)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| de::Error::custom("no such reason code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_unique_and_read_back() {
        let codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(*reason));
        }
    }

    #[test]
    fn every_reason_has_a_text_for_each_reader() {
        for reason in Reason::ALL {
            for text in [reason.for_caseworker(), reason.for_applicant()] {
                assert!(text.ends_with('.') && text.len() > 20, "{reason}: {text}");
            }
        }
    }
}
