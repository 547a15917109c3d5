//! What a letter says would have changed the decision is so: each limit, and
//! one öre on either side of it, is assessed as if it had been the case.

mod world;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use handlaggarrobot::assessment::{Assessment, Outcome};
use handlaggarrobot::explanation::counterfactual::{Counterfactual, Edge, What, counterfactuals};
use handlaggarrobot::population::Population;
use handlaggarrobot::rules::{Cap, Policy};
use handlaggarrobot::vocabulary::Kronor;
use proptest::prelude::*;

use crate::form::Case;
use crate::judging::POLICY;
use crate::mostly_clean::{amount, case};
use crate::words;
use world::World;

/// The example policy, and such as move the limits or open other outcomes.
static POLICIES: LazyLock<[Policy; 4]> = LazyLock::new(|| {
    let policy = |change: fn(&mut Policy)| {
        let mut policy = POLICY.clone();
        change(&mut policy);
        policy
    };
    [
        policy(|_| {}),
        policy(|policy| {
            policy.may_decide.partly_granted = true;
            policy.may_decide.rejected = true;
        }),
        policy(|policy| {
            policy.may_decide.rejected = true;
            policy.may_decide.granted = false;
            policy.large_amount = Kronor::whole(9_000);
        }),
        policy(|policy| {
            policy.large_amount = Kronor::from_ore(1_100_050);
            policy.change_threshold_percent = 150;
            policy.differs_from_last_month_percent = 3;
            policy.salary_tolerance = Kronor::from_ore(33);
        }),
    ]
});

const ONE_ORE: fn() -> Kronor = || Kronor::from_ore(1);

/// What is not as a counterfactual says; empty when all is.
fn faults(world: &World, policy: &Policy, one: &Counterfactual<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{what}: {one:?}"));
        }
    };
    let at = |amount| world.with(one, amount).assess(policy);
    if let Some(limit) = one.aid_below {
        let (below, from) = (at(limit - ONE_ORE()), at(limit));
        expect(
            below.amount.is_some_and(Kronor::is_positive),
            "aid right below the limit",
        );
        expect(
            below
                .proposed
                .is_some_and(|outcome| outcome != Outcome::Rejected),
            "granted below",
        );
        expect(
            from.amount == Some(Kronor::ZERO),
            "no aid from the limit on",
        );
        expect(
            from.proposed == Some(Outcome::Rejected),
            "rejected from the limit on",
        );
    }
    if let Some(aid) = one.aid_without {
        expect(
            at(Kronor::ZERO).amount == Some(aid),
            "the aid without the income",
        );
    }
    if let Some(cap) = one.paid_up_to {
        for (claimed, approved) in [
            (cap - ONE_ORE(), cap - ONE_ORE()),
            (cap, cap),
            (cap + ONE_ORE(), cap),
        ] {
            let lines = at(claimed).lines;
            let line = lines.iter().find(|line| line.id == one.id);
            expect(
                line.is_some_and(|line| line.amount == approved),
                "approved at the cap",
            );
        }
    }
    if let Some(aid) = one.aid_without_cap {
        let mut policy = policy.clone();
        let kind = one.id.strip_prefix("cost.").expect("a cost");
        let row = policy.costs.get_mut(kind).expect("a row");
        row.approval.as_mut().expect("an approval").cap = Cap::None;
        expect(
            world.assess(&policy).amount == Some(aid),
            "the aid without the cap",
        );
    }
    let mut edge = |edge: &Edge, beyond: Kronor| {
        expect(at(edge.at).outcome.is_decision(), "decided at the edge");
        let beyond = at(beyond);
        expect(
            beyond.outcome == Outcome::HandedOver,
            "a person beyond the edge",
        );
        expect(
            beyond.reasons == edge.beyond,
            "exactly these reasons beyond",
        );
    };
    if let Some(least) = &one.least {
        edge(least, least.at - ONE_ORE());
    }
    if let Some(most) = &one.most {
        edge(most, most.at + ONE_ORE());
    }
    // There is no hole between the ends.
    for end in [&one.least, &one.most].into_iter().flatten() {
        let ore = |amount: Kronor| amount.ore().expect("whole öre");
        let middle = Kronor::from_ore((ore(end.at) + ore(one.now)) / 2);
        expect(at(middle).outcome.is_decision(), "decided between the ends");
    }
    faults
}

/// How many limits there are of each kind.
type Tally = BTreeMap<(String, &'static str), u32>;

fn count(tally: &mut Tally, one: &Counterfactual<'_>) {
    let limits = [
        ("aid_below", one.aid_below.is_some()),
        ("aid_without", one.aid_without.is_some()),
        ("paid_up_to", one.paid_up_to.is_some()),
        ("aid_without_cap", one.aid_without_cap.is_some()),
        ("least", one.least.is_some()),
        ("most", one.most.is_some()),
    ];
    for (name, _) in limits.into_iter().filter(|(_, there)| *there) {
        *tally.entry((format!("{:?}", one.what), name)).or_default() += 1;
    }
}

fn all<'a>(world: &World, assessment: &'a Assessment, policy: &Policy) -> Vec<Counterfactual<'a>> {
    counterfactuals(&world.application, assessment, policy)
}

