//! The rule book as one self-contained page.

use super::RuleBook;
use crate::explanation::sections::html::Page;

/// Writes the book.
///
/// # Errors
/// When the template cannot be filled in, which no book makes happen.
pub fn html(book: &RuleBook) -> Result<String, askama::Error> {
    let page = Page {
        title: &book.title,
        sections: &book.sections,
        program_version: &book.program_version,
        rules_hash: &book.rules_hash,
        policy_hash: &book.policy_hash,
    };
    page.html()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::readability;
    use crate::explanation::rule_book::Block;
    use crate::explanation::rule_book::markdown::markdown;
    use crate::explanation::rule_book::{BookFacts, rule_book};
    use crate::explanation::sample;
    use crate::rules::{COMPILED_IN, Rules};

    fn book() -> RuleBook {
        rule_book(&BookFacts {
            rules: &Rules::read(COMPILED_IN).expect("the rules"),
            policy: &sample::policy(),
            month: "2026-11".parse().expect("a month"),
            program_version: "0",
            examples: &[],
        })
    }

    #[test]
    fn the_page_needs_nothing_else_and_can_be_read_aloud() {
        let book = book();
        let page = html(&book).expect("a page");
        for needed in [
            "<html lang=\"sv\">",
            "class=\"skip\" href=\"#innehall\"",
            "id=\"innehall\"",
        ] {
            assert!(page.contains(needed), "{needed}");
        }
        for fetched in [
            "<script", "<link", "<img", "src=", "http", "url(", "@import",
        ] {
            assert!(!page.contains(fetched), "{fetched}");
        }
        let tables = page.matches("<table").count();
        assert_eq!(page.matches("<caption>").count(), tables);
        assert_eq!(page.matches("<h1>").count(), 1);
        for part in page.split("<th ").skip(1) {
            assert!(part.contains("scope=\""), "{}", &part[..40]);
        }
        for section in &book.sections {
            let id = section.id;
            let link = format!("<a href=\"#{id}\">");
            assert!(
                page.contains(&link) && page.contains(&format!("<h2 id=\"{id}\">")),
                "{id}"
            );
        }
    }

    #[test]
    fn words_of_a_policy_are_never_markup() {
        let mut book = book();
        book.title = "<b>&".into();
        let page = html(&book).expect("a page");
        assert!(page.contains("&#60;b&#62;&#38;") && !page.contains("<b>"));
    }

    #[test]
    fn every_row_has_a_cell_for_every_heading() {
        let blocks = book()
            .sections
            .into_iter()
            .flat_map(|section| section.blocks);
        let tables = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for table in tables {
            assert!(!table.rows.is_empty(), "{}", table.id);
            let wrong = table
                .rows
                .iter()
                .find(|row| row.cells.len() != table.headings.len());
            assert!(wrong.is_none(), "{}: {wrong:?}", table.id);
        }
    }

    #[test]
    fn the_running_text_is_plain() {
        let text = markdown(&book());
        // Citations are names, as tables and headings are.
        let is_running =
            |line: &&str| !line.starts_with(['|', '#', '*']) && !line.contains("Regler:");
        let text: Vec<_> = text.lines().filter(is_running).collect();
        readability::hold(&text.join("\n"));
    }
}
