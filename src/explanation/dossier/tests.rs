//! The dossier says what there is to say, of nobody by number, and nothing of
//! a restricted case.

use super::text::text;
use super::{Block, Dossier, DossierFacts, NoDossier, Table, dossier};
use crate::assessment::Assessment;
use crate::assessment::result::Unchecked;
use crate::assessment::trace::Role;
use crate::explanation::{decision_letter, handover_note, sample};
use crate::vocabulary::evidence::{BenefitPayment, Cause, EmployerDeclaration, Facts, TaxAgency};
use crate::vocabulary::{Answer, Application, Kronor, Reason, RegistryAnswer, Source};

const EMPLOYER: &str = "165560360793";

fn written(
    application: Option<&Application>,
    evidence: &[RegistryAnswer],
    assessment: &Assessment,
) -> Result<Dossier, NoDossier> {
    dossier(&DossierFacts {
        id: "FS-2026-004711",
        case_number: "FS-2026-004711",
        application,
        faults: &["costs[0].amount".into()],
        evidence,
        assessment,
        policy: &sample::policy(),
        on: "2026-11-02".parse().expect("a day"),
        program_version: "1.0.0",
    })
}

fn handed_over() -> Assessment {
    let mut assessment = sample::partly_granted();
    assessment.reasons = vec![Reason::RentOverCeiling, Reason::SalaryDiffers];
    assessment
}

fn answer(application: &Application, facts: Facts) -> RegistryAnswer {
    RegistryAnswer {
        person: Some(application.applicant.personnummer),
        from: "2026-09-01".parse().expect("a day"),
        to: "2026-11-30".parse().expect("a day"),
        fetched: "2026-11-02T08:15:00+01:00".parse().expect("an instant"),
        facts,
    }
}

fn evidence(application: &Application) -> Vec<RegistryAnswer> {
    let paid = |code: &str, net| BenefitPayment {
        code: code.into(),
        paid_on: "2026-10-20".parse().expect("a day"),
        net: Kronor::whole(net),
        retroactive: false,
        set_off: code == "FK:BOB",
    };
    let declaration = EmployerDeclaration {
        employer: EMPLOYER.into(),
        period: "2026-10".parse().expect("a month"),
        number: 1,
        handed_in: "2026-11-01".parse().expect("a day"),
        correction: false,
        pay: Kronor::whole(4000),
        tax: Kronor::whole(1000),
        benefits: false,
    };
    let mut tax_agency = TaxAgency::could_not_be_checked(Cause::Error);
    tax_agency.declarations = Answer::Data(vec![declaration]);
    vec![
        answer(
            application,
            Facts::Forsakringskassan(Answer::Data(vec![
                paid("FK:ABB", 1250),
                paid("FK:BOB", 2400),
                paid("FK:MEK", 300),
                paid("FK:XYZ", 70),
            ])),
        ),
        answer(application, Facts::Skatteverket(tax_agency)),
    ]
}

