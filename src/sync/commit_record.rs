//! One commit to be written into SESSION.md.

use crate::session::record::edits;
use crate::session::record::tasks;
use crate::text::edit;
use anyhow::Result;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::message::parse::Message;
use crate::session::model::Session;
use crate::session::record::recording::RecordOptions;
use crate::session::record::recording::Ticked;
use crate::session::record::recording::{CheckpointStatus, RecordedCommit, Recording};
use crate::snapshot::project::Project;
use crate::store::state::Baseline;
use crate::sync::missed;

/// What one commit gives SESSION.md to say: made of what was found out, applied to any text.
pub(crate) struct CommitRecord {
    pub(crate) hash: String,
    pub(crate) date: String,
    pub(crate) checkpoint: Option<CheckpointStatus>,
    pub(crate) before: TickBaseline,
    pub(crate) parts: RecordOptions,
}

impl CommitRecord {
    /// Everything that the newest commit gives to know.
    pub(crate) fn of_head(
        project: &Project,
        head: &CommitInfo,
        baseline: Option<Baseline>,
        replaced: Option<&CommitId>,
    ) -> Result<Self> {
        let before = TickBaseline::of(project, head, baseline, replaced)?;
        Ok(Self { before, ..Self::of(project, head, project.config.record) })
    }

    /// What a commit gives to know that had to wait, and is the newest or not.
    pub(crate) fn of_waiting(
        project: &Project,
        commit: &CommitInfo,
        is_head: bool,
    ) -> Result<Self> {
        let parts = project.config.record;
        let parts = RecordOptions { last_commit: parts.last_commit && is_head, ..parts };
        let before = TickBaseline::committed(project, commit)?;
        Ok(Self { before, ..Self::of(project, commit, parts) })
    }

    /// What a checkpoint gives to know, whenever it was made.
    pub(crate) fn of_checkpoint(project: &Project, commit: &CommitInfo) -> Self {
        let parts = RecordOptions { last_commit: false, tasks: false, ..project.config.record };
        Self::of(project, commit, parts)
    }

    /// These parts, and nothing of tasks.
    pub(crate) fn of(project: &Project, commit: &CommitInfo, parts: RecordOptions) -> Self {
        Self {
            hash: project.repo.abbreviate(&commit.id),
            date: commit.committer_date.clone(),
            checkpoint: commit.is_checkpoint().then(|| checkpoint_of(&commit.text())),
            before: TickBaseline::Unknown,
            parts,
        }
    }

    pub(crate) fn apply(&self, text: &str) -> String {
        let recording = Recording {
            commit: RecordedCommit { hash: &self.hash, date: &self.date },
            checkpoint: self.checkpoint.clone(),
            ticked: self.before.ticked(text),
            parts: self.parts,
        };
        edit::apply(text, &edits::record(&Session::parse(text), &recording))
    }
}

/// Against what ticks are counted.
pub(crate) enum TickBaseline {
    /// SESSION.md as the commit before left it in the worktree.
    Left(String),
    /// The first parent's SESSION.md and this commit's.
    Committed { parent: String, commit: String },
    /// Nothing that could be trusted: no task is stamped.
    Unknown,
}

impl TickBaseline {
    fn of(
        project: &Project,
        head: &CommitInfo,
        baseline: Option<Baseline>,
        replaced: Option<&CommitId>,
    ) -> Result<Self> {
        if head.parents.len() > 1 || !project.config.record.tasks {
            return Ok(Self::Unknown);
        }
        let predecessor = replaced.or(head.parents.first());
        match baseline {
            Some(left) if Some(&left.commit) == predecessor => Ok(Self::Left(left.session)),
            // Recorded already; what it did not count then was in doubt.
            Some(left) if left.commit == head.id => Ok(Self::Unknown),
            // A fresh worktree or clone holds what the parent has.
            None if missed::is_first_made_here(project) => match Self::committed(project, head)? {
                Self::Committed { parent, .. } => Ok(Self::Left(parent)),
                other => Ok(other),
            },
            _ => Self::committed(project, head),
        }
    }

    fn committed(project: &Project, commit: &CommitInfo) -> Result<Self> {
        if commit.parents.len() > 1 || !project.config.record.tasks {
            return Ok(Self::Unknown);
        }
        let path = project.tracked_session();
        // What a partial clone does not have cannot be compared.
        let text_at = |commit: &CommitId| -> Option<String> {
            let blob = project.repo.blob_at(commit, &path).ok().flatten()?;
            String::from_utf8(blob).ok()
        };
        Ok(match (commit.parents.first().and_then(text_at), text_at(&commit.id)) {
            (Some(parent), Some(commit)) => Self::Committed { parent, commit },
            _ => Self::Unknown,
        })
    }

    fn ticked(&self, present: &str) -> Vec<Ticked> {
        let (before, after) = match self {
            Self::Left(before) => (before.as_str(), present),
            Self::Committed { parent, commit } => (parent.as_str(), commit.as_str()),
            Self::Unknown => return Vec::new(),
        };
        // Most commits tick nothing, and need not be read twice for it.
        if before == after {
            return Vec::new();
        }
        tasks::ticked(&Session::parse(before), &Session::parse(after))
    }
}

fn checkpoint_of(message: &str) -> CheckpointStatus {
    let message = Message::parse(message);
    CheckpointStatus { number: message.subject.number(), status: message.subject.status() }
}
