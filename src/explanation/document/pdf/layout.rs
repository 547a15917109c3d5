//! Where everything stands on the pages.
//!
//! A document becomes pieces, each with lines; pieces that belong together
//! make a chunk, and no chunk is parted by the end of a page.

use super::pages::{ACROSS, Chunk, Line, Pages, Piece, Role, Style, WIDTH, paginate};
use super::typeface::Typeface;
use crate::explanation::document::{Block, Document, Fact, Group, Row};

const TITLE: Style = style(420, true, 540);
const RESULT: Style = style(300, true, 400);
const HEADING: Style = style(260, true, 340);
const BODY: Style = style(210, false, 310);
const STRONG: Style = style(210, true, 310);
const TOTAL: Style = style(240, true, 340);
const NOTE: Style = style(190, false, 275);
const SOFT_NOTE: Style = Style { soft: true, ..NOTE };
/// What stands between a label and its amount at the least.
const GUTTER: u32 = 400;
const INDENT: u32 = 240;

const fn style(size: u32, bold: bool, leading: u32) -> Style {
    Style {
        size,
        bold,
        soft: false,
        leading,
    }
}

/// Lays a document out.
pub(super) fn lay_out(document: &Document, typeface: &Typeface) -> Pages {
    let mut writer = Writer {
        typeface,
        chunks: Vec::new(),
    };
    writer.document(document);
    paginate(writer.chunks)
}

struct Writer<'t> {
    typeface: &'t Typeface,
    chunks: Vec<Chunk>,
}

impl Writer<'_> {
    fn document(&mut self, document: &Document) {
        for (line, style) in document
            .sender
            .iter()
            .zip([STRONG].into_iter().chain([BODY; 9]))
        {
            self.piece(Role::Paragraph, style, 0, line);
        }
        self.piece(Role::Title, TITLE, 620, &document.title);
        self.blocks(&document.facts);
        for blocks in &document.remarks {
            self.space(160);
            self.blocks(blocks);
        }
        let (result, more) = document.result_in_two();
        self.piece(Role::Paragraph, RESULT, 360, result);
        self.piece(Role::Paragraph, BODY, 120, more);
        self.blocks(&document.on_the_result);
        for section in &document.sections {
            self.piece(Role::Heading, HEADING, 400, &section.heading);
            self.keep_with_next();
            self.blocks(&section.blocks);
            let last = section.groups.len();
            for (place, group) in (1..).zip(&section.groups) {
                self.group(group, place == last);
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(text) => self.piece(Role::Paragraph, BODY, 110, text),
                Block::Note(text) => {
                    self.keep_with_next();
                    self.indented(Role::Paragraph, NOTE, 20, text);
                }
                Block::List(items) => {
                    self.keep_with_next();
                    for item in items {
                        self.indented(Role::Item, BODY, 20, &format!("– {item}"));
                    }
                }
                Block::Facts(facts) => {
                    let spaces = std::iter::once(80).chain(std::iter::repeat(10));
                    for (Fact { label, value }, space) in facts.iter().zip(spaces) {
                        self.piece(Role::Item, SOFT_NOTE, space, &format!("{label}: {value}"));
                    }
                }
                Block::Table(rows) => rows.iter().for_each(|row| self.row(row, BODY)),
            }
        }
    }

    fn group(&mut self, group: &Group, is_last: bool) {
        self.piece(Role::Group, STRONG, 240, &group.heading);
        self.rule_below();
        self.keep_with_next();
        let last = group.rows.len();
        for (place, row) in (1..).zip(&group.rows) {
            if is_last && place == last {
                self.keep_with_next();
                self.rule_below();
                self.row(row, TOTAL);
            } else {
                self.row(row, BODY);
            }
        }
        for note in &group.notes {
            self.piece(Role::Detail, SOFT_NOTE, 40, note);
        }
    }

    fn row(&mut self, row: &Row, style: Style) {
        let amount_width = self.typeface.width(&row.amount, style.size, style.bold);
        let label_width = WIDTH.saturating_sub(amount_width + GUTTER);
        self.set(Role::Label, style, 50, &row.label.join(" "), 0, label_width);
        let Some(chunk) = self.chunks.last_mut() else {
            return;
        };
        chunk.pieces.push(Piece {
            role: Role::Amount,
            style,
            lines: vec![Line {
                page: 0,
                x: ACROSS.end.saturating_sub(amount_width),
                y: chunk.height.saturating_sub(drop(style)),
                text: row.amount.clone(),
            }],
        });
        for detail in &row.details {
            self.keep_with_next();
            self.set(Role::Detail, SOFT_NOTE, 0, detail, 0, WIDTH - 1_800);
        }
    }

    fn piece(&mut self, role: Role, style: Style, space_above: u32, text: &str) {
        self.set(role, style, space_above, text, 0, WIDTH);
    }

    fn indented(&mut self, role: Role, style: Style, space_above: u32, text: &str) {
        self.set(role, style, space_above, text, INDENT, WIDTH - INDENT);
    }

    fn set(&mut self, role: Role, style: Style, space_above: u32, text: &str, x: u32, width: u32) {
        if text.is_empty() {
            return;
        }
        let texts = self.typeface.lines(text, style.size, style.bold, width);
        let mut height = 0;
        let lines = texts.into_iter().map(|text| {
            height += style.leading;
            Line {
                page: 0,
                x: ACROSS.start + x,
                y: height - drop(style),
                text,
            }
        });
        let lines = lines.collect();
        self.chunks.push(Chunk {
            space_above,
            height,
            pieces: vec![Piece { role, style, lines }],
            ..Chunk::default()
        });
    }

    /// More space below what was written last.
    fn space(&mut self, space: u32) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.height += space;
        }
    }

    fn keep_with_next(&mut self) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.with_next = true;
        }
    }

    fn rule_below(&mut self) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.rule_at = Some(chunk.height + 20);
            chunk.height += 60;
        }
    }
}

