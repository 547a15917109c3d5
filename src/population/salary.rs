//! Part-time jobs: the employers' returns and the pay as it is declared.

use chrono::{Days, Months, NaiveDate};

use super::amounts::Ore;
use super::answers::{AgiRow, Business, Employer};
use super::application::{Income, JobStimulus};
use super::calendar::YearMonth;
use super::draw::Draw;
use super::household::Household;
use super::number_series::check_digit;

/// A part-time job with its returns for two months and the pay as declared.
pub(super) fn give_salary(household: &mut Household, adult: usize, gross: Ore, draw: &mut Draw) {
    let setting = household.setting;
    let control = setting.control();
    let orgnr = invented_employer(draw);
    let tax_percent = draw.between(20, 31);
    let person = household.adults[adult].person.number.clone();
    for back in [2, 1] {
        let period = setting.month.back(back);
        let gross = if back == 1 {
            gross
        } else {
            gross.percent(draw.between(85, 115)).whole()
        };
        let due = period.next().return_due();
        let filed = (due - draw.days(0, 11)).max(period.next().first());
        let row = agi_row(
            &orgnr,
            period,
            gross,
            gross.percent(tax_percent).whole(),
            filed,
        );
        let first_filed = period.next().first();
        // A wrong return that no one has corrected yet would be a salary that
        // differs, and its household not a routine one.
        if draw.chance(8) && first_filed < filed && filed <= setting.today {
            let wrong = gross.percent(110).whole();
            let agi = &mut household.adults[adult].agi;
            agi.push(agi_row(&orgnr, period, wrong, row.skatt, first_filed));
            // The correction keeps the specification number.
            agi.push(AgiRow {
                rattelse: true,
                ..row
            });
        } else {
            household.adults[adult].agi.push(row);
        }
    }
    let net = gross - gross.percent(tax_percent).whole();
    // A union fee is often taken from the pay before it is paid out.
    let deducted = draw.weighted(&[(0, 80), (60, 10), (145, 10)]);
    let document_ids = household.document("pay_slip", draw);
    household.application.incomes.push(Income {
        kind: "salary",
        person: person.clone(),
        payer: orgnr,
        amount_net: net - Ore::kronor(deducted),
        paid_on: control.payday(25),
        document_ids,
        benefit_code: None,
    });
    if draw.chance(50) {
        let from = setting
            .month
            .back(draw.between(0, 20).unsigned_abs() as u32)
            .first();
        household
            .application
            .case_context
            .job_stimulus
            .push(JobStimulus {
                personnummer: person,
                from,
                // Two years (12 kap. 8 §), both days included.
                to: from + Months::new(24) - Days::new(1),
            });
    }
}

/// One row of an employer's return.
pub(super) fn agi_row(
    orgnr: &str,
    period: YearMonth,
    gross: Ore,
    tax: Ore,
    filed: NaiveDate,
) -> AgiRow {
    AgiRow {
        arbetsgivare: Employer {
            orgnr: orgnr.to_owned(),
        },
        redovisningsperiod: period.to_string(),
        specifikationsnummer: 1,
        kontant_ersattning: gross,
        formaner: Ore::ZERO,
        skatt: tax,
        bilersattning: Ore::ZERO,
        traktamente: Ore::ZERO,
        inlamnad: filed,
        rattelse: false,
    }
}

/// The organisation number of one of a few employers, in twelve digits. The
/// series has not been given to any company.
pub(super) fn invented_employer(draw: &mut Draw) -> String {
    let nine = format!("559998{:03}", draw.between(0, 79));
    let check = check_digit(&nine);
    format!("16{nine}{check}")
}

pub(super) fn registered_nowhere(draw: &mut Draw) -> Business {
    Business {
        foretag_id: invented_employer(draw),
        arbetsgivarregistrerad: false,
        momsregistrerad: false,
        godkand_fskatt: false,
    }
}
