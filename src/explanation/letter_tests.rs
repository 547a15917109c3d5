//! The letter holds what the law asks for, in plain words and without a person.

use std::collections::BTreeSet;

use super::letter_samples::{decided_in_part, every_letter, everything, letter};
use super::readability;
use super::sample::{self, facts, kronor, month};
use super::{LetterFacts, decision_letter};
use crate::assessment::result::Outcome;
use crate::assessment::trace::Part;
use crate::vocabulary::{Kronor, Reason};

#[test]
fn every_letter_is_easy_to_read() {
    for text in every_letter() {
        readability::hold(&text);
    }
}

#[test]
fn the_worked_example_says_the_result_first_and_then_each_item() {
    let text = letter(&sample::application(), &sample::granted());
    let wanted = [
        "Exempelstads kommun",
        "Arbetsmarknadsnämnden",
        "Beslutsdag: 2 november 2026",
        "Ärendenummer: FS-2026-004711",
        "Du får 10\u{a0}359 kr i ekonomiskt bistånd för november 2026.",
        "Riksnorm, ensamstående",
        "    Källa: riksnormen från 1 januari 2026 och din ansökan.\n",
        "3\u{a0}820,00 kr",
        "Gäller barn 1 (född 2017). Källa: riksnormen från 1 januari 2026 och din ansökan.",
        "Hyra",
        "6\u{a0}450,00 kr",
        "Källa: din ansökan.",
        "−1\u{a0}250,00 kr",
        "Gäller dig. Källa: Försäkringskassan, hämtat 2 november 2026.",
        "Källa: din ansökan och Skatteverket, hämtat 2 november 2026.",
        "25 procent av 2\u{a0}870 kr, avrundat uppåt till öre.",
        "lagens regel om jobbstimulans och vårt ärendesystem.",
        "10\u{a0}358,50 kr",
        "Avrundning uppåt till hel krona",
        "10\u{a0}359,00 kr",
        "inkomster som kom in i oktober 2026",
        "Regel: 12 kap. 1 § SoL (2025:400)",
        "I hushållet räknas du och ett barn.",
        "Regel: 12 kap. 8 § SoL (2025:400)",
        "följer den plan",
        "Regel: 12 kap. 3 och 5 §§ SoL (2025:400)",
        "hur barn i hushållet har det",
        "Regel: 3 kap. 1 § SoL (2025:400)",
        "Då kan vi rätta beslutet.",
        "En automatiserad beslutsfunktion har fattat beslutet.",
        "Delegation: AMN 2025-01-15 § 12",
        "telefon 0000-00 00 00, e-post bistand@exempelstad.example",
        "Förvaltningsrätten i Exempelstad",
        "inom tre veckor från den dag du fick beslutet",
        "Programversion: 1.0.0",
    ];
    let mut rest = text.as_str();
    for wanted in wanted {
        let place = rest.find(wanted);
        rest = &rest[place.unwrap_or_else(|| panic!("{wanted} is not next in:\n{text}"))..];
    }
    assert!(!text.contains("Det här räknar vi inte"));
    assert!(!text.contains("en gång till"));
}

#[test]
fn the_appeal_says_form_content_where_and_when() {
    let text = letter(&sample::application(), &sample::rejected());
    for wanted in [
        "ett brev till Förvaltningsrätten i Exempelstad",
        "lämna eller skicka brevet till Arbetsmarknadsnämnden",
        "Arbetsmarknadsnämnden, 000 00 Exempelstad",
        "inom tre veckor",
        "vilket beslut du överklagar (beslutet den 2 november 2026, ärende FS-2026-004711)",
        "vilken ändring du vill ha",
        "varför du vill ha den",
        "ditt namn och personnummer, din adress och ditt telefonnummer",
        "Behöver du hjälp att skriva?",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
}

#[test]
fn hashes_are_printed_whole() {
    let assessment = sample::granted();
    let text = letter(&sample::application(), &assessment);
    let (_, record) = text.split_once("\nOm beslutet\n").expect("the last block");
    for hash in [&assessment.rules_hash, &assessment.policy_hash] {
        assert_eq!(hash.len(), 71);
        assert!(record.contains(hash.as_str()), "{record}");
    }
}

#[test]
fn each_provision_is_cited_once() {
    for text in every_letter() {
        let rules: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("  Regel: "))
            .collect();
        let distinct: BTreeSet<_> = rules.iter().collect();
        assert_eq!(rules.len(), distinct.len(), "{rules:?}");
        assert!(rules.len() >= 4, "{rules:?}");
    }
}

#[test]
fn provisions_that_were_cited_alike_before_july_2025_share_their_citation() {
    let mut application = sample::application();
    application.month = month("2025-06");
    let mut assessment = everything();
    for line in &mut assessment.lines {
        line.month = application.month;
    }
    let text = letter(&application, &assessment);
    let shared = "  Regel: 4 kap. 3 § SoL (2001:453); 2 kap. 1 § SoF (2001:937)";
    assert_eq!(text.matches(shared).count(), 1, "{text}");
    assert!(!text.contains("2025:400"), "{text}");
    assert!(text.contains("inkomster som kom in i maj 2025"));
}

