//! The Swedish texts of the reasons: one for the caseworker, one for the
//! applicant. The applicant's text says what happens, never what to fear.

use super::Reason;

impl Reason {
    /// What a caseworker reads.
    pub const fn for_caseworker(self) -> &'static str {
        self.texts().0
    }

    /// What an applicant reads.
    pub const fn for_applicant(self) -> &'static str {
        self.texts().1
    }

    #[rustfmt::skip]
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::ActivityRequirement => ("Aktivitetskravet är inte visat uppfyllt för en vuxen.", "En handläggare behöver titta på aktivitetskravet."),
            Self::AdultChild => ("Ett barn i ansökan räknas som vuxen och ska prövas för sig.", "Ett av barnen är vuxet och behöver prövas för sig."),
            Self::AfterCheckDiffers => ("Arbetsgivarens uppgift skiljer sig från det som räknades, eller saknas än. Robotens beslut gäller.", "Uppgiften från arbetsgivaren skiljer sig från lönen i ansökan."),
            Self::AgiMissing => ("Arbetsgivarens uppgift om lön saknas hos Skatteverket.", "Skatteverket har ingen uppgift från arbetsgivaren ännu."),
            Self::Assets => ("Hushållet har tillgångar över kommunens gräns eller av annat slag.", "En handläggare behöver titta på tillgångarna i ansökan."),
            Self::AutomatedStreak => ("Roboten har beslutat många månader i följd. En person ska titta på ärendet.", "En handläggare går igenom ärendet med jämna mellanrum."),
            Self::BenefitMissing => ("En förmån som betalades månaden innan saknas i kontrollmånaden.", "En förmån som du hade tidigare finns inte med den här månaden."),
            Self::ChildBornInMonth => ("Ett barn är fött efter den första dagen i den sökta månaden.", "Ett barn är fött under månaden, och det räknar en handläggare."),
            Self::ChildEarnings => ("Ett barns arbetsinkomst är högre än ett prisbasbelopp.", "Ett barn har tjänat mer än det som är fritt från beräkningen."),
            Self::ChildPerspectiveMissing => ("Det är inte dokumenterat att barnens situation är beaktad.", "En handläggare behöver ta reda på hur barnen har det."),
            Self::CircumstancesChanged => ("Den sökande uppger att något har ändrats.", "Du har skrivit att något har ändrats."),
            Self::CircumstancesFlagged => ("Ärendesystemet har en markering om hushållets situation.", "En handläggare behöver titta på er situation."),
            Self::ConflictingResubmission => ("Samma ansökan har kommit två gånger med olika innehåll.", "Din ansökan har kommit in två gånger med olika uppgifter."),
            Self::CoordinationNumber => ("En vuxen har samordningsnummer.", "En handläggare behöver titta på din folkbokföring."),
            Self::CostNeedsAssessment => ("En kostnad kräver en persons bedömning.", "En av kostnaderna behöver en handläggare bedöma."),
            Self::CostOverCap => ("En kostnad är högre än kommunens gräns.", "En av kostnaderna är högre än kommunens gräns."),
            Self::Deceased => ("En person i hushållet är avliden enligt folkbokföringen.", "En handläggare behöver titta på uppgifterna om hushållet."),
            Self::DeclaredNotInRegistry => ("En förmån i ansökan finns inte i registret för kontrollmånaden.", "En förmån som du har uppgett finns inte i registret."),
            Self::DelegationMissing => ("Ingen delegation gäller för den automatiserade beslutsfunktionen.", "En handläggare fattar beslutet."),
            Self::DiffersFromLastMonth => ("Beloppet skiljer sig mycket från det senast beviljade.", "Beloppet skiljer sig mycket från förra månaden."),
            Self::DocumentMissing => ("Underlag saknas för en kostnad.", "Ett underlag till en kostnad saknas."),
            Self::DuplicateApplication => ("Någon i hushållet har redan ett beslut för månaden.", "Det finns redan ett beslut för månaden."),
            Self::EvidenceMismatch => ("Registrens svar stämmer inte med frågorna.", "Uppgifterna från ett register behöver kontrolleras."),
            Self::FirstApplication => ("Det är en nyansökan.", "En första ansökan går alltid till en handläggare."),
            Self::HouseholdDiffers => ("Hushållet stämmer inte med förra månaden eller med folkbokföringen.", "Uppgifterna om hushållet behöver kontrolleras."),
            Self::IncomeChanged => ("En inkomst har ändrats mer än kommunens gräns.", "En inkomst har ändrats mycket sedan månaden innan."),
            Self::IncomePersonUnknown => ("En inkomst hör till någon utanför hushållet.", "En inkomst i ansökan hör till någon utanför hushållet."),
            Self::IndividualAssessmentMissing => ("Ingen giltig individuell bedömning finns för en vuxen.", "En handläggare behöver träffa dig först."),
            Self::InvalidApplication => ("Ansökan har uppgifter som inte går att läsa eller inte stämmer.", "En uppgift i ansökan går inte att läsa."),
            Self::KillSwitch => ("Roboten är stoppad för sådana här ärenden.", "En handläggare fattar beslutet."),
            Self::LargeAmount => ("Beloppet är högre än roboten får besluta om.", "Beloppet är så högt att en handläggare beslutar."),
            Self::MessageToCaseworker => ("Den sökande har skrivit ett meddelande.", "Du har skrivit ett meddelande, och en handläggare läser det."),
            Self::MinorApplicant => ("En sökande är under 18 år.", "Du som söker är under 18 år."),
            Self::MonthOutsideWindow => ("Den sökta månaden ligger utanför tiden för ansökan.", "Månaden går inte att söka för just nu."),
            Self::NormTableMissing => ("Riksnorm eller prisbasbelopp saknas för månaden.", "Beloppen för månaden är inte klara."),
            Self::NotAvailableForWork => ("En vuxen följer inte planen enligt den individuella bedömningen.", "En handläggare behöver prata med dig om planen."),
            Self::NotSigned => ("En vuxen har inte skrivit under ansökan.", "En underskrift saknas i ansökan."),
            Self::OptedOut => ("Den sökande vill inte ha ett automatiserat beslut.", "Du har valt att en handläggare ska besluta."),
            Self::OtherMunicipality => ("En annan kommun kan vara ansvarig.", "En annan kommun kan vara ansvarig för ansökan."),
            Self::OutcomeNeedsHuman => ("Utfallet är ett som roboten inte får besluta.", "En handläggare behöver fatta det här beslutet."),
            Self::PartTimeChild => ("Ett barn bor en del av tiden i hushållet.", "Ett barn bor hos dig en del av tiden."),
            Self::PaymentChanged => ("Uppgifterna om utbetalning har ändrats.", "Uppgifterna om utbetalning har ändrats."),
            Self::Poison => ("Ansökan har stoppat roboten flera gånger.", "Din ansökan gick inte att behandla automatiskt."),
            Self::ProtectedIdentity => ("Skyddade personuppgifter i hushållet.", "En handläggare tar hand om ansökan."),
            Self::ProtectionUnknown => ("Det är okänt om någon i hushållet har skyddade personuppgifter.", "En handläggare tar hand om ansökan."),
            Self::RecommendMode => ("Roboten lämnar förslag och en person beslutar.", "En handläggare fattar beslutet."),
            Self::RegistryUnavailable => ("Ett register gick inte att kontrollera.", "En uppgift gick inte att hämta från ett register."),
            Self::RentOverCeiling => ("Hyran är högre än kommunens gräns för hushållet.", "Hyran är högre än kommunens gräns."),
            Self::RetroactivePayment => ("En förmån har betalats i efterhand.", "En förmån har betalats i efterhand."),
            Self::SalaryBenefits => ("Arbetsgivaren har betalat förmåner eller ersättningar vid sidan av lönen.", "Arbetsgivaren har betalat mer än lön."),
            Self::SalaryDiffers => ("Lönen i ansökan skiljer sig från arbetsgivarens uppgift.", "Lönen i ansökan skiljer sig från arbetsgivarens uppgift."),
            Self::SelfEmployed => ("En vuxen har F-skatt eller är momsregistrerad.", "En handläggare behöver titta på ditt företag."),
            Self::SetOff => ("En förmån är minskad genom kvittning eller utmätning.", "En förmån är minskad på grund av en skuld."),
            Self::SharedDwelling => ("Fler personer bor i bostaden än de som söker.", "Fler bor i bostaden än de som söker."),
            Self::Student => ("En vuxen studerar med studiestöd den sökta månaden.", "En handläggare behöver titta på dina studier."),
            Self::Supplement => ("Det är en tilläggsansökan.", "En tilläggsansökan går alltid till en handläggare."),
            Self::UndeclaredIncome => ("En inkomst finns i registret men inte i ansökan.", "En inkomst finns i ett register men inte i ansökan."),
            Self::UnknownBenefit => ("En inkomst är av ett slag som roboten inte känner.", "En inkomst behöver en handläggare bedöma."),
            Self::WaitingForAgi => ("Arbetsgivarens uppgift ska komma inom några dagar.", "Arbetsgivarens uppgift kommer inom några dagar."),
            Self::WaitingForControlMonth => ("Den sökta månaden har inte börjat.", "Ansökan räknas när månaden har börjat."),
        }
    }
}
