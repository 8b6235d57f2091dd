//! What `resume` shows of the history, as plain data.

use serde::Serialize;

use crate::resume::model::DoneTask;

/// What history says, found out by whoever has the repository.
#[derive(Clone, Debug, Default)]
pub struct HistoryFacts {
    /// The branch that HEAD is on.
    pub branch: Option<String>,
    /// The first parents from HEAD on, newest first, up to and with the newest
    /// checkpoint, or as far as the search went.
    pub chain: Vec<CommitSummary>,
    /// Whether the search ended at its limit.
    pub is_cut_off: bool,
    /// What Last Checkpoint's hash is; `None` where there is none.
    pub checkpoint: Option<RecordedState>,
    /// The newest checkpoint, where SESSION.md should name it and names another.
    pub newer: Option<String>,
    /// Commits since Last Commit that were not recorded, merges left aside.
    pub unrecorded: usize,
    /// The tasks of the current phase that are done, where SESSION.md does not
    /// note the commits: in clean-tree mode.
    pub done: Option<Vec<DoneTask>>,
    /// What the newest checkpoint says.
    pub words: Option<LastWords>,
    /// Whether the commit-msg hook would refuse its message.
    pub is_malformed: bool,
    /// What git is in the middle of: `rebase`.
    pub operation: Option<&'static str>,
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommitSummary {
    /// The hash, as git abbreviates it here.
    pub hash: String,
    /// `YYYY-MM-DD` of the committer.
    pub date: String,
    /// The first line of the message.
    pub subject: String,
    /// Whether it is a checkpoint.
    #[serde(skip)]
    pub is_checkpoint: bool,
}

/// What the newest checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastWords {
    /// Its status: `Paused`.
    pub status: Option<&'static str>,
    /// The lines of `Session:`.
    pub session: Vec<String>,
    /// The lines of `Next:`.
    pub next: Vec<String>,
}

/// What a recorded hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordedState {
    /// A commit that HEAD builds on.
    Ancestor,
    /// A commit, but not one that HEAD builds on.
    NotAnAncestor,
    /// Several commits begin with these digits.
    Ambiguous,
    /// No commit of this repository.
    Unknown,
    /// This clone is shallow or partial and cannot tell.
    Unknowable,
}
