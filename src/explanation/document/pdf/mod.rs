//! A letter on paper: A4 pages that also a screen reader can read (PDF/UA-1).
//!
//! The bytes depend on the letter's text alone: there is no day, no name of a
//! machine and no random number in them.

mod layout;
mod pages;
mod tags;
mod typeface;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::TextDirection;
use krilla::{Document as File, SerializeSettings};

use super::Document;
use pages::{ACROSS, DOWN, Pages, Piece, Role, Style};
use typeface::Typeface;

/// Why a letter cannot be put on paper. It never quotes the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOnPaper {
    /// The program's own typeface or page cannot be used.
    #[error("the program's typeface or page cannot be used; please report it")]
    Program,
    /// A character is missing in the typeface, or the file would not be one
    /// that everybody can read.
    #[error("the letter holds characters that the typeface lacks: write it as text or HTML")]
    Characters,
}

const INK: [u8; 3] = [0x1d, 0x24, 0x30];
const SOFT: [u8; 3] = [0x4a, 0x55, 0x68];
const FOOTER: (u32, u32) = (170, DOWN.end + 620);

/// Writes a letter as a PDF file.
///
/// # Errors
/// [`NotOnPaper`] when the letter has characters without a glyph.
pub fn pdf(document: &Document) -> Result<Vec<u8>, NotOnPaper> {
    let typeface = Typeface::noto_sans().ok_or(NotOnPaper::Program)?;
    let pages = layout::lay_out(document, &typeface);
    let mut file = File::new_with(settings()?);
    let mut spoken: Vec<Vec<Identifier>> = vec![Vec::new(); pages.pieces.len()];
    for number in 0..pages.count {
        let a4 = PageSettings::from_wh(595.3, 841.9).ok_or(NotOnPaper::Program)?;
        let mut page = file.start_page_with(a4);
        let mut surface = page.surface();
        // Everything is laid out in twips, twenty to a point.
        surface.push_transform(&Transform::from_scale(0.05, 0.05));
        let mut sheet = Sheet {
            surface: &mut surface,
            typeface: &typeface,
        };
        for (piece, spoken) in pages.pieces.iter().zip(&mut spoken) {
            for line in piece.lines.iter().filter(|line| line.page == number) {
                spoken.push(sheet.line(&line.text, line.x, line.y, piece.style));
            }
        }
        for rule in pages.rules.iter().filter(|rule| rule.page == number) {
            sheet.rule(rule.y);
        }
        sheet.footer(&document.case_number, number + 1, pages.count);
        surface.pop();
        surface.finish();
        page.finish();
    }
    file.set_metadata(
        Metadata::new()
            .title(format!("{}, {}", document.title, document.case_number))
            .language(document.language.to_owned())
            .authors(document.sender.clone()),
    );
    file.set_outline(outline(&pages));
    file.set_tag_tree(tags::tree(&pages.pieces, spoken, document.language));
    file.finish().map_err(|_| NotOnPaper::Characters)
}

fn settings() -> Result<SerializeSettings, NotOnPaper> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish();
    Ok(SerializeSettings {
        configuration: configuration.map_err(|_| NotOnPaper::Program)?,
        ..SerializeSettings::default()
    })
}

/// The headings, to leap between.
fn outline(pages: &Pages) -> Outline {
    let mut outline = Outline::new();
    let is_heading = |piece: &&Piece| matches!(piece.role, Role::Title | Role::Heading);
    for piece in pages.pieces.iter().filter(is_heading) {
        if let Some(line) = piece.lines.first() {
            let top = short(line.y.saturating_sub(piece.style.size) / 20);
            let place = Point::from_xy(0.0, top.into());
            let page = usize::try_from(line.page).unwrap_or_default();
            outline.push_child(OutlineNode::new(
                piece.text(),
                krilla::destination::XyzDestination::new(page, place),
            ));
        }
    }
    outline
}

