//! The typeface, and how wide its words are.
//!
//! Lengths are twips, twentieths of a point, in whole numbers: a page is the
//! same to the byte on every machine.

use krilla::text::Font;
use ttf_parser::Face;

use crate::explanation::document::unbroken;

/// The two weights letters are set in.
pub(super) struct Typeface {
    regular: Weight,
    bold: Weight,
}

struct Weight {
    face: Face<'static>,
    font: Font,
}

impl Typeface {
    /// Noto Sans; `None` when it cannot be read, which no build makes happen.
    pub(super) fn noto_sans() -> Option<Self> {
        Some(Self {
            regular: Weight::read(notosans::REGULAR_TTF)?,
            bold: Weight::read(notosans::BOLD_TTF)?,
        })
    }

    fn weight(&self, bold: bool) -> &Weight {
        if bold { &self.bold } else { &self.regular }
    }

    /// The font to draw with.
    pub(super) fn font(&self, bold: bool) -> Font {
        self.weight(bold).font.clone()
    }

    /// How wide a text of a size is.
    pub(super) fn width(&self, text: &str, size: u32, bold: bool) -> u32 {
        let face = &self.weight(bold).face;
        let units = text.chars().map(|letter| {
            let glyph = face.glyph_index(letter);
            glyph.and_then(|glyph| face.glyph_hor_advance(glyph))
        });
        let units: u32 = units.flatten().map(u32::from).sum();
        let per_em = u32::from(face.units_per_em()).max(1);
        units.saturating_mul(size).div_ceil(per_em)
    }

    /// A text broken into lines that are no wider. A line that goes on keeps
    /// its space, so that the words stay apart when they are read aloud.
    pub(super) fn lines(&self, text: &str, size: u32, bold: bool, width: u32) -> Vec<String> {
        let fits = |line: &str| self.width(line.trim_end(), size, bold) <= width;
        let mut lines = vec![String::new()];
        for word in unbroken(text).split_inclusive(' ') {
            let Some(line) = lines.last_mut() else { break };
            if line.is_empty() || fits(&format!("{line}{word}")) {
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
        lines
            .into_iter()
            .flat_map(|line| pieces(line, &fits))
            .collect()
    }
}

/// A word wider than a line is broken where it must be.
fn pieces(line: String, fits: &impl Fn(&str) -> bool) -> Vec<String> {
    if fits(&line) {
        return vec![line];
    }
    let mut pieces = vec![String::new()];
    for letter in line.chars() {
        if let Some(piece) = pieces.last_mut()
            && (piece.is_empty() || fits(&format!("{piece}{letter}")))
        {
            piece.push(letter);
        } else {
            pieces.push(letter.to_string());
        }
    }
    pieces
}

impl Weight {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        Some(Self {
            face: Face::parse(bytes, 0).ok()?,
            font: Font::new(bytes.into(), 0)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_never_parted_from_its_unit() {
        let typeface = Typeface::noto_sans().expect("the typeface");
        let text = "Du hade fått 12\u{a0}511 kr. Enligt 12 kap. 7 § SoL kräver vi det.";
        for width in (1_500..6_000).step_by(50) {
            let lines = typeface.lines(text, 210, false, width);
            let said: Vec<_> = lines
                .iter()
                .flat_map(|line| line.split_whitespace())
                .collect();
            assert_eq!(said.concat(), text.split_whitespace().collect::<String>());
            assert!(
                !lines
                    .iter()
                    .any(|line| line.starts_with("kr.") || line.starts_with('§'))
            );
        }
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_and_none_is_lost() {
        let typeface = Typeface::noto_sans().expect("the typeface");
        let hash = "sha256:".to_owned() + &"0123456789abcdef".repeat(4);
        let lines = typeface.lines(&hash, 210, false, 2_000);
        assert!(lines.len() > 2 && lines.concat() == hash, "{lines:?}");
        assert!(
            lines
                .iter()
                .all(|line| typeface.width(line, 210, false) <= 2_000)
        );
    }
}
