//! The breaker by a table: what is told at which second, and where it stands.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn settings() -> BreakerSettings {
    BreakerSettings {
        failures_in_a_row: 3,
        window: 10,
        failure_percent: 50,
        probes: 2,
        pause: SECOND * 10,
        longest_pause: SECOND * 60,
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

/// One question after the other, each at its second: `a`nswered, `p`inged,
/// `f`ailed, `n`othing. The last word says where the breaker then stands.
fn play(steps: &[(i64, &str)]) -> (Breaker, &'static str) {
    let mut breaker = Breaker::new(settings());
    for (second, verdicts) in steps {
        for letter in verdicts.chars() {
            let verdict = match letter {
                'a' => Verdict::Answered,
                'p' => Verdict::Pinged,
                'f' => Verdict::Failed,
                _ => Verdict::Nothing,
            };
            if let Ok((leave, _)) = breaker.ask(at(*second)) {
                breaker.told(&leave, verdict, at(*second));
            }
        }
    }
    let stands = match breaker.state {
        State::Closed { .. } => "closed",
        State::Open { .. } => "open",
        State::HalfOpen { .. } => "half-open",
    };
    (breaker, stands)
}

#[test]
fn it_opens_tries_and_closes_by_the_table() {
    let table: &[(&[(i64, &str)], &str)] = &[
        // Failures in a row.
        (&[(0, "ff")], "closed"),
        (&[(0, "fff")], "open"),
        (&[(0, "ffaff")], "closed"),
        // What says nothing of the registry does not break a row either.
        (&[(0, "ffnf")], "open"),
        (&[(0, "nnnnnnnnnn")], "closed"),
        // The share of a full window, and not of one that is not full.
        (&[(0, "ffaffaffa")], "closed"),
        (&[(0, "ffaffaffaf")], "open"),
        (&[(0, "faafaafaafaafaafaa")], "closed"),
        // Open until the pause, 5 to 10 seconds, is over; then one failure is
        // enough and one answer too.
        (&[(0, "fff"), (4, "aaaa")], "open"),
        (&[(0, "fff"), (10, "a")], "closed"),
        (&[(0, "fff"), (10, "p")], "closed"),
        (&[(0, "fff"), (10, "f")], "open"),
        (&[(0, "fff"), (10, "n")], "half-open"),
        (&[(0, "fff"), (10, "nna")], "closed"),
        // The pause doubles: 10 to 20 seconds.
        (&[(0, "fff"), (10, "f"), (19, "a")], "open"),
        (&[(0, "fff"), (10, "f"), (30, "a")], "closed"),
        // After an answer a single failure is nothing; after a ping alone it is.
        (&[(0, "fff"), (10, "a"), (11, "ff")], "closed"),
        (&[(0, "fff"), (10, "p"), (11, "f")], "open"),
        (&[(0, "fff"), (10, "pa"), (11, "ff")], "closed"),
        // A clock that is set back does not keep it open.
        (&[(1000, "fff"), (0, "a")], "closed"),
    ];
    for (steps, expected) in table {
        let (_, stands) = play(steps);
        assert_eq!(stands, *expected, "{steps:?}");
    }
}

#[test]
fn the_pause_doubles_up_to_the_longest_and_starts_anew_after_an_answer() {
    let mut now = at(0);
    let mut breaker = Breaker::new(settings());
    let mut fail = |breaker: &mut Breaker, times| {
        let mut change = None;
        for _ in 0..times {
            let (leave, _) = breaker.ask(now).expect("leave");
            change = breaker.told(&leave, Verdict::Failed, now);
        }
        let Some(Change::Opened(pause)) = change else {
            panic!("{change:?}");
        };
        now += TimeDelta::from_std(pause).expect("a pause");
        pause
    };
    let mut pauses = vec![fail(&mut breaker, 3)];
    pauses.extend((0..4).map(|_| fail(&mut breaker, 1)));
    for (pause, longest) in pauses.iter().zip([10, 20, 40, 60, 60]) {
        let longest = SECOND * longest;
        assert!(*pause >= longest / 2 && *pause <= longest, "{pauses:?}");
    }
    let after = at(10_000);
    let (leave, _) = breaker.ask(after).expect("leave");
    let closed = breaker.told(&leave, Verdict::Answered, after);
    assert_eq!(closed, Some(Change::Closed));
    let (leave, _) = breaker.ask(after).expect("leave");
    breaker.told(&leave, Verdict::Failed, after);
    assert_eq!(breaker.opened, 0);
}

#[test]
fn half_open_lets_only_a_few_try_at_once() {
    let (mut breaker, _) = play(&[(0, "fff")]);
    assert!(
        breaker
            .refuses(at(0))
            .is_some_and(|left| left >= SECOND * 5)
    );
    assert!(!breaker.wants_a_ping(at(0)) && breaker.wants_a_ping(at(10)));
    let (first, change) = breaker.ask(at(10)).expect("leave");
    assert_eq!(change, Some(Change::HalfOpened));
    assert!(!breaker.wants_a_ping(at(10)), "somebody tries");
    let (second, change) = breaker.ask(at(10)).expect("leave");
    assert_eq!(change, None);
    assert!(breaker.ask(at(10)).is_err(), "two are enough");
    assert_eq!(breaker.told(&first, Verdict::Nothing, at(11)), None);
    assert_eq!(breaker.told(&second, Verdict::Nothing, at(11)), None);
    assert!(breaker.wants_a_ping(at(11)), "nobody tries any more");
}

#[test]
fn what_was_asked_in_an_earlier_state_no_longer_counts() {
    let mut breaker = Breaker::new(settings());
    let (early, _) = breaker.ask(at(0)).expect("leave");
    for _ in 0..3 {
        let (leave, _) = breaker.ask(at(0)).expect("leave");
        breaker.told(&leave, Verdict::Failed, at(0));
    }
    let (probe, _) = breaker.ask(at(10)).expect("leave");
    assert_eq!(breaker.told(&early, Verdict::Failed, at(10)), None);
    assert_eq!(
        breaker.told(&probe, Verdict::Answered, at(10)),
        Some(Change::Closed)
    );
    assert_eq!(breaker.told(&early, Verdict::Failed, at(10)), None);
    assert!(breaker.is_closed());
}