fn tables(dossier: &Dossier) -> impl Iterator<Item = &Table> {
    let blocks = dossier.sections.iter().flat_map(|section| &section.blocks);
    blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// The cells of a row, in words.
fn row(dossier: &Dossier, table: &str, row: &str) -> Vec<String> {
    let table = tables(dossier)
        .find(|one| one.id == table)
        .expect("a table");
    let row = table.rows.iter().find(|one| one.id == row).expect("a row");
    row.cells.iter().map(|cell| cell.in_words()).collect()
}

#[test]
fn reasons_come_first_each_with_what_to_do_and_its_legal_basis() {
    let application = sample::application();
    let dossier = written(Some(&application), &[], &handed_over()).expect("a dossier");
    assert_eq!(dossier.sections[0].id, "skal");
    let cells = row(&dossier, "reasons", "salary_differs");
    assert_eq!(cells[0], Reason::SalaryDiffers.for_caseworker());
    assert!(cells[1].contains("lönespecifikation"), "{cells:?}");
    assert_eq!(&cells[2..], ["25 § FL (2017:900)", "salary_differs"]);
}

#[test]
fn what_was_declared_stands_beside_what_the_registry_said() {
    let application = sample::application();
    let evidence = evidence(&application);
    let dossier = written(Some(&application), &evidence, &handed_over()).expect("a dossier");
    let of_applicant = |id| row(&dossier, "person.applicant", id);
    let allowance = "1\u{a0}250 kr (20 oktober 2026), månaden före: inget";
    assert_eq!(
        of_applicant("FK:ABB"),
        ["Barnbidrag", "–", allowance, "räknas: 1\u{a0}250 kr"]
    );
    assert!(of_applicant("FK:BOB")[3].ends_with("minskad för en skuld"));
    assert_eq!(of_applicant("FK:MEK")[3], "räknas inte");
    assert_eq!(of_applicant("FK:XYZ")[3], "en handläggare bedömer");
    assert_eq!(
        of_applicant("income.salary.1"),
        [
            "Lön, arbetsgivare 1",
            "2\u{a0}870 kr",
            "lön 4\u{a0}000 kr, skatt 1\u{a0}000 kr",
            "skillnad 130 kr"
        ]
    );
    let unread = of_applicant("folkbokforing");
    assert_eq!(
        unread[2..],
        [Cause::Error.in_swedish(), "en handläggare tittar"]
    );
}

#[test]
fn of_two_answers_neither_is_shown() {
    let application = sample::application();
    let mut twice = evidence(&application);
    twice.push(twice[0].clone());
    let dossier = written(Some(&application), &twice, &handed_over()).expect("a dossier");
    let table = tables(&dossier).find(|table| table.id == "person.applicant");
    let is_benefit = |id: &str| id.starts_with("FK:");
    assert!(
        !table
            .expect("a table")
            .rows
            .iter()
            .any(|row| is_benefit(&row.id))
    );
}

#[test]
fn what_could_not_be_checked_is_never_left_out() {
    let application = sample::application();
    let mut assessment = handed_over();
    assessment.unchecked = vec![
        Unchecked {
            source: Source::Forsakringskassan,
            part: "",
            person: Role::Applicant,
            cause: Cause::Missing,
        },
        Unchecked {
            source: Source::Skatteverket,
            part: "individuppgifter",
            person: Role::Child(1),
            cause: Cause::Malformed,
        },
    ];
    let dossier = written(Some(&application), &[], &assessment).expect("a dossier");
    assert_eq!(
        row(&dossier, "person.applicant", "FK.")[2..],
        [Cause::Missing.in_swedish(), "kunde inte kontrolleras"]
    );
    assert_eq!(
        row(&dossier, "person.child_1", "SKV.individuppgifter")[2],
        Cause::Malformed.in_swedish()
    );
    let listed = row(&dossier, "unchecked", "SKV.individuppgifter.child_1");
    assert_eq!(
        listed[..2],
        [
            "Skatteverket, arbetsgivarnas uppgifter",
            "Barn 1 (född 2017)"
        ]
    );
}

#[test]
fn the_proposal_holds_its_letter_and_the_journal_its_note() {
    let (application, policy, assessment) =
        (sample::application(), sample::policy(), handed_over());
    let dossier = written(Some(&application), &[], &assessment).expect("a dossier");
    let outcome = assessment.proposed.expect("a proposal");
    let letter = decision_letter(&crate::explanation::LetterFacts {
        outcome,
        ..sample::facts(&application, &assessment, &policy)
    });
    let note = handover_note(&application, &assessment, &policy, dossier.on);
    let blocks: Vec<_> = dossier
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .collect();
    for wanted in [letter, note] {
        let is_it = |block: &&&Block| matches!(block, Block::Verbatim(text) if *text == wanted);
        assert_eq!(blocks.iter().filter(is_it).count(), 1, "{wanted}");
    }
    assert_eq!(
        row(&dossier, "times", "Ansökan kom in")[1],
        "2 november 2026 kl. 08.14"
    );
}

#[test]
fn a_restricted_case_has_no_dossier_whatever_else_is_known() {
    let application = sample::couple_application();
    for reason in Reason::ALL {
        let mut assessment = handed_over();
        assessment.reasons.push(*reason);
        let found = written(Some(&application), &evidence(&application), &assessment);
        assert_eq!(found.is_err(), reason.is_restricted(), "{reason}");
        if let Err(refused) = found {
            assert_eq!(refused, NoDossier::Restricted);
            assert!(!refused.to_string().contains(reason.code()));
        }
    }
}

#[test]
fn a_case_that_waits_has_no_dossier_yet() {
    let mut assessment = handed_over();
    let day = "2026-11-13".parse().expect("a day");
    assessment.waits_until = Some(day);
    let found = written(Some(&sample::application()), &[], &assessment);
    assert_eq!(found.err(), Some(NoDossier::Waits(day)));
}

#[test]
fn nobody_is_named_by_number_and_every_writer_says_the_same() {
    let application = sample::couple_application();
    let evidence = evidence(&application);
    let dossier = written(Some(&application), &evidence, &handed_over()).expect("a dossier");
    let json = serde_json::to_string(&dossier).expect("JSON");
    for written in [text(&dossier), json] {
        for person in application.members() {
            assert!(!written.contains(&person.digits()[2..]));
        }
        assert!(!written.contains(&application.payment.account_number));
        assert!(!written.contains(EMPLOYER), "an employer can be a person");
        for table in tables(&dossier) {
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                let words = cell.in_words();
                let is_amount = words.ends_with("kr");
                assert!(is_amount || written.contains(&words), "{words}");
            }
        }
    }
}

#[test]
fn what_the_applicant_wrote_is_shown_as_it_is_and_steers_no_terminal() {
    let mut application = sample::application();
    application.message_to_caseworker = "Hej <b>du</b>\n\u{1b}[31mröd".into();
    let dossier = written(Some(&application), &[], &handed_over()).expect("a dossier");
    let text = text(&dossier);
    assert!(
        text.contains("    Hej <b>du</b>\n    \u{fffd}[31mröd"),
        "{text}"
    );
    #[cfg(feature = "service")]
    {
        let page = dossier.html().expect("a page");
        assert!(page.contains("Hej &#60;b&#62;du"), "{page}");
        assert!(!page.contains("<b>"));
    }
}

#[test]
fn an_application_that_makes_no_sense_is_told_by_its_fields() {
    let mut assessment = handed_over();
    assessment.reasons = vec![Reason::InvalidApplication];
    let dossier = written(None, &[], &assessment).expect("a dossier");
    assert!(text(&dossier).contains("- costs[0].amount"));
}
