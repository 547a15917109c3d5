//! No person in anything the program emits: logs, errors, tables.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::installation::{Installation, all_scenarios, errors, printed};

/// Every personnummer, account number and organisation number of the fixtures.
fn secrets() -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for scenario in all_scenarios() {
        let application: Value = serde_json::from_slice(&scenario.application).expect("JSON");
        collect(&application, &mut secrets);
    }
    assert!(secrets.len() > 200);
    secrets
}

fn collect(value: &Value, secrets: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let secret =
                    ["personnummer", "person", "account_number", "payer"].contains(&name.as_str());
                match field {
                    Value::String(text) if secret && text.len() > 6 => {
                        secrets.insert(text.clone());
                    }
                    _ => collect(field, secrets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        _ => {}
    }
}

#[test]
fn no_person_in_logs_errors_and_tables() {
    let fixtures = crate::installation::fixtures().display().to_string();
    let mut everything = String::new();
    // Real ones quote the personnummer in their error texts; so do these.
    for fault in [
        None,
        Some("fel:FK"),
        Some("fel-hub:SKV"),
        Some("malformed:CSN"),
        Some("cut-off:SKV"),
    ] {
        let mut installation = Installation::new("http://127.0.0.1:9");
        let mut arguments = vec!["registries", &fixtures, "--listen", "127.0.0.1:0", "--json"];
        if let Some(fault) = fault {
            arguments.extend(["--fault", fault]);
        }
        let registries = Registries::start(&installation, &arguments);
        for registry in ["FORSAKRINGSKASSAN", "CSN", "SKATTEVERKET"] {
            installation.set(
                &format!("REGISTRIES__{registry}__BASE_URL"),
                &registries.base_url,
            );
        }
        installation.set("RUN__RETRY_BASE_SECONDS", "3600");
        installation.set("REGISTRIES__ATTEMPTS_IN_PROCESS", "1");
        installation.set("LOG__LEVEL", "trace");
        installation.set("LOG__FORMAT", "json");
        let files: Vec<_> = all_scenarios()
            .iter()
            .map(|scenario| format!("{fixtures}/applications/{}.json", scenario.name))
            .collect();
        let mut submit = vec!["submit"];
        submit.extend(files.iter().map(String::as_str));
        let runs = [
            submit,
            vec![
                "run",
                "--until-empty",
                "--deadline",
                "1m",
                "--example-policy",
            ],
            vec!["cases", "list", "--limit", "1000"],
            vec!["cases", "list", "--limit", "1000", "--json"],
            vec!["cases", "replay", "--failed"],
            vec!["ledger", "balance"],
            vec!["ledger", "balance", "--json"],
            vec!["postings", "count"],
        ];
        for arguments in runs {
            let output = installation.run(&arguments);
            everything.push_str(&errors(&output));
            everything.push_str(&printed(&output));
        }
    }
    assert!(
        everything.contains("assessment.made"),
        "the log was not written"
    );
    for secret in secrets() {
        // Never in the failure's text either.
        assert!(!everything.contains(&secret), "a person is in the output");
    }
    assert!(
        !everything.contains("protected_identity") && !everything.contains("protection_unknown")
    );
}

/// Mocked registries in a process of their own.
pub struct Registries {
    child: std::process::Child,
    pub base_url: String,
}

impl Registries {
    pub fn start(installation: &Installation, arguments: &[&str]) -> Self {
        use std::io::{BufRead, BufReader};
        let mut command = installation.command(arguments);
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("registries");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("its output");
        BufReader::new(out)
            .read_line(&mut line)
            .expect("its address");
        let address: Value = serde_json::from_str(&line).expect("JSON");
        let base_url = address["base_url"].as_str().expect("an address").to_owned();
        Self { child, base_url }
    }
}

impl Drop for Registries {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
