//! Random households for the properties: most of them clean, so that the sums
//! are tried and not only the reasons to hand over.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::form::{Adult, Case, Child};

/// One thing that departs from a clean household.
type Departure = fn(&mut Case);

/// What may be said of a case; each must be possible in every household.
const DEPARTURES: &[Departure] = &[
    |case| set(case, "automated_decision_accepted", false),
    |case| set(case, "kind", "first"),
    |case| set(case, "circumstances_changed", true),
    |case| set(case, "message_to_caseworker", "Hej"),
    |case| set(case, "case_context.automated_months_in_a_row", 6),
    |case| set(case, "case_context.child_perspective_considered", false),
    |case| set(case, "payment.account_number", "0000000002"),
    |case| set(case, "municipality_code", "0180"),
    |case| case.null.push("applicant.signed_at".into()),
    |case| case.persons_in_dwelling = Some(9),
    |case| case.month = Some("2027-01".into()),
    |case| case.approved = Some("100.00".into()),
    |case| case.approved = Some("12000.00".into()),
    |case| set(case, "fk.applicant.status", "DELVIS"),
    |case| set(case, "fk.applicant.svar.utlamnare.0.tillstand", "FELANDE"),
    |case| set(case, "fk.applicant.fraga.from", "2026-09-02"),
    |case| set(case, "csn.applicant.svar.person.sekretess", true),
    |case| set(case, "skv.applicant.status", "FEL"),
    |case| set(case, "skv.applicant.svar.skattekonto.status", "FEL"),
    |case| set(case, "skv.applicant.svar.individuppgifter.status", "FEL"),
    |case| {
        set(
            case,
            "skv.applicant.svar.folkbokforing.svar.civilstand.kod",
            "G",
        )
    },
    |case| {
        case.copy.insert("csn.again".into(), "csn.applicant".into());
    },
    |case| case.fk.push("applicant: FK:NEW 10.00 on 2026-10-02".into()),
    |case| case.fk.push("applicant: FK:SJP 10.00 on 2026-10-02".into()),
    |case| {
        case.declared
            .push("stranger: swish 10.00 on 2026-10-02".into())
    },
    |case| {
        case.declared
            .push("applicant: FK:GP 10.00 on 2026-10-02".into())
    },
    |case| {
        case.studies
            .push("applicant: STUDIEMEDEL from 202640 to 202650 100%".into())
    },
    |case| case.findings.push("kill_switch".into()),
];

/// Adds a path to what a case sets.
pub fn set(case: &mut Case, path: &str, value: impl Into<toml::Value>) {
    case.set.insert(path.into(), value.into());
}

/// Kronor with öre below a number of kronor, as the contract writes them.
pub fn amount(below: u64) -> impl Strategy<Value = String> {
    (0..below * 100).prop_map(|ore| format!("{}.{:02}", ore / 100, ore % 100))
}

/// A household with costs and incomes and, at times, something against it.
pub fn case() -> impl Strategy<Value = Case> {
    let departures = prop_oneof![
        6 => Just(Vec::new()),
        2 => subsequence(DEPARTURES.to_vec(), 1),
        1 => subsequence(DEPARTURES.to_vec(), 2..=4),
    ];
    let day = prop_oneof![
        5 => Just("2026-11-02".to_owned()),
        1 => (5..=31_u32).prop_map(|day| format!("2026-10-{day:02}")),
        2 => (1..=28_u32).prop_map(|day| format!("2026-11-{day:02}")),
    ];
    (members(), costs(), incomes(), day, departures).prop_map(
        |(mut case, costs, incomes, day, departures)| {
            case.costs = Some(
                costs
                    .into_iter()
                    .map(|(kind, sum)| (kind.into(), sum))
                    .collect(),
            );
            for income in incomes {
                income.add_to(&mut case);
            }
            case.assessed_on = Some(day);
            for departure in departures {
                departure(&mut case);
            }
            case
        },
    )
}

