//! A task is done: it is ticked, and what comes next is named.

use crate::session::from_plan::PlanContext;
use crate::session::model::{Phase, Session, Task};
use crate::session::next::next_step::{ActionSubject, CheckList, NextStep};
use crate::session::next::task_match::task_meant;
use crate::session::transition::error::TransitionError;
use crate::session::transition::write_next_action::{move_on, phase_at_work};
use crate::text::edit::{Edit, apply};

/// The edits that tick a task of the phase at work, named by its number in the list or by its
/// words, else the current one, and move `<-- CURRENT` and Next Action on. Where the current task
/// is ticked already they only do the latter.
pub fn tick(
    session: &Session<'_>,
    named: Option<&str>,
    known: &PlanContext<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    let phase = phase_at_work(session)?;
    let list = CheckList::of(session, phase);
    if list.items().is_empty() {
        return Err(TransitionError::NoTasks { number: phase.number.clone() });
    }
    let at = match named {
        Some(named) => Some(position_named(named, &list)?),
        None => current(session, phase, &list, known),
    };
    let task = at.map(|at| list.items()[at]).filter(|task| !task.is_done());
    let ticked: Vec<Edit> = task.map(|t| Edit::replace(t.mark.span(), "x")).into_iter().collect();
    let text = apply(&session.text, &ticked);
    let after = Session::parse(&text);
    let Some(phase) = after.phase(&phase.number) else { return Ok(ticked) };
    Ok(vec![Edit::between(&session.text, &apply(&text, &move_on(&after, phase, at, known)))])
}

/// The task that is worked on: the marked one, else the one that Next Action is about, else the
/// first that is open.
fn current(
    session: &Session<'_>,
    phase: &Phase<'_>,
    list: &CheckList<'_, '_>,
    known: &PlanContext<'_>,
) -> Option<usize> {
    let step = NextStep::of(session, phase, known.plan);
    let task = match (list.marked(), step.subject) {
        (Some(at), _) if list.items()[at].is_done() => return Some(at),
        (Some(_), _) => list.marked_open(),
        (None, ActionSubject::Task(task)) => Some(task),
        (None, _) => list.open_after(None),
    };
    list.position(task?)
}

/// The item of that number, or the one that those words are about.
fn position_named(named: &str, list: &CheckList<'_, '_>) -> Result<usize, TransitionError> {
    let texts: Vec<String> = list.items().iter().map(|task| task.words()).collect();
    let unknown = || {
        let open = |task: &(usize, &&Task<'_>)| !task.1.is_done();
        let numbered = list.items().iter().enumerate().filter(open);
        let tasks = numbered.map(|(at, task)| format!("{}. {}", at + 1, task.words())).collect();
        TransitionError::UnknownTask { named: named.to_owned(), tasks }
    };
    if let Ok(number) = named.trim().trim_start_matches('#').parse::<usize>() {
        let is_there = (1..=texts.len()).contains(&number);
        return if is_there { Ok(number - 1) } else { Err(unknown()) };
    }
    let folded = named.trim().to_lowercase();
    let mut holders = texts.iter().enumerate().filter(|(_, t)| t.to_lowercase().contains(&folded));
    let only_holder = holders.next().filter(|_| holders.next().is_none()).map(|(at, _)| at);
    let is_same = |text: &String| text.to_lowercase() == folded;
    let exact = texts.iter().position(is_same);
    exact.or(only_holder).or_else(|| task_meant(named, &texts)).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::tree_and_history::NoFiles;

    fn ticked(file: &str) -> String {
        let known = PlanContext { plan: None, tree: &NoFiles, today: "" };
        apply(file, &tick(&Session::parse(file), None, &known).unwrap())
    }

    /// mdformat and Prettier wrap at eighty columns, and then the marker is not on the first line.
    #[test]
    fn the_marker_of_a_wrapped_task_moves() {
        let task =
            "- [ ] Answer unknown paths with a problem document which names the paths and the";
        let file = |one: &str, other: &str| {
            format!("**Current Phase**: Phase 1\n\n## Phase 1: A [In Progress]\n\n{one}\n{other}\n")
        };
        for (end, left) in [
            ("\n  method <-- CURRENT", "\n  method"),
            ("\n  method \\<-- CURRENT", "\n  method"),
            ("\n  <-- CURRENT", ""),
        ] {
            let done = |end: &str| format!("{}{end}", task.replace("[ ]", "[x]"));
            let after = ticked(&file(&format!("{task}{end}"), "- [ ] Write docs"));
            let expected = file(&done(left), "- [ ] Write docs <-- CURRENT");
            assert!(after.starts_with(&expected), "{after}");
        }
        // And onto a wrapped one: at its end.
        let after = ticked(&file("- [ ] Write docs <-- CURRENT", &format!("{task}\n  method")));
        let expected = file("- [x] Write docs", &format!("{task}\n  method <-- CURRENT"));
        assert!(after.starts_with(&expected), "{after}");
        let session = Session::parse(&after);
        assert!(session.phases[0].tasks[1].current.is_some());
    }
}
