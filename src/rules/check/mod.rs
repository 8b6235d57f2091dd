//! Runs the rules on a document, and says what of it is new. Nothing here is a rule.

pub mod check_file;
pub mod check_message;
pub mod check_session;
pub mod sure_fixes;
