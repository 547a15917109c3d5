//! Why: the sentences that follow from the calculation, each with the rule
//! that the rule book has for it, and what was not approved.

use super::checks::{CheckName, Faults};
use super::figures::{in_words, list};
use super::letter::{Calculation, Claim, Letter, Outcome};

/// Sentences and the rule after them; what is cited alike stands together.
struct Ground {
    citation: String,
    sentences: String,
}

/// Holds the section against what follows.
pub fn judge(letter: &Letter<'_>, calculation: &Calculation, found: &[&str], faults: &mut Faults) {
    let mut grounds: Vec<Ground> = Vec::new();
    for (citation, sentences) in all(letter, calculation) {
        match grounds
            .iter_mut()
            .find(|ground| ground.citation == citation)
        {
            Some(ground) => {
                ground.sentences.push(' ');
                ground.sentences.push_str(&sentences);
            }
            None => grounds.push(Ground {
                citation,
                sentences,
            }),
        }
    }
    grounds.extend(conditions(letter, calculation, found));
    let lines: Vec<String> = grounds
        .into_iter()
        .flat_map(|ground| [ground.sentences, format!("  Regel: {}", ground.citation)])
        .collect();
    faults.same_lines(CheckName::Grounds, &lines, found);
}

/// Every ground that follows from the calculation, in the order of the trace.
fn all(letter: &Letter<'_>, calculation: &Calculation) -> Vec<(String, String)> {
    let cited = |what: &str| letter.book.citation(what).to_owned();
    let mut all = vec![
        (cited("right_to_aid"), right_to_aid(letter, calculation)),
        (cited("riksnorm"), household(letter, calculation)),
    ];
    if calculation.shared_dwelling {
        let (you, your) = (letter.you_first(), letter.your());
        all.push((
            cited("shared_costs"),
            format!(
                "{you} delar bostad med andra. \
                 Därför räknar vi bara {your} del av de gemensamma kostnaderna."
            ),
        ));
    } else if calculation.beyond_table {
        let step = "Hushållet är stort. \
                    Därför lägger vi till ett belopp för var och en utöver sju personer.";
        all.push((cited("shared_costs"), step.to_owned()));
    }
    all.extend(costs(letter, &calculation.claims));
    let people: Vec<String> = calculation
        .disregarded
        .iter()
        .filter_map(|row| row.person.clone())
        .collect();
    if !people.is_empty() {
        let sentences = format!(
            "Jobbstimulans gäller för {}. Därför räknar vi inte hela lönen.",
            list(&people)
        );
        all.push((cited("job_stimulus"), sentences));
    }
    if calculation
        .incomes
        .iter()
        .any(|row| super::incomes::is(letter, row, "child_earnings"))
    {
        let sentence = "Barns egen lön räknas inte förrän den går över en viss gräns.";
        all.push((cited("child_earnings"), sentence.to_owned()));
    }
    all
}

/// Each rule for costs once, where the first cost that rests on it stands.
fn costs(letter: &Letter<'_>, claims: &[Claim]) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = Vec::new();
    for claim in claims {
        let sentence = if claim.citation == letter.book.citation("other_costs") {
            "Vi kan också räkna annat som behövs, till exempel medicin."
        } else {
            "Utöver riksnormen räknar vi vissa skäliga kostnader."
        };
        if !told.iter().any(|(_, known)| known == sentence) {
            told.push((claim.citation.clone(), sentence.to_owned()));
        }
    }
    told
}

fn right_to_aid(letter: &Letter<'_>, calculation: &Calculation) -> String {
    let (you, you_first) = (letter.you(), letter.you_first());
    let many = if letter.is_couple { "Era" } else { "Dina" };
    let no_right = format!("Därför har {you} inte rätt till bistånd den här månaden.");
    let result = match calculation.outcome() {
        Outcome::Rejected if calculation.sum < 0 => format!(
            "{many} inkomster är högre än det {you} behöver. Skillnaden är {}. {no_right}",
            in_words(-calculation.sum)
        ),
        Outcome::Rejected => {
            format!("{many} inkomster räcker precis till det {you} behöver. {no_right}")
        }
        Outcome::Granted | Outcome::PartlyGranted => format!(
            "{you_first} behöver mer pengar än {you} har fått in. \
             Därför har {you} rätt till bistånd."
        ),
    };
    let month = letter.control_month();
    let months = match calculation.incomes.iter().any(|row| row.amount != 0) {
        true => format!("Vi har räknat de inkomster som kom in i {month}."),
        false => format!("Vi har inte hittat några inkomster att räkna i {month}."),
    };
    format!("{result} {months}")
}

fn household(letter: &Letter<'_>, calculation: &Calculation) -> String {
    const COUNTS: [&str; 12] = [
        "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    ];
    let children = calculation.children.len();
    let mut members = vec!["du".to_owned()];
    if letter.is_couple {
        members.push("medsökande".to_owned());
    }
    if let Some(place) = children.checked_sub(1) {
        let count = COUNTS
            .get(place)
            .map_or(children.to_string(), |word| (*word).to_owned());
        members.push(format!("{count} barn"));
    }
    let members = match members.len() {
        1 => "bara du".to_owned(),
        _ => list(&members),
    };
    let ages = if children == 0 {
        ""
    } else {
        " och hur gamla barnen är"
    };
    format!("I hushållet räknas {members}. Riksnormen beror på hur många som bor ihop{ages}.")
}

/// What a person has judged beforehand: no calculation shows it, so that it is
/// taken as it stands, in its place and with its rule.
fn conditions(letter: &Letter<'_>, calculation: &Calculation, found: &[&str]) -> Vec<Ground> {
    if calculation.outcome() == Outcome::Rejected {
        return Vec::new();
    }
    let plan = format!(
        "{} har träffat en handläggare och följer den plan som ni har gjort.",
        letter.you_first()
    );
    let mut possible = vec![("labour_market", plan)];
    if !calculation.children.is_empty() {
        let sentence = "En handläggare har tittat på hur barn i hushållet har det.";
        possible.push(("best_interests_of_child", sentence.to_owned()));
    }
    let told = possible
        .into_iter()
        .filter(|(_, sentence)| found.contains(&sentence.as_str()));
    told.map(|(what, sentences)| Ground {
        citation: letter.book.citation(what).to_owned(),
        sentences,
    })
    .collect()
}

/// Claims approved below what was applied for: `None` when there are none.
pub fn not_approved(letter: &Letter<'_>, claims: &[Claim]) -> Option<Vec<String>> {
    let you = letter.you();
    let lines: Vec<String> = claims
        .iter()
        .filter(|claim| claim.approved < claim.claimed)
        .map(|claim| {
            let why = match claim.is_left_to_person {
                true => "En handläggare behöver bedöma den kostnaden.",
                false => "Det är kommunens gräns för vad som är skäligt.",
            };
            let (claimed, approved) = (in_words(claim.claimed), in_words(claim.approved));
            format!(
                "{}: {you} sökte {claimed}. Vi räknar {approved}. {why}",
                claim.label
            )
        })
        .collect();
    let first = format!("Vi har räknat lägre än {you} sökte för.");
    (!lines.is_empty()).then(|| [vec![first], lines].concat())
}
