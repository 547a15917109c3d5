//! Study aid at CSN: of pupils, of students, and of those who were.

use chrono::{Days, NaiveDate};

use super::amounts::Ore;
use super::answers::{StudyAmount, StudyCase, StudyGrant, StudyPayment};
use super::calendar::{YearMonth, week};
use super::draw::Draw;

/// The comparison month, the control month and the month applied for of a
/// pupil's study aid, the months of the summer pause left out.
pub(super) fn study_aid_of_pupil(month: YearMonth, today: NaiveDate) -> StudyCase {
    let amount = |kronor| {
        vec![StudyAmount {
            typ: "GRUNDB",
            belopp: Ore::kronor(kronor),
        }]
    };
    let months = [2, 1, 0].map(|back| month.back(back));
    let in_term = months
        .into_iter()
        .filter(|month| !matches!(month.number(), 7 | 8));
    let utbetalningsplan = in_term
        .map(|month| study_payment(month, today, amount(1_250)))
        .collect();
    StudyCase {
        stod: "STUDIEHJALP",
        lopnummer: 1,
        stodform: "SH",
        status: "BESLUTAD",
        beviljade: vec![StudyGrant {
            startvecka: week(month.back(2).first()),
            slutvecka: week(month.last()),
            takt: 100,
            belopp: amount(3_750),
        }],
        utbetalningsplan,
    }
}

fn study_payment(month: YearMonth, today: NaiveDate, belopp: Vec<StudyAmount>) -> StudyPayment {
    let day = month.payday(25);
    StudyPayment {
        datum: Some(day),
        status: if day <= today { "UTBETALD" } else { "PLANERAD" },
        startvecka: week(month.first()),
        slutvecka: week(month.last()),
        belopp,
    }
}

/// Half-time studies with grant and loan that go on in the month applied for.
pub(super) fn ongoing_studies(month: YearMonth, today: NaiveDate) -> StudyCase {
    let amounts = || {
        let amount = |typ, kronor| StudyAmount {
            typ,
            belopp: Ore::kronor(kronor),
        };
        vec![amount("GRUNDB", 1_692), amount("GRUNDL", 3_888)]
    };
    StudyCase {
        stod: "STUDIEMEDEL",
        lopnummer: 2,
        stodform: "GRUND",
        status: "BESLUTAD",
        beviljade: vec![StudyGrant {
            startvecka: week(month.back(2).first()),
            slutvecka: week(month.last() + Days::new(28)),
            takt: 50,
            belopp: amounts(),
        }],
        utbetalningsplan: [2, 1, 0]
            .map(|back| study_payment(month.back(back), today, amounts()))
            .into(),
    }
}

/// Studies that ended long before.
pub(super) fn ended_studies(month: YearMonth, draw: &mut Draw) -> StudyCase {
    let ended = month.back(draw.between(5, 24).unsigned_abs() as u32);
    let mut case = ongoing_studies(ended, ended.last());
    case.status = "AVSLUTAD";
    case.lopnummer = 1;
    case.beviljade[0].slutvecka = week(ended.last());
    case
}
