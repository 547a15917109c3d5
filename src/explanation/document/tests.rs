//! Nothing is lost between a letter's text and the document, and the layout
//! tells what is what.

use super::{Block, Document};
use crate::explanation::letter_samples::{every_letter, everything, letter};
use crate::explanation::{notice, sample};

fn read(text: &str) -> Document {
    Document::read(text).expect("a letter")
}

#[test]
fn every_letter_and_notice_is_the_same_text_again() {
    let notice = notice(&sample::policy(), "FS-2026-004713");
    for text in every_letter().iter().chain([&notice]) {
        assert_eq!(&read(text).text(), text);
    }
}

#[test]
fn the_parts_of_a_letter_are_found_by_its_layout() {
    let document = read(&letter(&sample::couple_application(), &everything()));
    assert_eq!(
        document.sender,
        ["Exempelstads kommun", "Arbetsmarknadsnämnden"]
    );
    assert_eq!(document.title, "Beslut om ekonomiskt bistånd");
    assert_eq!(document.case_number, "FS-2026-004711");
    assert!(document.result.starts_with("Ni får 10\u{a0}418 kr"));
    assert_eq!(document.on_the_result.len(), 1, "whom ni means");
    let calculation = &document.sections[0];
    assert_eq!(calculation.heading, "Så har vi räknat");
    let groups: Vec<_> = calculation
        .groups
        .iter()
        .map(|group| (group.heading.as_str(), group.rows.len()))
        .collect();
    assert_eq!(groups[0], ("Riksnorm", 6));
    assert_eq!(groups.last(), Some(&("Resultat", 3)));
    let appeal = document
        .sections
        .iter()
        .find(|section| section.heading == "Så överklagar du");
    let is_list = |block: &&Block| matches!(block, Block::List(items) if items.len() == 4);
    assert_eq!(
        appeal
            .expect("an appeal")
            .blocks
            .iter()
            .filter(is_list)
            .count(),
        1
    );
}

#[test]
fn another_language_is_known_by_its_word_for_the_case_number() {
    let text = letter(&sample::application(), &sample::granted());
    let remark = "This is a translation. The letter in Swedish is the decision.";
    let english = text.replace("Ärendenummer", "Case number").replacen(
        "\n\nDu får",
        &format!("\n\n{remark}\n\nDu får"),
        1,
    );
    let document = read(&english);
    assert_eq!(document.language, "en");
    assert_eq!(document.case_number, "FS-2026-004711");
    assert_eq!(document.remarks, [[Block::Paragraph(remark.into())]]);
    assert!(document.result.starts_with("Du får"));
}

#[test]
fn a_label_over_several_lines_is_one_row() {
    let mut assessment = sample::granted();
    let label = "Bostadstillägg från Pensionsmyndigheten för en annan månad än den vanliga";
    assessment.lines[0].label = label.into();
    let text = letter(&sample::application(), &assessment);
    let document = read(&text);
    let row = &document.sections[0].groups[0].rows[0];
    assert_eq!(row.label.len(), 2);
    assert_eq!(row.label.join(" "), label);
    assert_eq!(row.amount, "3\u{a0}940,00 kr");
    assert_eq!(document.text(), text);
}

#[test]
fn a_changed_layout_is_refused_and_never_shown_in_part() {
    let text = letter(&sample::application(), &sample::granted());
    for (from, to) in [
        // An amount out of its column; an explanation of no row; a label
        // without an amount; words after the headings that have none.
        ("  Hyra  ", "  Hyra "),
        ("Varför\n", "Varför\n    Källa: ingen.\n"),
        ("\n\nVarför", "\n  Mer\n\nVarför"),
        ("\n\nVarför\n", "\n\n"),
        ("Ärendenummer", "Nummer"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        assert!(Document::read(&changed).is_err(), "{from}");
    }
    assert!(Document::read(text.trim_end()).is_err());
}
