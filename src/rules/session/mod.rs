//! The rules on SESSION.md, as pure functions from the file and facts to findings.

pub mod check_session;
pub mod copied;
pub mod form;
pub mod hashes;
pub mod links;
pub mod progress;
