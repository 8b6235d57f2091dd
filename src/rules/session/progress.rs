//! Rules on where the work stands: current phase, next action, finished phases.

use crate::finding::Finding;
use crate::rules::next_step::{NextProblem, only, problems};
use crate::rules::session::check_session::SessionFacts;
use crate::rules::session::form::{written, written_lines};
use crate::rules::table;
use crate::session::model::{Phase, Session};
use crate::terms::status::Status;
use crate::text::words::listed;

pub(crate) fn check(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(current_phase(session, facts));
    found.extend(in_progress(session, facts));
    found.extend(next_action(session, facts));
    found.extend(not_collapsed(session, facts));
    found
}

fn current_phase(session: &Session<'_>, facts: &SessionFacts<'_>) -> Option<Finding> {
    let field = session.field("Current Phase").filter(|field| !field.value.is_empty())?;
    if session.is_complete() || session.phases.is_empty() {
        return None;
    }
    let complaint = match (session.current_number(), session.current()) {
        (None, _) => "Current Phase names no phase".to_owned(),
        (Some(number), None) => format!("there is no phase {number} in this file"),
        (Some(number), Some(phase)) if phase.status() == Some(Status::Pending) => {
            format!("the current phase, {number}, is Pending")
        }
        (Some(number), Some(phase)) if was_complete(phase, facts) => {
            format!("the current phase, {number}, was Complete before")
        }
        _ => return None,
    };
    let help = match with_status(session, Status::InProgress).as_slice() {
        [one] => {
            format!("write `**Current Phase**: Phase {}`, the one that is In Progress", one.number)
        }
        _ => "name the phase that is being worked on, and mark its heading In Progress".to_owned(),
    };
    Some(
        Finding::new(&table::CURRENT_PHASE, complaint)
            .at(field.value.span(), "the next session starts here")
            .help(help),
    )
}

fn in_progress(session: &Session<'_>, facts: &SessionFacts<'_>) -> Option<Finding> {
    let active = with_status(session, Status::InProgress);
    let spot =
        |phase: &Phase<'_>| phase.status.map_or(phase.heading, |status| status.written).span();
    if let [_, second, ..] = active.as_slice() {
        let numbers: Vec<String> = active.iter().map(|phase| phase.number.to_string()).collect();
        let message = format!("phases {} are In Progress at once", listed(&numbers));
        let finding = Finding::new(&table::IN_PROGRESS, message).at(spot(second), "the second one");
        return Some(
            finding.help("leave one In Progress; set the others to Pending, Blocked or Complete"),
        );
    }
    let pending = with_status(session, Status::Pending);
    let first = pending.first()?;
    let is_silent = !active.is_empty()
        || !with_status(session, Status::Blocked).is_empty()
        || session.phases.iter().any(|phase| is_newly_complete(phase, facts));
    (!is_silent).then(|| {
        Finding::new(&table::IN_PROGRESS, "no phase is In Progress")
            .at(spot(first), "the first that is Pending")
            .help(format!(
                "mark phase {} with `{}`, or another one",
                first.number,
                written(session, Status::InProgress)
            ))
    })
}

/// Whether HEAD has the phase as Complete, and so has this version.
fn was_complete(phase: &Phase<'_>, facts: &SessionFacts<'_>) -> bool {
    let before = facts.head.and_then(|head| head.phase(&phase.number)).and_then(Phase::status);
    phase.status() == Some(Status::Complete) && before == Some(Status::Complete)
}

fn is_newly_complete(phase: &Phase<'_>, facts: &SessionFacts<'_>) -> bool {
    facts.head.is_some() && phase.status() == Some(Status::Complete) && !was_complete(phase, facts)
}

fn with_status<'s, 'a>(session: &'s Session<'a>, status: Status) -> Vec<&'s Phase<'a>> {
    session.phases.iter().filter(|phase| phase.status() == Some(status)).collect()
}

/// Of the current phase, or of the one In Progress where Current Phase names
/// none. A Pending phase needs none yet; that it is current is another rule's.
fn next_action(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let only_active = || match with_status(session, Status::InProgress).as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let Some(phase) = session.current().or_else(only_active) else { return Vec::new() };
    if matches!(phase.status(), Some(Status::Complete | Status::Pending)) {
        return Vec::new();
    }
    let lines = session.next_action(phase);
    if lines.is_empty() {
        let message = format!("phase {} has no Next Action", phase.number);
        let finding = Finding::new(&table::NEXT_ACTION, message)
            .at(phase.heading.span(), "the current phase");
        let example = "write `**Next Action**: ` and what to do first, with file and line: `… in src/routes/tasks.ts:47`";
        return vec![finding.help(example)];
    }
    problems(&lines, facts.tree).into_iter().map(finding_of).collect()
}

fn finding_of(problem: NextProblem<'_>) -> Finding {
    let finding = |message: String| Finding::new(&table::NEXT_ACTION, message);
    match problem {
        NextProblem::Vague(text) => {
            finding("Next Action says nothing that a stranger could start on".to_owned())
                .at(text.span(), "which one, and where?")
                .help("name the task, the file and the line: `Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47`")
        }
        NextProblem::NoLocation(text) => {
            finding("Next Action names no file and line".to_owned())
                .at(text.span(), "where?")
                .help("add the place: `in src/routes/tasks.ts:47`; a file still to be created needs no line")
        }
        NextProblem::Missing { place } => finding(format!("`{}` is not there", place.path))
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

fn not_collapsed(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let finished = session.phases.iter().filter(|phase| was_complete(phase, facts));
    finished.filter_map(|phase| written_out(session, phase)).collect()
}

fn written_out(session: &Session<'_>, phase: &Phase<'_>) -> Option<Finding> {
    const LONGEST: usize = 5;
    let (lines, open) = (written_lines(session, phase), phase.open_tasks().count());
    let message = match (lines > LONGEST, open) {
        (_, 1) => format!("phase {} is Complete, but a task is open", phase.number),
        (_, 2..) => format!("phase {} is Complete, but {open} tasks are open", phase.number),
        (true, _) => format!("phase {} is Complete and still takes {lines} lines", phase.number),
        (false, _) => return None,
    };
    let help = if open > 0 {
        "finish or move the open tasks, then keep only date, checkpoint and summary"
    } else {
        "keep `**Completed**: … | **Checkpoint**: …` and `**Summary**: …`; the rest is in git and in the plan"
    };
    let finding = Finding::new(&table::NOT_COLLAPSED, message);
    Some(finding.at(phase.heading.span(), "finished before").help(help))
}
