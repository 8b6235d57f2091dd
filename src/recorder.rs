//! Brings SESSION.md up to a commit: what section 5 of the contract writes, put together
//! from git's facts and the pure edits of `session`.

use anyhow::Result;

use crate::config::Parts;
use crate::message::{Kind, Message, kind};
use crate::project::Project;
use crate::repo::{Baseline, CommitId, CommitInfo, Refusal};
use crate::session::{self, Checkpoint, Commit, Recording, Session, Ticked};
use crate::text;

/// What became of a recording.
#[derive(Debug)]
pub enum Recorded {
    /// SESSION.md stands at the commit now, or did so already.
    Done,
    /// It is no SESSION.md in the format, and none of our business.
    NotInFormat,
    /// It is left alone, and why.
    LeftAlone(Refusal),
}

/// Whether the commit's message is a checkpoint.
pub fn is_checkpoint(commit: &CommitInfo) -> bool {
    kind(&commit.subject()) == Kind::Checkpoint
}

/// Writes what the commit gives SESSION.md to know, and remembers what it left.
///
/// What had to wait while an operation was under way is caught up with first.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub fn record(project: &Project, head: &CommitInfo) -> Result<Recorded> {
    let file = match project.repo.read_session(&project.config.session) {
        Ok(file) => file,
        Err(refusal) => return Ok(Recorded::LeftAlone(refusal)),
    };
    if !Session::parse(file.text()).is_in_format() {
        return Ok(Recorded::NotInFormat);
    }
    let postponed = postponed_checkpoint(project, head);
    let replaced = project.repo.replaced_by_amend(head);
    let before = Before::of(project, head, replaced.as_ref())?;
    let steps: Vec<Step> = postponed
        .iter()
        .map(|commit| Step::of_checkpoint(project, commit))
        .chain([Step::of_head(project, head, replaced.map(|id| id.to_hex()))])
        .collect();
    let mut left = String::new();
    file.update(|present| {
        let ticked = before.ticked(present);
        left = steps.iter().fold(present.to_owned(), |text, step| step.apply(&text, &ticked));
        Some(left.clone())
    })?;
    let state = project.repo.state();
    state.set_baseline(&Baseline { commit: head.id, session: left })?;
    state.clear_postponed()?;
    Ok(Recorded::Done)
}

/// Takes SESSION.md as it stands for what HEAD left, so that ticks count from
/// here on: for the moment at which the hooks come into a project.
///
/// # Errors
/// Where HEAD or our state in the git dir cannot be read or written.
pub fn begin(project: &Project) -> Result<()> {
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

/// The newest checkpoint, where commits went by in the middle of an operation
/// and HEAD is none itself.
fn postponed_checkpoint(project: &Project, head: &CommitInfo) -> Option<CommitInfo> {
    if !project.repo.state().is_postponed() || is_checkpoint(head) {
        return None;
    }
    project.repo.newest_checkpoint(head)
}

/// Against what ticks are counted.
enum Before {
    /// SESSION.md as the commit before left it in the worktree.
    Left(String),
    /// The first parent's SESSION.md and this commit's.
    Committed { parent: String, commit: String },
    /// Nothing that could be trusted: no task is stamped.
    Unknown,
}

impl Before {
    fn of(project: &Project, head: &CommitInfo, replaced: Option<&CommitId>) -> Result<Self> {
        if head.parents.len() > 1 || !project.config.record.tasks {
            return Ok(Self::Unknown);
        }
        let predecessor = replaced.or(head.parents.first());
        let left = project.repo.state().baseline();
        if let Some(left) = left.filter(|left| Some(&left.commit) == predecessor) {
            return Ok(Self::Left(left.session));
        }
        let text_at = |commit: &CommitId| -> Result<Option<String>> {
            let blob = project.repo.blob_at(commit, &project.config.session)?;
            Ok(blob.and_then(|blob| String::from_utf8(blob).ok()))
        };
        let parent = head.parents.first().map(text_at).transpose()?.flatten();
        Ok(match (parent, text_at(&head.id)?) {
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
        session::ticked(&Session::parse(before), &Session::parse(after))
    }
}

/// One commit to be written into SESSION.md.
struct Step {
    hash: String,
    date: String,
    checkpoint: Option<Checkpoint>,
    replaced: Option<String>,
    parts: Parts,
}

impl Step {
    /// Everything that the newest commit gives to know.
    fn of_head(project: &Project, head: &CommitInfo, replaced: Option<String>) -> Self {
        Self { replaced, ..Self::of(project, head, project.config.record) }
    }

    /// What a checkpoint gives to know that is not the newest commit.
    fn of_checkpoint(project: &Project, commit: &CommitInfo) -> Self {
        let parts = Parts { last_commit: false, tasks: false, ..project.config.record };
        Self::of(project, commit, parts)
    }

    fn of(project: &Project, commit: &CommitInfo, parts: Parts) -> Self {
        Self {
            hash: project.repo.abbreviate(&commit.id),
            date: commit.committer_date.clone(),
            checkpoint: is_checkpoint(commit).then(|| checkpoint_of(&commit.text())),
            replaced: None,
            parts,
        }
    }

    fn apply(&self, text: &str, ticked: &[Ticked]) -> String {
        let recording = Recording {
            commit: Commit { hash: &self.hash, date: &self.date },
            checkpoint: self.checkpoint.clone(),
            replaced: self.replaced.as_deref(),
            ticked: ticked.to_vec(),
            parts: self.parts,
        };
        text::apply(text, &session::record(&Session::parse(text), &recording))
    }
}

fn checkpoint_of(message: &str) -> Checkpoint {
    let message = Message::parse(message);
    Checkpoint { number: message.subject.number(), status: message.subject.status() }
}
