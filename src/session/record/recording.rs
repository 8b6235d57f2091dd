//! Recording a commit in SESSION.md: the header's two lines, the phase that
//! it completes, the tasks that it ticked. Everything is an edit inside the
//! spans that we own; what already says the right thing is left as it is.

use crate::session::record::header;
use crate::session::record::phase;
use crate::session::record::tasks;
use crate::session::record::tasks::Ticked;

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
    /// `(commit: …)` behind tasks
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

/// The edits that record a commit. None for a file that is not in the format,
/// and none where everything is recorded already.
pub fn record(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    if !session.is_in_format() {
        return Vec::new();
    }
    let mut edits = header::edits(session, recording);
    if recording.parts.phase {
        edits.extend(phase::edits(session, recording));
    }
    if recording.parts.tasks {
        edits.extend(tasks::edits(session, recording));
    }
    without_idle(session, edits)
}

/// Leaves out what would replace a text by itself.
pub(crate) fn without_idle(session: &Session<'_>, mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.retain(|edit| session.text[edit.span.range()] != edit.text);
    edits
}

#[cfg(test)]
mod tests;
