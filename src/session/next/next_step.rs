//! The next open step: what a person who reads SESSION.md to the end would do first.
//!
//! The one answer for `resume`, drafts, `done` and the rules.

use crate::plan::model::{Plan, PlanItem};
use crate::session::model::{Phase, Session, Task};
use crate::session::next::task_match::task_meant;
use crate::session::next::written_action::WrittenAction;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::place::{Place, places};
use crate::terms::status::{Stage, Status};
use crate::text::span::Position;
use crate::text::words::one_line;

/// The plan with its path from the repository root.
pub type PlanAt<'p> = (&'p str, &'p Plan<'p>);

/// The next open step of a phase.
#[derive(Clone, Debug)]
pub struct NextStep<'s, 'a> {
    /// What leads.
    pub kind: StepKind,
    /// The Next Action, wherever it is written.
    pub action: Option<WrittenAction<'a>>,
    /// What that turns out to be about.
    pub subject: ActionSubject<'s, 'a>,
    /// The next open task, in stage Verification the next open criterion.
    pub task: Option<&'s Task<'a>>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// What Next Action says.
    Action,
    /// The next open task or criterion: there is no Next Action, or it is past.
    Task,
    /// All tasks are done; the criteria are to be checked.
    Verification,
    /// All is done; the phase is to be completed.
    Completion,
    /// This phase is to be started: it follows on a Complete one, or is Pending itself.
    Phase(PhaseNumber),
    /// The file does not say.
    Unknown,
}

/// What a Next Action is about.
#[derive(Clone, Copy, Debug)]
pub enum ActionSubject<'s, 'a> {
    /// There is none.
    Nothing,
    /// This task.
    Task(&'s Task<'a>),
    /// Every item of it is marked as done.
    Past,
    /// None of the tasks, as far as can be seen.
    Other,
}

impl<'s, 'a> NextStep<'s, 'a> {
    /// The next open step of that phase.
    pub fn of(session: &'s Session<'a>, phase: &'s Phase<'a>, plan: Option<PlanAt<'_>>) -> Self {
        let action = session.next_action(phase);
        let subject = action.as_ref().map_or(ActionSubject::Nothing, |a| subject(a, phase, plan));
        let list = CheckList::of(session, phase);
        let at = match subject {
            ActionSubject::Task(task) if task.is_done() => list.position(task),
            _ => None,
        };
        let task = match subject {
            ActionSubject::Task(task) if !task.is_done() => Some(task),
            _ => list.marked_open().or_else(|| list.open_after(list.marked().or(at))),
        };
        let mut step = Self { kind: StepKind::Unknown, action, subject, task };
        step.kind = step.kind(session, phase, &list, plan);
        step
    }

    /// The ticked task that Next Action is about.
    pub fn ticked_subject(&self) -> Option<&'s Task<'a>> {
        match self.subject {
            ActionSubject::Task(task) if task.is_done() => Some(task),
            _ => None,
        }
    }

    /// Whether Next Action and the next open task may be two things, so that both are to be shown.
    pub fn is_unclear(&self) -> bool {
        matches!(self.subject, ActionSubject::Other) && self.task.is_some()
    }

    fn kind(
        &self,
        session: &Session<'a>,
        phase: &Phase<'a>,
        list: &CheckList<'s, 'a>,
        plan: Option<PlanAt<'_>>,
    ) -> StepKind {
        let is_past =
            self.ticked_subject().is_some() || matches!(self.subject, ActionSubject::Past);
        let is_written = self.action.is_some() && !is_past;
        if phase.status() == Some(Status::Complete) {
            let next = session.phase_after(phase).map(|next| next.number.clone());
            return match next {
                Some(next) if !is_written => StepKind::Phase(next),
                _ if is_written => StepKind::Action,
                _ => StepKind::Unknown,
            };
        }
        // A marker that was left on a ticked task: the action beside it was left, too.
        let is_left = self.is_unclear() && list.marked_open().is_none() && list.marked().is_some();
        match self.task {
            _ if is_written && !is_left => StepKind::Action,
            Some(_) => StepKind::Task,
            None if phase.status() == Some(Status::Pending) => {
                StepKind::Phase(phase.number.clone())
            }
            None => closing_step(session, phase, plan).unwrap_or(StepKind::Unknown),
        }
    }
}

