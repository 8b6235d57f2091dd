//! What SESSION.md has missed: rewrites, commits made in the middle of an
//! operation, and which checkpoint is the newest of a history that changed.

use crate::text::edit;
use std::collections::HashSet;

use anyhow::Result;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::ancestry::WalkLimit;
use crate::git::history::recorded_commits::MAX_WALK;
use crate::session::model::Session;
use crate::session::record::header::forget_checkpoint;
use crate::session::record::recorded::{HashPlace, placeholders, recorded_hashes};
use crate::snapshot::project::Project;
use crate::sync::commit_record::CommitRecord;
use crate::sync::missed::missed_commits;
use crate::sync::remap::HashRemap;
use crate::terms::rewrite_map::Rewrites;

#[derive(Default)]
pub(crate) struct Backlog {
    renames: HashRemap,
    steps: Vec<CommitRecord>,
    has_no_checkpoint: bool,
    made_up: usize,
}

impl Backlog {
    /// For a commit that follows on what was recorded.
    pub(crate) fn nothing() -> Self {
        Self::default()
    }

    /// What comes before `head` itself is recorded.
    pub(crate) fn before(
        project: &Project,
        head: &CommitInfo,
        text: &str,
        rewrites: &Rewrites,
    ) -> Result<Self> {
        let missed = missed_commits(project, head, text).into_iter().map(|commit| commit.id);
        let missed: Vec<CommitId> = missed.filter(|id| *id != head.id).collect();
        let backlog = Self::before_with(project, head, text, (rewrites, missed.clone()))?;
        Ok(Self { made_up: missed.len(), ..backlog })
    }

    /// The same without the commits that no hook has recorded.
    pub(crate) fn before_without_missed(
        project: &Project,
        head: &CommitInfo,
        text: &str,
        rewrites: &Rewrites,
    ) -> Result<Self> {
        Self::before_with(project, head, text, (rewrites, Vec::new()))
    }

    fn before_with(
        project: &Project,
        head: &CommitInfo,
        text: &str,
        (rewrites, missed): (&Rewrites, Vec<CommitId>),
    ) -> Result<Self> {
        let due = missed.into_iter().chain(project.repo.state().postponed());
        let due = in_chain(project, head, due.filter(|id| *id != head.id));
        let mut backlog = Self::of(project, head, text, (rewrites, due))?;
        if !head.is_checkpoint() {
            backlog.add_newest_checkpoint(project, head, text);
        }
        Ok(backlog)
    }

    /// What no hook has recorded, `head` among it.
    pub(crate) fn of_missed(project: &Project, head: &CommitInfo, text: &str) -> Result<Self> {
        let missed = missed_commits(project, head, text);
        let steps = missed.iter().rev();
        let step =
            |commit: &CommitInfo| CommitRecord::of_waiting(project, commit, commit.id == head.id);
        let steps: Vec<CommitRecord> = steps.map(step).collect::<Result<_>>()?;
        Ok(Self { made_up: steps.len(), steps, ..Self::default() })
    }

    /// How many commits it records that no hook did.
    pub(crate) fn made_up(&self) -> usize {
        self.made_up
    }

    /// Everything, with `head` where it had to wait.
    pub(crate) fn with(
        project: &Project,
        head: &CommitInfo,
        text: &str,
        rewrites: &Rewrites,
    ) -> Result<Self> {
        let waiting = in_chain(project, head, project.repo.state().postponed());
        let mut missed = Self::of(project, head, text, (rewrites, waiting))?;
        missed.add_newest_checkpoint(project, head, text);
        Ok(missed)
    }

    pub(crate) fn apply(&self, text: &str) -> String {
        let renamed = self.renames.apply(text);
        let recorded = self.steps.iter().fold(renamed, |text, step| step.apply(&text));
        if self.has_no_checkpoint { without_checkpoint(&recorded) } else { recorded }
    }

    fn of(
        project: &Project,
        head: &CommitInfo,
        text: &str,
        (rewrites, waiting): (&Rewrites, Vec<CommitInfo>),
    ) -> Result<Self> {
        let renames = HashRemap::of(project, head, text, (rewrites, WalkLimit::Bounded));
        let step =
            |commit: &CommitInfo| CommitRecord::of_waiting(project, commit, commit.id == head.id);
        let steps = waiting.iter().map(step).collect::<Result<_>>()?;
        Ok(Self { renames, steps, ..Self::default() })
    }

