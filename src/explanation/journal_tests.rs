//! Journal notes say everything a colleague needs, and no person.

use super::sample::{self, facts};
use super::{handover_note, journal_note};
use crate::assessment::result::{AfterCheck, Assessment, Unchecked};
use crate::assessment::trace::Role;
use crate::vocabulary::evidence::Cause;
use crate::vocabulary::{Personnummer, Reason, Source};

fn day() -> chrono::NaiveDate {
    "2026-11-02".parse().expect("a day")
}

fn assert_all(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
}

fn unreadable() -> Assessment {
    let mut assessment = sample::partly_granted();
    assessment.reasons = vec![Reason::RegistryUnavailable, Reason::SelfEmployed];
    assessment.unchecked = vec![
        Unchecked {
            source: Source::Skatteverket,
            part: "individuppgifter",
            person: Role::CoApplicant,
            cause: Cause::Missing,
        },
        Unchecked {
            source: Source::Csn,
            part: "",
            person: Role::Applicant,
            cause: Cause::Secrecy,
        },
    ];
    assessment.amount = None;
    assessment.proposed = None;
    assessment
}

#[test]
fn a_decision_is_noted_with_what_it_rests_on() {
    let (application, assessment, policy) =
        (sample::application(), sample::granted(), sample::policy());
    let text = journal_note(&facts(&application, &assessment, &policy));
    assert_all(
        &text,
        &[
            "Automatiserat beslut 2 november 2026, ärende FS-2026-004711",
            "Återansökan för november 2026, kom in 2 november 2026 kl. 08.14 via e-tjänsten",
            "Hushåll: sökande och barn 1 (född 2017). Antal som bor i bostaden: 2",
            "Sökt: Hyra 6\u{a0}450 kr\n",
            "Uppgiven inkomst: Lön 2\u{a0}870 kr (sökande), betald 23 oktober 2026\n",
            "Uppgiven tillgång: Pengar på bank 1\u{a0}200 kr\n",
            "- Försäkringskassan: sökande, hämtat 2 november 2026 kl. 08.15\n",
            "- Skatteverket: sökande, hämtat 2 november 2026 kl. 08.15\n",
            "- Barnbidrag (sökande): −1\u{a0}250 kr [12 kap. 1 § SoL (2025:400)]",
            "- Summa 10\u{a0}358,50 kr, bistånd 10\u{a0}359 kr",
            "Beslut: bifall, 10\u{a0}359 kr",
            "Beslutat av: handlaggarrobot, version 1.0.0\nDelegation: AMN 2025-01-15 § 12",
            &assessment.rules_hash,
            &assessment.policy_hash,
        ],
    );
    assert!(!text.contains("Skäl för handläggare"));
    assert!(!text.contains("Kunde inte kontrolleras"));
}

#[test]
fn a_handover_is_noted_with_its_proposal_and_every_reason() {
    let assessment = sample::partly_granted();
    let text = handover_note(
        &sample::application(),
        &assessment,
        &sample::policy(),
        day(),
    );
    assert_all(&text, &["Förslag: delvis avslag, 10\u{a0}418 kr"]);
    for reason in &assessment.reasons {
        let basis = reason.legal_basis(sample::month("2026-11"));
        let wanted = format!("- {} [{basis}] ({reason})", reason.for_caseworker());
        assert_all(&text, &[&wanted]);
    }
}

#[test]
fn what_could_not_be_checked_is_noted_with_its_cause() {
    let application = sample::couple_application();
    let text = handover_note(&application, &unreadable(), &sample::policy(), day());
    assert_all(
        &text,
        &[
            "Förslag: inget, beloppet gick inte att räkna ut",
            "- Skatteverket, arbetsgivarnas uppgifter, medsökande: inget svar kom",
            "- CSN, sökande: uppgifterna är skyddade hos CSN",
        ],
    );
    assert!(!text.contains("\nBeräkning\n"), "{text}");
}

#[test]
fn missing_documents_strangers_and_messages_are_noted() {
    let mut application = sample::application();
    application.documents.remove(0);
    application.message_to_caseworker = "Hälsa till Kerstin".into();
    application.incomes[0].person =
        Personnummer::parse(sample::STRANGER).expect("an invented number");
    application.incomes[0].kind = "benefit".into();
    application.incomes[0].benefit_code = Some("FK:SJP".into());
    let text = handover_note(&application, &unreadable(), &sample::policy(), day());
    assert_all(
        &text,
        &[
            "Sökt: Hyra 6\u{a0}450 kr, utan underlag",
            "Sjukpenning 2\u{a0}870 kr (någon utanför hushållet)",
            "Den sökande har skrivit ett meddelande i ansökan",
        ],
    );
    assert!(!text.contains("Kerstin"));
}

#[test]
fn an_after_check_is_noted_without_the_employer() {
    let (application, policy) = (sample::application(), sample::policy());
    let mut assessment = sample::granted();
    assessment.after_checks = vec![AfterCheck {
        on: "2026-11-13".parse().expect("a day"),
        person: Role::Applicant,
        employer: "165560360793".into(),
    }];
    let text = journal_note(&facts(&application, &assessment, &policy));
    assert_all(
        &text,
        &["Efterkontroll 13 november 2026: arbetsgivarens uppgift om lön (sökande)"],
    );
    assert!(!text.contains("165560360793"));
}

#[test]
fn a_restricted_handover_notes_no_reason_and_no_content() {
    let mut assessment = sample::partly_granted();
    assessment.reasons.push(Reason::ProtectedIdentity);
    let text = handover_note(
        &sample::application(),
        &assessment,
        &sample::policy(),
        day(),
    );
    assert_eq!(
        text,
        "Lämnat till handläggare 2 november 2026, ärende FS-2026-004711\n"
    );
}

#[test]
fn no_note_holds_a_personnummer_or_an_account() {
    let (application, policy) = (sample::couple_application(), sample::policy());
    let granted = sample::granted();
    for text in [
        journal_note(&facts(&application, &granted, &policy)),
        handover_note(&application, &unreadable(), &policy, day()),
    ] {
        for person in application.members() {
            assert!(!text.contains(person.digits()));
        }
        assert!(!text.contains(&application.payment.account_number));
    }
}
