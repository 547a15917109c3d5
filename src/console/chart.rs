//! Small bar charts, drawn here: a picture for the eye and a table for reading.

use crate::operating::numbers::count;

/// The drawing's size, in its own units.
const WIDTH: u64 = 560;
const HEIGHT: u64 = 120;
/// Room between bars.
const GAP: u64 = 8;

/// A chart of bars with one or two parts.
pub struct Chart {
    /// Its id on the page.
    pub id: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// What the lower part of a bar counts.
    pub lower: &'static str,
    /// What the upper part counts, if there is one.
    pub upper: Option<&'static str>,
    /// The bars, as drawn.
    pub bars: Vec<DrawnBar>,
    /// What the tallest possible bar stands for.
    pub top: String,
}

/// A bar as it is counted.
pub struct Bar {
    /// What stands below it.
    pub label: String,
    /// The lower part.
    pub lower: u64,
    /// The upper part.
    pub upper: u64,
}

/// A bar as it is drawn.
pub struct DrawnBar {
    /// What stands below it.
    pub label: String,
    /// Its number: every other label is left out where there is little room.
    pub number: usize,
    /// The counts in words.
    pub lower: String,
    /// As above.
    pub upper: String,
    /// From the left.
    pub x: u64,
    /// The middle, for the label.
    pub middle: u64,
    /// How wide.
    pub width: u64,
    /// The lower part's top and height.
    pub lower_y: u64,
    /// As above.
    pub lower_height: u64,
    /// The upper part's top and height.
    pub upper_y: u64,
    /// As above.
    pub upper_height: u64,
}

impl Chart {
    /// Draws bars; `top` is what the full height stands for, the tallest bar
    /// when it is not given.
    pub fn new(
        id: &'static str,
        title: &'static str,
        (lower, upper): (&'static str, Option<&'static str>),
        bars: Vec<Bar>,
        top: Option<u64>,
    ) -> Self {
        let tallest = bars.iter().map(|bar| bar.lower + bar.upper).max();
        let top = top.or(tallest).unwrap_or_default().max(1);
        let step = WIDTH / (bars.len() as u64).max(1);
        let bars = bars.into_iter().enumerate();
        let bars = bars.map(|(number, bar)| drawn(number, bar, step, top));
        Self {
            id,
            title,
            lower,
            upper,
            bars: bars.collect(),
            top: count(top),
        }
    }
}

fn drawn(number: usize, bar: Bar, step: u64, top: u64) -> DrawnBar {
    // What is there is seen, however little it is.
    let height = |part: u64| match part {
        0 => 0,
        part => (part * HEIGHT / top).max(1),
    };
    let (lower_height, upper_height) = (height(bar.lower), height(bar.upper));
    let x = number as u64 * step + GAP / 2;
    DrawnBar {
        label: bar.label,
        number,
        lower: count(bar.lower),
        upper: count(bar.upper),
        x,
        middle: x + (step - GAP) / 2,
        width: step - GAP,
        lower_y: HEIGHT.saturating_sub(lower_height),
        lower_height,
        upper_y: HEIGHT.saturating_sub(lower_height + upper_height),
        upper_height,
    }
}
