//! The vocabulary that messages, SESSION.md and the plan share.

pub mod changed_paths;
pub mod creation;
pub mod generated;
pub mod next_step;
pub mod path_group;
pub mod path_pattern;
pub mod phase_number;
pub mod place;
pub mod place_words;
pub mod project_files;
pub mod rewrite_map;
pub mod status;
