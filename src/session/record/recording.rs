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
use crate::text::edit::{Edit, apply};

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
    record_within(session, recording, 0)
}

fn record_within(session: &Session<'_>, recording: &Recording<'_>, depth: usize) -> Vec<Edit> {
    found_again(session, recording, (edits_of(session, recording), depth))
}

fn edits_of(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let mut edits = header::edits(session, recording);
    if recording.parts.phase {
        edits.extend(phase::edits(session, recording));
    }
    if recording.parts.tasks {
        edits.extend(tasks::edits(session, recording));
    }
    without_idle(session, edits)
}

/// Only what will be found again: a line that lands where it is not read, inside
/// a code block say, would be added by each commit anew.
fn found_again(
    session: &Session<'_>,
    recording: &Recording<'_>,
    (edits, depth): (Vec<Edit>, usize),
) -> Vec<Edit> {
    /// Each left out is asked for again once.
    const MAX_DEPTH: usize = 2;
    // A value in the place of a value is found where that was.
    let is_added = |edit: &Edit| edit.span.start == edit.span.end;
    let is_line = |edit: &Edit| is_added(edit) && edit.text.contains('\n');
    if !edits.iter().any(is_added) {
        return edits;
    }
    let left_after = |edits: &[Edit]| {
        let text = apply(&session.text, edits);
        edits_of(&Session::parse(&text), recording)
    };
    if left_after(&edits).is_empty() {
        return edits;
    }
    let without = |is_left_out: &dyn Fn(&Edit) -> bool| {
        let kept: Vec<Edit> = edits.iter().filter(|edit| !is_left_out(edit)).cloned().collect();
        let text = apply(&session.text, &kept);
        // What is left out must not be possible the next time.
        let is_last = depth < MAX_DEPTH
            && record_within(&Session::parse(&text), recording, depth + 1).is_empty();
        is_last.then_some(kept)
    };
    without(&is_line).or_else(|| without(&is_added)).unwrap_or_default()
}

/// Leaves out what would replace a text by itself.
pub(crate) fn without_idle(session: &Session<'_>, mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.retain(|edit| session.text[edit.span.range()] != edit.text);
    edits
}

#[cfg(test)]
mod tests;
