//! The fixtures as cases: whole applications and answers in JSON.

use std::path::Path;

use handlaggarrobot::bundle::assess_bundle;

use crate::judging::{POLICY, RULES};

/// Assesses every fixture: how many there are, and what is wrong.
pub fn judge_all() -> (usize, Vec<String>) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let read = |folder: &str, file: &str| {
        let path = fixtures.join(folder).join(file);
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{folder}/{file}: {error}"))
    };
    let (mut count, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(fixtures.join("scenarios")).expect("the scenarios") {
        let path = entry.expect("a scenario").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let situation: toml::Table =
            toml::from_str(&read("scenarios", &format!("{name}.toml"))).expect("a scenario");
        let json = format!("{name}.json");
        let bundle = format!(
            "{{\"application\": {}, \"evidence\": {}, \"assessed_on\": {}}}",
            read("applications", &json),
            read("registries", &json),
            situation["assessed_on"],
        );
        let assessment = assess_bundle(&bundle, &RULES, &POLICY).expect("a bundle");
        let expected = situation["expected"].as_table().expect("what is expected");
        let codes: Vec<&str> = assessment
            .reasons
            .iter()
            .map(|reason| reason.code())
            .collect();
        let wanted: Vec<&str> = expected["reasons"]
            .as_array()
            .expect("a list of reasons")
            .iter()
            .filter_map(toml::Value::as_str)
            .collect();
        let amount = assessment.amount.map(|amount| amount.to_string());
        let as_expected = expected["outcome"].as_str() == Some(assessment.outcome.code())
            && expected.get("amount").and_then(toml::Value::as_str) == amount.as_deref()
            && codes == wanted
            && assessment.lines_add_up();
        if !as_expected {
            let outcome = assessment.outcome.code();
            wrong.push(format!("{name}: {outcome}, {amount:?}, {codes:?}"));
        }
        count += 1;
    }
    (count, wrong)
}
