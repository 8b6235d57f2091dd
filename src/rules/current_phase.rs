//! `current-phase`: Current Phase does not name the phase at work.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::{was_complete, with_status};
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;

pub static RULE: Rule = Rule {
    name: "current-phase",
    level: Level::Warning,
    fires: "Current Phase names no phase, a Pending one, or one that was Complete before",
    why: "It is the first thing a session looks up; a wrong number starts it on the wrong work.",
    how: "Name the phase that is In Progress: `**Current Phase**: Phase 3`.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let field = session.field("Current Phase").filter(|field| !field.value.is_empty());
    let Some(field) = field else { return };
    if session.is_complete() || session.phases.is_empty() {
        return;
    }
    let Some(message) = problem(session, known) else { return };
    let help = match with_status(session, Status::InProgress).as_slice() {
        [one] => {
            format!("write `**Current Phase**: Phase {}`, the one that is In Progress", one.number)
        }
        _ => "name the phase that is being worked on, and mark its heading In Progress".to_owned(),
    };
    let finding = Finding::new(&RULE, message);
    found.push(finding.at(field.value.span(), "the next session starts here").help(help));
}

fn problem(session: &Session<'_>, known: &Snapshot<'_>) -> Option<String> {
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
}
