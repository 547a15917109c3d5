//! Faults on command: how they are written, and which one a request meets.

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::Source;
use super::answers::PersonKey;

/// The draws of `slow` with a range are the same in every run.
const SLOW_SEED: u64 = 0x5eed_0f51_0eed_5eed;

/// The longest waiting that `slow` takes, so that a slip of the keyboard does
/// not look like a silent registry.
const SLOWEST: Duration = Duration::from_secs(3600);

const GRAMMAR: &str = "a fault is written KIND[=ARGUMENT][:SOURCE][@PERSON], where SOURCE is FK, CSN or SKV \
(left out: all three), PERSON is twelve digits (left out: everyone), and KIND is one of \
slow=2s, slow=500ms..750ms, status=503 (400 to 599), retry-after=30 (seconds), cut-off, malformed, \
fel, fel-hub, delvis, silent, flapping=3 (every third request fails), \
sub-fel=folkbokforing|individuppgifter|skattekonto|foretag (only SKV)";

/// What was wrong with the text of a fault, followed by the grammar. The text
/// itself is not quoted: it may name a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; {GRAMMAR}")]
pub struct FaultError {
    problem: String,
}

/// One part of Skatteverket's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubAnswer {
    /// Folkbokföring, which really comes from Navet or SPAR.
    Folkbokforing,
    /// Employers' monthly returns (AGI).
    Individuppgifter,
    /// The tax account.
    Skattekonto,
    /// F-tax, VAT and employer registration.
    Foretag,
}

impl SubAnswer {
    /// All parts, in the order of the contract.
    pub const ALL: [SubAnswer; 4] = [
        SubAnswer::Folkbokforing,
        SubAnswer::Individuppgifter,
        SubAnswer::Skattekonto,
        SubAnswer::Foretag,
    ];

    /// The part's name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            SubAnswer::Folkbokforing => "folkbokforing",
            SubAnswer::Individuppgifter => "individuppgifter",
            SubAnswer::Skattekonto => "skattekonto",
            SubAnswer::Foretag => "foretag",
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The right answer, after a time between the two (both included).
    Slow(Duration, Duration),
    /// This HTTP error status, 400 to 599, without a body worth reading.
    Status(u16),
    /// 429 with `Retry-After` in seconds.
    RetryAfter(u32),
    /// The right `Content-Length`, half the body, and a closed connection.
    CutOff,
    /// 200 with JSON that ends half-way.
    Malformed,
    /// Status `FEL` from the agency itself (`BT`), quoting the personnummer as
    /// real error texts do.
    Fel,
    /// Status `FEL` from the hub (`SSBT`), which could not reach the agency.
    FelHub,
    /// Status `DELVIS`: a part of the answer is missing.
    Delvis,
    /// The request is accepted and never answered.
    Silent,
    /// Every n-th request fails with 503, the others are answered.
    Flapping(u64),
    /// This part of Skatteverket's answer has status `FEL`, the others stand.
    SubFel(SubAnswer),
}

/// A fault, at one registry or all, about one person or everyone. Read it
/// from text with `parse`; the error says the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: FaultKind,
    source: Option<Source>,
    person: Option<PersonKey>,
}

impl Fault {
    /// What goes wrong.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// The registry it goes wrong at; none is all three.
    pub fn source(&self) -> Option<Source> {
        self.source
    }

    /// Whether it concerns one person only.
    pub fn concerns_one_person(&self) -> bool {
        self.person.is_some()
    }

