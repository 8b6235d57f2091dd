//! What a commit changes, made or about to be made.

pub mod index_diff;
pub mod patch;
pub mod pending_commit;
mod session_checkpoint;
pub mod tree_diff;
