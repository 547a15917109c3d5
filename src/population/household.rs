//! A household: first a routine one that the robot can grant, then what sets
//! it apart from that.

use chrono::NaiveDate;

use super::Registry;
use super::amounts::{
    Ore, electricity_cap, norm_of_adults, norm_of_child, norm_shared, rent_ceiling,
};
use super::application::{
    Application, ApprovedCost, ApprovedLastMonth, Asset, Child, Cost, Document, JobStimulus,
};
use super::calendar::{YearMonth, age_on};
use super::departure;
use super::draw::Draw;
use super::facts::{PersonFacts, json};
use super::livelihood::{self, Wishes};
use super::mix::{HouseholdKind, Situation};
use super::number_series::Person;

/// A routine household is granted between these, so that neither a small
/// deviation nor a large amount makes a person look.
const ROUTINE: std::ops::RangeInclusive<Ore> = Ore::kronor(2_500)..=Ore::kronor(38_000);

/// How often the dice are thrown for a routine household before it gets no
/// income of its own, which always leaves a need.
const THROWS: u32 = 12;

/// When the population lives.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// The month applied for.
    pub(super) month: YearMonth,
    pub(super) today: NaiveDate,
}

impl Setting {
    /// The control month, in which income counts.
    pub(super) fn control(self) -> YearMonth {
        self.month.back(1)
    }

    /// The day the applications arrive: today, or the nearest day on which
    /// one may apply for the month.
    pub(super) fn received_on(self) -> NaiveDate {
        self.today.clamp(self.control().first(), self.month.last())
    }
}

pub(super) struct Household {
    pub(super) setting: Setting,
    pub(super) application: Application,
    /// Applicant and co-applicant.
    pub(super) adults: Vec<PersonFacts>,
    /// In the order of the application.
    pub(super) children: Vec<PersonFacts>,
}

impl Household {
    /// Throws a household of a kind for these persons.
    pub(super) fn draw(
        setting: Setting,
        index: u32,
        kind: HouseholdKind,
        adults: &[Person],
        children: &[Person],
        draw: &mut Draw,
    ) -> Household {
        let situation = kind.situation();
        let adults: Vec<Person> = match (situation, adults) {
            (Situation::CoordinationNumber, [first, rest @ ..]) => {
                let mut adults = vec![first.with_coordination_number()];
                adults.extend_from_slice(rest);
                adults
            }
            _ => adults.to_vec(),
        };
        let mut throw = |wishes| {
            let mut household = Household::bare(setting, index, &adults, children, draw);
            livelihood::give(&mut household, wishes, draw);
            household.give_costs_and_assets(draw);
            household
        };
        let wishes = Wishes::of(situation);
        let mut household = throw(wishes);
        for throws in 1..=THROWS {
            if ROUTINE.contains(&household.estimate()) {
                break;
            }
            let wishes = if throws == THROWS {
                wishes.least()
            } else {
                wishes
            };
            household = throw(wishes);
        }
        if draw.chance(88) {
            household.remember_last_month(draw);
        }
        departure::apply(situation, &mut household, draw);
        household
    }

    pub(super) fn application_json(&self) -> String {
        json(&self.application)
    }

    pub(super) fn answers(&self, draw: &mut Draw) -> Vec<(Registry, String)> {
        let persons = self.adults.iter().chain(&self.children);
        persons
            .flat_map(|facts| facts.answers(self.setting, draw))
            .collect()
    }

    pub(super) fn members(&self) -> usize {
        self.adults.len() + self.children.len()
    }

    pub(super) fn age(&self, facts: &PersonFacts) -> u32 {
        age_on(self.setting.month.first(), facts.person.born)
    }

    /// Adds a document and returns its id.
    pub(super) fn document(&mut self, kind: &'static str, draw: &mut Draw) -> Vec<String> {
        let id = format!("d{}", self.application.documents.len() + 1);
        self.application.documents.push(Document {
            id: id.clone(),
            kind,
            sha256: draw.hash(),
        });
        vec![id]
    }

    pub(super) fn add_cost(
        &mut self,
        kind: &'static str,
        document: &'static str,
        amount: Ore,
        draw: &mut Draw,
    ) {
        let document_ids = self.document(document, draw);
        self.application.costs.push(Cost {
            kind,
            amount,
            document_ids,
        });
    }

