//! A household with its evidence, and the same with one amount changed
//! everywhere: in the registry, in the employer's report and as declared.

use chrono::NaiveDate;
use handlaggarrobot::assessment::{Assessment, assess, roles};
use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::explanation::counterfactual::{Counterfactual, What};
use handlaggarrobot::registries::{read_answer, read_head};
use handlaggarrobot::rules::Policy;
use handlaggarrobot::vocabulary::evidence::{EmployerDeclaration, Facts};
use handlaggarrobot::vocabulary::intake::{Intake, read_application};
use handlaggarrobot::vocabulary::{
    Answer, Application, Kronor, Month, Personnummer, Reason, RegistryAnswer,
};
use serde_json::Value;

use crate::judging::RULES;

/// Everything an assessment rests on, besides rules and policy.
#[derive(Clone)]
pub struct World {
    pub application: Application,
    pub evidence: Vec<RegistryAnswer>,
    pub assessed_on: NaiveDate,
    pub findings: Vec<Reason>,
}

impl World {
    /// `None` for an application that cannot be read whole.
    pub fn read<'j>(
        application: &str,
        answers: impl Iterator<Item = &'j str>,
        assessed_on: NaiveDate,
    ) -> Option<Self> {
        let Intake::Accepted(accepted) = read_application(application.as_bytes()) else {
            return None;
        };
        let answer = |json| read_answer(json).ok().or_else(|| read_head(json));
        Some(Self {
            application: accepted.application,
            evidence: answers.filter_map(answer).collect(),
            assessed_on,
            findings: Vec::new(),
        })
    }

    /// Reads a bundle.
    pub fn of_bundle(bundle: &Value) -> Option<Self> {
        let answers: Vec<String> = bundle["evidence"]
            .as_array()?
            .iter()
            .map(Value::to_string)
            .collect();
        let day = bundle["assessed_on"].as_str()?.parse().ok()?;
        let mut world = Self::read(
            &bundle["application"].to_string(),
            answers.iter().map(String::as_str),
            day,
        )?;
        let findings = bundle["findings"].as_array()?.iter();
        world.findings = findings
            .filter_map(|code| Reason::from_code(code.as_str()?))
            .collect();
        Some(world)
    }

    pub fn assess(&self, policy: &Policy) -> Assessment {
        assess(
            &self.application,
            &self.evidence,
            &self.findings,
            &RULES,
            policy,
            self.assessed_on,
        )
    }

    /// The same household, with what a counterfactual is about at another
    /// amount, told alike by everybody who tells it.
    pub fn with(&self, one: &Counterfactual<'_>, amount: Kronor) -> Self {
        let mut world = self.clone();
        let person = one.person.and_then(|role| {
            roles(&self.application)
                .find(|(other, _)| *other == role)
                .map(|(_, person)| person)
        });
        match (one.what, person) {
            (What::Claims, _) => world.claim(one.id, amount),
            (What::LiquidAssets, _) => world.save(amount),
            (What::Income, Some(person)) => world.earn(one, person, amount),
            (What::DeclaredSalary, Some(person)) => {
                let employer = self.employer(one, person);
                world.declare(person, amount, |income| income.payer == employer);
            }
            (What::ChildEarnings, Some(person)) => {
                let year = self.control().january()..=self.control();
                world.report(person, amount, |row| year.contains(&row.period));
            }
            (what, None) => panic!("{what:?} is somebody's"),
        }
        world
    }

    fn control(&self) -> Month {
        self.application.month.plus(-1)
    }

    fn claim(&mut self, id: &str, amount: Kronor) {
        let kind = id.strip_prefix("cost.").expect("a cost");
        let claims = self
            .application
            .costs
            .iter_mut()
            .filter(|cost| cost.kind == kind);
        set(claims.map(|cost| &mut cost.amount), amount);
    }

    fn save(&mut self, amount: Kronor) {
        let assets = &mut self.application.assets;
        if assets.is_empty() {
            assets.push(handlaggarrobot::vocabulary::application::Asset {
                kind: "cash".into(),
                amount,
                document_ids: Vec::new(),
            });
        }
        set(assets.iter_mut().map(|asset| &mut asset.amount), amount);
    }

    fn earn(&mut self, one: &Counterfactual<'_>, person: Personnummer, amount: Kronor) {
        let control = self.control();
        match one.id.strip_prefix("income.").expect("an income") {
            "salary" => {
                let employer = self.employer(one, person);
                self.declare(person, amount, |income| income.payer == employer);
                self.report(person, amount, |row| {
                    row.employer == employer && row.period == control
                });
            }
            "tax_refund" => {
                if let Facts::Skatteverket(answer) =
                    self.answer(person, |facts| matches!(facts, Facts::Skatteverket(_)))
                    && let Answer::Data(account) = &mut answer.tax_account
                {
                    account.paid_out = amount;
                }
            }
            "CSN" => {
                if let Facts::Csn(Answer::Data(support)) =
                    self.answer(person, |facts| matches!(facts, Facts::Csn(_)))
                {
                    let payments = support.payments.iter_mut();
                    let amounts = payments
                        .filter(|payment| control.contains(payment.paid_on))
                        .flat_map(|payment| &mut payment.amounts)
                        .filter(|(kind, _)| {
                            ["GRUNDB", "GRUNDF", "GRUNDL", "MERKL"].contains(&kind.as_str())
                        });
                    set(amounts.map(|(_, amount)| amount), amount);
                }
                self.declare(person, amount, |income| {
                    income.benefit_code.as_deref() == Some("CSN")
                });
            }
            code if code.contains(':') => {
                if let Facts::Forsakringskassan(Answer::Data(payments)) =
                    self.answer(person, |facts| matches!(facts, Facts::Forsakringskassan(_)))
                {
                    let paid = payments.iter_mut().filter(|payment| {
                        payment.code == code && control.contains(payment.paid_on)
                    });
                    set(paid.map(|payment| &mut payment.net), amount);
                }
                self.declare(person, amount, |income| {
                    income.benefit_code.as_deref() == Some(code)
                });
            }
            declared => {
                let kind = declared
                    .strip_prefix("declared.")
                    .expect("a declared income");
                self.declare(person, amount, |income| income.kind == kind);
            }
        }
    }

    /// The employer of a salary's line: its sum tells which.
    fn employer(&self, one: &Counterfactual<'_>, person: Personnummer) -> String {
        let control = self.control();
        let salaries = self.application.incomes.iter().filter(|income| {
            income.kind == "salary" && income.person == person && control.contains(income.paid_on)
        });
        let sum = |employer: &str| -> Kronor {
            let from = salaries.clone().filter(|income| income.payer == employer);
            from.map(|income| income.amount_net).sum()
        };
        let declared = salaries
            .clone()
            .find(|income| sum(&income.payer) == one.now);
        // Without a declaration it is what the employer reported.
        let reported = || {
            self.evidence.iter().find_map(|answer| match &answer.facts {
                Facts::Skatteverket(tax) if answer.person == Some(person) => {
                    let rows = tax.declarations.data()?;
                    let net = |row: &&EmployerDeclaration| {
                        row.period == control && row.pay - row.tax == one.now
                    };
                    rows.iter().find(net).map(|row| row.employer.clone())
                }
                _ => None,
            })
        };
        declared
            .map(|income| income.payer.clone())
            .or_else(reported)
            .expect("an employer")
    }

    fn declare(
        &mut self,
        person: Personnummer,
        amount: Kronor,
        is_it: impl Fn(&handlaggarrobot::vocabulary::application::Income) -> bool,
    ) {
        let control = self.control();
        let incomes = self.application.incomes.iter_mut().filter(|income| {
            income.person == person && control.contains(income.paid_on) && is_it(income)
        });
        set(incomes.map(|income| &mut income.amount_net), amount);
    }

    /// Every version of the first row says the amount; the other rows nothing.
    fn report(
        &mut self,
        person: Personnummer,
        amount: Kronor,
        is_it: impl Fn(&EmployerDeclaration) -> bool,
    ) {
        let Facts::Skatteverket(answer) =
            self.answer(person, |facts| matches!(facts, Facts::Skatteverket(_)))
        else {
            return;
        };
        let Answer::Data(rows) = &mut answer.declarations else {
            return;
        };
        let mut first = None;
        for row in rows.iter_mut().filter(|row| is_it(row)) {
            let key = (row.employer.clone(), row.period, row.number);
            let first = first.get_or_insert_with(|| key.clone());
            row.pay = if *first == key { amount } else { Kronor::ZERO };
            row.tax = Kronor::ZERO;
        }
    }

    fn answer(&mut self, person: Personnummer, is_it: impl Fn(&Facts) -> bool) -> &mut Facts {
        let mut answers = self.evidence.iter_mut();
        let answer = answers.find(|answer| answer.person == Some(person) && is_it(&answer.facts));
        &mut answer.expect("an income has an answer").facts
    }
}

/// The first is the whole amount, the others nothing.
fn set<'m>(amounts: impl Iterator<Item = &'m mut Kronor>, amount: Kronor) {
    for (place, one) in amounts.enumerate() {
        *one = if place == 0 { amount } else { Kronor::ZERO };
    }
}

/// The typed way of assessing is that of bundles.
#[test]
fn a_bundle_read_here_comes_out_as_it_does_elsewhere() {
    let bundle: Value = serde_json::from_str(include_str!(
        "../../../fixtures/bundles/worked-example.jsonl"
    ))
    .expect("JSON");
    let world = World::of_bundle(&bundle).expect("an application");
    let policy = &crate::judging::POLICY;
    let other = assess_bundle(&bundle.to_string(), &RULES, policy).expect("a bundle");
    assert_eq!(world.assess(policy), other);
}
