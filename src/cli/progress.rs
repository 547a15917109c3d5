//! A progress bar for long work, at a terminal only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A counter for work whose end is not known. It is hidden when nobody looks,
/// and when the results themselves go to the terminal.
pub fn counter(what: &'static str) -> ProgressBar {
    let counter = ProgressBar::new_spinner().with_message(what);
    if !std::io::stderr().is_terminal() || std::io::stdout().is_terminal() {
        counter.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{human_pos} {msg}  {per_sec}  {elapsed}") {
        counter.set_style(style);
    }
    counter
}

/// A bar for so many steps; hidden when nobody looks.
pub fn bar(steps: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(steps).with_message(what);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template = "{msg:22} {wide_bar} {pos}/{len}  {per_sec}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// A bar for reading a file of so many bytes; hidden when nobody looks.
pub fn reading(bytes: u64, what: &'static str) -> ProgressBar {
    let bar = bar(bytes, what);
    let template = "{msg:22} {wide_bar} {bytes}/{total_bytes}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
