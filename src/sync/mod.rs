//! Brings SESSION.md up to a commit, and along with a history that was
//! rewritten: what section 5 of the contract writes, put together from git's
//! facts and the pure edits of `session`.

pub mod backlog;
pub mod chain_order;
pub mod clean_tree;
pub mod commit_record;
pub mod in_file;
pub(crate) mod lost_hashes;
pub mod missed;
pub mod recorder;
pub mod remap;
pub mod session_update;
pub mod task_commits;
pub mod verify;