/// A page that is drawn on.
struct Sheet<'p, 'f> {
    surface: &'p mut Surface<'f>,
    typeface: &'p Typeface,
}

impl Sheet<'_, '_> {
    fn line(&mut self, text: &str, x: u32, y: u32, style: Style) -> Identifier {
        let tag = ContentTag::Span(SpanTag::empty());
        let identifier = self.surface.start_tagged(tag);
        let color = if style.soft { SOFT } else { INK };
        self.text(text, (x, y), style.size, style.bold, color);
        self.surface.end_tagged();
        identifier
    }

    fn text(&mut self, text: &str, (x, y): (u32, u32), size: u32, bold: bool, color: [u8; 3]) {
        self.fill(color);
        self.surface.draw_text(
            Point::from_xy(short(x).into(), short(y).into()),
            self.typeface.font(bold),
            short(size).into(),
            text,
            false,
            TextDirection::LeftToRight,
        );
    }

    /// A thin line, which is not read aloud.
    fn rule(&mut self, y: u32) {
        let [left, top, right, bottom] = [ACROSS.start, y, ACROSS.end, y + 10].map(short);
        let rect = Rect::from_ltrb(left.into(), top.into(), right.into(), bottom.into());
        let mut path = PathBuilder::new();
        rect.into_iter().for_each(|rect| path.push_rect(rect));
        if let Some(path) = path.finish() {
            self.unspoken(ArtifactType::Layout);
            self.fill(SOFT);
            self.surface.draw_path(&path);
            self.surface.end_tagged();
        }
    }

    /// The case and the page, as `1 (3)`; the same in every language.
    fn footer(&mut self, case_number: &str, page: u32, of: u32) {
        let (size, y) = FOOTER;
        let pages = format!("{page} ({of})");
        let right = ACROSS.end - self.typeface.width(&pages, size, false);
        self.unspoken(ArtifactType::Footer);
        self.text(case_number, (ACROSS.start, y), size, false, SOFT);
        self.text(&pages, (right, y), size, false, SOFT);
        self.surface.end_tagged();
    }

    fn unspoken(&mut self, kind: ArtifactType) {
        let artifact = Artifact::with_kind(kind);
        self.surface.start_tagged(ContentTag::Artifact(artifact));
    }

    fn fill(&mut self, [red, green, blue]: [u8; 3]) {
        self.surface.set_fill(Some(Fill {
            paint: rgb::Color::new(red, green, blue).into(),
            ..Fill::default()
        }));
    }
}

/// Nothing on a page is further away than this can say.
fn short(twips: u32) -> u16 {
    u16::try_from(twips).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::letter_samples::every_letter;
    use crate::explanation::{notice, sample};

    fn file(text: &str) -> Result<Vec<u8>, NotOnPaper> {
        pdf(&Document::read(text).expect("a letter"))
    }

    fn holds(file: &[u8], part: &str) -> bool {
        file.windows(part.len())
            .any(|bytes| bytes == part.as_bytes())
    }

    #[test]
    fn every_letter_and_notice_is_a_tagged_file_in_its_language() {
        let notice = notice(&sample::policy(), "FS-2026-004713");
        for text in every_letter().iter().chain([&notice]) {
            let file = file(text).expect("a file");
            assert!(file.starts_with(b"%PDF-1.7"));
            for part in [
                "<pdfuaid:part>1",
                "/StructTreeRoot",
                "/Lang(sv)",
                "/Outlines",
            ] {
                assert!(holds(&file, part), "{part}");
            }
            assert!(file.len() < 100_000, "{} bytes", file.len());
        }
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        let text = &every_letter()[0];
        assert_eq!(file(text), file(text));
        assert_ne!(file(text), file(&text.replace("FS-2026", "FS-2027")));
    }

    #[test]
    fn a_character_without_a_glyph_is_refused_and_not_drawn_as_a_box() {
        let text = every_letter()[0].replace("Exempelstads", "\u{5b57}");
        assert_eq!(file(&text), Err(NotOnPaper::Characters));
    }
}
