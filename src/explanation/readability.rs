//! How readable a text is, measured.
//!
//! LIX = words ÷ sentences + 100 × long words ÷ words, where a long word has
//! more than six letters (Björnsson 1968). Measured over running text only:
//! the lines that start at the margin and hold the end of a sentence. Indented
//! lines are table rows, lists and citations; lines at the margin without such
//! a mark are headings. A sentence ends with `.`, `?` or `!` before a space or the
//! end of the line, and with `:` at the end of the line. A word is what stands
//! between ordinary spaces and has a letter or a digit; the no-break space
//! within an amount parts no words.

use super::document::is_running_text;

/// What was measured.
#[derive(Debug)]
pub(super) struct Measure {
    /// LIX in hundredths, rounded.
    pub(super) lix_hundredths: usize,
    /// Words of the longest sentence.
    pub(super) longest: usize,
    /// That sentence.
    pub(super) longest_sentence: String,
    /// All words.
    pub(super) words: usize,
}

/// The limits every text for applicants keeps.
const MOST_LIX: usize = 38;
const MOST_WORDS: usize = 20;

/// Fails unless a text keeps the limits, and unless there is a text to measure.
pub(crate) fn hold(text: &str) {
    let Measure {
        words,
        longest,
        longest_sentence,
        lix_hundredths,
    } = measure(text);
    assert!(words >= 20, "too little to measure: {words} words");
    assert!(
        lix_hundredths <= MOST_LIX * 100,
        "LIX is {lix_hundredths}/100"
    );
    assert!(longest <= MOST_WORDS, "{longest} words: {longest_sentence}");
}

pub(super) fn measure(text: &str) -> Measure {
    let sentences: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| is_running_text(line))
        .flat_map(sentences_of)
        .collect();
    let words: Vec<&str> = sentences.iter().flatten().copied().collect();
    let letters = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count();
    let long = words.iter().filter(|word| letters(word) > 6).count();
    let longest = sentences.iter().max_by_key(|sentence| sentence.len());
    let (count, sentence_count) = (words.len().max(1), sentences.len().max(1));
    Measure {
        lix_hundredths: (100 * count + sentence_count / 2) / sentence_count
            + (10_000 * long + count / 2) / count,
        longest: longest.map_or(0, Vec::len),
        longest_sentence: longest.map(|words| words.join(" ")).unwrap_or_default(),
        words: words.len(),
    }
}

fn sentences_of(line: &str) -> Vec<Vec<&str>> {
    let mut sentences = vec![Vec::new()];
    for token in line.split(' ') {
        if token.chars().any(char::is_alphanumeric)
            && let Some(sentence) = sentences.last_mut()
        {
            sentence.push(token);
        }
        if token.ends_with(['.', '?', '!']) {
            sentences.push(Vec::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[test]
fn lix_is_measured_as_defined() {
    // 8 words, 2 sentences, 2 long words: 8 ÷ 2 + 100 × 2 ÷ 8 = 29.
    let text = "En rubrik\nDu får 10\u{a0}359 kr.\n  Inkomster från tabellen.\n\n\
                Kontrollera att allt stämmer.\n  Regel: 12 kap. 7 § SoL.\n";
    let measure = measure(text);
    assert_eq!(measure.words, 8);
    assert_eq!(measure.lix_hundredths, 2900, "{measure:?}");
    assert_eq!(measure.longest, 4);
    assert!(is_running_text("Två meningar. Den andra utan punkt"));
}

#[test]
#[should_panic(expected = "21 words")]
fn a_sentence_of_twenty_one_words_is_refused() {
    let words = vec!["ett"; 21].join(" ");
    hold(&format!("{words}."));
}

#[test]
#[should_panic(expected = "LIX is")]
fn heavy_text_is_refused() {
    hold(&"Förvaltningsrättens bedömning. ".repeat(12));
}
