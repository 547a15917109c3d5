//! Messages nobody could read, as somebody may look at them.

use crate::ledger::operations::DeadLetterRow;
use crate::vocabulary::intake::MAX_BYTES;

/// Whether it is longer than an application may be, so that it would only come
/// back.
pub fn is_too_long(letter: &DeadLetterRow) -> bool {
    letter.bytes > u64::try_from(MAX_BYTES).unwrap_or(u64::MAX)
}

/// Letters stay readable; control characters, and bytes that are no text, are
/// escaped so that no terminal obeys them and no page is turned around.
pub fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\n' => text.push('\n'),
                plain if is_plain(plain) => text.push(plain),
                other => text.extend(other.escape_default()),
            }
        }
        let invalid = chunk.invalid().escape_ascii();
        text.push_str(&invalid.to_string());
    }
    text
}

/// Whether a letter only shows itself: no control character, and none that
/// turns the direction of the text around.
fn is_plain(letter: char) -> bool {
    letter == ' ' || (letter.is_ascii_graphic() || letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_terminal_gets_letters_and_never_commands() {
        let bytes = "å{\"b\": 1}\n\x1b[2J\u{202e}".as_bytes();
        let bytes = [bytes, b"\xff\x07"].concat();
        assert_eq!(
            escaped(&bytes),
            "å{\"b\": 1}\n\\u{1b}[2J\\u{202e}\\xff\\u{7}"
        );
    }
}
