//! The words of the field at their edges.

use handlaggarrobot::registries::read_answer;
use handlaggarrobot::vocabulary::application::Payment;
use handlaggarrobot::vocabulary::evidence::{Cause, Facts};
use handlaggarrobot::vocabulary::identity::{derived_id, digest, hash_text};
use handlaggarrobot::vocabulary::{
    Answer, Destination, Kronor, Month, Personnummer, Posting, Provision, Reason, Source,
    stockholm_day, stockholm_midnight,
};
use serde_json::json;

use crate::form::Case;
use crate::household::invented_number;
use crate::words;

#[test]
fn a_day_begins_at_midnight_in_stockholm() {
    for (day, begins) in [
        ("2026-11-01", "2026-10-31T23:00:00+00:00"),
        ("2026-07-01", "2026-06-30T22:00:00+00:00"),
        ("2026-03-29", "2026-03-28T23:00:00+00:00"),
    ] {
        let day = day.parse().expect("a day");
        let midnight = stockholm_midnight(day);
        assert_eq!(midnight.to_rfc3339(), begins);
        assert_eq!(stockholm_day(&midnight), day);
        assert_ne!(
            stockholm_day(&(midnight - chrono::TimeDelta::seconds(1))),
            day
        );
    }
}

#[test]
fn amounts_at_their_edges() {
    let read = |text: &str| Kronor::parse(text).ok().map(|amount| amount.to_string());
    assert_eq!(read("000000000000001").as_deref(), Some("1.00"));
    assert_eq!(read("0000000000000001"), None);
    assert_eq!(read("999999999999.99").as_deref(), Some("999999999999.99"));
    assert_eq!(
        read("-999999999999.99").as_deref(),
        Some("-999999999999.99")
    );
    for bad in [
        "1000000000000",
        "-1000000000000.00",
        "1.2.3",
        "1.a",
        "a.1",
        "1. ",
        "--1",
        "1.000",
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
    let [zero, up, down] = [0, 1, -1].map(Kronor::from_ore);
    assert!(!zero.is_negative() && !zero.is_positive() && -zero == zero);
    assert!(up.is_positive() && !up.is_negative() && down.is_negative() && !down.is_positive());
    assert_eq!(down.abs(), up);
    assert_eq!(
        Kronor::from_ore(-150).rounded_up_to_krona(),
        Kronor::whole(-1)
    );
    assert_eq!(Kronor::whole(1000).percent(12), Kronor::whole(120));
    assert_eq!(
        Kronor::from_ore(1).fraction_rounded_up(1, 3),
        Some(Kronor::from_ore(1))
    );
    assert_eq!(
        Kronor::from_ore(1).percent(25).ore(),
        None,
        "a quarter of an öre is no öre"
    );
    let swedish = [1, 12, 123, 1234, 123_456, 1_234_567].map(|sum| Kronor::whole(sum).in_swedish());
    let wanted = [
        "1 kr",
        "12 kr",
        "123 kr",
        "1 234 kr",
        "123 456 kr",
        "1 234 567 kr",
    ];
    assert_eq!(swedish.map(|text| text.replace('\u{a0}', " ")), wanted);
    assert_eq!(Kronor::from_ore(1205).in_swedish(), "12,05 kr");
    assert_eq!(format!("{:?}", Kronor::whole(7)), "7.00 kr");
    let refused = serde_json::from_value::<Kronor>(json!(7)).map_err(|error| error.to_string());
    assert!(refused.is_err_and(|text| text.contains("a string with at most two decimals")));
}

#[test]
fn months_at_their_edges() {
    let month = |text: &str| text.parse::<Month>().ok();
    for bad in [
        "02026-01", "2026-1", "2026-001", "2026-+1", "+026-01", "2026/01", "2200-01",
    ] {
        assert_eq!(month(bad), None, "{bad}");
    }
    let first = month("1900-01").expect("the first month");
    let last = month("2199-12").expect("the last month");
    assert_eq!(
        (first.year(), first.month(), last.year(), last.month()),
        (1900, 1, 2199, 12)
    );
    assert_eq!(last.in_swedish(), "december 2199");
    assert_eq!(format!("{last:?}"), "2199-12");
    let february = month("2024-02").expect("a month");
    assert_eq!(february.last_day().to_string(), "2024-02-29");
    assert_eq!(
        february.day(30),
        february.first_day(),
        "a month without such a day"
    );
    assert!(!february.contains(february.plus(1).first_day()));
    assert_eq!(february.january().to_string(), "2024-01");
    let refused =
        serde_json::from_value::<Month>(json!(202_402)).map_err(|error| error.to_string());
    assert!(refused.is_err_and(|text| text.contains("a month written YYYY-MM")));
}

#[test]
fn personnummer_at_their_edges() {
    let numbers =
        ["1990-04-12", "1850-01-01", "2026-11-30"].map(|born| invented_number(born, false, 3));
    for number in &numbers {
        assert_eq!(
            Personnummer::parse(number).expect("a number").digits(),
            number
        );
    }
    let of_1849 = invented_number("1849-12-31", false, 3);
    assert!(Personnummer::parse(&of_1849).is_err());
    let coordination = invented_number("1990-04-25", true, 3);
    let coordination = Personnummer::parse(&coordination).expect("a number");
    assert!(coordination.is_coordination_number());
    assert_eq!(coordination.birth_day_of_month(), 25);
    let mut wrong = numbers[0].clone().into_bytes();
    wrong.swap(10, 11);
    if wrong != numbers[0].as_bytes() {
        assert!(Personnummer::parse(&String::from_utf8_lossy(&wrong)).is_err());
    }
    assert!(Personnummer::parse("1990041298a6").is_err());
    assert!(Personnummer::parse(&format!("{} ", &numbers[0][..11])).is_err());
    let refused =
        serde_json::from_value::<Personnummer>(json!(1)).map_err(|error| error.to_string());
    assert!(refused.is_err_and(|text| text.contains("a personnummer of twelve digits")));
}

#[test]
fn what_is_printed_shows_no_person() {
    let payment = Payment {
        method: "account".into(),
        clearing_number: "8327".into(),
        account_number: "0000000001".into(),
    };
    assert_eq!(format!("{payment:?}"), "Payment(************)");
    let posting = Posting {
        message_id: "01KA3V5W9M7R2C8X4N6T0BQZJD".into(),
        destination: Destination::Restricted,
        headers: Vec::new(),
        body: vec![1, 2, 3],
    };
    assert_eq!(
        format!("{posting:?}"),
        "Posting(01KA3V5W9M7R2C8X4N6T0BQZJD to restricted, 3 bytes)"
    );
}

#[test]
fn every_destination_has_a_queue_whose_name_reads_back() {
    let unit = "child-team".to_owned();
    for (destination, name) in [
        (Destination::Applications, "applications"),
        (Destination::Decisions, "decisions"),
        (Destination::HumanReview { unit }, "human-review.child-team"),
        (Destination::Restricted, "restricted"),
        (Destination::Notices, "notices"),
        (Destination::DeadLetters, "dead-letters"),
    ] {
        assert_eq!(destination.queue_name(), name);
        assert_eq!(destination.to_string(), name);
        assert_eq!(Destination::from_queue_name(name), Some(destination));
    }
    assert_eq!(Destination::from_queue_name("somewhere-else"), None);
}

#[test]
fn ids_are_derived_from_the_application_and_the_hash() {
    let mut hash = [0; 32];
    for (place, byte) in (0..).zip(hash.iter_mut()) {
        *byte = place;
    }
    let id = "01KA3V5W9M7R2C8X4N6T0BQZJD";
    let derived = ulid::Ulid::from_string(&derived_id(id, &hash)).expect("a ULID");
    let original = ulid::Ulid::from_string(id).expect("a ULID");
    assert_eq!(derived.timestamp_ms(), original.timestamp_ms());
    assert_eq!(derived.random(), 0x0001_0203_0405_0607_0809);
    assert!(derived_id("no ULID", &hash).starts_with("0000000000"));
    assert_eq!(hash_text(&hash).get(..15), Some("sha256:00010203"));
    assert_eq!(
        hash_text(&digest(&[])).get(..15),
        Some("sha256:e3b0c442"),
        "of no bytes at all"
    );
}

#[test]
fn registries_and_causes_have_words() {
    for (source, code, name) in [
        (Source::Forsakringskassan, "FK", "Försäkringskassan"),
        (Source::Csn, "CSN", "CSN"),
        (Source::Skatteverket, "SKV", "Skatteverket"),
    ] {
        assert_eq!((source.code(), source.in_swedish()), (code, name));
        assert_eq!(source.to_string(), code);
        assert_eq!(Source::from_code(code), Some(source));
    }
    assert_eq!(Source::from_code("BV"), None);
    assert!(!Cause::Secrecy.may_pass() && Cause::Missing.may_pass());
    assert_eq!(Cause::Deviation.code(), "deviation");
    assert_eq!(Cause::Missing.in_swedish(), "inget svar kom");
    let data = Answer::Data(7);
    assert_eq!((data.data(), data.was_checked()), (Some(&7), true));
    let nothing: Answer<u8> = Answer::NothingWithUs;
    assert_eq!((nothing.data(), nothing.was_checked()), (None, true));
    let unknown: Answer<u8> = Answer::CouldNotBeChecked(Cause::Error);
    assert_eq!((unknown.data(), unknown.was_checked()), (None, false));
}

/// What the worker asks again for.
#[test]
fn an_answer_says_why_it_could_not_be_checked() {
    let facts = |path: &str, value: &str| -> Facts {
        let mut case = Case {
            household: "single".into(),
            ..Case::default()
        };
        case.set.insert(path.into(), value.into());
        let registry = path.split('.').next().unwrap_or_default().to_uppercase();
        let bundle = words::bundle(&case);
        let answers = bundle["evidence"].as_array().expect("a list");
        let answer = answers.iter().find(|answer| answer["kalla"] == *registry);
        read_answer(&answer.expect("an answer").to_string())
            .expect("an envelope")
            .facts
    };
    for (path, value, source, cause) in [
        ("fk.applicant.status", "OK", Source::Forsakringskassan, None),
        (
            "fk.applicant.status",
            "DELVIS",
            Source::Forsakringskassan,
            Some(Cause::Partial),
        ),
        ("csn.applicant.status", "OK", Source::Csn, None),
        (
            "csn.applicant.status",
            "FEL",
            Source::Csn,
            Some(Cause::Error),
        ),
        ("skv.applicant.status", "OK", Source::Skatteverket, None),
        (
            "skv.applicant.status",
            "FEL",
            Source::Skatteverket,
            Some(Cause::Error),
        ),
        (
            "skv.applicant.svar.folkbokforing.status",
            "FEL",
            Source::Skatteverket,
            Some(Cause::Error),
        ),
        (
            "skv.applicant.svar.individuppgifter.status",
            "FEL",
            Source::Skatteverket,
            Some(Cause::Error),
        ),
        (
            "skv.applicant.svar.skattekonto.status",
            "FEL",
            Source::Skatteverket,
            Some(Cause::Error),
        ),
        (
            "skv.applicant.svar.foretag.status",
            "FEL",
            Source::Skatteverket,
            Some(Cause::Error),
        ),
    ] {
        let facts = facts(path, value);
        assert_eq!(
            (facts.source(), facts.unchecked()),
            (source, cause),
            "{path} {value}"
        );
    }
}

#[test]
fn reasons_cite_the_law_of_the_month() {
    let month = |text: &str| text.parse::<Month>().expect("a month");
    let reason = Reason::NotAvailableForWork;
    assert_eq!(
        reason.legal_basis(month("2025-06")),
        "4 kap. 1 och 5 §§ SoL (2001:453)"
    );
    assert_eq!(
        reason.legal_basis(month("2025-07")),
        "12 kap. 3 och 5 §§ SoL (2025:400)"
    );
    assert_eq!(
        Provision::RightToBeHeard.citation(month("2025-06")),
        "25 § FL (2017:900)"
    );
    assert_eq!(reason.to_string(), "not_available_for_work");
    let unknown =
        serde_json::from_value::<Reason>(json!("something")).map_err(|error| error.to_string());
    assert!(unknown.is_err_and(|text| text.contains("no such reason code")));
}