#[test]
fn a_partial_rejection_says_what_and_why() {
    let text = letter(&sample::application(), &decided_in_part());
    for wanted in [
        "Du får 10\u{a0}418 kr i ekonomiskt bistånd för november 2026. \
         Vi avslår en del av din ansökan.",
        "Hushållsel: du sökte 812 kr. Vi räknar 600 kr. \
         Det är kommunens gräns för vad som är skäligt.",
        "Glasögon: du sökte 1\u{a0}500 kr. Vi räknar 0 kr. \
         En handläggare behöver bedöma den kostnaden.",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    assert!(!text.contains("Hyra: du sökte"));
}

#[test]
fn a_rejection_says_by_how_much_the_incomes_are_higher() {
    let text = letter(&sample::application(), &sample::rejected());
    for wanted in [
        "Du får inget ekonomiskt bistånd för november 2026. Vi avslår din ansökan.",
        "Dina inkomster är högre än det du behöver. Skillnaden är 2\u{a0}489 kr.",
        "−2\u{a0}489,00 kr",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    assert!(!text.contains("Pengarna betalas ut"));
}

#[test]
fn incomes_equal_to_the_needs_are_not_called_higher() {
    let mut assessment = sample::rejected();
    assessment.lines[8].amount = kronor("-17511");
    assessment.lines.pop();
    assert_eq!(assessment.unrounded_sum(), Kronor::ZERO);
    let text = letter(&sample::application(), &assessment);
    assert!(text.contains("Dina inkomster räcker precis till det du behöver."));
    assert!(!text.contains("högre än det du behöver"));
}

#[test]
fn no_income_is_said_aloud() {
    let mut assessment = sample::granted();
    assessment
        .lines
        .retain(|line| !matches!(line.part, Part::Income | Part::Disregarded | Part::Rounding));
    assessment.amount = Some(assessment.unrounded_sum());
    let text = letter(&sample::application(), &assessment);
    assert!(
        text.contains("\nInkomster\n  Inga inkomster att räkna.\n"),
        "{text}"
    );
    assert!(text.contains("inte hittat några inkomster att räkna i oktober 2026"));
}

#[test]
fn a_couple_is_ni_and_each_may_appeal() {
    let text = letter(&sample::couple_application(), &everything());
    for wanted in [
        "Ni får 10\u{a0}418 kr",
        "Med ni menar vi dig som söker och din medsökande.",
        "Gäller medsökande.",
        "Källa: er ansökan.",
        "I hushållet räknas du, medsökande och ett barn.",
        "Var och en av er får göra det.",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    assert!(!text.contains("Du får"));
}

#[test]
fn an_after_check_says_which_day_and_whose_salary() {
    let text = letter(&sample::application(), &everything());
    assert!(text.contains("  13 november 2026: lön för dig\n"), "{text}");
    assert!(
        !text.contains("165560360793"),
        "the employer may be a person"
    );
}

#[test]
fn a_proposal_never_says_that_it_is_decided() {
    let text = letter(&sample::application(), &sample::partly_granted());
    for wanted in [
        "Förslag till beslut om ekonomiskt bistånd",
        "Förslagsdag: 2 november 2026",
        "En handläggare fattar beslutet.",
        "Om förslaget",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    for wrong in [
        "har fattat beslutet",
        "Beslutsdag",
        "beslutet den 2 november",
    ] {
        assert!(!text.contains(wrong), "{wrong} in:\n{text}");
    }
}

#[test]
fn without_a_computed_result_the_letter_is_the_notice() {
    let (application, policy) = (sample::application(), sample::policy());
    let mut assessment = sample::granted();
    let notice = super::notice(&policy, &application.case_number);
    let not_decided = LetterFacts {
        outcome: Outcome::HandedOver,
        ..facts(&application, &assessment, &policy)
    };
    assert_eq!(decision_letter(&not_decided), notice);
    assessment.amount = None;
    assert_eq!(letter(&application, &assessment), notice);
}

#[test]
fn no_letter_names_a_person_or_an_account() {
    let application = sample::couple_application();
    let mut texts = every_letter();
    let mut assessment = everything();
    assessment.reasons = Reason::ALL.to_vec();
    texts.push(letter(&application, &assessment));
    for text in texts {
        for person in application.members() {
            assert!(!text.contains(person.digits()));
            assert!(!text.contains(&person.digits()[2..]));
        }
        assert!(!text.contains(&application.payment.account_number));
    }
}

#[test]
fn the_same_facts_give_the_same_letter() {
    assert_eq!(every_letter(), every_letter());
}
