//! `in-progress`: not exactly one phase is In Progress.

use crate::finding::{Finding, Level, Rule};
use crate::rules::current_phase;
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
    if active.len() > 1 {
        found.push(several(session, &active));
    } else if active.is_empty() && current_phase::problem(session, known).is_none() {
        found.extend(none_active(session, known));
    }
}

/// Marks the first one beside the current phase: that is the one to be set to something else.
fn several(session: &Session<'_>, active: &[&Phase<'_>]) -> Finding {
    let numbers: Vec<String> = active.iter().map(|phase| phase.number.to_string()).collect();
    let current = session.current().map(|current| current.heading);
    let kept = active.iter().find(|phase| Some(phase.heading) == current);
    let other = active.iter().find(|phase| Some(phase.heading) != kept.map(|kept| kept.heading));
    let (span, help) = match kept {
        Some(kept) => (
            other.map_or(kept.heading.span(), |other| status_span(other)),
            format!("leave phase {}, the current one, In Progress", kept.number),
        ),
        None => (status_span(active[1]), "leave one In Progress".to_owned()),
    };
    Finding::new(&RULE, format!("phases {} are In Progress at once", listed(&numbers)))
        .at(span, "more than one")
        .help(format!("{help}; set the others to Pending, Blocked or Complete"))
}

fn none_active(session: &Session<'_>, known: &Snapshot<'_>) -> Option<Finding> {
    let first = *with_status(session, Status::Pending).first()?;
    let may_be_none = !with_status(session, Status::Blocked).is_empty()
        || session.phases.iter().any(|phase| is_newly_complete(phase, known));
    let started = session.current().unwrap_or(first);
    let mark = session.dialect.written(Status::InProgress);
    (!may_be_none).then(|| {
        Finding::new(&RULE, "no phase is In Progress")
            .at(status_span(started), "expected In Progress")
            .help(format!("mark phase {} with `{mark}`, or another one", started.number))
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
        assert_eq!(changed("Tasks API 🔄", "Tasks API ⏸️"), ["current-phase"]);
        assert_eq!(changed("Tasks API 🔄", "Tasks API"), ["phase-heading", "in-progress"]);
        assert_eq!(changed("Tasks API 🔄", "Tasks API 🚫"), NONE);
        // Newly Complete: the next phase may be started by the next commit.
        assert_eq!(changed("Tasks API 🔄", "Tasks API ✅"), NONE);
        let complete =
            GOOD.replace("Tasks API 🔄", "Tasks API ✅").replace("- [ ] POST", "- [x] POST");
        let later = findings_of(&complete, Some(&complete), &files(), None);
        assert_eq!(rules_of(&later), ["current-phase"]);
    }

    #[test]
    fn of_several_the_current_one_stays() {
        let text = GOOD.replace("Setup ✅", "Setup 🔄").replace("UI ⏸️", "UI 🔄");
        let findings = findings_of(&text, Some(&text), &files(), None);
        let finding = findings.iter().find(|finding| finding.rule.name == "in-progress").unwrap();
        assert!(text[finding.span.unwrap().start..].starts_with("🔄\n\n**Completed**"));
        assert!(finding.help.as_ref().unwrap().starts_with("leave phase 2, the current one,"));
    }
}
