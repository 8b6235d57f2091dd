//! The checkpoint message: which messages are ours, parsing, judging, and a repaired draft.

pub mod classify;
pub mod file_entry;
pub mod joined_keys;
pub mod literal_newlines;
pub mod parse;
pub mod phase_line;
pub mod placeholder;
pub mod sections;
pub mod shell_leftover;
pub mod stored;
pub mod subject;
pub mod trailer;
