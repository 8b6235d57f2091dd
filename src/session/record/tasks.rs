use super::Recording;
use crate::phase::PhaseNumber;
use crate::session::{Phase, Session, Task};
use crate::text::Edit;

/// A task that a commit ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticked {
    /// The phase it stands in.
    pub phase: PhaseNumber,
    /// Its text, without note and marker.
    pub text: String,
}

/// The tasks that are ticked in `after` and were open in `before`: same text,
/// same phase. One that was absent counts only if nothing of `before`
/// vanished. Criteria, tasks with a note and ambiguous texts never count; nor
/// does anything where `before` is not in the format: a file that is new may
/// tell of work that older commits did.
pub fn ticked(before: &Session<'_>, after: &Session<'_>) -> Vec<Ticked> {
    if !before.is_in_format() {
        return Vec::new();
    }
    let is_pure_addition = before
        .phases
        .iter()
        .flat_map(|phase| phase.tasks.iter().map(move |task| (phase, task)))
        .all(|(phase, task)| {
            count(after, &phase.number, &task.text) >= count(before, &phase.number, &task.text)
        });
    let was_open =
        |phase: &Phase<'_>, task: &Task<'_>| match with_text(before, &phase.number, &task.text)
            .as_slice()
        {
            [] => is_pure_addition,
            [only] => !only.is_done() && !only.is_criterion,
            _ => false,
        };
    let mut found = Vec::new();
    for phase in &after.phases {
        for task in phase.tasks.iter().filter(|task| is_stampable(task)) {
            if count(after, &phase.number, &task.text) == 1 && was_open(phase, task) {
                found.push(Ticked { phase: phase.number.clone(), text: task.text.to_string() });
            }
        }
    }
    found
}

/// The notes of the tasks that this commit ticked.
pub(super) fn edits(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let hash = recording.commit.hash;
    let stamped = recording.ticked.iter().filter_map(|ticked| {
        match with_text(session, &ticked.phase, &ticked.text).as_slice() {
            [task] if is_stampable(task) => {
                Some(Edit::insert(task.text.span().end, format!(" (commit: {hash})")))
            }
            _ => None,
        }
    });
    let mut edits: Vec<Edit> = Vec::new();
    for edit in stamped {
        // One note each, though the list may name a task twice.
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }
    edits
}

fn is_stampable(task: &Task<'_>) -> bool {
    task.is_done() && !task.is_criterion && task.note.is_none() && !task.text.is_empty()
}

fn with_text<'s, 'a>(
    session: &'s Session<'a>,
    number: &PhaseNumber,
    text: &str,
) -> Vec<&'s Task<'a>> {
    let phases = session.phases.iter().filter(|phase| phase.number == *number);
    phases.flat_map(|phase| &phase.tasks).filter(|task| *task.text == *text).collect()
}

fn count(session: &Session<'_>, number: &PhaseNumber, text: &str) -> usize {
    with_text(session, number, text).len()
}
