//! The alerts and the page, with the real Prometheus.

use std::process::{Child, Command, Stdio};

use super::metrics::{Watched, free_port, get};
use super::{ask_until, project, text_of, tool};
use crate::installation::printed;

#[test]
fn the_alerts_are_sound_and_fire_when_they_should() {
    let folder = project("deploy/prometheus");
    for arguments in [
        ["check", "config", "prometheus.yml"],
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "alerts_test.yml"],
    ] {
        let output = tool(
            Command::new("promtool")
                .args(arguments)
                .current_dir(&folder),
        );
        assert!(output.status.success(), "{}", printed(&output));
    }
}

/// A Prometheus of its own, in a folder of its own.
struct Prometheus {
    child: Child,
    address: String,
}

impl Prometheus {
    fn watching(watched: &Watched) -> Self {
        let config = text_of("deploy/prometheus/prometheus.yml");
        assert!(config.contains("\"127.0.0.1:9464\""));
        let config = config
            .replace("127.0.0.1:9464", &watched.address)
            .replace("15s", "1s");
        let folder = watched.installation.folder.path();
        std::fs::write(folder.join("prometheus.yml"), config).expect("a file");
        let alerts = text_of("deploy/prometheus/alerts.yml");
        std::fs::write(folder.join("alerts.yml"), alerts).expect("a file");
        let address = format!("127.0.0.1:{}", free_port());
        let consoles = project("deploy/prometheus/consoles").display().to_string();
        let child = Command::new("prometheus")
            .arg("--config.file=prometheus.yml")
            .arg("--storage.tsdb.path=prometheus")
            .arg(format!("--web.listen-address={address}"))
            .arg(format!("--web.console.templates={consoles}"))
            .arg(format!("--web.console.libraries={consoles}"))
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("prometheus is missing: run sh deploy/install-test-tools.sh");
        Self { child, address }
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_page_shows_a_running_worker() {
    let watched = Watched::start(20);
    let prometheus = Prometheus::watching(&watched);
    let page = || get(&prometheus.address, "/consoles/handlaggarrobot.html");
    let is_right = |page: &str| {
        [
            "Inga larm.",
            "<b>20</b>",
            "<td>Beslutade</td>",
            "<td>Skatteverket</td>",
            "öppet",
        ]
        .iter()
        .all(|text| page.contains(text))
    };
    let page = ask_until(page, is_right);
    assert!(is_right(&page), "{page}");
    assert!(!page.contains("error executing template"), "{page}");
    assert!(!page.contains("<script"), "the page needs no script");
}
