//! A letter as one self-contained page: no script, nothing fetched.

use askama::Template;

use super::{Block, Document};

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    letter: &'a Document,
}

/// Writes a letter as HTML.
///
/// # Errors
/// When the template cannot be filled in, which no letter makes happen.
pub fn html(letter: &Document) -> Result<String, askama::Error> {
    Page { letter }.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::letter_samples::every_letter;
    use crate::explanation::{notice, sample};

    fn page(text: &str) -> String {
        html(&Document::read(text).expect("a letter")).expect("a page")
    }

    /// The words that a reader of the page meets, in order.
    fn words(page: &str) -> Vec<String> {
        let body = page.split_once("<body>").expect("a body").1;
        let text: Vec<_> = body
            .split('<')
            .filter_map(|part| part.split_once('>'))
            .map(|(_, text)| text.replace("&#38;", "&"))
            .collect();
        let text = text.join(" ");
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_page_says_the_letter_s_words_in_order_and_nothing_else() {
        let notice = notice(&sample::policy(), "FS-2026-004713");
        for text in every_letter().iter().chain([&notice]) {
            // The dash before an item is drawn by the list.
            let wanted = text.replace("\n  – ", "\n");
            let wanted: Vec<_> = wanted.split_whitespace().collect();
            assert_eq!(words(&page(text)), wanted);
        }
    }

    #[test]
    fn the_page_needs_nothing_else_and_can_be_read_aloud() {
        for text in every_letter() {
            let page = page(&text);
            for fetched in [
                "<script", "<link", "<img", "src=", "http", "url(", "@import",
            ] {
                assert!(!page.contains(fetched), "{fetched}");
            }
            assert!(page.contains("<html lang=\"sv\">"));
            assert_eq!(page.matches("<h1>").count(), 1);
            assert_eq!(
                page.matches("<table>").count(),
                page.matches("<caption>").count()
            );
            for header in page.split("<th ").skip(1) {
                assert!(header.starts_with("scope=\"row"), "{header}");
            }
            assert!(page.contains("<strong class=\"result\">"));
        }
    }

    #[test]
    fn words_of_a_policy_are_never_markup() {
        let text = every_letter()[0].replace("Exempelstads kommun", "<b>& kommun");
        let page = page(&text);
        assert!(page.contains("&#60;b&#62;&#38; kommun") && !page.contains("<b>"));
    }
}
