//! The directions between the rooms: who may know whom, and which crates stay
//! where. The list of exceptions may only shrink.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may know, and the crates it must never touch.
struct Room {
    name: &'static str,
    may_know: &'static [&'static str],
    never: &'static [&'static str],
}

/// Everything that does input or output, or is for the edges only.
const IMPURE: &[&str] = &[
    "anyhow",
    "axum",
    "clap",
    "config",
    "futures_util",
    "indicatif",
    "lapin",
    "reqwest",
    "rusqlite",
    "tokio",
    "tokio_util",
    "tracing",
    "tracing_subscriber",
];
const DRIVERS: &[&str] = &["anyhow", "axum", "lapin", "reqwest", "rusqlite"];

const ROOMS: &[Room] = &[
    Room {
        name: "vocabulary",
        may_know: &[],
        never: IMPURE,
    },
    Room {
        name: "rules",
        may_know: &["vocabulary"],
        never: IMPURE,
    },
    Room {
        name: "assessment",
        may_know: &["vocabulary", "rules"],
        never: IMPURE,
    },
    Room {
        name: "explanation",
        may_know: &["vocabulary", "rules", "assessment"],
        never: IMPURE,
    },
    // It checks what the others compute, so it may know none of them.
    Room {
        name: "verification",
        may_know: &["vocabulary"],
        never: IMPURE,
    },
    Room {
        name: "population",
        may_know: &["vocabulary", "rules"],
        never: IMPURE,
    },
    Room {
        name: "bundle",
        may_know: &["vocabulary", "rules", "assessment", "registries"],
        never: IMPURE,
    },
    Room {
        name: "registries",
        may_know: &["vocabulary", "telemetry", "clock"],
        never: &["anyhow", "clap", "config", "indicatif", "lapin", "rusqlite"],
    },
    Room {
        name: "queue",
        may_know: &["vocabulary", "telemetry", "clock"],
        never: &["anyhow", "axum", "clap", "config", "reqwest"],
    },
    Room {
        name: "ledger",
        may_know: &["vocabulary", "assessment", "clock", "telemetry"],
        never: &["anyhow", "axum", "clap", "config", "lapin", "reqwest"],
    },
    Room {
        name: "worker",
        may_know: &[
            "vocabulary",
            "rules",
            "assessment",
            "bundle",
            "explanation",
            "registries",
            "queue",
            "ledger",
            "telemetry",
            "clock",
        ],
        never: DRIVERS,
    },
    Room {
        name: "reports",
        may_know: &["vocabulary", "rules", "assessment", "explanation", "bundle"],
        never: IMPURE,
    },
    Room {
        name: "telemetry",
        may_know: &["vocabulary", "assessment", "clock", "config"],
        never: DRIVERS,
    },
    Room {
        name: "monitoring",
        may_know: &["telemetry"],
        never: &["anyhow", "lapin", "reqwest", "rusqlite"],
    },
    Room {
        name: "clock",
        may_know: &["vocabulary"],
        never: DRIVERS,
    },
    Room {
        name: "config",
        may_know: &["vocabulary"],
        never: &["axum", "lapin", "rusqlite", "tokio"],
    },
    // What the command line and the console both show.
    Room {
        name: "operating",
        may_know: &["vocabulary", "rules", "assessment", "ledger", "worker"],
        never: DRIVERS,
    },
    Room {
        name: "console",
        may_know: &[
            "vocabulary",
            "rules",
            "assessment",
            "operating",
            "ledger",
            "clock",
            "config",
        ],
        never: &[
            "clap",
            "indicatif",
            "lapin",
            "reqwest",
            "rpassword",
            "rusqlite",
        ],
    },
    // The command line may know every room, but no driver.
    Room {
        name: "cli",
        may_know: &[
            "vocabulary",
            "rules",
            "assessment",
            "explanation",
            "verification",
            "population",
            "bundle",
            "registries",
            "queue",
            "ledger",
            "worker",
            "reports",
            "operating",
            "console",
            "telemetry",
            "monitoring",
            "clock",
            "config",
        ],
        never: &["argon2", "axum", "lapin", "reqwest", "rusqlite"],
    },
];

