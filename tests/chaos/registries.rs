//! Mocked registries on a thread of their own until the program ends.

use std::sync::{Arc, mpsc};

use handlaggarrobot::registries::simulator::{Answers, Fault, RunningSimulator, Simulator};
use serde_json::Value;

use crate::messages::fixtures;

/// Registries that serve `answers`, disturbed by `faults`.
pub fn start(answers: Answers, faults: &[&str]) -> Arc<RunningSimulator> {
    let faults = self::faults(faults);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        block_on(async {
            let simulator = Simulator::start(answers, faults, ([127, 0, 0, 1], 0).into()).await;
            let simulator = Arc::new(simulator.expect("registries"));
            // Its last handle stops it; this one is kept.
            sender.send(Arc::clone(&simulator)).expect("a receiver");
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().expect("registries")
}

/// From now on everybody of a fixture is protected.
pub fn protect(simulator: &RunningSimulator, name: &str) {
    let path = fixtures().join(format!("registries/{name}.json"));
    let answers: Vec<Value> =
        serde_json::from_slice(&std::fs::read(path).expect("answers")).expect("JSON");
    for mut answer in answers {
        if answer["kalla"] == "SKV" {
            let marking = &mut answer["svar"]["folkbokforing"]["svar"]["sekretessmarkering"];
            marking["satt"] = true.into();
            simulator
                .replace_answer(answer.to_string())
                .expect("an answer");
        }
    }
}

/// Faults, as they are written.
pub fn faults(faults: &[&str]) -> Vec<Fault> {
    let fault = |fault: &&str| fault.parse().expect("a fault");
    faults.iter().map(fault).collect()
}

/// Does work on a runtime of its own.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}