fn members() -> impl Strategy<Value = Case> {
    let child = (
        (2006..=2026_u32, 1..=12_u32, 1..=28_u32),
        prop_oneof![4 => Just(30), 1 => 1..=30_u32],
        any::<bool>(),
    );
    let children = prop::collection::vec(child, 0..=4);
    let born = prop_oneof![9 => Just("1990-04-12".to_owned()), 1 => Just("2008-11-02".to_owned())];
    (select(vec!["single", "couple"]), children, born).prop_map(|(household, children, born)| {
        Case {
            household: household.into(),
            applicant: Some(Adult {
                born,
                coordination_number: false,
            }),
            children: Some(
                children
                    .into_iter()
                    .map(|((year, month, day), days, lunch)| Child {
                        born: format!("{year}-{month:02}-{day:02}"),
                        days,
                        lunch,
                        in_school: true,
                    })
                    .collect(),
            ),
            ..Case::default()
        }
    })
}

fn costs() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    (
        prop::option::of(amount(6_000)),
        prop::option::of(amount(460)),
        prop::option::weighted(0.05, amount(100)),
    )
        .prop_map(|(rent, electricity, glasses)| {
            [
                ("rent", rent),
                ("household_electricity", electricity),
                ("glasses", glasses),
            ]
            .into_iter()
            .filter_map(|(kind, sum)| Some((kind, sum?)))
            .collect()
        })
}

/// An income of the applicant or, where there is one, the first child.
#[derive(Clone, Debug)]
enum Income {
    Benefit(&'static str, String),
    Study(String),
    Salary {
        net: String,
        documented: bool,
        reported: bool,
        job_stimulus: bool,
    },
    Swish(String),
    TaxRefund(String),
}

fn incomes() -> impl Strategy<Value = Vec<Income>> {
    let codes = vec!["FK:ABB", "FK:BOB", "FK:US", "PM:BTI"];
    let income = prop_oneof![
        (select(codes), amount(3_000)).prop_map(|(code, sum)| Income::Benefit(code, sum)),
        amount(3_000).prop_map(Income::Study),
        amount(2_000).prop_map(Income::Swish),
        amount(2_000).prop_map(Income::TaxRefund),
        (amount(9_000), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(net, documented, reported, job_stimulus)| Income::Salary {
                net,
                documented,
                reported,
                job_stimulus,
            }
        ),
    ];
    prop::collection::vec(income, 0..=3)
}

impl Income {
    fn add_to(self, case: &mut Case) {
        const EMPLOYER: &str = "165560360793";
        match self {
            Self::Benefit(code, sum) => {
                for day in ["2026-09-25", "2026-10-25"] {
                    case.fk.push(format!("applicant: {code} {sum} on {day}"));
                }
            }
            Self::Study(sum) => case
                .csn
                .push(format!("applicant: GRUNDB {sum} on 2026-10-25")),
            Self::Swish(sum) => {
                let words = format!("applicant: swish {sum} on 2026-10-10");
                case.declared.push(words);
            }
            Self::TaxRefund(sum) => {
                let account = "skv.applicant.svar.skattekonto.svar";
                set(case, &format!("{account}.utbetaltBelopp"), sum);
                set(case, &format!("{account}.bokforingsdag"), "2026-10-10");
            }
            Self::Salary {
                net,
                documented,
                reported,
                job_stimulus,
            } => {
                if case.agi.is_empty() {
                    let row = |month| format!("applicant: {EMPLOYER} {month} pay {net} tax 0.00");
                    case.agi.push(row("2026-09"));
                    case.agi.extend(reported.then(|| row("2026-10")));
                    let words = format!("applicant: salary {net} on 2026-10-24 from {EMPLOYER}");
                    case.declared.insert(0, words);
                    if !documented {
                        set(
                            case,
                            "incomes.0.document_ids",
                            toml::Value::Array(Vec::new()),
                        );
                    }
                    if job_stimulus {
                        let period: toml::Table = [
                            ("personnummer", "{applicant}"),
                            ("from", "2026-01-01"),
                            ("to", "2027-12-31"),
                        ]
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value.into()))
                        .collect();
                        set(case, "case_context.job_stimulus", vec![period]);
                    }
                }
            }
        }
    }
}
