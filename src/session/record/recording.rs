//! What is recorded of a commit.

use crate::session::model::Session;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::Edit;

/// What is to be recorded.
#[derive(Clone, Debug)]
pub struct Recording<'a> {
    /// The commit.
    pub commit: RecordedCommit<'a>,
    /// What its message says, where it is a checkpoint.
    pub checkpoint: Option<CheckpointStatus>,
    /// The tasks that it ticked.
    pub ticked: Vec<Ticked>,
    /// Which parts are to be written.
    pub parts: RecordOptions,
}

/// The commit that is recorded.
#[derive(Clone, Copy, Debug)]
pub struct RecordedCommit<'a> {
    /// Its id, abbreviated.
    pub hash: &'a str,
    /// Its committer date in its own offset, `YYYY-MM-DD`.
    pub date: &'a str,
}

/// What a checkpoint message says of its phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointStatus {
    /// The phase; `None` where the message names none.
    pub number: Option<PhaseNumber>,
    /// The status; `None` where the message names no known one.
    pub status: Option<Status>,
}

/// The parts of SESSION.md that are written: `record:` of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordOptions {
    /// `**Last Checkpoint**`
    pub last_checkpoint: bool,
    /// `**Last Commit**`
    pub last_commit: bool,
    /// `**Completed**: … | **Checkpoint**: …` of a phase
    pub phase: bool,
    /// `(commit: …)` after tasks
    pub tasks: bool,
}

impl Default for RecordOptions {
    fn default() -> Self {
        Self { last_checkpoint: true, last_commit: true, phase: true, tasks: true }
    }
}

impl Recording<'_> {
    pub(crate) fn completes(&self) -> Option<&PhaseNumber> {
        let checkpoint = self.checkpoint.as_ref()?;
        checkpoint.number.as_ref().filter(|_| checkpoint.status == Some(Status::Complete))
    }
}

/// Leaves out what would replace a text by itself.
pub(crate) fn without_idle(session: &Session<'_>, mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.retain(|edit| session.text[edit.span.range()] != edit.text);
    edits
}

/// A task that a commit ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticked {
    /// The phase it stands in.
    pub phase: PhaseNumber,
    /// Its text, without note and marker.
    pub text: String,
}

impl Ticked {
    pub(crate) fn new(phase: &PhaseNumber, text: &str) -> Self {
        Self { phase: phase.clone(), text: text.to_owned() }
    }
}