    fn add_newest_checkpoint(&mut self, project: &Project, head: &CommitInfo, text: &str) {
        match newest_instead(project, head, &self.apply(text)) {
            Some(Newest::Is(newest)) => {
                self.steps.push(CommitRecord::of_checkpoint(project, &newest))
            }
            Some(Newest::NoneLeft) => {
                self.has_no_checkpoint = project.config.record.last_checkpoint;
            }
            None => {}
        }
    }
}

/// What Last Checkpoint should say, where it says something else.
#[derive(Debug, PartialEq)]
pub(crate) enum Newest {
    /// The newest checkpoint of HEAD's first-parent chain.
    Is(CommitInfo),
    /// The one that it names has become an ordinary commit, and the chain has no other.
    NoneLeft,
}

/// The newest checkpoint of HEAD's first-parent chain, where Last Checkpoint
/// says another.
pub(crate) fn newest_instead(project: &Project, head: &CommitInfo, text: &str) -> Option<Newest> {
    let recorded = last_checkpoint(text)?;
    let chain = project.repo.first_parents(head).take(MAX_WALK);
    let found = newest_of(chain, &recorded, &|commit| was_checkpoint(project, commit))?;
    // Not where the clone is shallow, or a commit cannot be read.
    let is_certain = || !project.repo.is_incomplete() && is_none_any_more(project, &recorded);
    (matches!(found, Newest::Is(_)) || is_certain()).then_some(found)
}

/// The newest checkpoint of a chain, or that it has none, where another one is recorded.
///
/// A commit of the chain that somebody wrote there by hand, though it is no
/// checkpoint, stays; one that is none any more, since it was rewritten, gives way.
fn newest_of(
    chain: impl Iterator<Item = CommitInfo>,
    recorded: &str,
    was_checkpoint: &dyn Fn(&CommitInfo) -> bool,
) -> Option<Newest> {
    let mut is_at_root = false;
    for commit in chain {
        let is_recorded = commit.id.is_abbreviated_by(recorded);
        if commit.is_checkpoint() {
            return (!is_recorded).then_some(Newest::Is(commit));
        }
        if is_recorded && !was_checkpoint(&commit) {
            return None;
        }
        is_at_root = commit.parents.is_empty() && !commit.is_cut_off;
    }
    is_at_root.then_some(Newest::NoneLeft)
}

/// Whether the hash names an ordinary commit that took the place of a checkpoint. A checkpoint
/// that HEAD's history does not hold stays: it may be another branch's.
fn is_none_any_more(project: &Project, recorded: &str) -> bool {
    let [id] = project.repo.commits_named(recorded)[..] else { return false };
    let is_ordinary = |commit: &CommitInfo| !commit.is_checkpoint();
    let commit = project.repo.commit(&id).ok().filter(is_ordinary);
    commit.is_some_and(|commit| was_checkpoint(project, &commit))
}

/// The text, its Last Checkpoint naming none.
pub(crate) fn without_checkpoint(text: &str) -> String {
    edit::apply(text, &forget_checkpoint(&Session::parse(text)))
}

/// Whether a commit took the place of a checkpoint.
fn was_checkpoint(project: &Project, commit: &CommitInfo) -> bool {
    let rewrites = project.repo.rewrites();
    let id = commit.id.to_hex();
    let mut before = rewrites.predecessors(&id).into_iter().filter_map(CommitId::from_hex);
    before.any(|id| project.repo.commit(&id).is_ok_and(|commit| commit.is_checkpoint()))
}

/// The hash in Last Checkpoint, empty for a placeholder; `None` where there is
/// neither, and hence nothing that we could take for out of date.
fn last_checkpoint(text: &str) -> Option<String> {
    let session = Session::parse(text);
    let of_header = |place: &HashPlace| *place == HashPlace::LastCheckpoint;
    let hash = recorded_hashes(&session).into_iter().find(|recorded| of_header(&recorded.place));
    if let Some(recorded) = hash {
        return Some(recorded.hash.to_string());
    }
    placeholders(&session).iter().any(|held| of_header(&held.place)).then(String::new)
}

/// Those of the commits that are on HEAD's first-parent chain, the oldest first.
fn in_chain(
    project: &Project,
    head: &CommitInfo,
    due: impl IntoIterator<Item = CommitId>,
) -> Vec<CommitInfo> {
    let mut open: HashSet<CommitId> = due.into_iter().collect();
    let mut found = Vec::new();
    for commit in project.repo.first_parents(head).take(MAX_WALK) {
        if open.is_empty() {
            break;
        }
        if open.remove(&commit.id) {
            found.push(commit);
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests;
