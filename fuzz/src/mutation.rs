//! Changes to a bundle that leave it JSON, beside those that do not.
//!
//! Bytes changed at random nearly always stop at the parser. So half of the
//! changes are made to the values: one is taken away, doubled, put where
//! another was, or replaced by one that means something to the robot.

use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Value, json};

/// Texts that mean something somewhere.
const WORDS: [&str; 44] = [
    "", "OK", "FEL", "DELVIS", "INGA_UPPGIFTER", "FELANDE", "FK", "CSN", "SKV", "AV", "UV", "G",
    "RP", "OG", "BARN", "0.00", "0.01", "1.00", "5800.00", "99999999.99", "-0.01", "1e3",
    "2026-10", "2026-11", "2026-12", "2025-06", "2019-01", "2027-01", "2026-10-27", "2026-10-01",
    "2026-11-02", "2026-09-25", "2020-02-29", "2026-11-02T08:15:00+01:00", "2026-10-31T23:30:00Z",
    "rent", "glasses", "salary", "benefit", "swish", "UTBETALD", "BESLUTAD", "FK:SJP", "KVI",
];

/// Changes the bundle in place; returns its new length.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut chance = Chance(u64::from(seed) | 1 << 32);
    let bundle = serde_json::from_slice::<Value>(&data[..size]);
    if let (Ok(mut bundle), true) = (bundle, chance.below(8) > 0) {
        for _ in 0..=chance.below(4) {
            change(&mut bundle, &mut chance);
        }
        let text = bundle.to_string();
        if text.len() <= max_size {
            data[..text.len()].copy_from_slice(text.as_bytes());
            return text.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
}

fn change(bundle: &mut Value, chance: &mut Chance) {
    let kind = chance.below(7);
    let other = pick(bundle, chance).clone();
    let place = pick(bundle, chance);
    match kind {
        0 => take_away(place, chance),
        1 => double(place, chance),
        2 => *place = other,
        3 => *place = Value::from(WORDS[chance.below(WORDS.len())]),
        4 => *place = [json!(null), json!(true), json!(false)][chance.below(3)].clone(),
        5 => *place = json!([0, 1, 2, 3, 15, 16, 30, 31, -1, i64::MAX][chance.below(10)]),
        _ => nudge(place, chance),
    }
}

/// Any value of the bundle; those deep inside as often as those above them.
fn pick<'a>(value: &'a mut Value, chance: &mut Chance) -> &'a mut Value {
    let length = match &*value {
        Value::Array(entries) => entries.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    if length == 0 || chance.below(5) == 0 {
        return value;
    }
    let place = chance.below(length);
    let inner = match value {
        Value::Array(entries) => entries.get_mut(place),
        Value::Object(fields) => fields.values_mut().nth(place),
        _ => None,
    };
    pick(inner.expect("the place is within the length"), chance)
}

fn take_away(place: &mut Value, chance: &mut Chance) {
    match place {
        Value::Array(entries) if !entries.is_empty() => {
            let place = chance.below(entries.len());
            entries.remove(place);
        }
        Value::Object(fields) if !fields.is_empty() => {
            let key = fields.keys().nth(chance.below(fields.len())).cloned();
            fields.remove(&key.unwrap_or_default());
        }
        _ => *place = Value::Null,
    }
}

fn double(place: &mut Value, chance: &mut Chance) {
    if let Value::Array(entries) = place
        && !entries.is_empty()
    {
        let entry = entries[chance.below(entries.len())].clone();
        entries.push(entry);
    }
}

/// Another digit in a text, or another number.
fn nudge(place: &mut Value, chance: &mut Chance) {
    match place {
        Value::String(text) => {
            let digits = text.match_indices(|letter: char| letter.is_ascii_digit());
            let places: Vec<_> = digits.map(|(place, _)| place).collect();
            if !places.is_empty() {
                let place = places[chance.below(places.len())];
                let digit = char::from(b'0' + chance.below(10) as u8);
                text.replace_range(place..=place, &digit.to_string());
            }
        }
        Value::Number(number) => {
            let nudged = number.as_i64().unwrap_or(0).wrapping_add(1 - 2 * (chance.below(2) as i64));
            *place = nudged.into();
        }
        _ => {}
    }
}

/// Chance that a seed repeats (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}
