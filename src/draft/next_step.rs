//! What comes next, as SESSION.md and the plan have it.

use crate::message::placeholder::is_placeholder;
use crate::session::from_plan::next_action;
use crate::session::model::{Phase, Session};
use crate::session::next::next_step::{NextStep, StepKind};
use crate::session::next::written_action::{ActionHome, WrittenAction};
use crate::snapshot::model::Snapshot;
use crate::terms::next_step::{NextProblem, problems};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::words::one_line;

/// The lines of `Next:` for a phase: its Next Action, or after a Complete
/// phase the one that follows. Empty where only the author knows.
pub(crate) fn known_next(
    number: &PhaseNumber,
    status: Option<Status>,
    snapshot: &Snapshot<'_>,
) -> Vec<String> {
    let Some(session) = snapshot.session else { return Vec::new() };
    if status == Some(Status::Complete) {
        return following(number, session, snapshot).into_iter().collect();
    }
    session.phase(number).map_or_else(Vec::new, |phase| action(session, phase, snapshot))
}

/// The next open step, where a session could start on it: one line, or a list of
/// a few below the key.
fn action(session: &Session<'_>, phase: &Phase<'_>, snapshot: &Snapshot<'_>) -> Vec<String> {
    const MAX_ITEMS: usize = 5;
    let step = NextStep::of(session, phase, snapshot.plan_at());
    let known = snapshot.plan_context();
    let placed = |text: &str| vec![next_action(text, known.source(&phase.number), known.tree)];
    let written = match (&step.kind, &step.action, step.task) {
        (StepKind::Action, Some(written), _) => written,
        (StepKind::Task, _, Some(task)) => return placed(&task.words()),
        (kind, ..) => {
            return kind.action(&phase.number).map_or_else(Vec::new, |text| placed(&text));
        }
    };
    let is_vague = |problem: &NextProblem<'_>| matches!(problem, NextProblem::Vague(_));
    if problems(&written.open_lines(), snapshot.files).iter().any(is_vague) {
        return Vec::new();
    }
    let mut items = said(&written.open_items());
    items.truncate(MAX_ITEMS);
    match items.as_slice() {
        [] | [_] => items,
        _ => std::iter::once(String::new())
            .chain(items.iter().map(|item| format!("- {item}")))
            .collect(),
    }
}

/// Without placeholders.
fn said(items: &[String]) -> Vec<String> {
    items.iter().filter(|item| !is_placeholder(item)).cloned().collect()
}

/// `Phase 4 - <its next action, else its first task, else its name>`
fn following(
    number: &PhaseNumber,
    session: &Session<'_>,
    snapshot: &Snapshot<'_>,
) -> Option<String> {
    if let Some(next) = phase_after(number, session) {
        let what = start_of(next, session, snapshot).unwrap_or_else(|| one_line(&next.name));
        return Some(titled(&next.number, &what));
    }
    session.phase(number)?;
    let of_plan = snapshot.plan.into_iter().flat_map(|plan| &plan.phases);
    let is_new = |number: &PhaseNumber| session.phase(number).is_none();
    let later = of_plan.skip_while(|phase| phase.number != *number).find(|p| is_new(&p.number));
    let Some(phase) = later else { return Some("All phases are complete".to_owned()) };
    let what = first_planned(&phase.number, snapshot).unwrap_or_else(|| one_line(&phase.name));
    Some(titled(&phase.number, &what))
}

fn titled(number: &PhaseNumber, what: &str) -> String {
    if what.is_empty() {
        return format!("Phase {number}");
    }
    format!("Phase {number} - {what}")
}

/// The current phase where it is another one already, else the first after
/// this one that is not Complete, else the first of all.
fn phase_after<'s, 'a>(number: &PhaseNumber, session: &'s Session<'a>) -> Option<&'s Phase<'a>> {
    let is_open =
        |phase: &&Phase<'_>| phase.number != *number && phase.status() != Some(Status::Complete);
    let current = session.current().filter(is_open);
    let after = || {
        let at = session.phases.iter().position(|phase| phase.number == *number)?;
        session.phases[at + 1..].iter().find(is_open)
    };
    current.or_else(after).or_else(|| session.phases.iter().find(is_open))
}