    /// Whether a question about `person`, or a ping when there is none, meets
    /// this fault.
    fn meets(&self, source: Source, person: Option<PersonKey>) -> bool {
        self.source.is_none_or(|at| at == source)
            && (self.person.is_none() || self.person == person)
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Fault, FaultError> {
        let (text, person) = match text.trim().split_once('@') {
            None => (text.trim(), None),
            Some((rest, person)) => {
                let key = PersonKey::parse(person)
                    .ok_or_else(|| problem("the person after @ does not have twelve digits"))?;
                (rest, Some(key))
            }
        };
        let (text, source) = match text.split_once(':') {
            None => (text, None),
            Some((rest, code)) => {
                let source = Source::from_code(code)
                    .ok_or_else(|| problem("the source after : is not FK, CSN or SKV"))?;
                (rest, Some(source))
            }
        };
        let (name, argument) = match text.split_once('=') {
            None => (text, None),
            Some((name, argument)) => (name, Some(argument)),
        };
        let kind = kind(name, argument)?;
        let source = match (kind, source) {
            (FaultKind::SubFel(_), None) => Some(Source::Skatteverket),
            (FaultKind::SubFel(_), Some(source)) if source != Source::Skatteverket => {
                return Err(problem("only SKV has parts that sub-fel can disturb"));
            }
            (_, source) => source,
        };
        Ok(Fault {
            kind,
            source,
            person,
        })
    }
}

fn problem(text: impl Into<String>) -> FaultError {
    FaultError {
        problem: text.into(),
    }
}

fn kind(name: &str, argument: Option<&str>) -> Result<FaultKind, FaultError> {
    let plain = match name {
        "cut-off" => Some(FaultKind::CutOff),
        "malformed" => Some(FaultKind::Malformed),
        "fel" => Some(FaultKind::Fel),
        "fel-hub" => Some(FaultKind::FelHub),
        "delvis" => Some(FaultKind::Delvis),
        "silent" => Some(FaultKind::Silent),
        _ => None,
    };
    if let Some(kind) = plain {
        return match argument {
            None => Ok(kind),
            Some(_) => Err(problem(format!("{name} takes no argument"))),
        };
    }
    if !["slow", "status", "retry-after", "flapping", "sub-fel"].contains(&name) {
        return Err(problem("the kind is not known"));
    }
    let argument = argument.ok_or_else(|| problem(format!("{name} needs an argument after =")))?;
    match name {
        "slow" => slow(argument),
        "status" => match argument.parse() {
            Ok(status @ 400..=599) => Ok(FaultKind::Status(status)),
            _ => Err(problem("status needs an HTTP error status, 400 to 599")),
        },
        "retry-after" => match argument.parse() {
            Ok(seconds) => Ok(FaultKind::RetryAfter(seconds)),
            Err(_) => Err(problem("retry-after needs a whole number of seconds")),
        },
        "flapping" => match argument.parse() {
            Ok(every @ 1..) => Ok(FaultKind::Flapping(every)),
            _ => Err(problem("flapping needs a whole number of at least 1")),
        },
        _ => SubAnswer::ALL
            .into_iter()
            .find(|part| part.name() == argument)
            .map(FaultKind::SubFel)
            .ok_or_else(|| problem("sub-fel needs the name of a part of Skatteverket's answer")),
    }
}

fn slow(argument: &str) -> Result<FaultKind, FaultError> {
    let (shortest, longest) = argument.split_once("..").unwrap_or((argument, argument));
    match (duration(shortest), duration(longest)) {
        (Some(shortest), Some(longest)) if shortest <= longest && longest <= SLOWEST => {
            Ok(FaultKind::Slow(shortest, longest))
        }
        _ => Err(problem(
            "slow needs a time such as 2s or 500ms, or a range such as 500ms..750ms, at most 3600s",
        )),
    }
}

fn duration(text: &str) -> Option<Duration> {
    if let Some(milliseconds) = text.strip_suffix("ms") {
        milliseconds.parse().ok().map(Duration::from_millis)
    } else {
        let seconds = text.strip_suffix('s')?;
        seconds.parse().ok().map(Duration::from_secs)
    }
}

/// A fault with its count of the requests it has met.
struct ArmedFault {
    fault: Fault,
    met: AtomicU64,
}

/// What a request is to suffer, with every draw made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suffering {
    Slow(Duration),
    Status(u16),
    RetryAfter(u32),
    CutOff,
    Malformed,
    Fel,
    FelHub,
    Delvis,
    Silent,
    SubFel(SubAnswer),
}

/// The faults in force. The first that meets a request is the only one that
/// applies, also when it lets the request through, as `flapping` mostly does.
pub(super) struct ArmedFaults(Vec<ArmedFault>);

impl ArmedFaults {
    pub(super) fn new(faults: Vec<Fault>) -> ArmedFaults {
        let arm = |fault| ArmedFault {
            fault,
            met: AtomicU64::new(0),
        };
        ArmedFaults(faults.into_iter().map(arm).collect())
    }

    /// What a question about this person suffers.
    pub(super) fn for_question(&self, source: Source, person: PersonKey) -> Option<Suffering> {
        let armed = self
            .0
            .iter()
            .find(|armed| armed.fault.meets(source, Some(person)))?;
        let count = armed.met.fetch_add(1, Ordering::Relaxed) + 1;
        suffering(armed.fault.kind, count)
    }

    /// What a ping suffers. Faults in the content of answers and the counted
    /// ones leave it alone, so that a ping never moves the count.
    pub(super) fn for_ping(&self, source: Source) -> Option<Suffering> {
        let armed = self
            .0
            .iter()
            .find(|armed| armed.fault.meets(source, None))?;
        match armed.fault.kind {
            FaultKind::Fel
            | FaultKind::FelHub
            | FaultKind::Delvis
            | FaultKind::SubFel(_)
            | FaultKind::Flapping(_) => None,
            kind => suffering(kind, 0),
        }
    }
}

fn suffering(kind: FaultKind, count: u64) -> Option<Suffering> {
    Some(match kind {
        FaultKind::Slow(shortest, longest) => {
            let mut draws = Pcg64::seed_from_u64(SLOW_SEED.wrapping_add(count));
            Suffering::Slow(draws.random_range(shortest..=longest))
        }
        FaultKind::Status(status) => Suffering::Status(status),
        FaultKind::RetryAfter(seconds) => Suffering::RetryAfter(seconds),
        FaultKind::CutOff => Suffering::CutOff,
        FaultKind::Malformed => Suffering::Malformed,
        FaultKind::Fel => Suffering::Fel,
        FaultKind::FelHub => Suffering::FelHub,
        FaultKind::Delvis => Suffering::Delvis,
        FaultKind::Silent => Suffering::Silent,
        FaultKind::Flapping(every) if count.is_multiple_of(every) => Suffering::Status(503),
        FaultKind::Flapping(_) => return None,
        FaultKind::SubFel(part) => Suffering::SubFel(part),
    })
}