    /// What the household needs: norm and costs, by the tables of this module.
    pub(super) fn need(&self) -> Ore {
        let mut need = norm_of_adults(self.adults.len());
        for (facts, child) in self.children.iter().zip(&self.application.children) {
            let norm = norm_of_child(self.age(facts), child.lunch_outside_home);
            need += Ore(norm.0 * i64::from(child.days_per_month) / 30);
        }
        let most_of_the_month = |child: &&Child| child.days_per_month >= 15;
        let children = self.application.children.iter().filter(most_of_the_month);
        let sharing = self.adults.len() + children.count();
        let dwelling = self.application.persons_in_dwelling;
        need += if dwelling > self.members() {
            Ore(norm_shared(dwelling).0 / dwelling as i64)
        } else {
            norm_shared(sharing)
        };
        for cost in &self.application.costs {
            need += cost.amount;
        }
        need
    }

    /// Roughly what the household is entitled to.
    pub(super) fn estimate(&self) -> Ore {
        let mut estimate = self.need();
        let control = self.setting.control();
        for facts in self.adults.iter().chain(&self.children) {
            estimate = estimate - livelihood::paid_by_registries(facts, control);
        }
        for income in &self.application.incomes {
            let stimulated = |period: &JobStimulus| period.personnummer == income.person;
            estimate = estimate
                - match income.kind {
                    "benefit" => Ore::ZERO,
                    "salary"
                        if self
                            .application
                            .case_context
                            .job_stimulus
                            .iter()
                            .any(stimulated) =>
                    {
                        income.amount_net.percent(75)
                    }
                    _ => income.amount_net,
                };
        }
        estimate
    }

    fn give_costs_and_assets(&mut self, draw: &mut Draw) {
        let members = self.members();
        let rent = rent_ceiling(members).percent(draw.between(68, 100)).whole();
        self.add_cost("rent", "rent_invoice", rent, draw);
        if draw.chance(80) {
            let amount = electricity_cap(members).percent(draw.between(45, 98))
                - draw.pick(&[Ore(0), Ore(50)]);
            self.add_cost("household_electricity", "electricity_invoice", amount, draw);
        }
        let small_child_with_lunch = self
            .application
            .children
            .iter()
            .any(|child| child.lunch_outside_home);
        let costs: [(u32, &str, &str, i64, i64); 7] = [
            (75, "home_insurance", "insurance_invoice", 89, 198),
            (12, "union_fee", "union_invoice", 150, 480),
            (15, "unemployment_fund_fee", "fund_invoice", 130, 178),
            (28, "work_travel", "ticket", 300, 1_090),
            (18, "medicine", "receipt", 40, 345),
            (10, "medical_care", "receipt", 100, 300),
            (
                if small_child_with_lunch { 60 } else { 0 },
                "childcare_fee",
                "childcare_invoice",
                200,
                1_690,
            ),
        ];
        for (chance, kind, document, least, most) in costs {
            if draw.chance(chance) {
                let amount = draw.kronor(least, most);
                self.add_cost(kind, document, amount, draw);
            }
        }
        if draw.chance(75) {
            let document_ids = self.document("account_statement", draw);
            self.application.assets.push(Asset {
                kind: "bank_balance",
                amount: Ore(draw.between(0, 490_000)),
                document_ids,
            });
        }
    }

    /// What was approved last month: about the same as now.
    pub(super) fn remember_last_month(&mut self, draw: &mut Draw) {
        let amount = self.estimate().percent(draw.between(88, 112)).whole();
        let adults = self.adults.iter().chain(&self.children);
        let members = adults.map(|facts| facts.person.number.clone()).collect();
        let costs = self.application.costs.iter().map(|cost| ApprovedCost {
            kind: cost.kind,
            amount: match cost.kind {
                "household_electricity" => cost.amount.percent(draw.between(90, 105)),
                _ => cost.amount,
            },
        });
        self.application.case_context.approved_last_month = Some(ApprovedLastMonth {
            month: self.setting.control().to_string(),
            members,
            costs: costs.collect(),
            amount: draw.chance(85).then_some(amount),
            payment: draw.chance(95).then(|| self.application.payment.clone()),
        });
    }
}
