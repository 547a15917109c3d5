//! The costs, held against the municipality's limits.

use super::book::{Book, Row as BookRow};
use super::checks::{CheckName, Faults};
use super::figures::{self, Ore, in_words};
use super::letter::{Claim, Letter};
use super::rows::Row;

const COSTS: CheckName = CheckName::Costs;
/// How the rule book says that the robot approves nothing of a kind.
const LEFT_TO_PERSON: &str = "en handläggare bedömer";
const BY_MEMBERS: &str = "efter hushållets storlek, se nästa tabell";
const NO_CAP: &str = "ingen gräns";
/// How the rule book says that a person decides above a limit.
const OVER_NEEDS_PERSON: &str = "en handläggare tar över";

/// Judges the rows; returns the claims they tell of.
pub fn judge(letter: &Letter<'_>, members: Ore, rows: &[Row], faults: &mut Faults) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for row in rows {
        let Some(claim) = claim(letter.book, members, row) else {
            faults.add(COSTS, "en kostnad i regelboken", &*row.label);
            continue;
        };
        if claims.iter().any(|other| other.label == claim.label) {
            faults.add(COSTS, "varje kostnad en gång", &*row.label);
        }
        compare(letter, row, &claim, faults);
        claims.push(claim);
    }
    claims
}

/// What the rule book makes of a row; `None` for what it does not know.
fn claim(book: &Book, members: Ore, row: &Row) -> Option<Claim> {
    let kind = book
        .rows("costs")
        .iter()
        .find(|kind| kind.text(0) == row.label);
    let told = row.arithmetic.strip_prefix("Sökt ");
    let told = told.map(|told| told.split_once(", ").map_or(told, |(claimed, _)| claimed));
    let claimed = told.map_or(Some(row.amount), figures::amount)?;
    let new = |citation: &str| Claim {
        label: row.label.clone(),
        claimed,
        approved: 0,
        cap: None,
        is_left_to_person: true,
        over_cap_needs_person: true,
        citation: citation.to_owned(),
    };
    let Some(kind) = kind else {
        let named = row
            .label
            .strip_prefix("Annan kostnad (")?
            .strip_suffix(')')?;
        let is_known = |known: &BookRow| known.id == format!("costs.{named}");
        let is_new = !book.rows("costs").iter().any(is_known);
        return is_new.then(|| new(book.citation("other_costs")));
    };
    let claim = new(kind.text(5));
    if kind.text(2) == LEFT_TO_PERSON {
        return Some(claim);
    }
    let cap = match (kind.amount(2), kind.text(2)) {
        (Some(amount), _) => Some(amount),
        (None, NO_CAP) => None,
        (None, BY_MEMBERS) => Some(cap_by_members(book, &kind.id, members)?),
        _ => return None,
    };
    Some(Claim {
        approved: cap.map_or(claimed, |cap| cap.min(claimed)),
        cap,
        is_left_to_person: false,
        over_cap_needs_person: kind.text(3) == OVER_NEEDS_PERSON,
        ..claim
    })
}

fn cap_by_members(book: &Book, kind: &str, members: Ore) -> Option<Ore> {
    let of_kind = |row: &&BookRow| {
        let rest = row.id.strip_prefix(kind);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let mut largest = (0, 0);
    for row in book.rows("costs.by_members").iter().filter(of_kind) {
        let amount = row.amount(1)?;
        match row.last_name().parse::<Ore>() {
            Ok(size) if size <= members => largest = (size, amount),
            Ok(_) => {}
            // The last row is what each further person adds.
            Err(_) if largest.0 < members && is_beyond(book, kind, members) => {
                return Some(largest.1 + (members - largest.0) * amount);
            }
            Err(_) => {}
        }
    }
    (largest.0 == members).then_some(largest.1)
}

/// Whether no row of a kind is of so many members.
fn is_beyond(book: &Book, kind: &str, members: Ore) -> bool {
    let row = format!("{kind}.{members}");
    book.rows("costs.by_members")
        .iter()
        .all(|other| other.id != row)
}

fn compare(letter: &Letter<'_>, row: &Row, claim: &Claim, faults: &mut Faults) {
    let arithmetic = if claim.is_left_to_person {
        format!("Sökt {}, en handläggare bedömer", in_words(claim.claimed))
    } else if claim.approved < claim.claimed {
        let (claimed, cap) = (in_words(claim.claimed), in_words(claim.approved));
        format!("Sökt {claimed}, högst {cap}")
    } else {
        String::new()
    };
    faults.same(COSTS, arithmetic, &row.arithmetic);
    if claim.approved != row.amount || row.amount < 0 {
        let found = format!("{}: {}", row.label, in_words(row.amount));
        faults.add(COSTS, in_words(claim.approved), found);
    }
    faults.same(COSTS, "", row.person.as_deref().unwrap_or_default());
    faults.same(COSTS, letter.own_application(), &row.sources.join(" och "));
    let over_cap = claim.approved < claim.claimed && claim.over_cap_needs_person;
    if !letter.is_proposal && (over_cap || claim.is_left_to_person) {
        faults.add(COSTS, "en handläggare beslutar om kostnaden", &*claim.label);
    }
}
