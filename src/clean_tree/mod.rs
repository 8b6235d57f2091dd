//! Clean-tree mode: the worktree shows what commits do not hold.
//!
//! Last Checkpoint's value is derived data: git can tell it at any time. The
//! blob holds a constant of the same length, and a filter translates, so that
//! `git status` never sees what we write.

use anyhow::Result;

use crate::repo::{CommitInfo, Passing, Repo, Way};
use crate::session::derived::{Value, held};

/// The value that the file is to hold on its way out of the filter; `None`
/// where whatever is there stays.
///
/// # Errors
/// Where the repository cannot be read.
pub fn value_of(repo: &Repo, passing: &Passing) -> Result<Option<Value>> {
    match passing.way {
        Way::Clean => committed(repo, &passing.path).map(Some),
        Way::Smudge => {
            let head = repo.commit_or_head(passing.commit)?;
            Ok(head.and_then(|head| derived(repo, &head)))
        }
    }
}

/// What the index's version holds, which stays what it is: a raw value of an
/// old commit or of somebody without the filter, too. Else the constant.
fn committed(repo: &Repo, path: &str) -> Result<Value> {
    let versions = repo.index_versions(path)?;
    Ok(versions.iter().find_map(|version| held(version)).unwrap_or_else(Value::constant))
}

/// What the worktree shows with that commit checked out: its newest checkpoint.
/// `None` where there is none, and whatever is there stays.
fn derived(repo: &Repo, head: &CommitInfo) -> Option<Value> {
    let checkpoint = repo.newest_checkpoint_from(head)?;
    Value::of(&checkpoint.id.to_hex(), &checkpoint.committer_date)
}
