//! A household before it has an income, costs and a past: its persons, their
//! case and what folkbokföring says of them.

use chrono::{Days, Months};

use super::amounts::Ore;
use super::answers::{CivilStatus, Folkbokforing, Marking, Place, Relation, TaxAccount};
use super::application::{
    ActivityRequirement, AdultContext, Application, CaseContext, Child, IndividualAssessment,
    Payment, Signatory,
};
use super::calendar::{age_on, instant};
use super::draw::Draw;
use super::facts::PersonFacts;
use super::household::{Household, Setting};
use super::number_series::Person;

/// The municipality of the example policy: its code, and län and kommun.
const MUNICIPALITY: (&str, &str, &str) = ("1287", "12", "87");

/// The activity requirement applies from this month (SFS 2026:730).
const ACTIVITY_REQUIREMENT_FROM: (i32, u32) = (2026, 10);

impl Household {
    /// A household without income, costs and past.
    pub(super) fn bare(
        setting: Setting,
        index: u32,
        adults: &[Person],
        children: &[Person],
        draw: &mut Draw,
    ) -> Household {
        let received = instant(setting.received_on(), draw.between(60, 25_200));
        let signed = |draw: &mut Draw| {
            let before = chrono::TimeDelta::seconds(draw.between(5, 900));
            Some((received - before).to_rfc3339())
        };
        let signatory = |person: &Person, draw: &mut Draw| Signatory {
            personnummer: person.number.clone(),
            signed_at: signed(draw),
        };
        let applicant = signatory(&adults[0], draw);
        let co_applicant = adults.get(1).map(|person| signatory(person, draw));
        let lives_apart = adults.len() == 1 && draw.chance(10);
        let application_children = children
            .iter()
            .map(|person| {
                let age = age_on(setting.month.first(), person.born);
                Child {
                    personnummer: person.number.clone(),
                    days_per_month: if lives_apart && age < 18 {
                        draw.between(8, 22).unsigned_abs() as u32
                    } else {
                        30
                    },
                    lunch_outside_home: (1..=6).contains(&age) && draw.chance(75),
                    in_school: age >= 6,
                }
            })
            .collect();
        let members = adults.len() + children.len();
        let lodgers = if members == 1 && draw.chance(8) {
            draw.between(1, 3)
        } else {
            0
        };
        let case_number = format!("FS-{}-{:06}", received.format("%Y"), index + 1);
        let automated_months_in_a_row = draw.between(0, 5).unsigned_abs() as u32;
        let application = Application {
            schema_version: 1,
            application_id: draw.ulid(received.timestamp_millis().unsigned_abs()),
            case_number,
            municipality_code: MUNICIPALITY.0,
            kind: "renewal",
            month: setting.month.to_string(),
            received_at: received.to_rfc3339(),
            channel: if draw.chance(88) {
                "e_service"
            } else {
                "paper"
            },
            automated_decision_accepted: true,
            applicant,
            co_applicant,
            children: application_children,
            persons_in_dwelling: members + lodgers.unsigned_abs() as usize,
            circumstances_changed: false,
            message_to_caseworker: draw.weighted(&[("", 95), ("\n", 5)]).to_owned(),
            costs: Vec::new(),
            incomes: Vec::new(),
            assets: Vec::new(),
            documents: Vec::new(),
            payment: Payment {
                method: "account",
                clearing_number: draw.pick(&["8327", "8105", "6789", "5491"]).to_owned(),
                account_number: format!("99{index:08}"),
            },
            case_context: CaseContext {
                adults: adults
                    .iter()
                    .map(|person| adult_context(setting, person, draw))
                    .collect(),
                child_perspective_considered: (!children.is_empty()).then_some(true),
                automated_months_in_a_row,
                job_stimulus: Vec::new(),
                approved_last_month: None,
                flags: Vec::new(),
            },
        };
        let couple = couple_status(adults, draw);
        let adult_facts = adults
            .iter()
            .map(|person| {
                let mut facts = person_facts(setting, person, false, couple, draw);
                facts.register.relationer =
                    relations_of_adult(setting, person, adults, children, couple);
                facts
            })
            .collect();
        let child_facts = children
            .iter()
            .map(|person| {
                let mut facts = person_facts(setting, person, true, "OG", draw);
                facts.register.relationer = adults
                    .iter()
                    .map(|adult| relation("VARDNADSHAVARE", adult, under_18(setting, person)))
                    .collect();
                facts
            })
            .collect();
        Household {
            setting,
            application,
            adults: adult_facts,
            children: child_facts,
        }
    }
}

