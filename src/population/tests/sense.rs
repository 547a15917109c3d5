//! Whether application and answers belong together: periods, days and sums.

use super::*;

#[test]
fn everyone_is_asked_about_for_the_right_period() {
    let first_of_month = day("2026-11-01");
    for household in population(1_000, 9, "2026-11-05").households() {
        let application = parse(&household.application);
        let adults = 2 - usize::from(application["co_applicant"].is_null());
        let mut asked = BTreeSet::new();
        for (registry, answer) in &household.answers {
            let question = &parse(answer)["fraga"];
            let child = members(&application)[adults..]
                .iter()
                .any(|member| *member == text(&question["personidentitet"]));
            let from = if child && *registry == Registry::Skatteverket {
                "2026-01-01"
            } else {
                "2026-09-01"
            };
            assert_eq!(
                (text(&question["from"]), text(&question["tom"])),
                (from, "2026-11-30")
            );
            asked.insert((*registry, text(&question["personidentitet"]).to_owned()));
        }
        assert_eq!(asked.len(), household.answers.len(), "an answer twice");
        let mut wanted = BTreeSet::new();
        for (place, member) in members(&application).into_iter().enumerate() {
            let sixteen = format!(
                "{}{}",
                member[..4].parse::<i32>().expect("a year") + 16,
                &member[4..8]
            );
            let everywhere =
                place < adults || sixteen <= first_of_month.format("%Y%m%d").to_string();
            if everywhere {
                wanted.insert((Registry::Forsakringskassan, member.clone()));
                wanted.insert((Registry::Csn, member.clone()));
            }
            wanted.insert((Registry::Skatteverket, member));
        }
        let missing = wanted.difference(&asked).count();
        let silent = household.kind.name() == "protection_unknown";
        assert!(missing == 0 || silent && missing == 1);
        assert!(asked.is_subset(&wanted));
    }
}

#[test]
fn nothing_is_known_before_it_happened() {
    for today in ["2026-10-25", "2026-11-02", "2026-11-22"] {
        for household in population(1_000, 4, today).households() {
            for (_, answer) in &household.answers {
                let answer = &parse(answer)["svar"];
                for payment in answer["utbetalningar"].as_array().into_iter().flatten() {
                    assert!(text(&payment["datum"]) <= today);
                }
                for payment in answer["preliminaraUtbetalningar"]
                    .as_array()
                    .into_iter()
                    .flatten()
                {
                    assert!(text(&payment["datum"]) > today);
                }
                for row in answer["individuppgifter"]["svar"]
                    .as_array()
                    .into_iter()
                    .flatten()
                {
                    assert!(text(&row["inlamnad"]) <= today);
                }
                for case in answer["arenden"].as_array().into_iter().flatten() {
                    for paid in case["utbetalningsplan"].as_array().into_iter().flatten() {
                        let past = text(&paid["datum"]) <= today;
                        assert_eq!(past, paid["status"] == "UTBETALD");
                    }
                }
            }
        }
    }
}

fn ore(value: &Value) -> i64 {
    let digits = text(value);
    let (kronor, ore) = digits.split_once('.').expect("two decimals");
    assert_eq!(ore.len(), 2);
    format!("{kronor}{ore}").parse().expect("an amount")
}

/// The elements of an array, and none of a null.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[test]
fn payments_add_up_from_their_parts() {
    let mut payments = 0;
    for household in population(2_000, 6, "2026-11-22").households() {
        for (_, answer) in &household.answers {
            for payment in each(&parse(answer)["svar"]["utbetalningar"]) {
                let net = ore(&payment["bruttobelopp"]) - ore(&payment["avdragsbelopp"]);
                assert_eq!(ore(&payment["nettobelopp"]), net);
                let deducted: i64 = each(&payment["detaljer"])
                    .map(|detail| ore(&detail["belopp"]))
                    .sum();
                assert_eq!(-deducted, ore(&payment["avdragsbelopp"]));
                payments += 1;
            }
        }
    }
    assert!(payments > 1_000);
}

/// The latest return of each employer for the control month: cash less tax.
fn returned_pay(household: &GeneratedHousehold) -> BTreeMap<(String, String), i64> {
    let mut latest: BTreeMap<(String, String), (String, i64)> = BTreeMap::new();
    for (_, answer) in &household.answers {
        let answer = parse(answer);
        let rows = each(&answer["svar"]["individuppgifter"]["svar"]);
        for row in rows.filter(|row| row["redovisningsperiod"] == "2026-10") {
            let person = text(&answer["fraga"]["personidentitet"]).to_owned();
            let employer = text(&row["arbetsgivare"]["orgnr"]).to_owned();
            let net = ore(&row["kontantErsattning"]) - ore(&row["skatt"]);
            let filed = text(&row["inlamnad"]).to_owned();
            let entry = latest.entry((person, employer)).or_default();
            if filed > entry.0 {
                *entry = (filed, net);
            }
        }
    }
    latest
        .into_iter()
        .map(|(key, (_, net))| (key, net))
        .collect()
}

#[test]
fn routine_pay_is_declared_as_returned_on_any_day_of_the_month() {
    for (today, all_returned) in [
        ("2026-11-03", false),
        ("2026-11-08", false),
        ("2026-11-12", true),
    ] {
        let (mut returned, mut awaited) = (0, 0);
        for household in population(2_000, 6, today).households() {
            if household.kind.expected_reason().is_some() {
                continue;
            }
            let pay = returned_pay(&household);
            let application = parse(&household.application);
            for income in each(&application["incomes"]).filter(|income| income["kind"] == "salary")
            {
                let key = (
                    text(&income["person"]).to_owned(),
                    text(&income["payer"]).to_owned(),
                );
                match pay.get(&key) {
                    Some(net) => {
                        returned += 1;
                        assert!((net - ore(&income["amount_net"])).abs() <= 20_000);
                    }
                    None => {
                        // Until the return comes, the pay slip must do.
                        awaited += 1;
                        assert!(each(&income["document_ids"]).count() > 0);
                    }
                }
            }
        }
        assert!(returned > 0);
        assert_eq!(awaited == 0, all_returned, "{today}");
    }
}

#[test]
fn last_month_is_consistent_in_routine_households() {
    let (mut with_amount, mut without) = (0, 0);
    for household in population(1_500, 2, "2026-11-10").households() {
        if household.kind.expected_reason().is_some() {
            continue;
        }
        let application = parse(&household.application);
        let last = &application["case_context"]["approved_last_month"];
        if last.is_null() {
            without += 1;
            continue;
        }
        assert_eq!(last["month"], "2026-10");
        let remembered: BTreeSet<&str> = last["members"]
            .as_array()
            .expect("an array")
            .iter()
            .map(text)
            .collect();
        let now = members(&application);
        assert!(remembered == now.iter().map(String::as_str).collect());
        assert!(last["payment"].is_null() || last["payment"] == application["payment"]);
        if !last["amount"].is_null() {
            with_amount += 1;
            assert!((200_000..4_300_000).contains(&ore(&last["amount"])));
        }
    }
    assert!(with_amount > 500 && without > 50);
}
