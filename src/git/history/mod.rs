pub mod amend;
pub mod checkpoint_cache;
pub mod file_history;
pub mod reachable;
pub mod recorded_commits;
pub mod reflog;
pub mod revwalk;
pub mod rewrites;
