//! The sum, the one rounding, and the sentence that tells the result.

use super::checks::{CheckName, Faults};
use super::figures::{Ore, aid, in_words};
use super::letter::{Calculation, Letter, Outcome};
use super::rows::Row;

const SUM: CheckName = CheckName::Sum;
const ROUNDING: &str = "Avrundning uppåt till hel krona";
const SURPLUS: &str = "Inkomsterna är högre än behovet, överskottet räknas inte";

/// Adds everything up again and holds the rows of the result against it.
pub fn judge(calculation: &mut Calculation, rows: &[Row], faults: &mut Faults) {
    let claims = calculation.claims.iter().map(|claim| claim.approved);
    let groups = [
        &calculation.norm,
        &calculation.incomes,
        &calculation.disregarded,
    ];
    let amounts = groups.into_iter().flatten().map(|row| row.amount);
    let sum: Ore = claims.chain(amounts).sum();
    let total = aid(sum);
    let label = if sum < 0 { SURPLUS } else { ROUNDING };
    let rounding = (total > sum).then_some((label, total - sum));
    let wanted = [("Summa", sum)]
        .into_iter()
        .chain(rounding)
        .chain([("Ekonomiskt bistånd", total)]);
    let told = |label: &str, amount| format!("{label}: {}", in_words(amount));
    let wanted: Vec<_> = wanted.map(|(label, amount)| told(label, amount)).collect();
    let found: Vec<_> = rows
        .iter()
        .map(|row| told(&row.label, row.amount))
        .collect();
    let found: Vec<_> = found.iter().map(String::as_str).collect();
    faults.same_lines(SUM, &wanted, &found);
    calculation.sum = sum;
    calculation.total = total;
}

/// The result as a sentence, and whether the robot may decide it.
pub fn sentence(
    letter: &Letter<'_>,
    calculation: &Calculation,
    found: &[&str],
    faults: &mut Faults,
) {
    let (you, you_first, your) = (letter.you(), letter.you_first(), letter.your());
    let month = letter.month().in_swedish();
    let amount = in_words(calculation.total);
    let paid = format!("Pengarna betalas ut på det sätt som {you} valde i ansökan.");
    let granted = format!("{you_first} får {amount} i ekonomiskt bistånd för {month}.");
    let outcome = calculation.outcome();
    let mut wanted = vec![match outcome {
        Outcome::Granted => format!("{granted} {paid}"),
        Outcome::PartlyGranted => format!("{granted} Vi avslår en del av {your} ansökan. {paid}"),
        Outcome::Rejected => format!(
            "{you_first} får inget ekonomiskt bistånd för {month}. Vi avslår {your} ansökan."
        ),
    }];
    if letter.is_couple {
        wanted.push("Med ni menar vi dig som söker och din medsökande.".to_owned());
    }
    faults.same_lines(CheckName::Outcome, &wanted, found);
    if letter.is_proposal {
        return;
    }
    if !may_decide(letter, outcome) {
        let decided = outcome.in_swedish();
        faults.add(
            CheckName::Outcome,
            "ett utfall som roboten får besluta",
            decided,
        );
    }
    let most = letter
        .book
        .limit("large_amount")
        .and_then(|row| row.amount(1));
    if most.is_some_and(|most| calculation.total > most) {
        faults.add(
            CheckName::Outcome,
            "ett belopp som roboten får besluta",
            amount,
        );
    }
}

/// Whether the municipality lets the robot decide an outcome.
pub fn may_decide(letter: &Letter<'_>, outcome: Outcome) -> bool {
    let listed = letter
        .book
        .limit("may_decide")
        .map_or("", |row| row.text(1));
    let mut outcomes = listed.split(" och ").flat_map(|part| part.split(", "));
    outcomes.any(|listed| listed == outcome.in_swedish())
}
