//! `next-action`: the current phase has no Next Action that a session could start on.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::with_status;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::next_step::{NextProblem, only, problems};
use crate::terms::status::Status;

pub static RULE: Rule = Rule {
    name: "next-action",
    level: Level::Warning,
    fires: "the current phase has no Next Action, or one that is too vague to start on",
    why: "It is the sentence the next session begins with.",
    how: "Write `**Next Action**: Implement PATCH in src/routes/tasks.ts:47`: what to do, file and line.",
};

/// Looks at the current phase, or at the one In Progress where Current Phase names
/// none. A Pending phase needs no action yet; that it is current is another rule's.
pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let only_active = || match with_status(session, Status::InProgress).as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let Some(phase) = session.current().or_else(only_active) else { return };
    if matches!(phase.status(), Some(Status::Complete | Status::Pending)) {
        return;
    }
    let lines = session.next_action(phase);
    if lines.is_empty() {
        let help = "write `**Next Action**: ` and what to do first, with file and line: `… in src/routes/tasks.ts:47`";
        let finding = Finding::new(&RULE, format!("phase {} has no Next Action", phase.number));
        found.push(finding.at(phase.heading.span(), "the current phase").help(help));
    }
    found.extend(problems(&lines, known.files).into_iter().map(finding_of));
}

fn finding_of(problem: NextProblem<'_>) -> Finding {
    let finding = |message: String| Finding::new(&RULE, message);
    match problem {
        NextProblem::Vague(text) => finding("Next Action is too vague to start on".to_owned())
            .at(text.span(), "which one, and where?")
            .help("name the task, the file and the line: `Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47`"),
        NextProblem::NoLocation(text) => {
            finding("Next Action names no file and line".to_owned())
                .at(text.span(), "where?")
                .help("add the place: `in src/routes/tasks.ts:47`; a file still to be created needs no line")
        }
        NextProblem::Missing { place } => finding(format!("`{}` does not exist", place.path))
            .at(place.whole.span(), "no such file")
            .help("correct the path, or say that the file is to be created"),
        NextProblem::TooShort { place, lines } => {
            let help = match lines {
                0 => format!("`{}` is empty; name another place", place.path),
                last => format!("correct the line: `{}:{last}` is the last", place.path),
            };
            finding(format!("`{}` has {}", place.path, only(lines)))
                .at(place.whole.span(), "past the end of the file")
                .help(help)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn the_current_phase_has_a_next_action_that_can_be_started() {
        let action = "Implement POST in src/routes.ts:2";
        assert_eq!(
            changed("**Next Action**: Implement POST in src/routes.ts:2\n", ""),
            ["next-action"]
        );
        assert_eq!(changed(action, ""), ["next-action"]);
        assert_eq!(changed(action, "TBD"), ["next-action"]);
        assert_eq!(changed(action, "continue API work"), ["next-action"]);
        assert_eq!(changed(action, "Implement POST with all of its checks"), ["next-action"]);
        assert_eq!(changed(action, "Implement POST in src/routes.ts:9"), ["next-action"]);
        assert_eq!(changed(action, "Implement POST in src/gone.ts:9"), ["next-action"]);
        assert_eq!(changed(action, "\n\n1. Implement POST in `src/routes.ts:3`"), NONE);
    }
}
