//! What would have changed the decision: every limit that follows from the sum
//! is solved for again.
//!
//! Where the automatic path ends can follow from what the letter does not
//! tell: what was paid or approved earlier. Such an end is held against what
//! is known: it lies on the right side of the amount, and no further out than
//! the municipality's own limits.

use super::checks::{CheckName, Faults};
use super::figures::{self, Ore, aid, in_words, rounded_up};
use super::incomes;
use super::letter::{Calculation, Letter, Outcome};
use super::rows::Row;
use super::sum::may_decide;

const LIMITS: CheckName = CheckName::Limits;
const MOST_OF_EACH: usize = 2;
const OF_AMOUNT: &str = "Det är en gräns för beloppet.";
const OF_PATH: &str =
    " hade en handläggare beslutat i stället. Det är en gräns för vem som beslutar.";
const AT_THE_LIMIT: &str = " Vid den gränsen beslutar en handläggare.";

/// Holds the section against what follows; `None` when it is missing.
pub fn judge(
    letter: &Letter<'_>,
    calculation: &Calculation,
    found: Option<&[&str]>,
    faults: &mut Faults,
) {
    let incomes = told_incomes(letter, calculation);
    let capped = above_caps(letter, calculation);
    let mut lines = found.unwrap_or_default().iter().copied();
    if found.is_some() {
        let first = "Här ändrar vi en sak i taget. Allt annat är som i beslutet.";
        faults.same(LIMITS, first, lines.next().unwrap_or_default());
    }
    for income in &incomes {
        income.judge(
            letter,
            calculation,
            lines.next().unwrap_or_default(),
            faults,
        );
    }
    if incomes.is_empty() && none_is_enough(calculation) {
        let line = "Ingen av inkomsterna räcker ensam till för att ändra beslutet.";
        faults.same(LIMITS, line, lines.next().unwrap_or_default());
    }
    for line in &capped {
        faults.same(LIMITS, line, lines.next().unwrap_or_default());
    }
    let rest: Vec<&str> = lines.collect();
    match rest.as_slice() {
        [] => {}
        [line] if capped.is_empty() && !letter.is_proposal => {
            below_cap(letter, calculation, line, faults);
        }
        [line, ..] => faults.add(LIMITS, "ingen sådan rad", *line),
    }
    if found.is_some_and(|lines| lines.len() < 2) {
        faults.add(LIMITS, "en gräns under rubriken", "");
    }
}

/// An income and the sum as a function of it.
struct Income<'a> {
    row: &'a Row,
    now: Ore,
    /// The sum without the income and without its jobbstimulans.
    rest: Ore,
    /// The other salaries that the same jobbstimulans is computed from.
    others: Ore,
    percent: Ore,
}

/// The incomes that weigh most, of those that could bring the aid to nothing.
fn told_incomes<'a>(letter: &Letter<'_>, calculation: &'a Calculation) -> Vec<Income<'a>> {
    let rows = calculation.incomes.iter().filter(|row| row.amount < 0);
    let all = rows.map(|row| Income::of(letter, calculation, row));
    let mut told: Vec<_> = all.filter(|income| income.aid_below() > 0).collect();
    told.sort_by_key(|income| -income.now);
    told.truncate(MOST_OF_EACH);
    told
}

fn none_is_enough(calculation: &Calculation) -> bool {
    let any = calculation.incomes.iter().any(|row| row.amount < 0);
    any && calculation.outcome() == Outcome::Rejected
}

impl<'a> Income<'a> {
    fn of(letter: &Letter<'_>, calculation: &Calculation, row: &'a Row) -> Self {
        let now = -row.amount;
        let mut stimuli = calculation.disregarded.iter();
        let stimulus = stimuli.find(|stimulus| stimulus.person == row.person);
        let stimulus = stimulus.filter(|_| incomes::is(letter, row, "salary"));
        let (disregarded, percent, counted) = stimulus.map_or((0, 0, now), |stimulus| {
            let counted = incomes::salary(letter, calculation, row.person.as_deref());
            (stimulus.amount, incomes::percent(letter), counted)
        });
        Self {
            row,
            now,
            rest: calculation.sum + now - disregarded,
            others: counted - now,
            percent,
        }
    }

    /// The least income at which the sum is no more than `sum`.
    fn least_with_at_most(&self, sum: Ore) -> Ore {
        let kept = (100 - self.percent).max(1);
        rounded_up(100 * (self.rest - sum) + self.percent * self.others, kept)
    }

    fn aid_below(&self) -> Ore {
        self.least_with_at_most(0)
    }

    fn aid_without(&self) -> Ore {
        aid(self.rest + rounded_up(self.percent * self.others, 100))
    }

    fn judge(
        &self,
        letter: &Letter<'_>,
        calculation: &Calculation,
        found: &str,
        faults: &mut Faults,
    ) {
        let (you, you_first) = (letter.you(), letter.you_first());
        let person = self.row.person.as_deref().unwrap_or_default();
        let (now, month) = (in_words(self.now), letter.control_month());
        let limit = in_words(self.aid_below());
        let what = match calculation.outcome() {
            Outcome::Rejected => {
                format!("{you_first} hade fått bistånd om inkomsten var lägre än {limit}.")
            }
            Outcome::Granted | Outcome::PartlyGranted => format!(
                "Utan den inkomsten hade {you} fått {}. \
                 {you_first} får något bistånd så länge inkomsten är lägre än {limit}.",
                in_words(self.aid_without())
            ),
        };
        let label = &self.row.label;
        let start = format!("{label} för {person} var {now} i {month}. {what} {OF_AMOUNT}");
        match found.strip_prefix(&*start) {
            None => faults.add(LIMITS, start, found),
            Some(end) => {
                if let Some(expected) = self.wrong_path(letter, calculation, end) {
                    faults.add(LIMITS, expected, end);
                }
            }
        }
    }

