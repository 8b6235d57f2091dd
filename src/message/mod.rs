//! The checkpoint message: which messages are ours, parsing, judging, and a repaired draft.

pub mod classify;
pub mod file_entry;
pub mod joined_keys;
pub mod literal_newlines;
pub mod parse;
pub mod placeholder;
pub mod section;
pub mod section_key;
pub mod shell_leftover;
pub mod stored;
pub mod subject;
pub mod trailer;
