//! The vocabulary that messages, SESSION.md and the plan share.

pub mod changed_paths;
pub mod creation;
pub mod next_step;
pub mod paths;
pub mod phase_number;
pub mod place;
pub mod place_words;
pub mod project_files;
pub mod rewrite_map;
pub mod status;
