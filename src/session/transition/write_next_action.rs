//! Writes Next Action and moves `<-- CURRENT`.

use crate::markdown::field::Field;
use crate::session::content::content;
use crate::session::from_plan::{PlanContext, next_action};
use crate::session::model::{Phase, Session, Task};
use crate::session::next::announcement::is_next_action;
use crate::session::next::next_step::{ActionSubject, CheckList, NextStep, closing_step};
use crate::session::next::written_action::WrittenAction;
use crate::session::transition::error::TransitionError;
use crate::session::transition::header::filled;
use crate::session::transition::start::{below, marked, styled_like, unmarked};
use crate::terms::next_step::{NextProblem, only, problems};
use crate::text::edit::Edit;
use crate::text::span::Span;
use crate::text::str::Str;
use crate::text::words::one_line;

/// The edits that make this text the Next Action of the phase at work, completed with its place in
/// the plan where it names none.
pub fn set_next(
    session: &Session<'_>,
    text: &str,
    known: &PlanContext<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    let phase = phase_at_work(session)?;
    let text = completed(&one_line(text), phase, known)?;
    Ok(with_marker(session, phase, &text, known))
}

/// The same for a text that stays as it is.
pub fn set_next_verbatim(
    session: &Session<'_>,
    text: &str,
    known: &PlanContext<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    let phase = phase_at_work(session)?;
    Ok(with_marker(session, phase, &one_line(text), known))
}

pub(crate) fn phase_at_work<'s, 'a>(
    session: &'s Session<'a>,
) -> Result<&'s Phase<'a>, TransitionError> {
    if !session.is_in_format() {
        return Err(TransitionError::NotInFormat);
    }
    if session.phases.is_empty() {
        return Err(TransitionError::NoPhases);
    }
    let none = || TransitionError::NoCurrent { is_complete: session.is_complete() };
    session.phase_at_work().ok_or_else(none)
}

/// The text as Next Action, and `<-- CURRENT` on the task that it is about.
fn with_marker(
    session: &Session<'_>,
    phase: &Phase<'_>,
    text: &str,
    known: &PlanContext<'_>,
) -> Vec<Edit> {
    let mut edits = write(session, phase, text);
    let after = crate::text::edit::apply(&session.text, &edits);
    let after = Session::parse(&after);
    let Some(phase_after) = after.phase(&phase.number) else { return edits };
    let step = NextStep::of(&after, phase_after, known.plan);
    let target = step.task.map(|task| task.words());
    let target = phase.tasks.iter().find(|task| Some(task.words()) == target && !task.is_done());
    edits.extend(mark(session, target));
    edits
}

/// The text with a place: its own, else that of the task it is about, else the plan's line of it.
fn completed(
    text: &str,
    phase: &Phase<'_>,
    known: &PlanContext<'_>,
) -> Result<String, TransitionError> {
    let unclear = |problem: &NextProblem<'_>| match problem {
        NextProblem::Vague(text) => TransitionError::UnclearNext {
            what: format!("`{text}` is too vague to start on"),
            help: "name the task, the file and the line".to_owned(),
        },
        NextProblem::NoLocation(_) => TransitionError::UnclearNext {
            what: "the text names no file and line".to_owned(),
            help: "add the place: `in src/routes/tasks.ts:47`, or which file is to be created"
                .to_owned(),
        },
        NextProblem::Missing { place } => TransitionError::UnclearNext {
            what: format!("`{}` does not exist", place.path),
            help: format!("correct the path, or write `{} (to be created)`", place.path),
        },
        NextProblem::TooShort { place, lines } => TransitionError::UnclearNext {
            what: format!("`{}` has {}", place.path, only(*lines)),
            help: "correct the line".to_owned(),
        },
    };
    let first = problems(&[Str::new(text)], known.tree).into_iter().next();
    let Some(NextProblem::NoLocation(_)) = first else {
        return first.map_or_else(|| Ok(text.to_owned()), |problem| Err(unclear(&problem)));
    };
    let source = known.source(&phase.number);
    let candidate = next_action(text, source, known.tree);
    match problems(&[Str::new(&candidate)], known.tree).first() {
        Some(problem) => Err(unclear(problem)),
        None => Ok(candidate),
    }
}

