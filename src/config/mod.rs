//! `.git-checkpoint.yaml` as data, and levels laid over findings.
//!
//! The file belongs to the repository, so it is untrusted: whatever stands in
//! it, reading is bounded in time and memory, no path in it leads out of the
//! worktree, and what cannot be used is a [`Problem`] while the rest counts.

pub mod model;
pub mod nearest;
pub mod node;
pub mod path;
pub mod read;
