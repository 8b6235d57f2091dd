//! Which tasks a commit ticked, and their `(commit: …)` notes.

use std::collections::{HashMap, HashSet};

use crate::session::model::{Phase, Session, Task};
use crate::session::placeholder;
use crate::session::record::recording::{Recording, Ticked};
use crate::terms::phase_number::PhaseNumber;
use crate::text::edit::Edit;

/// The tasks that are ticked in `after` and were open in `before`: same text,
/// same phase. One that was absent counts only if nothing of `before`
/// vanished. Criteria, tasks with a note and ambiguous texts never count; nor
/// does anything where `before` is not in the format: a file that is new may
/// tell of work that older commits did.
pub fn ticked(before: &Session<'_>, after: &Session<'_>) -> Vec<Ticked> {
    if !before.is_in_format() {
        return Vec::new();
    }
    let (was, is) = (Index::of(before), Index::of(after));
    let is_pure_addition = was.0.iter().all(|(key, tasks)| is.with(key).len() >= tasks.len());
    let was_open = |key: &str| match was.with(key) {
        [] => is_pure_addition,
        [only] => !only.is_done() && !only.is_criterion,
        _ => false,
    };
    let is_ticked = |phase: &Phase<'_>, task: &Task<'_>| {
        let key = key(&phase.number, &task.words());
        is_stampable(task) && is.with(&key).len() == 1 && was_open(&key)
    };
    let of_phase = |phase| tasks_of(phase).filter(|(phase, task)| is_ticked(phase, task));
    let found = after.phases.iter().flat_map(of_phase);
    found.map(|(phase, task)| Ticked::new(&phase.number, &task.words())).collect()
}

/// The notes of the tasks that this commit ticked.
pub(crate) fn edits(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let hash = recording.commit.hash;
    if recording.ticked.is_empty() {
        return Vec::new();
    }
    let index = Index::of(session);
    let stamped = recording.ticked.iter().filter_map(|ticked| {
        match index.with(&key(&ticked.phase, &ticked.text)) {
            [task] if is_stampable(task) => Some(match task.note {
                Some(note) => Edit::replace(note.hash.span(), hash),
                None => Edit::insert(task.text.span().end, format!(" (commit: {hash})")),
            }),
            _ => None,
        }
    });
    // One note each, though the list may name a task twice.
    let mut noted = HashSet::new();
    stamped.filter(|edit| noted.insert(edit.span.start)).collect()
}

fn is_stampable(task: &Task<'_>) -> bool {
    // A placeholder waits for the hash: `(commit: uncommitted)`.
    let is_open = task.note.is_none_or(|note| placeholder::is_placeholder(&note.hash));
    task.is_done() && !task.is_criterion && is_open && !task.text.is_empty()
}

/// The tasks by what makes two the same; a list may have hundreds of thousands.
struct Index<'s, 'a>(HashMap<String, Vec<&'s Task<'a>>>);

impl<'s, 'a> Index<'s, 'a> {
    fn of(session: &'s Session<'a>) -> Self {
        let mut index: HashMap<String, Vec<&'s Task<'a>>> = HashMap::new();
        for (phase, task) in session.phases.iter().flat_map(tasks_of) {
            index.entry(key(&phase.number, &task.words())).or_default().push(task);
        }
        Self(index)
    }

    fn with(&self, key: &str) -> &[&'s Task<'a>] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Phase and text are what makes two tasks the same.
fn key(phase: &PhaseNumber, text: &str) -> String {
    format!("{phase}\n{text}")
}

fn tasks_of<'s, 'a>(phase: &'s Phase<'a>) -> impl Iterator<Item = (&'s Phase<'a>, &'s Task<'a>)> {
    phase.tasks.iter().map(move |task| (phase, task))
}
