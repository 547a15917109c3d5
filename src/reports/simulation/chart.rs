//! Bars as inline SVG: no script, nothing fetched, and the same numbers stand in
//! a table beside it.
//!
//! The drawing is as wide as a phone and grows with the page. Its colours are
//! the page's, so they follow it into the dark.

use std::fmt::Write as _;

use super::sections::{HIDDEN, number};

/// A chart of horizontal bars.
pub struct Chart {
    /// A stable word, unique on the page.
    pub id: &'static str,
    /// What it shows; the page has it as a caption too.
    pub title: &'static str,
    /// The same in a sentence or two.
    pub description: String,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// A row of a chart.
pub enum Row {
    /// What the bars below are about.
    Heading(&'static str),
    /// A bar.
    Bar {
        /// What it counts.
        label: String,
        /// The class that colours it.
        class: &'static str,
        /// How many; `None` is hidden.
        count: Option<u64>,
    },
}

const WIDTH: u64 = 360;
const HEADING_HEIGHT: u64 = 26;
const BAR_HEIGHT: u64 = 40;

impl Chart {
    /// Draws it.
    pub fn svg(&self) -> String {
        let height: u64 = self.rows.iter().map(Row::height).sum();
        let largest = self.rows.iter().filter_map(Row::count).max();
        let largest = largest.unwrap_or_default().max(1);
        let id = self.id;
        let mut svg = format!(
            "<svg role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" \
             aria-labelledby=\"{id}-titel {id}-text\">\n\
             <title id=\"{id}-titel\">{}</title>\n<desc id=\"{id}-text\">{}</desc>\n",
            escaped(self.title),
            escaped(&self.description)
        );
        let mut top = 0;
        for row in &self.rows {
            row.draw(&mut svg, top, largest);
            top += row.height();
        }
        svg.push_str("</svg>");
        svg
    }
}

impl Row {
    const fn height(&self) -> u64 {
        match self {
            Self::Heading(_) => HEADING_HEIGHT,
            Self::Bar { .. } => BAR_HEIGHT,
        }
    }

    const fn count(&self) -> Option<u64> {
        match self {
            Self::Heading(_) => None,
            Self::Bar { count, .. } => *count,
        }
    }

    /// Writing to a String cannot fail.
    fn draw(&self, svg: &mut String, top: u64, largest: u64) {
        let baseline = top + 15;
        match self {
            Self::Heading(text) => {
                let (text, baseline) = (escaped(text), baseline + 5);
                let _ = writeln!(
                    svg,
                    "<text class=\"heading\" y=\"{baseline}\">{text}</text>"
                );
            }
            Self::Bar {
                label,
                class,
                count,
            } => {
                let _ = writeln!(svg, "<text y=\"{baseline}\">{}</text>", escaped(label));
                let value = count.map_or_else(|| HIDDEN.to_owned(), number);
                let _ = writeln!(
                    svg,
                    "<text x=\"{WIDTH}\" y=\"{baseline}\" text-anchor=\"end\">{value}</text>"
                );
                let (line, class) = (top + 31, count.map_or("hidden", |_| class));
                // A hidden bar has no length; a thicker line across says so. Any
                // other than none can be seen.
                let (y, width, height) = match count {
                    None => (line - 1, WIDTH, 2),
                    Some(0) => (top + 22, 0, 10),
                    Some(count) => (top + 22, (count * WIDTH / largest).max(2), 10),
                };
                let _ = writeln!(
                    svg,
                    "<rect class=\"track\" y=\"{line}\" width=\"{WIDTH}\" height=\"1\"/>"
                );
                let _ = writeln!(
                    svg,
                    "<rect class=\"{class}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
                );
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
