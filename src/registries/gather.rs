//! Gathers a household's evidence: all questions at once, within a deadline,
//! asking again only for what could not be checked.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use tokio::time::{Instant, sleep};

use super::access::Access;
use super::{AskFault, Asking, Registry, read_answer};
use crate::clock::Clock;
use crate::telemetry::Word;
use crate::telemetry::events::{RegistryAnswered, RegistryFailed};
use crate::vocabulary::evidence::{Cause, Question};
use crate::vocabulary::identity::{derived_id, digest};
use crate::vocabulary::{RegistryAnswer, Source};

/// The three registries.
pub struct Registries<R> {
    /// One adapter for each.
    pub adapters: [R; 3],
    /// The way to each, under its breaker and its rate limit.
    pub access: [Access; 3],
    /// Time limit for all answers about a household.
    pub deadline: Duration,
    /// How many times a question is put before the case is tried later.
    pub attempts: u32,
    /// Tells when an answer came.
    pub clock: Clock,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// What was asked.
    pub question: Question,
    /// The answer's JSON.
    pub raw: String,
    /// The answer read.
    pub answer: RegistryAnswer,
    /// When it came, by the robot's own clock.
    pub came_at: DateTime<Utc>,
}

/// A question that got no whole answer.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// What was asked.
    pub question: Question,
    /// Why.
    pub fault: AskFault,
}

/// What the registries said about a household.
#[derive(Default)]
pub struct Evidence {
    /// Answers, in the order of the questions.
    pub answers: Vec<Gathered>,
    /// Questions without one.
    pub unanswered: Vec<Unanswered>,
    /// How long each registry that was asked took for the whole household.
    pub took: BTreeMap<Source, Duration>,
}

/// For whom questions are put.
#[derive(Clone, Copy)]
pub struct OnBehalfOf<'a> {
    /// The application's id.
    pub application_id: &'a str,
    /// The robot's own case id.
    pub case_id: &'a str,
}

impl<R: Registry> Registries<R> {
    /// Puts all questions at once.
    pub async fn gather(&self, case: OnBehalfOf<'_>, questions: Vec<Question>) -> Evidence {
        let deadline = Instant::now() + self.deadline;
        let started = Instant::now();
        let answers = questions.into_iter().map(async |question| {
            let answer = self.put(case, question, deadline).await;
            (question.source, started.elapsed(), answer)
        });
        let mut evidence = Evidence::default();
        for (source, elapsed, answer) in join_all(answers).await {
            let took = evidence.took.entry(source).or_default();
            *took = elapsed.max(*took);
            match answer {
                Ok(gathered) => evidence.answers.push(gathered),
                Err(unanswered) => evidence.unanswered.push(unanswered),
            }
        }
        evidence
    }

    /// Whether a breaker holds questions back.
    pub fn are_cut_off(&self) -> bool {
        !self.access.iter().all(Access::is_free)
    }

    /// Pings the registries of which nobody else learns whether they are back.
    pub async fn ping_the_cut_off(&self) {
        let pings = self.adapters.iter().filter_map(|adapter| {
            let access = self.access(adapter.source())?;
            Some(access.ping(adapter.ping()))
        });
        join_all(pings).await;
    }

    fn access(&self, source: Source) -> Option<&Access> {
        self.access.iter().find(|access| access.source == source)
    }

    /// Puts one question until it is answered, within attempts and deadline.
    async fn put(
        &self,
        case: OnBehalfOf<'_>,
        question: Question,
        deadline: Instant,
    ) -> Result<Gathered, Unanswered> {
        let mut attempt = 1;
        loop {
            let started = Instant::now();
            let answer = self.put_once(case, question, attempt, deadline).await;
            if let Err(fault @ AskFault::BreakerOpen { .. }) = answer {
                // The breaker has told why; each question it holds back need not.
                return Err(Unanswered { question, fault });
            }
            let doubt = match &answer {
                Ok(gathered) => gathered.answer.facts.unchecked(),
                Err(_) => None,
            };
            let error_type = match (&answer, doubt) {
                (Ok(_), None) => {
                    RegistryAnswered::new(case.case_id, question.source, started.elapsed()).emit();
                    return answer.map_err(|fault| Unanswered { question, fault });
                }
                (Ok(_), Some(cause)) => cause.code().into(),
                (Err(fault), _) => fault.code(),
            };
            RegistryFailed::new(
                case.case_id,
                question.source,
                Word::new(&error_type),
                attempt,
            )
            .emit();
            let pause = match &answer {
                Err(fault) => fault.retry_after(),
                Ok(_) => None,
            };
            let pause =
                pause.unwrap_or_else(|| in_process_pause(case.case_id, question.source, attempt));
            let may_help = doubt.is_none_or(Cause::may_pass);
            let in_time = Instant::now() + pause < deadline;
            if attempt >= self.attempts || !may_help || !in_time {
                return answer.map_err(|fault| Unanswered { question, fault });
            }
            sleep(pause).await;
            attempt += 1;
        }
    }

    async fn put_once(
        &self,
        case: OnBehalfOf<'_>,
        question: Question,
        attempt: u32,
        deadline: Instant,
    ) -> Result<Gathered, AskFault> {
        let now = self.clock.now();
        let hash = digest(&[
            case.case_id.as_bytes(),
            question.source.code().as_bytes(),
            question.person.digits().as_bytes(),
            &attempt.to_be_bytes(),
            &now.timestamp_millis().to_be_bytes(),
        ]);
        let asking = Asking {
            question,
            case_id: case.case_id,
            correlation_id: derived_id(case.application_id, &hash),
            asked_on: crate::vocabulary::stockholm_day(&now),
        };
        let source = question.source;
        let adapter = self
            .adapters
            .iter()
            .find(|adapter| adapter.source() == source);
        let adapter = adapter.ok_or(AskFault::Unreachable)?;
        let access = self.access(source).ok_or(AskFault::Unreachable)?;
        let answer = async {
            let raw = adapter.ask(&asking).await?;
            let answer = read_answer(&raw).map_err(|_| AskFault::NotReadable)?;
            // An answer of another registry would stand in the wrong place.
            if answer.facts.source() != source {
                return Err(AskFault::NotReadable);
            }
            Ok(Gathered {
                question,
                raw,
                answer,
                came_at: self.clock.now(),
            })
        };
        access.ask(deadline, answer).await
    }
}

/// A pause of a tenth to a few tenths of a second, doubled each time, spread
/// so that cases do not ask again in step.
fn in_process_pause(case_id: &str, source: Source, attempt: u32) -> Duration {
    let longest = 100_u64.saturating_mul(1 << attempt.min(6));
    let hash = digest(&[
        case_id.as_bytes(),
        source.code().as_bytes(),
        &attempt.to_be_bytes(),
    ]);
    let spread = u64::from(hash.first().copied().unwrap_or(0)) * longest / 255;
    Duration::from_millis(longest / 2 + spread / 2)
}
