//! The registries: Försäkringskassan, CSN and Skatteverket.
//!
//! Reading an answer is pure and always built; asking for one is not.

mod csn;
mod forsakringskassan;
pub mod reading;
mod skatteverket;

pub use reading::read_answer;
