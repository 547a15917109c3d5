//! The time zone and the language of the machine do not matter: this binary
//! starts itself under others, and every case must give the same bytes.

use std::process::Command;

use handlaggarrobot::bundle::assess_bundle;
use handlaggarrobot::vocabulary::identity::{digest, hash_text};

use crate::judging::{POLICY, RULES};
use crate::{form, words};

/// Set in the processes this test starts, which then only print.
const PRINT: &str = "PRINT_THE_HASH_OF_ALL_CASES";

fn hash_of_all_cases() -> String {
    let bytes: Vec<Vec<u8>> = form::all_cases()
        .iter()
        .map(|(_, case)| {
            let bundle = words::bundle(case).to_string();
            let assessment = assess_bundle(&bundle, &RULES, &POLICY).expect("a bundle");
            serde_json::to_vec(&assessment).expect("plain data")
        })
        .collect();
    let parts: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
    hash_text(&digest(&parts))
}

#[test]
fn the_time_zone_of_the_machine_does_not_matter() {
    let here = hash_of_all_cases();
    if std::env::var_os(PRINT).is_some() {
        println!("\n{here}");
        return;
    }
    for (zone, language) in [
        ("Pacific/Kiritimati", "tr_TR.UTF-8"),
        ("Etc/GMT+12", "sv_SE.UTF-8"),
        ("<+1345>-13:45", "C"),
    ] {
        let printed = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", "--nocapture"])
            .arg("time_zone::the_time_zone_of_the_machine_does_not_matter")
            .env(PRINT, "1")
            .env("TZ", zone)
            .env("LC_ALL", language)
            .output()
            .expect("this binary starts");
        let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
        assert!(
            printed.lines().any(|line| line == here),
            "{zone}: {printed}"
        );
    }
}