impl StepKind {
    /// The end of a phase as a Next Action, without a place.
    pub(crate) fn action(&self, number: &PhaseNumber) -> Option<String> {
        match self {
            Self::Verification => Some(format!("Verify phase {number} against its criteria")),
            Self::Completion => Some(format!("Complete phase {number}, everything is ticked")),
            _ => None,
        }
    }

    /// The command that takes this step.
    pub fn command(&self) -> Option<String> {
        match self {
            Self::Verification => Some("git checkpoint stage verification".to_owned()),
            Self::Completion => Some("git checkpoint phase complete".to_owned()),
            Self::Phase(number) => Some(format!("git checkpoint phase start {number}")),
            _ => None,
        }
    }
}

/// What is left of a phase whose items are all ticked; `None` where one is open or there are none.
pub fn closing_step(
    session: &Session<'_>,
    phase: &Phase<'_>,
    plan: Option<PlanAt<'_>>,
) -> Option<StepKind> {
    let is_open = CheckList::of(session, phase).items().iter().any(|task| !task.is_done());
    if is_open || phase.tasks.is_empty() || phase.status() == Some(Status::Complete) {
        return None;
    }
    let has_criteria = has_open_criteria(session, phase, plan);
    Some(if has_criteria { StepKind::Verification } else { StepKind::Completion })
}

/// The tasks of a phase, or its criteria once they are what is left.
pub(crate) struct CheckList<'s, 'a> {
    items: Vec<&'s Task<'a>>,
}

impl<'s, 'a> CheckList<'s, 'a> {
    pub(crate) fn of(session: &Session<'a>, phase: &'s Phase<'a>) -> Self {
        let are_left = session.stage() == Some(Stage::Verification) || !has_tasks(phase);
        let is_criteria = are_left && phase.open_tasks().next().is_none();
        let items = phase.tasks.iter().filter(|task| task.is_criterion == is_criteria);
        Self { items: items.collect() }
    }

    pub(crate) fn items(&self) -> &[&'s Task<'a>] {
        &self.items
    }

    pub(crate) fn position(&self, task: &Task<'_>) -> Option<usize> {
        self.items.iter().position(|item| item.line == task.line)
    }

    /// The index of the item marked CURRENT, rather an open one.
    pub(crate) fn marked(&self) -> Option<usize> {
        let open = self.items.iter().position(|item| item.current.is_some() && !item.is_done());
        open.or_else(|| self.items.iter().position(|item| item.current.is_some()))
    }

    /// The marked item, or the open part of it, where it is open.
    pub(crate) fn marked_open(&self) -> Option<&'s Task<'a>> {
        let at = self.marked()?;
        if self.items[at].is_done() {
            return None;
        }
        self.with_open_part(at)
    }

    /// The first open item after that index, else the first of all.
    pub(crate) fn open_after(&self, at: Option<usize>) -> Option<&'s Task<'a>> {
        let start = at.map_or(0, |at| at + 1);
        let is_open = |index: &usize| !self.items[*index].is_done();
        let order = (start..self.items.len()).chain(0..start.min(self.items.len()));
        order.into_iter().find(is_open).and_then(|index| self.with_open_part(index))
    }

    /// The first open item below this one, where it has parts, and below that again; else itself.
    fn with_open_part(&self, index: usize) -> Option<&'s Task<'a>> {
        let mut whole = self.items[index];
        for part in &self.items[index + 1..] {
            if indent(part) <= indent(whole) {
                break;
            }
            if !part.is_done() {
                whole = part;
            }
        }
        Some(whole)
    }
}

fn indent(task: &Task<'_>) -> usize {
    task.line.len() - task.line.trim_start().len()
}

