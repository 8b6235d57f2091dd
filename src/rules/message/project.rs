//! `phase-unknown`, `phase-status`: the message against SESSION.md and the plan.

use crate::draft::inferred::Inferred;
use crate::finding::Finding;
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::section::SectionKey;
use crate::rules::message::facts::MessageFacts;
use crate::rules::table;
use crate::session::model;
use crate::session::model::{Dialect, Session};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::{Status, fold_name};
use crate::text::str::Str;

pub(crate) fn check(
    message: &Message<'_>,
    resolved: &Inferred,
    facts: &MessageFacts<'_>,
    found: &mut Vec<Finding>,
) {
    let line = message.phase_line();
    // Two numbers are another rule's business; the right one is judged here.
    let is_right = |text: &Str<'_>| Some(text.as_str()) == resolved.number.as_deref();
    let in_body = line.and_then(|line| line.number);
    let Some(number) = message.subject.number.or(in_body).filter(is_right) else { return };
    let Some(parsed) = PhaseNumber::parse(&number) else { return };
    if facts.knows_phases() && !facts.has_phase(&parsed) {
        found.push(unknown(number, facts));
    } else {
        let name = line.filter(|line| line.number.is_none_or(|text| *text == *number));
        found.extend(name.and_then(|line| other_name(line.name?, &parsed, resolved, facts)));
    }
    found.extend(status(message, &parsed, facts));
}

fn unknown(number: Str<'_>, facts: &MessageFacts<'_>) -> Finding {
    let document = facts.session_path;
    let place = match (facts.session, facts.plan) {
        (Some(_), Some(_)) => format!("neither in {document} nor in the plan"),
        (Some(_), None) => format!("not in {document}"),
        _ => "not in the plan".to_owned(),
    };
    let current = facts.session.and_then(Session::current_number);
    let help = match current.filter(|number| facts.has_phase(number)) {
        Some(current) => {
            format!("write `Phase {current}`, the current one, or add phase {number} to {document}")
        }
        None => format!("correct the number, or add phase {number} to {document}"),
    };
    Finding::new(&table::PHASE_UNKNOWN, format!("phase {number} is {place}"))
        .at(number.span(), "no such phase")
        .help(help)
}

fn other_name(
    written: Str<'_>,
    number: &PhaseNumber,
    resolved: &Inferred,
    facts: &MessageFacts<'_>,
) -> Option<Finding> {
    let known: Vec<&str> = facts.names_of(number).filter(|name| !name.trim().is_empty()).collect();
    let first = known.first()?;
    let folded = fold_name(&written);
    if is_placeholder(&written) || known.iter().any(|name| fold_name(name) == folded) {
        return None;
    }
    let of_session = facts.session.is_some_and(|session| session.phase(number).is_some());
    let place = if of_session { facts.session_path } else { "the plan" };
    let text = format!("phase {number} is called `{first}` in {place}");
    Some(
        Finding::new(&table::PHASE_UNKNOWN, text)
            .at(written.span(), "another name")
            .help(format!("write `{}`", resolved.phase())),
    )
}

fn status(
    message: &Message<'_>,
    number: &PhaseNumber,
    facts: &MessageFacts<'_>,
) -> Option<Finding> {
    let session = facts.session?;
    let phase = session.phase(number)?;
    let document = facts.session_path;
    let span =
        message.subject.status.or_else(|| message.section(SectionKey::Status)?.first())?.span();
    let (said, recorded) = (message.status()?, phase.status()?);
    let open: Vec<&str> = phase.open_tasks().map(|task| task.text.as_str()).collect();
    let finding = if !agrees(said, recorded) {
        Finding::new(
            &table::PHASE_STATUS,
            format!("the message says phase {number} is {said}, {document} says {recorded}"),
        )
        .at(span, format!("{document} has {recorded}"))
        .help(format!("{} in {document}, or correct the status here", marked(session, phase, said)))
    } else if said == Status::Complete && !open.is_empty() {
        Finding::new(&table::PHASE_STATUS, open_tasks(number, &open))
            .at(span, "tasks are still open")
            .help(format!(
                "tick the tasks in {document} if they are done, or write `In Progress` here"
            ))
    } else {
        return None;
    };
    Some(finding)
}

fn agrees(said: Status, recorded: Status) -> bool {
    match said {
        Status::Paused => recorded != Status::Complete,
        _ => said == recorded,
    }
}

/// How SESSION.md is marked to say so; it has none for a pause.
fn marked(session: &Session<'_>, phase: &model::Phase<'_>, said: Status) -> String {
    let status = if said == Status::Paused { Status::InProgress } else { said };
    let mark = match session.dialect {
        Dialect::Words => format!("[{status}]"),
        Dialect::Emoji => status.icon().to_owned(),
    };
    format!("mark phase {} `{mark}`", phase.number)
}

fn open_tasks(number: &PhaseNumber, open: &[&str]) -> String {
    let count = match open.len() {
        1 => "a task".to_owned(),
        count => format!("{count} tasks"),
    };
    let verb = if open.len() == 1 { "is" } else { "are" };
    format!("phase {number} is Complete, but {count} of it {verb} open: `{}`", open[0])
}