fn under_18(setting: Setting, person: &Person) -> bool {
    age_on(setting.month.first(), person.born) < 18
}

fn adult_context(setting: Setting, person: &Person, draw: &mut Draw) -> AdultContext {
    let received = setting.received_on();
    let months_in_a_row = draw.between(1, 48).unsigned_abs() as u32;
    let month = (setting.month.year(), setting.month.number());
    let asked_of = month >= ACTIVITY_REQUIREMENT_FROM && months_in_a_row >= 3;
    let retired = age_on(setting.month.first(), person.born) >= 66;
    let status = if retired || draw.chance(20) {
        "exempt"
    } else {
        "fulfilled"
    };
    AdultContext {
        personnummer: person.number.clone(),
        individual_assessment: Some(IndividualAssessment {
            held_on: received - draw.days(3, 75),
            by_role: draw.pick(&["arbetsmarknadssekreterare", "socialsekreterare"]),
            plan_followed: true,
            valid_until: received.max(setting.today) + draw.days(15, 150),
        }),
        activity_requirement: (asked_of || draw.chance(30))
            .then_some(ActivityRequirement { status }),
        months_in_a_row,
    }
}

/// The civilstånd of the household's adults.
fn couple_status(adults: &[Person], draw: &mut Draw) -> &'static str {
    if adults.len() > 1 {
        draw.weighted(&[("G", 55), ("OG", 45)])
    } else {
        draw.weighted(&[("OG", 66), ("S", 30), ("Ä", 4)])
    }
}

fn person_facts(
    setting: Setting,
    person: &Person,
    is_child: bool,
    civil_status: &'static str,
    draw: &mut Draw,
) -> PersonFacts {
    let received = setting.received_on();
    let here_since = (received - draw.days(60, 5_000)).max(person.born);
    let coordination = person.number.as_bytes()[6] >= b'6';
    let tax_account = (!is_child && draw.chance(60)).then_some(TaxAccount {
        saldo: Ore::ZERO,
        utbetalt_belopp: Ore::ZERO,
        bokforingsdag: None,
    });
    PersonFacts {
        person: person.clone(),
        is_child,
        payments: Vec::new(),
        study: Vec::new(),
        agi: Vec::new(),
        register: Folkbokforing {
            id_nummer: person.number.clone(),
            id_typ: if coordination {
                "SAMORDNINGSNUMMER"
            } else {
                "PERSONNUMMER"
            },
            sekretessmarkering: Marking::default(),
            skyddad_folkbokforing: Marking::default(),
            folkbokforing: Place {
                lan_kod: MUNICIPALITY.1,
                kommun_kod: MUNICIPALITY.2,
                datum: here_since,
            },
            civilstand: CivilStatus {
                kod: civil_status,
                datum: (civil_status != "OG").then(|| {
                    received - Months::new(draw.between(2, 90).unsigned_abs() as u32) - Days::new(3)
                }),
            },
            relationer: Vec::new(),
            avregistrering: None,
        },
        tax_account,
        business: None,
        disturbance: None,
    }
}

fn relations_of_adult(
    setting: Setting,
    person: &Person,
    adults: &[Person],
    children: &[Person],
    civil_status: &str,
) -> Vec<Relation> {
    let married = civil_status == "G";
    let spouses = adults
        .iter()
        .filter(|other| married && other.number != person.number)
        .map(|other| relation("MAKE", other, false));
    let children = children
        .iter()
        .map(|child| relation("BARN", child, under_18(setting, child)));
    spouses.chain(children).collect()
}

fn relation(typ: &'static str, other: &Person, vardnadshavare: bool) -> Relation {
    Relation {
        typ,
        id_nummer: other.number.clone(),
        vardnadshavare,
    }
}
