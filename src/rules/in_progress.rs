//! `in-progress`: not exactly one phase is In Progress.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::{is_newly_complete, with_status};
use crate::session::model::{Phase, Session};
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;
use crate::text::span::Span;
use crate::text::words::listed;

pub static RULE: Rule = Rule {
    name: "in-progress",
    level: Level::Warning,
    fires: "more than one phase is In Progress, or none while some are Pending",
    why: "One phase at a time is what makes `where did we stop` a question with one answer.",
    how: "Mark one phase In Progress; set others to Pending, Blocked or Complete.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let active = with_status(session, Status::InProgress);
    if let [_, second, ..] = active.as_slice() {
        let numbers: Vec<String> = active.iter().map(|phase| phase.number.to_string()).collect();
        let message = format!("phases {} are In Progress at once", listed(&numbers));
        let help = "leave one In Progress; set the others to Pending, Blocked or Complete";
        found.push(
            Finding::new(&RULE, message).at(status_span(second), "the second one").help(help),
        );
    } else if active.is_empty() {
        found.extend(none_active(session, known));
    }
}

fn none_active(session: &Session<'_>, known: &Snapshot<'_>) -> Option<Finding> {
    let first = *with_status(session, Status::Pending).first()?;
    let may_be_none = !with_status(session, Status::Blocked).is_empty()
        || session.phases.iter().any(|phase| is_newly_complete(phase, known));
    let mark = session.dialect.written(Status::InProgress);
    (!may_be_none).then(|| {
        Finding::new(&RULE, "no phase is In Progress")
            .at(status_span(first), "the first that is Pending")
            .help(format!("mark phase {} with `{mark}`, or another one", first.number))
    })
}

fn status_span(phase: &Phase<'_>) -> Span {
    phase.status.map_or(phase.heading, |status| status.written).span()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn one_phase_is_in_progress() {
        assert_eq!(changed("UI ⏸️", "UI 🔄"), ["in-progress"]);
        assert_eq!(changed("Tasks API 🔄", "Tasks API ⏸️"), ["current-phase", "in-progress"]);
        assert_eq!(changed("Tasks API 🔄", "Tasks API 🚫"), NONE);
        // Newly Complete: the next phase may be started by the next commit.
        assert_eq!(changed("Tasks API 🔄", "Tasks API ✅"), NONE);
        let complete =
            GOOD.replace("Tasks API 🔄", "Tasks API ✅").replace("- [ ] POST", "- [x] POST");
        let later = findings_of(&complete, Some(&complete), &files(), None);
        assert_eq!(rules_of(&later), ["current-phase", "in-progress"]);
    }
}
