//! Benefits of Försäkringskassan and Pensionsmyndigheten: their payments, and
//! how a household declares them.

use super::amounts::{Ore, child_allowance};
use super::answers::{Detail, FkPayment, Period};
use super::application::Income;
use super::calendar::YearMonth;
use super::draw::Draw;
use super::household::Household;

const FORSAKRINGSKASSAN: u32 = 1001;
const PENSIONSMYNDIGHETEN: u32 = 1003;

/// A benefit that is paid monthly or by the day.
#[derive(Clone, Copy)]
pub(super) struct Benefit {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// 1 monthly, 2 by the day.
    typ: u32,
    payday: u32,
    tax_percent: i64,
}

const fn benefit(
    code: &'static str,
    name: &'static str,
    typ: u32,
    payday: u32,
    tax_percent: i64,
) -> Benefit {
    Benefit {
        code,
        name,
        typ,
        payday,
        tax_percent,
    }
}

pub(super) const CHILD_ALLOWANCE: Benefit = benefit("FK:ABB", "Barnbidrag", 1, 20, 0);
pub(super) const MAINTENANCE_SUPPORT: Benefit = benefit("FK:US", "Underhållsstöd", 1, 25, 0);
pub(super) const HOUSING_ALLOWANCE: Benefit = benefit("FK:BOB", "Bostadsbidrag", 1, 27, 0);
pub(super) const HOUSING_SUPPLEMENT: Benefit = benefit("FK:BTI", "Bostadstillägg", 1, 18, 0);
pub(super) const ACTIVITY_SUPPORT: Benefit = benefit("FK:AS", "Aktivitetsstöd", 2, 25, 22);
pub(super) const SICKNESS_BENEFIT: Benefit = benefit("FK:SJP", "Sjukpenning", 2, 26, 24);
pub(super) const PARENTAL_BENEFIT: Benefit = benefit("FK:FP", "Föräldrapenning", 2, 25, 24);
pub(super) const SICKNESS_COMPENSATION: Benefit = benefit("FK:SA", "Sjukersättning", 1, 18, 20);
pub(super) const PENSION: Benefit = benefit("PM:AP", "Allmän pension", 1, 19, 14);
pub(super) const CARE_ALLOWANCE: Benefit = benefit("FK:OMV", "Omvårdnadsbidrag", 1, 25, 25);

/// A payment in each of the comparison month, the control month and the month
/// applied for. What is paid by the day differs a little between months.
pub(super) fn give_benefit(
    household: &mut Household,
    adult: usize,
    benefit: Benefit,
    net: Ore,
    declared: bool,
    draw: &mut Draw,
) {
    for back in [2, 1, 0] {
        let month = household.setting.month.back(back);
        let net = match benefit.typ {
            // At most some eleven percent between two months.
            2 => net.percent(draw.between(95, 105)),
            _ => net,
        };
        let payment = benefit_payment(benefit, month, net);
        if back == 1 && declared {
            declare_benefit(household, adult, &payment, draw);
        }
        household.adults[adult].payments.push(payment);
    }
}

/// One payment of a benefit in a month.
pub(super) fn benefit_payment(benefit: Benefit, month: YearMonth, net: Ore) -> FkPayment {
    let gross = Ore(net.0 * 100 / (100 - benefit.tax_percent))
        .whole()
        .max(net.whole());
    let tax = gross.percent(benefit.tax_percent).whole();
    let foretag = if benefit.code.starts_with("PM:") {
        PENSIONSMYNDIGHETEN
    } else {
        FORSAKRINGSKASSAN
    };
    FkPayment {
        typ: benefit.typ,
        foretag,
        formansfamilj: benefit.code,
        forman: benefit.name,
        datum: month.payday(benefit.payday),
        period: Period {
            fran: month.first(),
            till: month.last(),
        },
        bruttobelopp: gross,
        skattebelopp: tax,
        // The deductions of LEFI include the tax.
        avdragsbelopp: tax,
        nettobelopp: gross - tax,
        detaljer: if tax == Ore::ZERO {
            Vec::new()
        } else {
            vec![Detail {
                beloppstyp: "PS",
                belopp: -tax,
                text: "Preliminär skatt",
            }]
        },
    }
}

fn declare_benefit(household: &mut Household, adult: usize, payment: &FkPayment, draw: &mut Draw) {
    let document_ids = if draw.chance(50) {
        household.document("benefit_statement", draw)
    } else {
        Vec::new()
    };
    let payer = if payment.foretag == PENSIONSMYNDIGHETEN {
        "Pensionsmyndigheten"
    } else {
        "Försäkringskassan"
    };
    household.application.incomes.push(Income {
        kind: "benefit",
        person: household.adults[adult].person.number.clone(),
        payer: payer.to_owned(),
        amount_net: payment.nettobelopp,
        paid_on: payment.datum,
        document_ids,
        benefit_code: Some(payment.formansfamilj),
    });
}

/// Child allowance, maintenance support and housing allowance.
pub(super) fn give_family_benefits(household: &mut Household, draw: &mut Draw) {
    let ages: Vec<u32> = household
        .children
        .iter()
        .map(|facts| household.age(facts))
        .collect();
    let allowance = child_allowance(ages.iter().filter(|age| **age < 16).count());
    if allowance > Ore::ZERO {
        if household.adults.len() > 1 && draw.chance(60) {
            let half = Ore(allowance.0 / 2);
            give_benefit(household, 0, CHILD_ALLOWANCE, half, false, draw);
            give_benefit(household, 1, CHILD_ALLOWANCE, half, false, draw);
        } else {
            give_benefit(household, 0, CHILD_ALLOWANCE, allowance, false, draw);
        }
    }
    let minors = ages.iter().filter(|age| **age < 18);
    let support: i64 = minors
        .map(|age| match age {
            0..=6 => 1_673,
            7..=14 => 1_823,
            _ => 2_223,
        })
        .sum();
    if support > 0 && household.adults.len() == 1 && draw.chance(55) {
        give_benefit(
            household,
            0,
            MAINTENANCE_SUPPORT,
            Ore::kronor(support),
            false,
            draw,
        );
    }
    let young = household.age(&household.adults[0]) < 29;
    let housing = match (ages.is_empty(), young) {
        (false, _) if draw.chance(65) => draw.between(13, 40),
        (true, true) if draw.chance(25) => draw.between(5, 13),
        _ => 0,
    };
    if housing > 0 {
        give_benefit(
            household,
            0,
            HOUSING_ALLOWANCE,
            Ore::kronor(housing * 100),
            false,
            draw,
        );
    }
}
