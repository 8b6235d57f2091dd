//! `not-collapsed`: a finished phase is still written out.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::{MAX_COLLAPSED_LINES, was_complete, written_lines};
use crate::session::model::{Phase, Session};
use crate::snapshot::model::Snapshot;
use crate::text::words::listed;

pub static RULE: Rule = Rule {
    name: "not-collapsed",
    level: Level::Warning,
    fires: "a phase that was Complete before is still written out, or has open tasks",
    why: "Details of finished work are in git and in the plan; here they hide what is still to do.",
    how: "Keep two or three lines: completion date, checkpoint and summary.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let finished = session.phases.iter().filter(|phase| was_complete(phase, known));
    let (open, done): (Vec<_>, Vec<_>) =
        finished.partition(|phase| phase.open_tasks().next().is_some());
    found.extend(with_open_tasks(&open));
    found.extend(written_out(session, done));
}

fn with_open_tasks(phases: &[&Phase<'_>]) -> Option<Finding> {
    let finding = |phase: &&Phase<'_>| {
        let what = match phase.open_tasks().count() {
            1 => "a task is open".to_owned(),
            open => format!("{open} tasks are open"),
        };
        finished(phase, format!("phase {} is Complete, but {what}", phase.number))
            .help("finish or move the open tasks, then keep only date, checkpoint and summary")
    };
    Finding::merged(phases.iter().map(finding).collect(), || {
        format!("phases {} are Complete, but have open tasks", numbers(phases))
    })
}

fn written_out(session: &Session<'_>, mut phases: Vec<&Phase<'_>>) -> Option<Finding> {
    phases.retain(|phase| written_lines(session, phase) > MAX_COLLAPSED_LINES);
    let each = if phases.len() > 1 { " in each" } else { "" };
    let finding = |phase: &&Phase<'_>| {
        let lines = written_lines(session, phase);
        let number = &phase.number;
        finished(phase, format!("phase {number} is Complete but not collapsed ({lines} lines)"))
            .help(format!(
                "keep `**Completed**: … | **Checkpoint**: …` and `**Summary**: …`{each}; the rest is in git and in the plan"
            ))
    };
    Finding::merged(phases.iter().map(finding).collect(), || {
        let lines: usize = phases.iter().map(|phase| written_lines(session, phase)).sum();
        format!("phases {} are Complete but not collapsed ({lines} lines)", numbers(&phases))
    })
}

fn finished(phase: &Phase<'_>, message: String) -> Finding {
    Finding::new(&RULE, message).at(phase.heading.span(), "finished before")
}

fn numbers(phases: &[&Phase<'_>]) -> String {
    listed(&phases.iter().map(|phase| phase.number.to_string()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn finished_phases_are_collapsed() {
        let long = "**Summary**: s\n- a\n- b\n- c\n- d\n- e\n";
        assert_eq!(changed("**Summary**: all set up\n", long), ["not-collapsed"]);
        assert_eq!(changed("**Summary**: all set up\n", "- [ ] open\n"), ["not-collapsed"]);
        assert_eq!(changed("**Summary**: all set up\n", "- [x] a\n- [x] b\n"), NONE);
        let both = GOOD.replace("**Summary**: all set up\n", long)
            + &format!("\n## Phase 9: Z ✅\n\n{long}");
        let findings = findings_of(&both, Some(&both), &files(), None);
        assert_eq!(rules_of(&findings), ["not-collapsed"]);
        assert_eq!(findings[0].message, "phases 1 and 9 are Complete but not collapsed (13 lines)");
        let fresh = GOOD.replace("**Summary**: all set up\n", long);
        assert_eq!(rules_of(&findings_of(&fresh, None, &files(), None)), NONE);
    }
}
