//! Moving through the phases: the specification's "Phase Complete" protocol and
//! its stages, as edits in the file's own dialect, line endings and field style.

pub mod advance;
pub mod block;
pub mod complete;
pub mod done;
pub mod error;
pub mod header;
pub mod own_text;
pub mod planned;
pub mod stage;
pub mod start;
pub mod write_next_action;
