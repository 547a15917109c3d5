//! What operators see and are asked, whatever they sit at: the command line and
//! the console show the same previews, letters and words.

pub mod dead_letters;
pub mod letters;
pub mod numbers;
pub mod preview;
pub mod words;
