//! Who is asking, and what they may do. A route declares the right it needs by
//! the extractor it takes: [`signed::Signed`] to look, [`posted::Posted`] to
//! change something. Nothing else lets anybody in.

pub mod posted;
pub mod rights;
pub mod sessions;
pub mod signed;
pub mod throttle;
pub mod users;