/// How far below the baseline a line ends.
fn drop(style: Style) -> u32 {
    (style.leading - style.size) / 2 + style.size / 5
}

#[cfg(test)]
mod tests {
    use super::super::pages::DOWN;
    use super::*;
    use crate::explanation::letter_samples::every_letter;
    use crate::explanation::{notice, sample};

    fn laid_out(text: &str) -> Pages {
        let typeface = Typeface::noto_sans().expect("the typeface");
        lay_out(&Document::read(text).expect("a letter"), &typeface)
    }

    fn every_text() -> Vec<String> {
        let mut texts = every_letter();
        texts.push(notice(&sample::policy(), "FS-2026-004713"));
        texts
    }

    fn lines(pages: &Pages) -> impl Iterator<Item = (&Piece, &Line)> {
        let pieces = pages.pieces.iter();
        pieces.flat_map(|piece| piece.lines.iter().map(move |line| (piece, line)))
    }

    #[test]
    fn the_pages_say_the_letter_s_words_in_order_and_nothing_else() {
        for text in every_text() {
            let pages = laid_out(&text);
            let said: Vec<_> = lines(&pages)
                .flat_map(|(_, line)| line.text.split_whitespace())
                .collect();
            // A hash wider than the page is broken: the letters are the same.
            let wanted: Vec<_> = text.split_whitespace().collect();
            assert_eq!(said.concat(), wanted.concat());
            assert!(said.len() - wanted.len() < 4, "words were broken");
        }
    }

    #[test]
    fn every_line_stands_within_its_page_and_below_the_one_before() {
        let typeface = Typeface::noto_sans().expect("the typeface");
        for text in every_text() {
            let pages = laid_out(&text);
            let mut before = (0, 0);
            for (piece, line) in lines(&pages) {
                assert!(line.page < pages.count);
                assert!(DOWN.contains(&line.y), "{} of {DOWN:?}", line.y);
                let width =
                    typeface.width(line.text.trim_end(), piece.style.size, piece.style.bold);
                assert!(line.x >= ACROSS.start && line.x + width <= ACROSS.end);
                let here = (line.page, line.y);
                let beside = piece.role == Role::Amount;
                assert!(
                    if beside {
                        here == before
                    } else {
                        here > before
                    },
                    "{:?}",
                    line.text
                );
                before = here;
            }
        }
    }

    #[test]
    fn no_row_and_no_heading_is_parted_from_what_belongs_to_it() {
        for text in every_text() {
            let pages = laid_out(&text);
            for two in pages.pieces.windows(2) {
                let page = |piece: &Piece| piece.lines.last().map(|line| line.page);
                let together = matches!(two[0].role, Role::Heading | Role::Group | Role::Label)
                    || two[1].role == Role::Detail;
                assert!(!together || page(&two[0]) == two[1].lines.first().map(|line| line.page));
            }
        }
    }

    #[test]
    fn a_text_longer_than_a_page_goes_on_on_the_next() {
        let long = "Det här är ett långt stycke. ".repeat(400);
        let text = every_letter()[0].replace("En handläggare har tittat på", &long);
        let pages = laid_out(&text);
        assert!(pages.count >= 5 && lines(&pages).all(|(_, line)| line.page < pages.count));
    }
}