/// Random cases with what makes limits meet: an amount approved last month, a
/// second employer, a child's earnings.
fn worlds() -> impl Strategy<Value = (Case, usize)> {
    let approved = prop::option::of(amount(16_000));
    let second = prop::option::of((amount(9_000), -300..300_i64));
    let earned = prop::option::weighted(0.3, amount(59_000));
    (case(), approved, second, earned, 0..POLICIES.len()).prop_map(
        |(mut case, approved, second, earned, policy)| {
            case.approved = case.approved.or(approved);
            if let Some((net, more)) = second {
                let reported =
                    Kronor::parse(&net).expect("an amount") + Kronor::from_ore(50 * more);
                let reported = reported.max(Kronor::ZERO);
                case.agi.push(format!(
                    "applicant: 165560360801 2026-10 pay {reported} tax 0.00"
                ));
                case.declared.push(format!(
                    "applicant: salary {net} on 2026-10-31 from 165560360801"
                ));
            }
            if let Some(earned) =
                earned.filter(|_| case.children.as_ref().is_some_and(|all| !all.is_empty()))
            {
                case.agi.push(format!(
                    "child_1: 165560360801 2026-07 pay {earned} tax 0.00"
                ));
            }
            (case, policy)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 6 * ProptestConfig::default().cases,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_limit_of_a_random_case_is_where_it_is_said_to_be((case, policy) in worlds()) {
        let policy = &POLICIES[policy];
        let world = World::of_bundle(&words::bundle(&case)).expect("an application");
        let assessment = world.assess(policy);
        for one in all(&world, &assessment, policy) {
            let faults = faults(&world, policy, &one);
            prop_assert!(faults.is_empty(), "{faults:#?}");
        }
    }
}

fn population(count: u32, seed: u64) -> impl Iterator<Item = World> {
    let day = "2026-11-02".parse().expect("a day");
    let population = Population::new(count, seed, day, "2026-11").expect("a population");
    let households: Vec<_> = population.households().collect();
    households.into_iter().filter_map(move |household| {
        let answers = household.answers.iter().map(|(_, json)| json.as_str());
        World::read(&household.application, answers, day)
    })
}

#[test]
fn every_limit_of_an_invented_population_is_where_it_is_said_to_be() {
    let mut tally = Tally::new();
    for (place, world) in population(2_000, 5).enumerate() {
        let policy = &POLICIES[place % POLICIES.len()];
        let assessment = world.assess(policy);
        for one in all(&world, &assessment, policy) {
            count(&mut tally, &one);
            let faults = faults(&world, policy, &one);
            assert!(faults.is_empty(), "household {place}: {faults:#?}");
        }
    }
    // Nothing is proved by limits that are never stated.
    for (what, limit) in [
        (What::Income, "aid_below"),
        (What::Income, "aid_without"),
        (What::Income, "least"),
        (What::Income, "most"),
        (What::DeclaredSalary, "least"),
        (What::DeclaredSalary, "most"),
        (What::Claims, "paid_up_to"),
        (What::Claims, "aid_without_cap"),
        (What::Claims, "most"),
        (What::LiquidAssets, "most"),
    ] {
        let stated = tally.get(&(format!("{what:?}"), limit));
        assert!(
            stated.is_some_and(|stated| *stated >= 20),
            "{what:?} {limit}: {tally:#?}"
        );
    }
}

/// The checker can fail: a limit that is one öre off is always found.
#[test]
fn a_limit_that_is_one_ore_wrong_is_found() {
    let mut tally = Tally::new();
    for (place, world) in population(400, 6).enumerate() {
        let policy = &POLICIES[place % POLICIES.len()];
        let assessment = world.assess(policy);
        for one in all(&world, &assessment, policy) {
            for wrong in wrong_ones(&one) {
                count(&mut tally, &wrong);
                assert!(
                    !faults(&world, policy, &wrong).is_empty(),
                    "not found: {wrong:?}"
                );
            }
        }
    }
    assert!(tally.values().sum::<u32>() > 1_000, "{tally:#?}");
}

/// One limit alone, too high and too low; and an end with another reason.
fn wrong_ones<'a>(one: &Counterfactual<'a>) -> Vec<Counterfactual<'a>> {
    let nothing = Counterfactual {
        aid_below: None,
        aid_without: None,
        paid_up_to: None,
        aid_without_cap: None,
        least: None,
        most: None,
        ..one.clone()
    };
    let mut wrong = Vec::new();
    for off in [ONE_ORE(), -ONE_ORE()] {
        let moved = |edge: &Option<Edge>| {
            edge.clone().map(|edge| Edge {
                at: edge.at + off,
                ..edge
            })
        };
        wrong.extend([
            Counterfactual {
                aid_below: one.aid_below.map(|limit| limit + off),
                ..nothing.clone()
            },
            Counterfactual {
                aid_without: one.aid_without.map(|aid| aid + off),
                ..nothing.clone()
            },
            Counterfactual {
                paid_up_to: one.paid_up_to.map(|cap| cap + off),
                ..nothing.clone()
            },
            Counterfactual {
                aid_without_cap: one.aid_without_cap.map(|aid| aid + off),
                ..nothing.clone()
            },
            Counterfactual {
                least: moved(&one.least),
                ..nothing.clone()
            },
            Counterfactual {
                most: moved(&one.most),
                ..nothing.clone()
            },
        ]);
    }
    let unreasoned = |edge: &Option<Edge>| {
        edge.clone().map(|edge| Edge {
            beyond: Vec::new(),
            ..edge
        })
    };
    wrong.push(Counterfactual {
        most: unreasoned(&one.most),
        ..nothing.clone()
    });
    wrong.retain(|wrong| *wrong != nothing);
    wrong
}
