//! git: the only place that names gix.
//!
//! A [`Repo`] is a worktree with its git dir and the index that is being
//! committed. What it tells is plain data ([`CommitInfo`],
//! [`Change`](crate::changes::Change)); what it writes are SESSION.md, through
//! [`SessionFile`], and a few small files in the git dir, through [`State`].

pub mod blob;
pub mod commit;
pub mod diff;
pub mod filter;
pub mod git_cli;
pub mod history;
pub mod in_progress;
pub mod merge_file;
pub mod open;
pub mod plumbing;
pub mod project_files;
pub mod refs;
pub mod repository;
pub mod status;
#[cfg(test)]
pub mod testing;
