//! What to do next, as data: the next open step, and the Next Action as it is written.

use serde::Serialize;

use crate::plan::model::Plan;
use crate::resume::model::{NextAction, NextPlace, PlaceState};
use crate::session::from_plan::{PlanContext, next_action};
use crate::session::model::{Phase, Session, Task};
use crate::session::next::next_step::{ActionSubject, NextStep, StepKind, closing_step};
use crate::session::next::written_action::{ActionHome, WrittenAction, items};
use crate::terms::creation::speaks_of_creating;
use crate::terms::place::{Place, places};
use crate::terms::tree_and_history::Tree;
use crate::text::span::Position;
use crate::text::str::Str;

/// Nobody reads more of them, and each is looked up.
const MAX_PLACES: usize = 64;

/// The next open step.
#[derive(Debug, Serialize)]
pub struct ResumeStep {
    /// What it is: `action`, `task`, `verification`, `completion` or `phase`.
    pub kind: &'static str,
    /// What to do.
    pub text: String,
    /// The command that does it, where one does.
    pub command: Option<String>,
    /// The next open task, where the step is another.
    pub task: Option<String>,
    /// The ticked task that Next Action is still about.
    pub past: Option<String>,
}

impl ResumeStep {
    /// The next open step of a phase, and what Next Action says.
    pub(crate) fn of(
        session: &Session<'_>,
        phase: &Phase<'_>,
        (plan, tree): (Option<(&str, &Plan<'_>)>, &dyn Tree),
    ) -> (Option<Self>, Option<NextAction>) {
        let step = NextStep::of(session, phase, plan);
        let action = step.action.as_ref().map(|action| written(session, action, tree));
        let known = PlanContext { plan, tree, today: "" };
        let closing = closing_step(session, phase, plan);
        let open_items = || step.action.as_ref().map_or_else(Vec::new, WrittenAction::open_items);
        let is_same = matches!(step.subject, ActionSubject::Task(task) if !task.is_done());
        let (kind, text) = match &step.kind {
            StepKind::Action => ("action", open_items().first().cloned()),
            StepKind::Task => (
                "task",
                step.task.map(|task| next_action(&task.words(), known.source(&phase.number), tree)),
            ),
            StepKind::Verification => {
                ("verification", Some(format!("all tasks are done: verify phase {}", phase.number)))
            }
            StepKind::Completion => (
                "completion",
                Some(format!("everything is ticked: complete phase {}", phase.number)),
            ),
            StepKind::Phase(number) => ("phase", session.phase(number).map(start_of)),
            StepKind::Unknown => ("", None),
        };
        let has_task = kind == "action" && !is_same;
        let found = text.map(|text| Self {
            kind,
            text,
            command: step.kind.command().or_else(|| closing.and_then(|kind| kind.command())),
            task: step.task.filter(|_| has_task).map(Task::words),
            past: step.ticked_subject().map(Task::words),
        });
        (found, action)
    }
}

fn start_of(phase: &Phase<'_>) -> String {
    match phase.name.as_str() {
        "" => format!("start phase {}", phase.number),
        name => format!("start phase {} - {name}", phase.number),
    }
}

/// The Next Action with its places and where it is written.
pub(crate) fn written(
    session: &Session<'_>,
    action: &WrittenAction<'_>,
    tree: &dyn Tree,
) -> NextAction {
    let open = action.open_lines();
    let lines = if open.is_empty() { &action.lines } else { &open };
    let mut found = Vec::new();
    for item in items(lines).iter().map(|item| item.text.as_str()) {
        let is_creating = speaks_of_creating(item);
        for place in places(Str::new(item)).iter().take(MAX_PLACES - found.len()) {
            let place = place_in(place, is_creating, tree);
            found.extend(place.filter(|place| !found.contains(place)));
        }
    }
    let (home, phase) = match &action.home {
        ActionHome::Phase => ("phase", None),
        ActionHome::Header => ("header", None),
        ActionHome::Section | ActionHome::Notes => ("section", None),
        ActionHome::OtherPhase(number) => ("other-phase", Some(number.to_string())),
    };
    let line_of = |line: Str<'_>| Position::of(&session.text, line.span().start).line;
    let strings: Vec<&str> = lines.iter().map(|line| Str::as_str(*line)).collect();
    NextAction {
        text: strings.join("\n"),
        line: action.lines.first().map_or(1, |line| line_of(*line)),
        home,
        phase,
        also: action.also.iter().map(|line| line_of(*line)).collect(),
        places: found,
    }
}

/// A path without a line that does not exist may not be a path at all.
fn place_in(place: &Place<'_>, is_creating: bool, tree: &dyn Tree) -> Option<NextPlace> {
    let state = match (place.line, place.line.and_then(|_| tree.lines(&place.path))) {
        (Some(line), Some(lines)) if lines < line => PlaceState::PastTheEnd,
        (Some(_), Some(_)) => PlaceState::There,
        _ if tree.exists(&place.path) => PlaceState::There,
        _ if is_creating => PlaceState::ToBeCreated,
        (Some(_), None) => PlaceState::Missing,
        (None, _) => return None,
    };
    Some(NextPlace { path: place.path.to_string(), line: place.line, state })
}