/// What is to be done first in a phase. A Next Action outside of the phases is that of the
/// current phase, whichever that is.
fn start_of(phase: &Phase<'_>, session: &Session<'_>, snapshot: &Snapshot<'_>) -> Option<String> {
    let is_current = session.current_number().as_ref() == Some(&phase.number);
    let step = NextStep::of(session, phase, snapshot.plan_at());
    let is_its_own = |action: &&WrittenAction<'_>| match action.home {
        ActionHome::Phase => true,
        ActionHome::Header | ActionHome::Section | ActionHome::Notes => is_current,
        ActionHome::OtherPhase(_) => false,
    };
    let action = step.action.as_ref().filter(is_its_own).filter(|_| step.kind == StepKind::Action);
    let action = action.and_then(|action| said(&action.open_items()).into_iter().next());
    let task = || phase.open_tasks().next().map(|task| one_line(&task.text));
    action.or_else(task).or_else(|| first_planned(&phase.number, snapshot))
}

fn first_planned(number: &PhaseNumber, snapshot: &Snapshot<'_>) -> Option<String> {
    let phase = snapshot.plan?.phase(number)?;
    phase.tasks.iter().find(|task| !task.is_done).map(|task| one_line(&task.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::Plan;
    use crate::rules::tests::message::EXAMPLE_FILES;

    fn next(session: &str, plan: &str, number: &str, status: Status) -> Vec<String> {
        let (session, plan) = (Session::parse(session), Plan::parse(plan));
        let snapshot = Snapshot {
            session: Some(&session),
            plan: Some(&plan),
            files: &*EXAMPLE_FILES,
            ..Snapshot::default()
        };
        known_next(&PhaseNumber::parse(number).unwrap(), Some(status), &snapshot)
    }

    const PLAN: &str = "## Phase 1: A\n### Tasks\n- a\n## Phase 2: B\n### Tasks\n- [x] b\n- [ ] c\n## Phase 3: C\n";

    fn session(first: &str, second: &str) -> String {
        format!("**Current Phase**: Phase 1\n\n## Phase 1: A {first}\n\n## Phase 2: B {second}\n")
    }

    #[test]
    fn a_phase_under_way_goes_on_with_its_next_action() {
        let of = |action: &str| {
            let both = session("[In Progress]", "[Pending]");
            let field = format!("**Next Action**: {action}\n\n## Phase 2");
            let text = both.replace("## Phase 2", &field);
            next(&text, "", "1", Status::InProgress)
        };
        assert_eq!(
            of("Fix src/routes/tasks.ts:4\nand test it"),
            ["Fix src/routes/tasks.ts:4 and test it"]
        );
        assert_eq!(of("continue API work"), [""; 0]);
        assert_eq!(of("TBD"), [""; 0]);
        assert_eq!(of("\n- [x] a\n- [ ] b in a.ts:1\n  c\n- d"), ["", "- b in a.ts:1 c", "- d"]);
        assert_eq!(of("\n1. only `a.ts:3`\n"), ["only `a.ts:3`"]);
    }

    #[test]
    fn after_a_complete_phase_comes_the_one_that_follows() {
        let after = |second: &str, plan: &str| {
            next(&session("[Complete]", second), plan, "1", Status::Complete)
        };
        assert_eq!(after("[Pending]", ""), ["Phase 2 - B"]);
        assert_eq!(after("[Pending]", PLAN), ["Phase 2 - c"]);
        assert_eq!(after("[Pending]\n- [x] d\n- [ ] e <-- CURRENT", PLAN), ["Phase 2 - e"]);
        assert_eq!(after("[Pending]\n**Next Action**: Do f", PLAN), ["Phase 2 - Do f"]);
        assert_eq!(after("[Complete]", PLAN), ["Phase 3 - C"]);
        assert_eq!(after("[Complete]", ""), ["All phases are complete"]);
    }

    #[test]
    fn the_next_action_of_the_header_belongs_to_the_current_phase() {
        let text = "**Current Phase**: Phase 2\n**Next Action**: Go on at a.ts:1\n\n\
                    ## Phase 1: A [Complete]\n\n## Phase 2: B [In Progress]\n\n## Phase 3: C [Pending]\n";
        assert_eq!(next(text, "", "1", Status::Complete), ["Phase 2 - Go on at a.ts:1"]);
        let text = text.replace("Phase**: Phase 2", "Phase**: Phase 1");
        assert_eq!(next(&text, PLAN, "1", Status::Complete), ["Phase 2 - c"]);
    }
}
