//! The control code of a letter: it shows whether a character was changed.

use sha2::{Digest, Sha256};

use super::language::say;

/// The code of a text: the first 64 bits of its SHA-256, as four groups of
/// four hexadecimal digits. That is short enough to be read aloud, and enough
/// to find a change; the ledger holds the whole hash of every posting.
pub fn control_code(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut code = String::with_capacity(19);
    for (place, byte) in hash.iter().take(8).enumerate() {
        if place > 0 && place.is_multiple_of(2) {
            code.push(' ');
        }
        let digits = [byte >> 4, byte & 15].map(u32::from);
        code.extend(
            digits
                .into_iter()
                .filter_map(|digit| char::from_digit(digit, 16)),
        );
    }
    code
}

/// Appends the last line: the code of everything above it.
pub(super) fn write(out: &mut String, label: &str) {
    let code = control_code(out);
    say!(out, "  {label}: {code}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_tells_every_change_above_it() {
        let above = "Du får 10 kr.\nÖvrigt\n";
        let mut letter = above.to_owned();
        write(&mut letter, "Kontrollkod");
        // The digest is that of `printf 'Du får 10 kr.\nÖvrigt\n' | sha256sum`.
        assert_eq!(
            letter,
            format!("{above}  Kontrollkod: 6682 11fb 90ca a9ca\n")
        );
        for (at, _) in above.char_indices() {
            let mut changed = above.to_owned();
            changed.remove(at);
            assert!(!letter.contains(&control_code(&changed)), "at {at}");
        }
    }
}