    /// What the end of the paragraph should have said, when it is wrong.
    fn wrong_path(
        &self,
        letter: &Letter<'_>,
        calculation: &Calculation,
        end: &str,
    ) -> Option<String> {
        if letter.is_proposal {
            return (!end.is_empty()).then(|| "ingen gräns i ett förslag".to_owned());
        }
        let outcome = calculation.outcome();
        let may_reject = may_decide(letter, Outcome::Rejected);
        let at_the_limit = !may_reject
            || outcome == Outcome::Rejected && !may_decide(letter, without_rejection(calculation));
        let large = letter
            .book
            .limit("large_amount")
            .and_then(|row| row.amount(1));
        let least = large.map(|most| self.least_with_at_most(most.div_euclid(100) * 100));
        let least = least.filter(|least| *least > 0 && *least <= self.now);
        if end.is_empty() || end == AT_THE_LIMIT {
            let is_right = least.is_none() && (end == AT_THE_LIMIT) == at_the_limit;
            return (!is_right).then(|| "en gräns för vem som beslutar".to_owned());
        }
        let told = end
            .strip_prefix(" Om inkomsten hade varit ")
            .and_then(|rest| rest.strip_suffix(OF_PATH));
        let (below, above) = told.map(ends).unwrap_or_default();
        // There is no aid to decide at the limit of the amount.
        let furthest = match outcome {
            Outcome::Rejected => None,
            _ if may_reject => None,
            _ => Some(self.aid_below() - 1),
        };
        let is_right = (below.is_some() || above.is_some())
            && below.is_none_or(|below| 0 < below && below <= self.now)
            && above
                .is_none_or(|above| self.now <= above && furthest.is_none_or(|most| above <= most))
            && least.is_none_or(|least| below.is_some_and(|below| below >= least));
        (!is_right).then(|| {
            let least = least.map_or(String::new(), |least| {
                format!("minst {} och ", in_words(least))
            });
            let furthest =
                furthest.map_or(String::new(), |most| format!(", högst {}", in_words(most)));
            format!("{least}gränser kring {}{furthest}", in_words(self.now))
        })
    }
}

/// What would be decided of a rejected application with aid.
fn without_rejection(calculation: &Calculation) -> Outcome {
    let is_cut = calculation
        .claims
        .iter()
        .any(|claim| claim.approved < claim.claimed);
    match is_cut {
        true => Outcome::PartlyGranted,
        false => Outcome::Granted,
    }
}

/// `lägre än 2 112 kr eller högre än 2 688 kr`, or one of the two.
fn ends(told: &str) -> (Option<Ore>, Option<Ore>) {
    let (below, above) = match told.split_once(" eller ") {
        Some((below, above)) => (below, above),
        None if told.starts_with("lägre") => (told, ""),
        None => ("", told),
    };
    let read = |text: &str, word: &str| figures::amount(text.strip_prefix(word)?);
    let (least, most) = (read(below, "lägre än "), read(above, "högre än "));
    // An end that is written but cannot be read is no end at all.
    match (below.is_empty() || least.is_some()) && (above.is_empty() || most.is_some()) {
        true => (least, most),
        false => (None, None),
    }
}

/// The claims above their cap, the first ones.
fn above_caps(letter: &Letter<'_>, calculation: &Calculation) -> Vec<String> {
    let cut = calculation.claims.iter().filter_map(|claim| {
        let cap = claim.cap.filter(|cap| *cap < claim.claimed)?;
        Some(format!(
            "{}: Kommunens gräns är {}. Över den gränsen räknar vi inget mer. \
             Utan gränsen hade {} fått {}. {OF_AMOUNT}",
            claim.label,
            in_words(cap),
            letter.you(),
            in_words(aid(calculation.sum - claim.approved + claim.claimed)),
        ))
    });
    cut.take(MOST_OF_EACH).collect()
}

/// The one cost whose cap is also where a person would have decided: which of
/// them is told rests on what was approved last month, unless another is
/// nearer to its cap and stands before it.
fn below_cap(letter: &Letter<'_>, calculation: &Calculation, found: &str, faults: &mut Faults) {
    let may_cut = |at_cap: Ore| match at_cap > 0 {
        true => may_decide(letter, Outcome::PartlyGranted),
        false => may_decide(letter, Outcome::Rejected),
    };
    let mut nearest: Option<Ore> = None;
    for claim in &calculation.claims {
        let Some(cap) = claim.cap else {
            continue;
        };
        let at_cap = calculation.sum - claim.approved + cap;
        if may_cut(at_cap) && !claim.over_cap_needs_person {
            continue;
        }
        let room = cap - claim.claimed;
        let is_nearest = nearest.is_none_or(|nearest| room < nearest);
        let line = format!(
            "{}: Kommunens gräns är {}. Om kostnaden hade varit högre{OF_PATH}",
            claim.label,
            in_words(cap)
        );
        if line == found && is_nearest {
            return;
        }
        nearest = Some(nearest.map_or(room, |nearest| nearest.min(room)));
    }
    faults.add(LIMITS, "en kostnad med kommunens gräns", found);
}
