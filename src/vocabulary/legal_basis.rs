//! Provisions, cited as they stood in the month that is decided.
//!
//! The new socialtjänstlag (2025:400) replaced (2001:453) on 1 July 2025, and
//! the new socialtjänstförordning (2025:468) replaced (2001:937) the same day.

use super::Month;

/// A provision that a line or a reason rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provision {
    /// The right to aid.
    RightToAid,
    /// To be at the labour market's disposal.
    LabourMarket,
    /// The aktivitetskrav.
    ActivityRequirement,
    /// The riksnorm: law and ordinance.
    Riksnorm,
    /// Riksnorm where the household shares a dwelling, or has over seven members.
    SharedCosts,
    /// Reasonable costs beside the riksnorm.
    ReasonableCosts,
    /// Other costs of living.
    OtherCosts,
    /// Jobbstimulans.
    JobStimulus,
    /// Children's own earnings.
    ChildEarnings,
    /// The best interests of the child.
    BestInterestsOfChild,
    /// What the registries may tell the nämnd.
    RegistryAccess,
    /// Skatteverket's duty to tell.
    TaxAgencyAccess,
    /// Secrecy for protected persons.
    ProtectedIdentity,
    /// Delegation to an automated decision function.
    AutomatedDelegation,
    /// Automated decisions.
    AutomatedDecision,
    /// The duty to investigate.
    DutyToInvestigate,
    /// The right to be heard.
    RightToBeHeard,
    /// Help to complete an application.
    HelpToComplete,
    /// Which municipality is responsible.
    ResponsibleMunicipality,
    /// Reasons for a decision.
    Reasons,
}

/// The month from which the law of 2025 is cited.
const NEW_LAW: (i32, u32) = (2025, 7);

impl Provision {
    /// The citation as it stood in `month`.
    pub fn citation(self, month: Month) -> &'static str {
        let (before, since) = self.wordings();
        if (month.year(), month.month()) < NEW_LAW {
            before
        } else {
            since
        }
    }

    const fn wordings(self) -> (&'static str, &'static str) {
        match self {
            Self::RightToAid => ("4 kap. 1 § SoL (2001:453)", "12 kap. 1 § SoL (2025:400)"),
            Self::LabourMarket => (
                "4 kap. 1 och 5 §§ SoL (2001:453)",
                "12 kap. 3 och 5 §§ SoL (2025:400)",
            ),
            Self::ActivityRequirement => (
                "4 kap. 4 § SoL (2001:453)",
                "12 kap. 4 a–6 a §§ SoL (2025:400)",
            ),
            Self::Riksnorm => (
                "4 kap. 3 § SoL (2001:453); 2 kap. 1 § SoF (2001:937)",
                "12 kap. 7 § SoL (2025:400); 12 kap. 2 § SoF (2025:468)",
            ),
            Self::SharedCosts => (
                "4 kap. 3 § SoL (2001:453); 2 kap. 1 § SoF (2001:937)",
                "12 kap. 7 § SoL (2025:400); 12 kap. 3 § SoF (2025:468)",
            ),
            Self::ReasonableCosts => ("4 kap. 3 § SoL (2001:453)", "12 kap. 7 § SoL (2025:400)"),
            Self::OtherCosts => ("4 kap. 1 § SoL (2001:453)", "12 kap. 1 § SoL (2025:400)"),
            Self::JobStimulus => ("4 kap. 1 b § SoL (2001:453)", "12 kap. 8 § SoL (2025:400)"),
            Self::ChildEarnings => ("4 kap. 1 a § SoL (2001:453)", "12 kap. 9 § SoL (2025:400)"),
            Self::BestInterestsOfChild => {
                ("1 kap. 2 § SoL (2001:453)", "3 kap. 1 § SoL (2025:400)")
            }
            Self::RegistryAccess => ("11 kap. 11 § SoL (2001:453)", "15 kap. 10 § SoL (2025:400)"),
            Self::TaxAgencyAccess => (
                "11 kap. 11 b § SoL (2001:453)",
                "15 kap. 12 § SoL (2025:400)",
            ),
            Self::ProtectedIdentity => {
                let law = "21 kap. 3 och 3 a §§, 22 kap. 1 § OSL (2009:400)";
                (law, law)
            }
            Self::AutomatedDelegation => {
                let law = "6 kap. 37 § KL (2017:725)";
                (law, law)
            }
            Self::AutomatedDecision => {
                let law = "28 § FL (2017:900)";
                (law, law)
            }
            Self::DutyToInvestigate => {
                let law = "23 § FL (2017:900)";
                (law, law)
            }
            Self::RightToBeHeard => {
                let law = "25 § FL (2017:900)";
                (law, law)
            }
            Self::HelpToComplete => {
                let law = "20 § FL (2017:900)";
                (law, law)
            }
            Self::ResponsibleMunicipality => {
                ("2 a kap. 1 § SoL (2001:453)", "29 kap. 1 § SoL (2025:400)")
            }
            Self::Reasons => {
                let law = "32 § FL (2017:900)";
                (law, law)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_changes_on_the_first_of_july_2025() {
        let june = Month::new(2025, 6).expect("a month");
        assert_eq!(
            Provision::RightToAid.citation(june),
            "4 kap. 1 § SoL (2001:453)"
        );
        assert_eq!(
            Provision::RightToAid.citation(june.plus(1)),
            "12 kap. 1 § SoL (2025:400)"
        );
    }
}
