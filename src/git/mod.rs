//! git: the only place that names gix.

pub mod attributes;
pub mod blob;
pub mod commit;
pub mod diff;
pub mod filter;
pub mod git_cli;
pub mod history;
pub mod merge_file;
pub mod open;
pub mod operation;
pub mod plumbing;
pub mod refs;
pub mod repository;
pub mod sparse;
pub mod status;
#[cfg(test)]
pub mod testing;
pub mod tree_files;
