//! Pages: what stands on them, and where one ends.

use std::ops::Range;

/// What a piece is, for those who hear the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    Paragraph,
    Item,
    Group,
    Label,
    Amount,
    Detail,
}

/// How a piece looks; lengths in twips.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) size: u32,
    pub(super) bold: bool,
    pub(super) soft: bool,
    pub(super) leading: u32,
}

/// A line of text, by its baseline.
pub(super) struct Line {
    pub(super) page: u32,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) text: String,
}

/// A paragraph, a heading or a cell.
pub(super) struct Piece {
    pub(super) role: Role,
    pub(super) style: Style,
    pub(super) lines: Vec<Line>,
}

impl Piece {
    /// All of its lines as one text.
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }
}

/// A thin line across the page.
pub(super) struct Rule {
    pub(super) page: u32,
    pub(super) y: u32,
}

/// Pages with everything on them.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) pieces: Vec<Piece>,
    pub(super) rules: Vec<Rule>,
    pub(super) count: u32,
}

/// What is written on, from left to right; A4 is 11 906 wide and 16 838 high.
pub(super) const ACROSS: Range<u32> = 1_417..10_489;
/// What is written on, from top to bottom.
pub(super) const DOWN: Range<u32> = 1_250..15_300;
pub(super) const WIDTH: u32 = ACROSS.end - ACROSS.start;
const HEIGHT: u32 = DOWN.end - DOWN.start;

/// What is not parted by the end of a page. Lines stand from its top.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) space_above: u32,
    pub(super) height: u32,
    pub(super) pieces: Vec<Piece>,
    pub(super) rule_at: Option<u32>,
    pub(super) with_next: bool,
}

/// Puts chunks on pages, one below the other.
pub(super) fn paginate(chunks: Vec<Chunk>) -> Pages {
    let mut pages = Pages::default();
    // How far down all pages together, as if they were one.
    let mut at = 0;
    let mut chunks = chunks.into_iter().peekable();
    while let Some(chunk) = chunks.next() {
        let mut together = vec![chunk];
        while together.last().is_some_and(|chunk| chunk.with_next) {
            match chunks.next() {
                Some(chunk) => together.push(chunk),
                None => break,
            }
        }
        let height: u32 = together
            .iter()
            .map(|chunk| chunk.space_above + chunk.height)
            .sum();
        if at % HEIGHT + height > HEIGHT {
            at = at.next_multiple_of(HEIGHT);
        }
        for chunk in together {
            if at % HEIGHT > 0 {
                at += chunk.space_above;
            }
            at = place(&mut pages, chunk, at);
        }
    }
    pages.count = at.div_ceil(HEIGHT);
    pages
}

/// Places a chunk and says where it ends.
fn place(pages: &mut Pages, chunk: Chunk, mut at: u32) -> u32 {
    if at % HEIGHT + chunk.height > HEIGHT {
        at = at.next_multiple_of(HEIGHT);
    }
    let on_page = |y: u32| ((at + y) / HEIGHT, DOWN.start + (at + y) % HEIGHT);
    for mut piece in chunk.pieces {
        for line in &mut piece.lines {
            (line.page, line.y) = on_page(line.y);
        }
        pages.pieces.push(piece);
    }
    if let Some((page, y)) = chunk.rule_at.map(on_page) {
        pages.rules.push(Rule { page, y });
    }
    at + chunk.height
}
