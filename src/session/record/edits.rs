//! Recording a commit in SESSION.md: the header's two lines, the phase that
//! it completes, the tasks that it ticked. Everything is an edit inside the
//! spans that we own; what already says the right thing is left as it is.

use crate::session::model::Session;
use crate::session::record::recording::{Recording, without_idle};
use crate::session::record::{header, phase, tasks};
use crate::text::edit::{Edit, apply};

/// The edits that record a commit. None for a file that is not in the format,
/// and none where everything is recorded already.
pub fn record(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    if !session.is_in_format() {
        return Vec::new();
    }
    record_within(session, recording, 0)
}

pub(crate) fn edits_of(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
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
/// a code block say, would be added again by each commit.
pub(crate) fn record_within(
    session: &Session<'_>,
    recording: &Recording<'_>,
    depth: usize,
) -> Vec<Edit> {
    /// Each left out is asked for again once.
    const MAX_DEPTH: usize = 2;
    let edits = edits_of(session, recording);
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

#[cfg(test)]
mod tests;
