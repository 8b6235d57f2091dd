//! The vocabulary that messages, SESSION.md and the plan share.

pub mod changed_paths;
pub mod creation;
pub mod next_step;
pub mod paths;
pub mod phase_number;
pub mod place;
pub mod place_words;
pub mod rewrite_map;
pub mod status;
pub mod tree_and_history;
