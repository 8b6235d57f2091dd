//! `phase-status`: message and SESSION.md disagree on the status of the phase.

use crate::finding::{Finding, Level, Rule};
use crate::message::sections::section::SectionKey;
use crate::rules::shared::context::MessageContext;
use crate::session::model::{Phase, Session};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;

pub static RULE: Rule = Rule {
    name: "phase-status",
    level: Level::Warning,
    fires: "the message and SESSION.md disagree on the phase's status, or it is Complete with open tasks",
    why: "SESSION.md and the checkpoint are read together; where they disagree, one of them is out of date.",
    how: "Update the phase's heading and tasks in SESSION.md, or the status in the message.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    found.extend(disagreement(context));
}

fn disagreement(context: &MessageContext<'_, '_>) -> Option<Finding> {
    let (message, session) = (context.message, context.known.session?);
    let inferred = &context.inferred;
    let number = PhaseNumber::parse(inferred.number.as_deref()?)?;
    let phase = session.phase(&number)?;
    let document = context.known.session_path;
    let in_body = || message.section_or_similar(SectionKey::Status)?.first();
    let span = message.subject.status.or_else(in_body).unwrap_or(message.subject.line).span();
    let (said, recorded) = (inferred.status?, phase.status()?);
    if !agrees(said, recorded) {
        let text = format!("the message says phase {number} is {said}, {document} says {recorded}");
        let mark = marked(session, phase, said);
        return Some(
            Finding::new(&RULE, text)
                .at(span, format!("{document} has {recorded}"))
                .help(format!("{mark} in {document}, or correct the status here")),
        );
    }
    let open: Vec<&str> = phase.open_tasks().map(|task| task.text.as_str()).collect();
    (said == Status::Complete && !open.is_empty()).then(|| {
        Finding::new(&RULE, open_tasks(&number, &open)).at(span, "tasks are still open").help(
            format!("tick the tasks in {document} if they are done, or write `In Progress` here"),
        )
    })
}

fn agrees(said: Status, recorded: Status) -> bool {
    match said {
        Status::Paused => recorded != Status::Complete,
        _ => said == recorded,
    }
}

/// How to mark SESSION.md to agree; it has no mark for a pause.
fn marked(session: &Session<'_>, phase: &Phase<'_>, said: Status) -> String {
    let status = if said == Status::Paused { Status::InProgress } else { said };
    format!("mark phase {} `{}`", phase.number, session.dialect.written(status))
}

fn open_tasks(number: &PhaseNumber, open: &[&str]) -> String {
    let count = match open.len() {
        1 => "a task".to_owned(),
        count => format!("{count} tasks"),
    };
    let verb = if open.len() == 1 { "is" } else { "are" };
    format!("phase {number} is Complete, but {count} of it {verb} open: `{}`", open[0])
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;
    use crate::terms::status::Status;
    use crate::text::str::Str;

    #[test]
    fn the_status_agrees_with_session_md() {
        let judged = |text: &str, status| {
            let (changes, session) = (example_changes(), session(status));
            let facts = facts(Some(&changes), Some(&session));
            names(&judge(Str::new(text), &guess(CleanupMode::Strip), &facts))
        };
        assert_eq!(judged(COMPLETE, Status::InProgress), ["phase-status"]);
        assert_eq!(judged(PAUSED, Status::Complete), ["phase-status"]);
        for status in [Status::InProgress, Status::Pending, Status::Blocked] {
            assert!(judged(PAUSED, status).is_empty());
        }
    }

    #[test]
    fn a_complete_phase_has_no_open_tasks() {
        let mut session = session(Status::Complete);
        let task = |is_criterion| crate::session::model::Task {
            line: Str::new("- [ ] PATCH"),
            whole: Str::new("PATCH"),
            mark: Str::new(" "),
            text: Str::new("PATCH"),
            note: None,
            current: None,
            is_criterion,
        };
        session.phases[0].tasks = vec![task(true)];
        let judged = |session: &crate::session::model::Session<'_>| {
            names(&judge(
                Str::new(COMPLETE),
                &guess(CleanupMode::Strip),
                &facts(None, Some(session)),
            ))
        };
        assert!(judged(&session).is_empty(), "criteria are not tasks");
        session.phases[0].tasks = vec![task(false)];
        assert_eq!(judged(&session), ["phase-status"]);
    }
}
