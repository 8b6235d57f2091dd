//! The SESSION.md of the model, read in the plainest way.

use std::collections::BTreeMap;

pub const START: &str = "# S\n\n**Current Phase**: Phase 1\n**Last Checkpoint**: [none yet]\n\n\
     ## Phase 1: A [In Progress]\n\n- [ ] last\n";

const NOTE: &str = " (commit: ";
const FILLED: &str = "**Completed**: ";

/// Where a hash is recorded, and the hash.
pub type Recorded = BTreeMap<String, String>;

pub fn recorded(text: &str) -> Recorded {
    let mut phase = "";
    let mut found = Recorded::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            phase = heading;
        }
        found.extend(place(phase, line));
    }
    found
}

fn place(phase: &str, line: &str) -> Option<(String, String)> {
    let first_word = |value: &str| value.split([' ', ')']).next().unwrap_or_default().to_owned();
    if let Some(field) = line.strip_prefix("**Last ") {
        let (key, value) = field.split_once("**: ")?;
        return (!value.starts_with('[')).then(|| (format!("Last {key}"), first_word(value)));
    }
    if line.starts_with(FILLED) {
        let (_, value) = line.split_once("**Checkpoint**: ")?;
        return Some((phase.to_owned(), first_word(value)));
    }
    let (task, note) = line.split_once(NOTE)?;
    Some((task.to_owned(), first_word(note)))
}

/// The token of `- [x] task 7`.
pub fn token(place: &str) -> Option<&str> {
    place.strip_prefix("- [x] task ")
}

pub fn ticked(text: &str, token: &str) -> bool {
    text.lines().any(|line| line.split(NOTE).next() == Some(&task(token)))
}

pub fn with_task(text: &str, token: &str) -> String {
    text.replace("- [ ] last", &format!("{}\n- [ ] last", task(token)))
}

pub fn with_phase(text: &str, number: &str) -> String {
    format!("{text}\n## Phase {number}: P [Complete]\n\n- [x] all of {number}\n")
}

/// The place of the phase that [`with_phase`] adds.
pub fn phase(number: &str) -> String {
    format!("Phase {number}: P [Complete]")
}

fn task(token: &str) -> String {
    format!("- [x] task {token}")
}

pub fn checkpoint(phase: &str, status: &str, token: &str) -> String {
    format!(
        "checkpoint: Phase {phase} {status} - T{token}\n\nPhase: {phase} - P\nStatus: {status}\nSession: Did it\n\n\
         Files Changed:\n- t/{token} (new)\n\nNext: Write src/b.ts (new file)\n"
    )
}
