//! Switching the mode on and off: what becomes of the three versions of
//! SESSION.md, in HEAD, in the index and in the worktree.

use anyhow::{Result, bail};

use crate::clean_tree::shown::{committed, with};
use crate::git::commit::commit_id::CommitId;
use crate::git::repository::Repo;
use crate::session::slot::slot_conversion::to_placeholder;
use crate::snapshot::project::Project;
use crate::store::session_file::Refusal;
use crate::text::conflict::has_conflict_markers;

/// The one commit that takes the value out, before it is made.
#[derive(Debug)]
pub struct Conversion {
    /// The file's path from the top of the worktree.
    pub path: String,
    /// It as HEAD has it.
    pub before: String,
    /// It as it would be committed.
    pub after: String,
}

/// Its message.
const MESSAGE: &str = "\
Show Last Checkpoint instead of committing it

The newest checkpoint follows from history, and no commit can hold its own
hash: what was committed was always one checkpoint late, and the file always modified.
From here on the file holds a command that finds the checkpoint, and
git-checkpoint shows the hash in its place in the worktree.

In each clone: git checkpoint install --clean-tree
";

/// The commit that is needed here; `None` where HEAD's version holds no value,
/// is in another format, or is not there.
pub fn conversion(project: &Project) -> Result<Option<Conversion>> {
    let path = project.tracked_session();
    let Some(before) = text_of(project.repo.head_blob(&path)?) else { return Ok(None) };
    let after = to_placeholder(&before);
    Ok((after != before).then_some(Conversion { path, before, after }))
}

/// Makes that commit; its id.
///
/// # Errors
/// In the middle of an operation, where the file holds conflict markers, and where git refuses.
pub fn commit(project: &Project, conversion: &Conversion) -> Result<CommitId> {
    let Conversion { path, after, .. } = conversion;
    let present = project.repo.read_session(&project.config.session);
    if has_conflict_markers(after) || matches!(present, Err(Refusal::ConflictMarkers)) {
        bail!("{path} contains conflict markers; resolve them, then run this again");
    }
    if let Some(operation) = project.repo.operation().filter(|found| found.is_in_progress()) {
        bail!("a {} is under way: bring it to its end, then run this again", operation.name());
    }
    let made = project.repo.commit_content(path, after.as_bytes(), MESSAGE)?;
    // No hook has seen it.
    project.repo.state().postpone(&made)?;
    Ok(made)
}

/// Lets index and worktree follow a HEAD that holds no value, whatever else is
/// staged or changed in them.
pub fn follow(project: &Project) -> Result<()> {
    let path = project.tracked_session();
    if let Some(staged) = text_of(project.repo.index_blob(&path)?) {
        let after = to_placeholder(&staged);
        if after != staged {
            project.repo.stage_content(&path, after.as_bytes())?;
        }
    }
    if let Ok(file) = project.repo.read_session(&project.config.session) {
        file.update(|present| Some(to_placeholder(present)))?;
    }
    project.repo.refresh(&path);
    Ok(())
}

/// Puts what is committed in the place of what is shown, in every worktree:
/// without the filter the file would be modified.
pub fn leave(project: &Project) -> Result<()> {
    for worktree in each_worktree(project)? {
        let path = worktree.tracked_session();
        let Ok(file) = worktree.repo.read_session(&worktree.config.session) else { continue };
        let value = committed(&worktree.repo, &path)?;
        file.update(|present| Some(with(present, &value)))?;
    }
    Ok(())
}

/// Lets git see in every worktree that the file is as it was.
pub fn refresh(project: &Project) -> Result<()> {
    for worktree in each_worktree(project)? {
        worktree.repo.refresh(&worktree.tracked_session());
    }
    Ok(())
}

fn each_worktree(project: &Project) -> Result<Vec<Project>> {
    let at = |path: &std::path::PathBuf| Repo::discover_at(path).ok().map(Project::of);
    Ok(project.repo.worktrees()?.iter().filter_map(at).collect())
}

fn text_of(version: Option<Vec<u8>>) -> Option<String> {
    String::from_utf8(version?).ok()
}
