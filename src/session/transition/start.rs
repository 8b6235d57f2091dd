//! A phase that begins: its heading, its date, its tasks and its Next Action.

use crate::markdown::field::Field;
use crate::session::content::{content, own_span};
use crate::session::from_plan::{CURRENT, PlanContext, next_action};
use crate::session::model::{Phase, Session, Task};
use crate::session::next::announcement::is_next_action;
use crate::session::placeholder;
use crate::session::record::header::styled;
use crate::session::record::phase::line_on_top;
use crate::session::transition::error::TransitionError;
use crate::session::transition::header;
use crate::session::transition::own_text::spaced;
use crate::terms::status::{Stage, Status};
use crate::text::edit::Edit;
use crate::text::span::{Span, line_ending};
use crate::text::str::Str;

/// Starts a phase on its own, not after one that was completed.
pub(crate) fn start(
    session: &Session<'_>,
    phase: &Phase<'_>,
    is_forced: bool,
    known: &PlanContext<'_>,
) -> Result<Vec<Edit>, TransitionError> {
    let number = || phase.number.clone();
    if phase.status() == Some(Status::Complete) {
        return Err(TransitionError::Finished { number: number() });
    }
    let others = session
        .with_status(Status::InProgress)
        .filter(|other| other.heading != phase.heading)
        .collect::<Vec<_>>();
    if let Some(other) = others.first().filter(|_| !is_forced) {
        return Err(TransitionError::Active { number: number(), active: other.number.clone() });
    }
    let put_back = others.iter().flat_map(|other| header::heading(session, other, Status::Pending));
    Ok(put_back.chain(begin(session, phase, known)).collect())
}

/// Makes a phase the one that is worked on. What it says already stays.
pub(crate) fn begin(
    session: &Session<'_>,
    phase: &Phase<'_>,
    known: &PlanContext<'_>,
) -> Vec<Edit> {
    let mut edits = header::heading(session, phase, Status::InProgress);
    // One that waited began before, and has its date.
    let is_new = !matches!(phase.status(), Some(Status::InProgress | Status::Blocked));
    edits.extend(header::current_phase(session, phase));
    if phase.status() != Some(Status::InProgress) {
        edits.extend(header::current_stage(session, Stage::Implementation));
    }
    edits.extend(unblocked(session, phase));
    edits.extend(marker(phase));
    let own = own_span(session, phase);
    let is_empty = own.start == own.end;
    // With nothing below the heading, all of it is one insertion.
    let mut parts = Vec::new();
    if is_new && is_empty {
        parts.push(vec![started_line(session, phase, known)]);
    } else if is_new {
        edits.extend(started(session, phase, known));
    }
    edits.extend(action(session, phase, known));
    parts.extend(missing(session, phase, known));
    if is_new && phase.field("Known Issues").is_none() {
        parts.push(vec![format!("{} None", styled_like(session, phase, "Known Issues"))]);
    }
    edits.extend(below(session, phase, &parts));
    edits
}

/// Takes the reason out for which the phase was waiting.
fn unblocked(session: &Session<'_>, phase: &Phase<'_>) -> Option<Edit> {
    let field = phase.field("Blocked")?;
    let line = field.line.span();
    let is_alone = phase.fields.iter().filter(|other| other.line == field.line).count() == 1;
    let tail = &session.text[line.end..];
    let ending = tail.len() - tail.trim_start_matches('\r').trim_start_matches('\n').len();
    let ending = ending.min(2);
    is_alone.then(|| Edit::replace(Span { start: line.start, end: line.end + ending }, ""))
}

/// `**Type**: API | **Started**: 2026-11-23`; a date that is there stays.
fn started(session: &Session<'_>, phase: &Phase<'_>, known: &PlanContext<'_>) -> Option<Edit> {
    if let Some(field) = phase.field("Started") {
        return placeholder::is_placeholder(&field.value)
            .then(|| header::filled(field, known.today));
    }
    if let Some(kind) = phase.field("Type").filter(|kind| !kind.value.is_empty()) {
        let started = format!("{} {}", styled_like(session, phase, "Started"), known.today);
        return Some(Edit::insert(kind.value.span().end, format!(" | {started}")));
    }
    Some(line_on_top(session, phase, &started_line(session, phase, known)))
}

/// Type, where only the plan names it, and the date.
fn started_line(session: &Session<'_>, phase: &Phase<'_>, known: &PlanContext<'_>) -> String {
    let key = |key| styled_like(session, phase, key);
    let kind = known.source(&phase.number).and_then(|source| source.phase.kind);
    let kind = kind.filter(|_| phase.field("Type").is_none());
    let kind = kind.map_or(String::new(), |kind| format!("{} {kind} | ", key("Type")));
    format!("{kind}{} {}", key("Started"), known.today)
}