fn has_tasks(phase: &Phase<'_>) -> bool {
    phase.tasks.iter().any(|task| !task.is_criterion)
}

/// Whether criteria are left: in SESSION.md, or in the plan and not yet brought in.
fn has_open_criteria(session: &Session<'_>, phase: &Phase<'_>, plan: Option<PlanAt<'_>>) -> bool {
    let own = || phase.tasks.iter().filter(|task| task.is_criterion);
    if own().next().is_some() {
        return own().any(|criterion| !criterion.is_done())
            && session.stage() != Some(Stage::Verification);
    }
    let planned = plan.and_then(|(_, plan)| plan.phase(&phase.number));
    planned.is_some_and(|planned| !planned.criteria.is_empty())
}

fn subject<'s, 'a>(
    action: &WrittenAction<'_>,
    phase: &'s Phase<'a>,
    plan: Option<PlanAt<'_>>,
) -> ActionSubject<'s, 'a> {
    let open = action.open_items();
    let Some(first) = open.first() else { return ActionSubject::Past };
    let texts: Vec<String> = phase.tasks.iter().map(Task::words).collect();
    let meant = task_meant(first, &texts).map(|at| &phase.tasks[at]);
    let meant = meant.or_else(|| planned_task(action, phase, plan?));
    let meant = meant.or_else(|| task_of_file(action, phase));
    meant.map_or(ActionSubject::Other, ActionSubject::Task)
}

/// The task whose line of the plan the action names: `see docs/PLAN.md:34`.
fn planned_task<'s, 'a>(
    action: &WrittenAction<'_>,
    phase: &'s Phase<'a>,
    (path, plan): PlanAt<'_>,
) -> Option<&'s Task<'a>> {
    let named = action.lines.iter().flat_map(|line| places(*line));
    let line = named.filter(|place| *place.path == *path).find_map(|place| place.line)?;
    let planned = plan.phase(&phase.number)?;
    let is_there =
        |item: &&PlanItem<'_>| Position::of(&plan.text, item.text.span().start).line == line;
    let item = planned.tasks.iter().chain(&planned.criteria).find(is_there)?;
    let text = one_line(&item.text);
    phase.tasks.iter().find(|task| task.words().starts_with(&text))
}

