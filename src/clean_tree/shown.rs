//! Clean-tree mode: the worktree shows what commits do not hold.
//!
//! Last Checkpoint's value is derived data: git can tell it at any time. The
//! blob holds a constant of the same length, and a filter translates, so that
//! `git status` never sees what we write.

use anyhow::Result;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::filter::{FilterDirection, FilterRequest};
use crate::git::repository::Repo;
use crate::session::slot::slot_value::{SlotValue, read_slot, write_slot};
use crate::snapshot::project::Project;

/// The value that the file is to hold on its way out of the filter; `None`
/// where whatever is there stays.
pub fn value_of(repo: &Repo, passing: &FilterRequest) -> Result<Option<SlotValue>> {
    match passing.way {
        _ if !repo.is_filtered(&passing.path) => Ok(None),
        FilterDirection::Clean => committed(repo, &passing.path).map(Some),
        FilterDirection::Smudge => {
            let head = repo.commit_or_head(passing.commit)?;
            Ok(head.and_then(|head| derived(repo, &head)))
        }
    }
}

/// The text of the worktree's SESSION.md as it would be shown now: a switch or
/// reset that did not touch the file has left the value before.
pub fn up_to_date(project: &Project, text: &str) -> Result<String> {
    let head = match CheckpointMode::of(project) {
        CheckpointMode::InFile => None,
        CheckpointMode::CleanTree => project.repo.head()?,
    };
    head.map_or_else(|| Ok(text.to_owned()), |head| shown(project, &head, text))
}

/// SESSION.md's text with what it shows where that commit is checked out: its
/// newest checkpoint, and without one what is committed.
pub fn shown(project: &Project, head: &CommitInfo, text: &str) -> Result<String> {
    if read_slot(text.as_bytes()).is_none() {
        return Ok(text.to_owned());
    }
    let value = match derived(&project.repo, head) {
        Some(value) => value,
        None => committed(&project.repo, &project.tracked_session())?,
    };
    Ok(with(text, &value))
}

/// The text with that value, where it holds one.
pub(crate) fn with(text: &str, value: &SlotValue) -> String {
    String::from_utf8(write_slot(text.into(), value)).expect("only text took the place of text")
}

/// What the index's version holds, which stays what it is: a raw value of an
/// old commit or of somebody without the filter, too. Else the constant.
pub(crate) fn committed(repo: &Repo, path: &str) -> Result<SlotValue> {
    let versions = repo.index_versions(path)?;
    Ok(versions.iter().find_map(|version| read_slot(version)).unwrap_or_else(SlotValue::constant))
}

/// What the worktree shows with that commit checked out: its newest checkpoint.
/// `None` where there is none, and whatever is there stays.
fn derived(repo: &Repo, head: &CommitInfo) -> Option<SlotValue> {
    let checkpoint = repo.newest_checkpoint(head)?;
    SlotValue::of(&checkpoint.id.to_hex(), &checkpoint.committer_date)
}
