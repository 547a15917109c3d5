//! map
pub mod assessment;
pub mod bundle;
pub mod registries;
pub mod rules;
pub mod vocabulary;
