//! History: walks, reflog, amends, rebases, rewrites, and what is cached of them.

pub mod amend;
pub mod ancestry;
pub mod checkpoint_cache;
pub mod file_history;
pub mod rebase;
pub mod recorded_commits;
pub mod reflog;
pub mod revisions;
pub mod rewrites;
pub(crate) mod squash;
