//! What a caseworker looks at, and does, for each reason.

use crate::vocabulary::Reason;

/// What to look at or do, in Swedish.
#[rustfmt::skip]
pub(super) const fn what_to_do(reason: Reason) -> &'static str {
    match reason {
        Reason::ActivityRequirement => "Se efter om den vuxna uppfyller aktivitetskravet eller är undantagen. Skriv in det i ärendesystemet.",
        Reason::AdultChild => "Pröva det vuxna barnet för sig. Räkna om hushållet utan barnet.",
        Reason::AfterCheckDiffers => "Jämför lönen i beslutet med arbetsgivarens uppgift. Bedöm om beslutet ska ändras.",
        Reason::AgiMissing => "Be om lönespecifikation, eller vänta på arbetsgivarens uppgift. Räkna sedan lönen.",
        Reason::Assets => "Bedöm om tillgångarna kan användas till försörjningen.",
        Reason::AutomatedStreak => "Gå igenom hela ärendet. Har något ändrats som ansökan inte visar?",
        Reason::BenefitMissing => "Fråga varför förmånen inte kom. Har den upphört, eller är den försenad?",
        Reason::ChildBornInMonth => "Räkna barnets riksnorm för den del av månaden som barnet har levt.",
        Reason::ChildEarnings => "Räkna den del av barnets inkomst som är högre än ett prisbasbelopp.",
        Reason::ChildPerspectiveMissing => "Ta reda på hur barnen har det. Skriv in det i ärendesystemet.",
        Reason::CircumstancesChanged => "Fråga vad som har ändrats, och bedöm om det påverkar rätten till bistånd.",
        Reason::CircumstancesFlagged => "Läs markeringen i ärendesystemet, och bedöm vad hushållet behöver.",
        Reason::ConflictingResubmission => "Fråga vilken av ansökningarna som gäller.",
        Reason::CoordinationNumber => "Se efter var personen bor och vilken rätt till bistånd som finns.",
        Reason::CostNeedsAssessment => "Bedöm om kostnaden behövs och är skälig.",
        Reason::CostOverCap => "Bedöm om det finns skäl att godta mer än kommunens gräns.",
        Reason::Deceased => "Kontrollera folkbokföringen. Räkna om hushållet.",
        Reason::DeclaredNotInRegistry => "Fråga vilken förmån det är och när den kom. Be om utbetalningsbesked.",
        Reason::DelegationMissing => "Fatta beslutet. Säg till systemförvaltaren att delegationen behöver förnyas.",
        Reason::DiffersFromLastMonth => "Jämför med förra månaden. Vad förklarar skillnaden?",
        Reason::DocumentMissing => "Be om underlaget. Säg vad som behövs och när det ska komma.",
        Reason::DuplicateApplication => "Jämför med beslutet som redan finns för månaden. Är det här ett tillägg?",
        Reason::EvidenceMismatch => "Hämta uppgiften från registret på nytt. Räkna sedan om.",
        Reason::FirstApplication => "Boka ett möte. Gör en individuell bedömning och en plan.",
        Reason::HouseholdDiffers => "Ta reda på vilka som bor i hushållet. Jämför med folkbokföringen.",
        Reason::IncomeChanged => "Fråga varför inkomsten har ändrats. Stämmer beloppet?",
        Reason::IncomePersonUnknown => "Fråga vems inkomsten är. Hör personen till hushållet?",
        Reason::IndividualAssessmentMissing => "Boka ett möte. Gör en individuell bedömning, och skriv in den i ärendesystemet.",
        Reason::InvalidApplication => "Hjälp den sökande att rätta ansökan. Fälten står under Ansökan.",
        Reason::KillSwitch => "Fatta beslutet. Roboten är stoppad med avsikt.",
        Reason::LargeAmount => "Gå igenom beräkningen. Är beloppet rimligt för hushållet?",
        Reason::MessageToCaseworker => "Läs meddelandet, och svara.",
        Reason::MinorApplicant => "Ta reda på vem som har vårdnaden. Bedöm om en annan insats behövs.",
        Reason::MonthOutsideWindow => "Bedöm om ansökan ska prövas för månaden, eller om en annan månad menas.",
        Reason::NormTableMissing => "Räkna när beloppen för månaden är beslutade.",
        Reason::NotAvailableForWork => "Prata med den vuxna om planen. Bedöm om det finns godtagbara skäl.",
        Reason::NotSigned => "Be den vuxna att skriva under.",
        Reason::OptedOut => "Fatta beslutet. Den sökande vill att en person gör det.",
        Reason::OtherMunicipality => "Ta reda på vilken kommun som ansvarar. Behöver ärendet flyttas?",
        Reason::OutcomeNeedsHuman => "Pröva förslaget. Låt den sökande yttra sig om det behövs.",
        Reason::PartTimeChild => "Se efter hur umgänget är ordnat, och räkna barnets dagar.",
        Reason::PaymentChanged => "Kontrollera med den sökande att uppgifterna om utbetalning stämmer.",
        Reason::Poison => "Pröva ansökan utan roboten. Säg till systemförvaltaren.",
        Reason::ProtectedIdentity | Reason::ProtectionUnknown => "Följ rutinen för ärenden i begränsad kö.",
        Reason::RecommendMode => "Pröva förslaget, och fatta beslutet.",
        Reason::RegistryUnavailable => "Hämta uppgiften från registret, eller be om underlag. Under Kunde inte kontrolleras står vilka.",
        Reason::RentOverCeiling => "Bedöm om hyran är skälig just nu. Den sökande kan behöva tid att flytta.",
        Reason::RetroactivePayment => "Se efter vilken tid förmånen gäller. Bedöm hur den ska räknas.",
        Reason::SalaryBenefits => "Se efter vad arbetsgivaren har betalat utöver lönen. Bedöm om det ska räknas.",
        Reason::SalaryDiffers => "Låt den sökande förklara skillnaden. Be om lönespecifikation.",
        Reason::SelfEmployed => "Ta reda på om företaget är igång och vad det ger.",
        Reason::SetOff => "Ta reda på vilken skuld som drogs av. Bedöm vilket belopp som ska räknas.",
        Reason::SharedDwelling => "Ta reda på vilka som bor i bostaden och hur de delar kostnaderna.",
        Reason::Student => "Bedöm om studierna ger rätt till bistånd.",
        Reason::Supplement => "Pröva det som är nytt i ansökan mot beslutet för månaden.",
        Reason::UndeclaredIncome => "Låt den sökande yttra sig om inkomsten innan du beslutar. Det får ske muntligt.",
        Reason::UnknownBenefit => "Ta reda på vad inkomsten är. Bedöm om den ska räknas.",
        Reason::WaitingForAgi | Reason::WaitingForControlMonth => "Vänta. Roboten tar upp ärendet igen.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::readability::measure;

    #[test]
    fn every_reason_has_something_to_do_in_short_sentences() {
        for reason in Reason::ALL {
            let text = what_to_do(*reason);
            let measure = measure(text);
            assert!(measure.words >= 3, "{reason}: {text}");
            assert!(measure.longest <= 20, "{reason}: {text}");
        }
    }
}