/// Makes this text the Next Action that counts for the phase.
pub(crate) fn write(session: &Session<'_>, phase: &Phase<'_>, text: &str) -> Vec<Edit> {
    let action = session.next_action(phase);
    let own = action.filter(WrittenAction::is_kept_current);
    if let Some(action) = own {
        return vec![replaced(&action, text)];
    }
    let fields = phase.fields.iter().chain(&session.header);
    if let Some(field) = fields.into_iter().find(|field| is_next_action(&field.key)) {
        return vec![filled_with_list(session, field, text)];
    }
    let key = styled_like(session, phase, "Next Action");
    let parts = [vec![format!("{key} {text}")]];
    match phase.tasks.last() {
        Some(task) => vec![below_task(session, task, &parts[0][0])],
        None => below(session, phase, &parts).into_iter().collect(),
    }
}

fn below_task(session: &Session<'_>, task: &Task<'_>, line: &str) -> Edit {
    let ending = crate::text::span::line_ending(&session.text);
    let end = crate::session::transition::start::end_of_item(session, task).span().end;
    Edit::insert(end, format!("{ending}{ending}{line}"))
}

/// All that the action says gives way.
fn replaced(action: &WrittenAction<'_>, text: &str) -> Edit {
    let last = action.lines.last().map(|line| line.span().end);
    let first = action.lines.first().map_or(0, |line| line.span().start);
    match action.field {
        Some(field) => {
            let start = field.value.span();
            let end = last.unwrap_or(start.end).max(start.end);
            let gap = if field.value.is_empty() { " " } else { "" };
            Edit::replace(Span { start: start.start, end }, format!("{gap}{text}"))
        }
        None => Edit::replace(Span { start: first, end: last.unwrap_or(first) }, text),
    }
}

/// A field that holds a placeholder, on its line or as a list.
fn filled_with_list(session: &Session<'_>, field: &Field<'_>, text: &str) -> Edit {
    match content(session.text, field).last() {
        Some(last) if field.value.is_empty() => {
            let start = field.value.span().start;
            Edit::replace(Span { start, end: last.span().end }, format!(" {text}"))
        }
        _ => filled(field, text),
    }
}

/// Puts `<-- CURRENT` on this task, and takes it off all others.
pub(crate) fn mark(session: &Session<'_>, target: Option<&Task<'_>>) -> Vec<Edit> {
    let is_target = |task: &Task<'_>| target.is_some_and(|target| target.line == task.line);
    let others = session.phases.iter().flat_map(|phase| &phase.tasks).filter(|t| !is_target(t));
    let mut edits: Vec<Edit> = others.filter_map(unmarked).collect();
    let new = target.filter(|task| task.current.is_none());
    edits.extend(new.map(marked));
    edits
}

/// Moves `<-- CURRENT` and Next Action on to the next open step, where they are past: after the
/// item of that index of the check list, where one was just ticked.
pub(crate) fn move_on(
    session: &Session<'_>,
    phase: &Phase<'_>,
    ticked: Option<usize>,
    known: &PlanContext<'_>,
) -> Vec<Edit> {
    let list = CheckList::of(session, phase);
    let step = NextStep::of(session, phase, known.plan);
    let is_kept = matches!(step.subject, ActionSubject::Task(task) if !task.is_done());
    let next = match step.subject {
        ActionSubject::Task(task) if !task.is_done() => Some(task),
        _ => list.marked_open().or_else(|| list.open_after(ticked.or(list.marked()))),
    };
    let mut edits = mark(session, next);
    if let Some(text) = action_after(session, phase, next, known).filter(|_| !is_kept) {
        edits.extend(written_over(session, phase, &step, &text));
    }
    edits
}

/// The Next Action for that task, or for the end of the phase.
fn action_after(
    session: &Session<'_>,
    phase: &Phase<'_>,
    next: Option<&Task<'_>>,
    known: &PlanContext<'_>,
) -> Option<String> {
    let source = known.source(&phase.number);
    if let Some(task) = next {
        return Some(next_action(&task.words(), source, known.tree));
    }
    let text = closing_step(session, phase, known.plan)?.action(&phase.number)?;
    Some(next_action(&text, source, known.tree))
}

/// Of a list the items that are past are marked as done while others are open; else all of it
/// gives way to the text.
fn written_over(
    session: &Session<'_>,
    phase: &Phase<'_>,
    step: &NextStep<'_, '_>,
    text: &str,
) -> Vec<Edit> {
    let own = step.action.as_ref().filter(|action| action.is_kept_current());
    let first_open = own.filter(|action| action.open_items().len() > 1).and_then(|action| {
        action.items().iter().position(|item| !item.is_done).and_then(|at| action.item_text(at))
    });
    match first_open {
        Some(item) => vec![Edit::insert(item.span().start, "✅ ")],
        None => write(session, phase, text),
    }
}