/// The only open task that names a file of the action. A ticked one proves nothing: other work may
/// be due in its file.
fn task_of_file<'s, 'a>(action: &WrittenAction<'_>, phase: &'s Phase<'a>) -> Option<&'s Task<'a>> {
    let named: Vec<Place<'_>> = action.lines.iter().flat_map(|line| places(*line)).collect();
    let names_one = |task: &&Task<'_>| {
        places(task.text).iter().any(|place| named.iter().any(|other| *other.path == *place.path))
    };
    let mut all = phase.tasks.iter().filter(names_one);
    all.next().filter(|task| !task.is_done() && all.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "# Plan\n\n## Phase 1: A\n\n### Tasks\n- [ ] Build the form\n- [ ] Store the user\n- [ ] Send the mail\n\n### Verification Criteria\n- [ ] It works\n";

    fn session(tasks: &str, action: &str) -> String {
        format!(
            "**Current Phase**: Phase 1\n**Current Stage**: Implementation\n\n## Phase 1: A 🔄\n\n{tasks}\n\n{action}\n"
        )
    }

    /// The kind of the step and the next open task.
    fn step(tasks: &str, action: &str) -> (StepKind, Option<String>) {
        let text = session(tasks, action);
        let session = Session::parse(&text);
        let plan = Plan::parse(PLAN);
        let phase = session.phase_at_work().unwrap();
        let step = NextStep::of(&session, phase, Some(("docs/PLAN.md", &plan)));
        (step.kind, step.task.map(Task::words))
    }

    const ONE_DONE: &str = "- [x] Build the form\n- [ ] Store the user\n- [ ] Send the mail";

    #[test]
    fn an_action_about_a_ticked_task_is_past() {
        for action in [
            "**Next Action**: Build the form in src/a.ts:3",
            "**Next Action**: Building the form",
            "**Next Action**: Formular bauen, see docs/PLAN.md:6",
            "**Next Action**: ✅ Formular gebaut",
            "",
        ] {
            let found = step(ONE_DONE, action);
            assert_eq!(found, (StepKind::Task, Some("Store the user".into())), "{action}");
        }
    }

    #[test]
    fn an_action_about_an_open_task_leads() {
        for (action, task) in [
            ("Store the user in src/a.ts:3", "Store the user"),
            ("Send the mail, see docs/PLAN.md:8", "Send the mail"),
            ("E-Mail versenden, see docs/PLAN.md:8", "Send the mail"),
            ("Fix the crash of the list in src/list.ts:9", "Store the user"),
        ] {
            let found = step(ONE_DONE, &format!("**Next Action**: {action}"));
            assert_eq!(found, (StepKind::Action, Some(task.into())), "{action}");
        }
    }

    #[test]
    fn where_words_do_not_decide_the_marker_does() {
        let left = ONE_DONE.replace("the form", "the form <-- CURRENT");
        let foreign = "**Next Action**: Formular bauen in src/a.ts:3";
        assert_eq!(step(&left, foreign), (StepKind::Task, Some("Store the user".into())));
        let moved = ONE_DONE.replace("the mail", "the mail <-- CURRENT");
        assert_eq!(step(&moved, foreign), (StepKind::Action, Some("Send the mail".into())));
    }

    #[test]
    fn when_all_is_ticked_the_criteria_follow_and_then_the_end() {
        let done = ONE_DONE.replace("[ ]", "[x]");
        let action = "**Next Action**: Send the mail in src/a.ts:3";
        assert_eq!(step(&done, action), (StepKind::Verification, None));
        let verified = format!("{done}\n\n**Verification**:\n- [x] It works");
        assert_eq!(step(&verified, action), (StepKind::Completion, None));
        let other = "**Next Action**: Show it to the customer, see docs/DEMO.md:3";
        assert_eq!(step(&done, other).0, StepKind::Action);
    }

    #[test]
    fn parts_come_before_the_whole() {
        let nested = "- [ ] Build all <-- CURRENT\n  - [x] Build the form\n  - [ ] Store the user\n- [ ] Send the mail";
        assert_eq!(step(nested, "").1.as_deref(), Some("Store the user"));
        let done = nested.replace("[ ] Store", "[x] Store");
        assert_eq!(step(&done, "").1.as_deref(), Some("Build all"));
    }

    #[test]
    fn parts_may_be_nested_as_deep_as_a_file_is_large() {
        let nested = |depth: usize| format!("{}- [ ] Part {depth}\n", " ".repeat(2 * depth));
        let nested: String = (0..1000).map(nested).collect();
        let find = || step(&nested, "").1;
        let found = std::thread::scope(|scope| {
            let small = std::thread::Builder::new().stack_size(128 * 1024);
            small.spawn_scoped(scope, find).unwrap().join().unwrap()
        });
        assert_eq!(found.as_deref(), Some("Part 999"));
    }

    #[test]
    fn behind_a_complete_phase_the_next_one_follows() {
        let text = session(&ONE_DONE.replace("[ ]", "[x]"), "").replace('🔄', "✅")
            + "\n## Phase 2: B ⏸️\n";
        let session = Session::parse(&text);
        let step = NextStep::of(&session, session.phase_at_work().unwrap(), None);
        assert_eq!(step.kind, StepKind::Phase(PhaseNumber::parse("2").unwrap()));
        let pending = text.replace("Phase**: Phase 1", "Phase**: Phase 2");
        let session = Session::parse(&pending);
        let step = NextStep::of(&session, session.phase_at_work().unwrap(), None);
        assert_eq!(step.kind, StepKind::Phase(PhaseNumber::parse("2").unwrap()));
    }
}
