//! Provisions, cited as they stood in the month that is decided.
//!
//! The new socialtjänstlag (2025:400) replaced (2001:453) on 1 July 2025, and
//! the new socialtjänstförordning (2025:468) replaced (2001:937) the same day.

use chrono::NaiveDate;

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
    /// Aid of another kind, which cannot be appealed the ordinary way.
    OtherAid,
    /// To pay aid back, and aid on condition of that.
    Recovery,
    /// Appeals.
    Appeal,
    /// What Arbetsförmedlingen may tell the nämnd.
    EmploymentServiceAccess,
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

    /// From which day the cited law is in force; of a section that came later,
    /// from which day that section is.
    pub fn in_force_since(self, month: Month) -> NaiveDate {
        let is_old = (month.year(), month.month()) < NEW_LAW;
        let (year, month, day) = match self {
            Self::ProtectedIdentity => (2009, 6, 30),
            // SFS 2022:638.
            Self::AutomatedDelegation => (2022, 7, 1),
            Self::AutomatedDecision
            | Self::DutyToInvestigate
            | Self::RightToBeHeard
            | Self::HelpToComplete
            | Self::Reasons => (2018, 7, 1),
            _ if is_old => (2002, 1, 1),
            // SFS 2026:730; it applies to aid from October 2026.
            Self::ActivityRequirement => (2026, 7, 1),
            _ => (2025, 7, 1),
        };
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
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
            Self::OtherAid => ("4 kap. 2 § SoL (2001:453)", "12 kap. 2 § SoL (2025:400)"),
            Self::Recovery => ("9 kap. 1–3 §§ SoL (2001:453)", "33 kap. SoL (2025:400)"),
            Self::Appeal => ("16 kap. 3 § SoL (2001:453)", "35 kap. 1 § SoL (2025:400)"),
            Self::EmploymentServiceAccess => (
                "11 kap. 11 a § SoL (2001:453)",
                "15 kap. 11 § SoL (2025:400)",
            ),
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
        let since = |month| Provision::RightToAid.in_force_since(month).to_string();
        assert_eq!(since(june), "2002-01-01");
        assert_eq!(since(june.plus(1)), "2025-07-01");
        let delegation = Provision::AutomatedDelegation.in_force_since(june);
        assert_eq!(delegation.to_string(), "2022-07-01");
    }
}
