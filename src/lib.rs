//! map
pub mod assessment;
pub mod rules;
pub mod vocabulary;
