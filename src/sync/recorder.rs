//! Brings SESSION.md up to a commit, and along with a history that was rewritten: in the file
//! or, in clean-tree mode, in what the worktree shows of it.

use anyhow::Result;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::clean_tree::shown;
use crate::git::commit::commit_info::CommitInfo;
use crate::session::model::Session;
use crate::snapshot::project::Project;
use crate::store::state::Baseline;
use crate::sync::session_update::RecordOutcome;
use crate::sync::{clean_tree, in_file};

/// Writes what the commit that was just made gives SESSION.md to know, and
/// remembers what it left.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub fn record(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
    match CheckpointMode::of(project) {
        CheckpointMode::InFile => in_file::record(project, head),
        CheckpointMode::CleanTree => clean_tree::record(project, head),
    }
}

/// Brings SESSION.md up with what had to wait and with rewrites; for a quiet
/// moment in which no commit was made: post-rewrite, a command that writes.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub fn sync_now(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
    match CheckpointMode::of(project) {
        CheckpointMode::InFile => in_file::sync_now(project, head),
        CheckpointMode::CleanTree => clean_tree::sync_now(project, head),
    }
}

/// Returns what [`sync_now`] would make of SESSION.md's text: for those who only look.
///
/// # Errors
/// Where commits cannot be read.
pub fn preview_sync(project: &Project, head: &CommitInfo, text: &str) -> Result<String> {
    match CheckpointMode::of(project) {
        CheckpointMode::InFile => in_file::preview_sync(project, head, text),
        CheckpointMode::CleanTree => shown::shown(project, head, text),
    }
}

/// Takes SESSION.md as it stands for what HEAD left, so that ticks count from
/// here on: for the moment at which the hooks come into a project.
///
/// # Errors
/// Where HEAD or our state in the git dir cannot be read or written.
pub fn start_recording(project: &Project) -> Result<()> {
    let (Some(head), Ok(file)) =
        (project.repo.head()?, project.repo.read_session(&project.config.session))
    else {
        return Ok(());
    };
    let state = project.repo.state();
    if state.baseline().is_none() && Session::parse(file.text()).is_in_format() {
        state.set_baseline(&Baseline { commit: head.id, session: file.text().to_owned() })?;
    }
    Ok(())
}
