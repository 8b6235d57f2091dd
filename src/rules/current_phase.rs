//! `current-phase`: Current Phase does not name the phase at work.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::{was_complete, with_status};
use crate::session::model::{Phase, Session};
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;
use crate::text::words::alternatives;

pub static RULE: Rule = Rule {
    name: "current-phase",
    level: Level::Warning,
    fires: "Current Phase names no phase, a Pending one, or one that was Complete before",
    why: "It is the first thing a session looks up; a wrong number starts it on the wrong work.",
    how: "Name the phase that is In Progress: `**Current Phase**: Phase 3`.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let Some(message) = problem(session, known) else { return };
    let value = session.field("Current Phase").map(|field| field.value);
    let finding = Finding::new(&RULE, message).help(help(session));
    found.extend(value.map(|value| finding.at(value.span(), "the next session starts here")));
}

/// What is wrong with Current Phase; an absent or empty one is another rule's.
pub(crate) fn problem(session: &Session<'_>, known: &Snapshot<'_>) -> Option<String> {
    let is_written = session.field("Current Phase").is_some_and(|field| !field.value.is_empty());
    if !is_written || session.is_complete() || session.phases.is_empty() {
        return None;
    }
    let Some(phase) = session.current() else {
        return Some(match session.current_number() {
            Some(number) => format!("there is no phase {number} in this file"),
            None => "Current Phase names no phase".to_owned(),
        });
    };
    let number = &phase.number;
    if phase.status() == Some(Status::Pending) {
        return Some(format!("the current phase, {number}, is Pending"));
    }
    was_complete(phase, known).then(|| format!("the current phase, {number}, was Complete before"))
}

/// The phase that is In Progress; where none is, the command that starts the next one.
fn help(session: &Session<'_>) -> String {
    let active = with_status(session, Status::InProgress);
    match (active.as_slice(), next_to_start(session)) {
        ([one], _) => {
            format!("write `**Current Phase**: Phase {}`, the one that is In Progress", one.number)
        }
        ([], Some(next)) => format!("run `git checkpoint phase start {}`", next.number),
        ([], None) => "name the phase that is worked on, and mark it In Progress".to_owned(),
        (several, _) => {
            let numbers: Vec<String> =
                several.iter().map(|phase| phase.number.to_string()).collect();
            format!("name the phase that is worked on: {}", alternatives(&numbers))
        }
    }
}

/// The Pending phase that Current Phase names, else the first one after it.
fn next_to_start<'s, 'a>(session: &'s Session<'a>) -> Option<&'s Phase<'a>> {
    let is_pending = |phase: &&Phase<'_>| phase.status() == Some(Status::Pending);
    let current = session.current();
    let after = || current.and_then(|phase| session.phase_after(phase)).filter(is_pending);
    let first = || session.phases.iter().find(is_pending);
    current.filter(is_pending).or_else(after).or_else(first)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn current_phase_names_the_phase_at_work() {
        assert_eq!(changed("Phase**: Phase 2", "Phase**: the API"), ["current-phase"]);
        assert_eq!(changed("Phase**: Phase 2", "Phase**: Phase 7"), ["current-phase"]);
        assert_eq!(changed("Phase**: Phase 2", "Phase**: Phase 3"), ["current-phase"]);
        assert_eq!(changed("Phase**: Phase 2", "Phase**: Phase 1"), ["current-phase"]);
        assert_eq!(changed("Phase**: Phase 2", "Phase**: 2 - Tasks API"), NONE);
        let done = "**Current Phase**: done\n**Current Stage**: Production\n**Last Checkpoint**: e4f5a6b\n**Planning Docs**: x\n\n## Phase 1: A ✅\n## Phase 2: B ✅\n";
        assert_eq!(rules_of(&findings_of(done, Some(done), &files(), None)), NONE);
    }

    #[test]
    fn the_help_names_the_phase_that_comes_next() {
        let help = |text: &str| {
            let findings = findings_of(text, Some(text), &files(), None);
            assert_eq!(rules_of(&findings), ["current-phase"], "{text}");
            findings[0].help.clone().unwrap()
        };
        let between =
            GOOD.replace("Tasks API 🔄", "Tasks API ✅").replace("- [ ] POST", "- [x] POST");
        assert_eq!(help(&between), "run `git checkpoint phase start 3`");
        let ahead = between.replace("Phase**: Phase 2", "Phase**: Phase 3 (pending start)");
        assert_eq!(help(&ahead), "run `git checkpoint phase start 3`");
        let active = GOOD.replace("Phase**: Phase 2", "Phase**: Phase 1");
        assert_eq!(
            help(&active),
            "write `**Current Phase**: Phase 2`, the one that is In Progress"
        );
    }
}
