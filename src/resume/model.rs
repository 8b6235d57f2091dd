//! Where the last session stopped: everything that the next one has to know, as data.
//!
//! The field names are those of `git checkpoint resume --json`, a public
//! interface described in `docs/json.md`.

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::resume::history::{CommitSummary, LastWords, RecordedState};
use crate::resume::next::ResumeStep;

/// What a session needs to go on where the last one stopped.
#[derive(Debug, Serialize)]
pub struct ResumeData {
    /// Of the JSON object.
    pub version: u32,
    /// The path of SESSION.md from the top of the worktree.
    pub session: String,
    /// The branch that HEAD is on.
    pub branch: Option<String>,
    /// The phase to go on with; `None` where the file does not say.
    pub phase: Option<ResumePhase>,
    /// `Implementation`, or whatever stands there.
    pub stage: Option<String>,
    /// How far the work is.
    pub progress: Progress,
    /// The next open step, be it what Next Action says or not.
    pub next_step: Option<ResumeStep>,
    /// What Next Action says.
    pub next_action: Option<NextAction>,
    /// Why the phase is Blocked.
    pub blocked: Option<String>,
    /// Where it was left off, and what came after.
    pub checkpoint: CheckpointSummary,
    /// What is not committed.
    pub uncommitted: Uncommitted,
    /// What is known to be wrong, line by line.
    pub known_issues: Vec<String>,
    /// What has to hold before the phase is done; only where the stage is Verification.
    pub verification: Option<Vec<CriterionItem>>,
    /// What to read besides, the phase's own section first.
    pub planning_docs: Vec<Doc>,
    /// What could not be found, and what does not fit together.
    pub notes: Vec<String>,
}

/// A phase, as SESSION.md has it.
#[derive(Debug, Serialize)]
pub struct ResumePhase {
    /// `3`
    pub number: String,
    /// `Tasks API`
    pub name: String,
    /// `In Progress`; `None` where its heading names none.
    pub status: Option<&'static str>,
}

/// How far the work is.
#[derive(Debug, Serialize)]
pub struct Progress {
    /// The phases.
    pub phases: Count,
    /// The tasks of the phase.
    pub tasks: Count,
    /// The task that is marked CURRENT.
    pub current: Option<String>,
    /// The tasks of the phase that are open, in order.
    pub open: Vec<String>,
    /// Those that are done, in order.
    pub done: Vec<DoneTask>,
    /// Whether SESSION.md does not note the commits of those.
    #[serde(skip)]
    pub is_derived: bool,
}

/// A task that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoneTask {
    /// What it says.
    pub text: String,
    /// The hash of the commit that ticked it; `None` where that is not certain.
    pub commit: Option<String>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Those that are done.
    pub done: usize,
    /// All of them.
    pub all: usize,
}

/// What Next Action says.
#[derive(Debug, Serialize)]
pub struct NextAction {
    /// The lines that are not marked as done, with their line ends.
    pub text: String,
    /// The line of SESSION.md that it begins in, from 1.
    pub line: usize,
    /// Where it is written: `phase`, `header`, `section` or `other-phase`.
    pub home: &'static str,
    /// The number of that other phase.
    pub phase: Option<String>,
    /// The lines that announce something as well as this one does.
    pub also: Vec<usize>,
    /// The places that it names.
    pub places: Vec<NextPlace>,
}

/// A file that the next action names.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct NextPlace {
    /// The path from the top of the worktree.
    pub path: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// Whether it is there.
    pub state: PlaceState,
}

/// Whether a place exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceState {
    /// It is.
    There,
    /// The file is, but has fewer lines.
    PastTheEnd,
    /// It is not, and the text speaks of creating it.
    ToBeCreated,
    /// It is not.
    Missing,
}

/// Where it was left off, and what came after.
#[derive(Debug, Serialize)]
pub struct CheckpointSummary {
    /// What Last Checkpoint says, and whether it is so.
    pub recorded: Option<RecordedCheckpoint>,
    /// The newest checkpoint on HEAD's first-parent chain.
    pub newest: Option<CommitSummary>,
    /// What it says was done, and what comes next.
    pub words: Option<LastWords>,
    /// How many commits came after it on that chain.
    pub commits_since: usize,
    /// Whether the search ended before it found a checkpoint.
    pub is_cut_off: bool,
    /// The newest of those commits, at most [`MOST_COMMITS`].
    pub commits: Vec<CommitSummary>,
    /// Commits since Last Commit that were not recorded, merges left aside.
    pub unrecorded: usize,
}

/// A hash in SESSION.md, and what became of it.
#[derive(Debug, Serialize)]
pub struct RecordedCheckpoint {
    /// The hash as it is written.
    pub hash: String,
    /// What it names.
    pub state: RecordedState,
}

/// How many commits are named; the rest is counted.
pub const MOST_COMMITS: usize = 8;

/// What is not committed, by path.
#[derive(Debug, Default, Serialize)]
pub struct Uncommitted {
    /// SESSION.md, CLAUDE.md, and what the project lists.
    pub expected: Vec<String>,
    /// Everything else.
    pub unexpected: Vec<String>,
}

/// An item of a check list.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct CriterionItem {
    /// What it says.
    pub text: String,
    /// Whether it is ticked.
    pub done: bool,
}

/// A document to read.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Doc {
    /// The path from the top of the worktree.
    pub path: String,
    /// What follows `#`.
    pub anchor: Option<String>,
    /// Whether the file is there.
    pub exists: bool,
}