/// Moves `<-- CURRENT` from ticked tasks to the first open one.
fn marker(phase: &Phase<'_>) -> Vec<Edit> {
    let tasks = || phase.tasks.iter().filter(|task| !task.is_criterion);
    let is_marked = tasks().any(|task| !task.is_done() && task.current.is_some());
    let open = tasks().find(|task| !task.is_done()).filter(|_| !is_marked);
    let stale = tasks().filter(|task| task.is_done());
    let mut edits: Vec<Edit> = stale.filter_map(unmarked).collect();
    edits.extend(open.map(marked));
    edits
}

/// Puts `<-- CURRENT` at the end of the task.
pub(crate) fn marked(task: &Task<'_>) -> Edit {
    Edit::insert(task.whole.span().end, CURRENT)
}

pub(crate) fn unmarked(task: &Task<'_>) -> Option<Edit> {
    let marker = task.current?.span();
    let before = task.whole.slice(0..marker.start - task.whole.span().start).trim_end();
    Some(Edit::replace(Span { start: before.span().end, end: marker.end }, ""))
}

/// The paragraphs with tasks and Next Action that the phase has not yet.
fn missing(session: &Session<'_>, phase: &Phase<'_>, known: &PlanContext<'_>) -> Vec<Vec<String>> {
    let key = |key| styled_like(session, phase, key);
    let mut parts = Vec::new();
    let has_tasks = phase.tasks.iter().any(|task| !task.is_criterion);
    if let Some(source) = known.source(&phase.number).filter(|_| !has_tasks) {
        parts.extend([vec![key("Progress")], source.task_lines()]);
    }
    if action_field(session, phase).is_none() {
        let action = first_action(phase, known);
        parts.push(vec![format!("{} {action}", key("Next Action"))]);
    }
    parts
}

/// Fills a Next Action that holds a place only, or is about the phase before.
fn action(session: &Session<'_>, phase: &Phase<'_>, known: &PlanContext<'_>) -> Option<Edit> {
    let field = action_field(session, phase).filter(|field| is_open(session, field))?;
    Some(header::filled(field, &first_action(phase, known)))
}

/// What to do first: the phase's own first open task, else the plan's.
fn first_action(phase: &Phase<'_>, known: &PlanContext<'_>) -> String {
    let source = known.source(&phase.number);
    let own = phase.open_tasks().next().map(Task::words);
    let step = own.or_else(|| source.map(|source| source.first_step()));
    next_action(&step.unwrap_or_else(|| phase.name.to_string()), source, known.tree)
}

/// The phase's own Next Action, else the header's, which is about the phase before.
fn action_field<'s, 'a>(session: &'s Session<'a>, phase: &'s Phase<'a>) -> Option<&'s Field<'a>> {
    let mut fields = phase.fields.iter().chain(&session.header);
    fields.find(|field| is_next_action(&field.key))
}

fn is_open(session: &Session<'_>, field: &Field<'_>) -> bool {
    let is_of_header = session.header.contains(field);
    let said = content(session.text, field);
    is_of_header || said.iter().all(|line| placeholder::is_placeholder(line))
}

/// Paragraphs after the last word of the phase.
pub(crate) fn below(
    session: &Session<'_>,
    phase: &Phase<'_>,
    parts: &[Vec<String>],
) -> Option<Edit> {
    if parts.is_empty() {
        return None;
    }
    let ending = line_ending(&session.text);
    let paragraphs: Vec<String> = parts.iter().map(|lines| lines.join(ending)).collect();
    let text = paragraphs.join(&ending.repeat(2));
    let own = own_span(session, phase);
    if own.start == own.end {
        return Some(Edit::insert(own.end, spaced(session, own, &text)));
    }
    Some(Edit::insert(own.end, format!("{}{text}", ending.repeat(2))))
}

pub(crate) fn styled_like(session: &Session<'_>, phase: &Phase<'_>, key: &str) -> String {
    let like = phase.fields.first().or(session.header.first());
    like.map_or_else(|| format!("**{key}**:"), |like| styled(session, like, key))
}

/// The whole line after which a list ends: the item's last line.
pub(crate) fn end_of_item<'a>(session: &Session<'a>, task: &Task<'a>) -> Str<'a> {
    let below = session.text.slice(task.line.span().end..session.text.len());
    let is_wrapped = |line: &Str<'_>| line.starts_with([' ', '\t']) && !line.trim().is_empty();
    below.lines().skip(1).take_while(is_wrapped).last().unwrap_or(task.line)
}
