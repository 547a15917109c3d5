//! A letter's text as a document: what is heading, paragraph, row or list.
//!
//! The plain text is the letter: it is what is posted, hashed and kept. Pages
//! and paper are made of that text alone, so they can say nothing else, and
//! any letter that was ever sent can be shown. Reading proves that nothing is
//! lost: a text that a document does not give back to the byte is refused.

#[cfg(feature = "service")]
pub mod html;
#[cfg(feature = "service")]
pub mod pdf;
mod reading;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use reading::is_running_text;

/// A letter or a notice.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// The language of its words, such as `sv`.
    pub language: &'static str,
    /// The municipality's own number of the case.
    pub case_number: String,
    /// Who writes, line by line.
    pub sender: Vec<String>,
    /// What kind of letter it is.
    pub title: String,
    /// What stands under the title: day, case number, month.
    pub facts: Vec<Block>,
    /// What is said before the result.
    pub remarks: Vec<Vec<Block>>,
    /// The paragraph that tells the result.
    pub result: String,
    /// What stands under it.
    pub on_the_result: Vec<Block>,
    /// The rest.
    pub sections: Vec<Section>,
}

/// A heading and what stands under it.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
    /// The parts of a section without words of its own: the calculation's.
    pub groups: Vec<Group>,
}

/// A part of a calculation.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Its heading.
    pub heading: String,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What is said besides, such as that there are no rows.
    pub notes: Vec<String>,
}

/// A piece of a section.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(String),
    /// Items, each of which ends no sentence.
    List(Vec<String>),
    /// Labels with what they stand for.
    Facts(Vec<Fact>),
    /// An indented line: a citation, or how to reach somebody.
    Note(String),
    /// Rows of a calculation.
    Table(Vec<Row>),
}

/// A label and what it stands for.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// The label, without its colon.
    pub label: String,
    /// What it stands for.
    pub value: String,
}

/// A row of a calculation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is, as the lines of the text part it.
    pub label: Vec<String>,
    /// How much.
    pub amount: String,
    /// For whom, how it was computed, and from where it comes.
    pub details: Vec<String>,
}

/// Why a text cannot be shown. It never quotes the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not laid out as the letters of this program are")]
pub struct NotALetter;

impl Document {
    /// Reads a letter's text.
    ///
    /// # Errors
    /// [`NotALetter`] when the document would not say all of the text.
    pub fn read(text: &str) -> Result<Self, NotALetter> {
        let document = reading::read(text).ok_or(NotALetter)?;
        (document.text() == text)
            .then_some(document)
            .ok_or(NotALetter)
    }

    /// The result's first sentence, and the rest.
    #[cfg(feature = "service")]
    fn result_in_two(&self) -> (&str, &str) {
        let end = self.result.find(". ").and_then(|end| end.checked_add(1));
        let (first, rest) = self.result.split_at(end.unwrap_or(self.result.len()));
        (first, rest.trim_start())
    }

    /// The letter's text.
    pub fn text(&self) -> String {
        let mut parts = vec![self.sender.join("\n")];
        parts.push(with_heading(&self.title, &self.facts));
        parts.extend(self.remarks.iter().map(|blocks| lines(blocks).join("\n")));
        parts.push(with_heading(&self.result, &self.on_the_result));
        for section in &self.sections {
            parts.push(with_heading(&section.heading, &section.blocks));
            parts.extend(section.groups.iter().map(Group::text));
        }
        parts.join("\n\n") + "\n"
    }
}

impl Group {
    fn text(&self) -> String {
        let notes = self.notes.iter().map(|note| format!("\n  {note}"));
        let rows = self.rows.iter().flat_map(Row::lines);
        let rows = rows.map(|line| format!("\n{line}"));
        self.heading.clone() + &rows.chain(notes).collect::<String>()
    }
}

/// The same words, with an amount and its `kr`, and a number and its `§`, kept
/// on one line.
#[cfg(feature = "service")]
fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(' ') {
        let is_unit = word.starts_with('§') || word.trim_end_matches(['.', ',', ':']) == "kr";
        if !out.is_empty() {
            out.push(if is_unit { '\u{a0}' } else { ' ' });
        }
        out.push_str(word);
    }
    out
}

fn with_heading(heading: &str, blocks: &[Block]) -> String {
    let mut all = vec![heading.to_owned()];
    all.extend(lines(blocks));
    all.join("\n")
}

fn lines(blocks: &[Block]) -> Vec<String> {
    blocks.iter().flat_map(Block::lines).collect()
}

impl Block {
    fn lines(&self) -> Vec<String> {
        match self {
            Self::Paragraph(text) => vec![text.clone()],
            Self::List(items) => items.iter().map(|item| format!("  – {item}")).collect(),
            Self::Facts(facts) => facts
                .iter()
                .map(|Fact { label, value }| format!("  {label}: {value}"))
                .collect(),
            Self::Note(text) => vec![format!("  {text}")],
            Self::Table(rows) => rows.iter().flat_map(Row::lines).collect(),
        }
    }
}

/// The columns of a row, as letters are laid out.
const LABEL_WIDTH: usize = 50;
const AMOUNT_WIDTH: usize = 20;

impl Row {
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.label.iter().map(|part| format!("  {part}")).collect();
        if let Some(last) = lines.last_mut() {
            let left = LABEL_WIDTH
                .saturating_add(2)
                .saturating_sub(last.chars().count());
            let width = left.saturating_add(AMOUNT_WIDTH);
            last.push_str(&format!("{:>width$}", self.amount));
        }
        lines.extend(self.details.iter().map(|detail| format!("    {detail}")));
        lines
    }
}
