//! What a page says aloud: headings, paragraphs, lists and a table.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

use super::pages::{Piece, Role};

/// The tree of a letter. Each piece has the identifiers of its lines.
pub(super) fn tree(pieces: &[Piece], spoken: Vec<Vec<Identifier>>, language: &str) -> TagTree {
    let mut tree = Tree {
        done: TagTree::new().with_lang(Some(language.to_owned())),
        list: None,
        table: None,
        row: None,
    };
    for (piece, lines) in pieces.iter().zip(spoken) {
        tree.add(piece, lines);
    }
    tree.close();
    tree.done
}

/// What is done, and what goes on over several pieces.
struct Tree {
    done: TagTree,
    list: Option<TagGroup>,
    table: Option<TagGroup>,
    row: Option<TagGroup>,
}

impl Tree {
    fn add(&mut self, piece: &Piece, lines: Vec<Identifier>) {
        let spans = NonZeroU32::new(2);
        match piece.role {
            Role::Title => self.alone(heading(1, piece), lines),
            Role::Heading => self.alone(heading(2, piece), lines),
            Role::Paragraph => self.alone(Tag::P, lines),
            Role::Item => self.item(lines),
            Role::Group => {
                let over_both = Tag::TH(TableHeaderScope::Column).with_col_span(spans);
                self.new_row(filled(over_both, lines));
            }
            Role::Label => self.new_row(filled(Tag::TH(TableHeaderScope::Row), lines)),
            Role::Amount => {
                if let Some(row) = &mut self.row {
                    row.push(filled(Tag::TD, lines));
                }
            }
            Role::Detail => self.new_row(filled(Tag::TD.with_col_span(spans), lines)),
        }
    }

    fn alone(&mut self, tag: impl Into<TagKind>, lines: Vec<Identifier>) {
        self.close();
        self.done.push(filled(tag, lines));
    }

    fn item(&mut self, lines: Vec<Identifier>) {
        self.close_table();
        let list = || TagGroup::new(Tag::L(ListNumbering::None));
        let item = TagGroup::with_children(Tag::LI, vec![filled(Tag::LBody, lines).into()]);
        self.list.get_or_insert_with(list).push(item);
    }

    fn new_row(&mut self, cell: TagGroup) {
        self.close_list();
        self.close_row();
        self.row = Some(TagGroup::with_children(Tag::TR, vec![cell.into()]));
    }

    fn close(&mut self) {
        self.close_list();
        self.close_table();
    }

    fn close_list(&mut self) {
        self.list
            .take()
            .into_iter()
            .for_each(|list| self.done.push(list));
    }

    fn close_row(&mut self) {
        if let Some(row) = self.row.take() {
            let table = || TagGroup::new(Tag::Table);
            self.table.get_or_insert_with(table).push(row);
        }
    }

    fn close_table(&mut self) {
        self.close_row();
        self.table
            .take()
            .into_iter()
            .for_each(|table| self.done.push(table));
    }
}

fn heading(level: u16, piece: &Piece) -> TagKind {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    Tag::Hn(level, Some(piece.text())).into()
}

fn filled(tag: impl Into<TagKind>, lines: Vec<Identifier>) -> TagGroup {
    let lines = lines.into_iter().map(Node::from);
    TagGroup::with_children(tag, lines.collect())
}
