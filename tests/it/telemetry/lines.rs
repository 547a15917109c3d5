//! Every line of real runs is in the catalogue, and none is about a person.

use std::collections::{BTreeMap, BTreeSet};

use handlaggarrobot::telemetry::CATALOGUE;
use handlaggarrobot::telemetry::catalogue::{COMMON_FIELDS, Kind};
use serde_json::{Map, Value};

use super::{generate, serve, submit};
use crate::broker;
use crate::installation::{Installation, all_scenarios, errors, fixtures};

const HOUSEHOLDS: usize = 60;

/// Everything that the mocked registries can do wrong.
const FAULTS: [&str; 17] = [
    "slow=50ms",
    "status=500",
    "status=403",
    "retry-after=30",
    "cut-off",
    "malformed",
    "fel",
    "fel-hub",
    "delvis",
    "silent",
    "flapping=2",
    "fel:FK",
    "delvis:CSN",
    "sub-fel=folkbokforing",
    "sub-fel=individuppgifter",
    "sub-fel=skattekonto",
    "sub-fel=foretag",
];

/// Works until nothing is left, with every line written; the log.
fn run(installation: &mut Installation) -> String {
    for (key, value) in [
        ("LOG__LEVEL", "trace"),
        ("LOG__FORMAT", "json"),
        ("REGISTRIES__CONNECT_TIMEOUT_MS", "1500"),
        ("REGISTRIES__TIMEOUT_MS", "1500"),
        ("REGISTRIES__ATTEMPTS_IN_PROCESS", "2"),
    ] {
        installation.set(key, value);
    }
    let arguments = [
        "run",
        "--until-empty",
        "--deadline",
        "1m",
        "--example-policy",
    ];
    errors(&installation.run(&arguments))
}

/// Holds every line against the catalogue; how often each event was written.
fn check(log: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in log.lines() {
        let line: Map<String, Value> = serde_json::from_str(line).expect("a JSON object");
        let name = line["event"].as_str().expect("a name").to_owned();
        let event = CATALOGUE.iter().find(|event| event.name == name);
        let event = event.unwrap_or_else(|| panic!("{name} is not in the catalogue"));
        let level = event.level.as_str().to_lowercase();
        assert_eq!(line["level"], level.as_str(), "{name}");
        let fields = || COMMON_FIELDS.iter().chain(event.fields);
        for key in line.keys() {
            assert!(fields().any(|field| field.key == key), "{name}: {key}");
        }
        for field in fields() {
            let fits = match (line.get(field.key), field.kind) {
                (None, _) => field.optional,
                (Some(value), Kind::String) => value.is_string(),
                (Some(value), Kind::Integer) => value.is_u64(),
                (Some(value), Kind::Number) => value.is_f64(),
                (Some(value), Kind::Boolean) => value.is_boolean(),
            };
            assert!(fits, "{name}: {}", field.key);
        }
        *counts.entry(name).or_default() += 1;
    }
    counts
}

#[test]
fn every_line_of_the_scenarios_is_in_the_catalogue() {
    let mut installation = Installation::new("http://127.0.0.1:9");
    scenarios(&mut installation);
}

#[test]
fn every_line_of_the_scenarios_over_rabbitmq_is_in_the_catalogue() {
    let broker = broker::shared();
    let mut installation = Installation::new("http://127.0.0.1:9");
    installation.set("QUEUE__KIND", "amqp");
    installation.set("QUEUE__AMQP__URL", &broker.url());
    installation.set("QUEUE__AMQP__NAME_PREFIX", &broker.prefix());
    scenarios(&mut installation);
}

fn scenarios(installation: &mut Installation) {
    let fixtures = fixtures().display().to_string();
    let _registries = serve(installation, &fixtures, &[]);
    let names = all_scenarios();
    let files: Vec<_> = names
        .iter()
        .map(|scenario| format!("{fixtures}/applications/{}.json", scenario.name))
        .collect();
    let unreadable = installation.folder.path().join("unreadable.json");
    std::fs::write(&unreadable, "{").expect("a file");
    let unreadable = unreadable.display().to_string();
    let mut submit = vec!["submit", &unreadable];
    submit.extend(files.iter().map(String::as_str));
    assert!(installation.run(&submit).status.success());
    let counts = check(&run(installation));
    for event in ["run.started", "run.finished", "application.dead_lettered"] {
        assert_eq!(counts.get(event), Some(&1), "{event}");
    }
    // One line a case, and every message becomes a case, but for the unreadable.
    let parked = ["case.waiting", "case.retrying"];
    let parked = parked.iter().filter_map(|event| counts.get(*event));
    let finished = counts["case.finished"] + parked.sum::<usize>();
    let duplicates = counts.get("application.duplicate").unwrap_or(&0);
    assert_eq!(finished + duplicates, files.len());
}

#[test]
fn no_line_of_a_population_with_every_fault_is_about_a_person() {
    let mut installation = Installation::new("http://127.0.0.1:9");
    let folder = generate(&installation, HOUSEHOLDS);
    let applications = lines_of(&format!("{folder}/applications.jsonl"));
    // Every other household's applicant meets one fault, so that all are met.
    let faults = applications.iter().step_by(2).zip(FAULTS.iter().cycle());
    let faults = faults.map(|(application, fault)| {
        let applicant = application["applicant"]["personnummer"].as_str();
        let digits = applicant.expect("a personnummer").replace('-', "");
        format!("{fault}@{digits}")
    });
    let faults: Vec<_> = faults.collect();
    let _registries = serve(&mut installation, &folder, &faults);
    submit(&installation, &folder);
    let log = run(&mut installation);
    let counts = check(&log);
    assert!(counts["registry.failed"] > FAULTS.len());
    assert!(counts["case.finished"] > HOUSEHOLDS / 4);
    let mut secrets = BTreeSet::new();
    let answers = lines_of(&format!("{folder}/answers.jsonl"));
    for value in applications.iter().chain(&answers) {
        collect(value, &mut secrets);
    }
    assert!(secrets.len() > HOUSEHOLDS);
    for secret in secrets {
        // Never in the failure's text either.
        assert!(!log.contains(&secret), "a person is in the log");
    }
    for line in log.lines() {
        let words = line.split(|letter: char| !letter.is_alphanumeric());
        let numbers = words.filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        for number in numbers {
            assert!(number.len() < 10, "a long number is in the log");
        }
    }
    // What registries write of errors begins so.
    for words in [
        "rende",
        "kunde inte",
        "personnummer",
        "protected_identity",
        "protection_unknown",
    ] {
        assert!(!log.contains(words), "{words}");
    }
}

fn lines_of(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a generated file");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// Every personnummer in each way of writing it, and every other text about a
/// person that is long enough to be told from a word of the log.
fn collect(value: &Value, secrets: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                let about_a_person = ["namn", "name", "account", "message", "payer", "text"]
                    .iter()
                    .any(|part| key.to_lowercase().contains(part));
                match field {
                    Value::String(text) if about_a_person && text.len() > 6 => {
                        secrets.insert(text.clone());
                    }
                    _ => collect(field, secrets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        Value::String(text) => {
            let digits: String = text.chars().filter(|letter| *letter != '-').collect();
            let is_number = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number && !digits.starts_with("16") {
                let (day, last) = digits.split_at(8);
                for number in [
                    digits.clone(),
                    digits[2..].to_owned(),
                    format!("{day}-{last}"),
                    format!("{}-{last}", &day[2..]),
                ] {
                    secrets.insert(number);
                }
            }
        }
        _ => {}
    }
}
