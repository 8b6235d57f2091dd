//! Recording in clean-tree mode: one value, which follows from HEAD alone.
//!
//! Neither rewrites nor commits that had to wait need be caught up with, for
//! nothing that was recorded goes into what is written.

use anyhow::Result;

use crate::clean_tree::shown;
use crate::git::commit::commit_info::CommitInfo;
use crate::session::slot::slot_value::read_slot;
use crate::snapshot::project::Project;
use crate::store::session_file::SessionFile;
use crate::store::state::Baseline;
use crate::sync::session_update::{RecordOutcome, with_session, write};

/// Shows HEAD's newest checkpoint in the worktree's SESSION.md, and remembers
/// that this commit was seen.
pub(crate) fn record(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
    let (mut is_kept, mut is_known) = (false, false);
    let recorded = with_session(project, |file| {
        is_kept = is_filtered(project) && read_slot(file.text().as_bytes()).is_some();
        let session = bring_up_to(project, head, file)?;
        let state = project.repo.state();
        let is_recorded = || state.baseline().is_some_and(|left| left.commit == head.id);
        is_known = head.is_checkpoint() && session == file.text() && is_recorded();
        state.set_baseline(&Baseline { commit: head.id, session })?;
        Ok(state.clear_postponed()?)
    })?;
    Ok(match recorded {
        RecordOutcome::Recorded { .. } if !is_kept => RecordOutcome::NotConverted,
        other => other.or_known(is_known),
    })
}

/// The same at a quiet moment in which no commit was made.
pub(crate) fn sync_now(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
    with_session(project, |file| {
        let state = project.repo.state();
        let is_seen = state.postponed().contains(&head.id);
        let session = bring_up_to(project, head, file)?;
        if is_seen {
            state.set_baseline(&Baseline { commit: head.id, session })?;
        }
        Ok(state.clear_postponed()?)
    })
}

fn bring_up_to(project: &Project, head: &CommitInfo, file: &SessionFile) -> Result<String> {
    if !project.config.record.last_checkpoint || !is_filtered(project) {
        return Ok(file.text().to_owned());
    }
    // What cannot be found out stays as it is.
    let left = write(file, |present| {
        shown::shown(project, head, present).unwrap_or_else(|_| present.to_owned())
    })?;
    if left != file.text() {
        file.sweep();
        // libgit2, in cargo for one, asks no filter, and goes by time stamps of whole seconds.
        if is_as_in_index(project, &left) {
            file.backdate();
        }
        project.repo.refresh(&project.tracked_session());
    }
    Ok(left)
}

/// Whether nothing but what is shown makes the file other than the index's version.
fn is_as_in_index(project: &Project, text: &str) -> bool {
    let path = project.tracked_session();
    let blob = project.repo.index_versions(&path).ok().and_then(|mut versions| versions.pop());
    let (Some(blob), Ok(value)) = (blob, shown::committed(&project.repo, &path)) else {
        return false;
    };
    shown::with(text, &value).as_bytes() == blob
}

/// Whether the filter is for the file: not where the project has moved it, and
/// git would take what we write for the user's change.
fn is_filtered(project: &Project) -> bool {
    project.repo.is_filtered(&project.tracked_session())
}