/// Files that may know one thing more, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The embedded queue is the second client of the ledger's writer.
    ("queue/embedded/", "ledger"),
    // It holds the lock on the ledger's file beside a broker.
    ("queue/configured.rs", "ledger"),
];

/// A source file: its path below src and its text without tests and comments.
struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut sources: Vec<_> = files
        .into_iter()
        .map(|file| {
            let path = file
                .strip_prefix(&root)
                .expect("below src")
                .display()
                .to_string();
            let text = fs::read_to_string(&file).expect("a source file");
            Source {
                path,
                text: production(&text),
            }
        })
        .filter(|source| !is_test(&source.path))
        .collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("_samples.rs")
}

/// The text before the tests, without comments.
fn production(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn room_of(path: &str) -> &str {
    path.split(['/', '.']).next().expect("a room")
}

/// The rooms a text names as `crate::room`, grouped imports included.
fn rooms_known(text: &str) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for part in text.split("crate::").skip(1) {
        let name: String = part
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if name.is_empty() {
            let group = part
                .strip_prefix('{')
                .and_then(|part| part.split('}').next());
            for item in group.unwrap_or_default().split(',') {
                let item = item.trim().split("::").next().unwrap_or_default();
                known.insert(item.to_owned());
            }
        }
        known.insert(name);
    }
    known.remove("");
    known
}

fn names_crate(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    text.match_indices(&path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        // `crate::config::` and `super::config::` are our own rooms.
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn every_room_knows_only_whom_it_may() {
    let mut wrong = Vec::new();
    let names: BTreeSet<_> = ROOMS.iter().map(|room| room.name).collect();
    for source in sources() {
        let room_name = room_of(&source.path);
        let Some(room) = ROOMS.iter().find(|room| room.name == room_name) else {
            assert!(
                ["lib", "main"].contains(&room_name),
                "{} has no room",
                source.path
            );
            continue;
        };
        for known in rooms_known(&source.text) {
            let excepted = EXCEPTIONS
                .iter()
                .any(|(path, room)| source.path.starts_with(path) && *room == known);
            let own = known == room_name;
            if names.contains(known.as_str())
                && !own
                && !excepted
                && !room.may_know.contains(&known.as_str())
            {
                wrong.push(format!("{} knows {known}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = ROOMS.iter().find(|room| room.name == room_of(&source.path));
        for name in room.map_or(&[][..], |room| room.never) {
            if names_crate(&source.text, name) {
                wrong.push(format!("{} uses {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn money_is_never_a_float_and_only_the_clock_reads_the_time() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = room_of(&source.path);
        let has_word = |word: &str| {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            source
                .text
                .split(|c| !is_word(c))
                .any(|found| found == word)
        };
        let core = [
            "vocabulary",
            "rules",
            "assessment",
            "explanation",
            "reports",
            "verification",
        ]
        .contains(&room);
        if core && (has_word("f64") || has_word("f32")) {
            wrong.push(format!("{} has a float", source.path));
        }
        let reads_time = ["SystemTime::now", "Utc::now", "Local::now"]
            .iter()
            .any(|call| source.text.contains(call));
        if reads_time && room != "clock" {
            wrong.push(format!("{} reads the time", source.path));
        }
        if core && (source.text.contains("HashMap") || source.text.contains("HashSet")) {
            wrong.push(format!(
                "{} depends on the order of a hash map",
                source.path
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_exception_is_still_needed() {
    for (path, room) in EXCEPTIONS {
        let needed = sources().iter().any(|source| {
            source.path.starts_with(path) && rooms_known(&source.text).contains(*room)
        });
        assert!(
            needed,
            "{path} no longer needs {room}: remove the exception"
        );
    }
}

#[test]
fn main_only_starts() {
    let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs");
    let lines = fs::read_to_string(main).expect("main.rs").lines().count();
    assert!(lines <= 60, "main.rs has {lines} lines");
}
