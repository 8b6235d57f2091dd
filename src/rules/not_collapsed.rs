//! `not-collapsed`: a finished phase is still written out.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::{MAX_COLLAPSED_LINES, was_complete, written_lines};
use crate::session::model::{Phase, Session};
use crate::snapshot::model::Snapshot;

pub static RULE: Rule = Rule {
    name: "not-collapsed",
    level: Level::Warning,
    fires: "a phase that was Complete before is still written out, or has open tasks",
    why: "Details of finished work are in git and in the plan; here they hide what is still to do.",
    how: "Keep two or three lines: completion date, checkpoint and summary.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let finished = session.phases.iter().filter(|phase| was_complete(phase, known));
    found.extend(finished.filter_map(|phase| written_out(session, phase)));
}

fn written_out(session: &Session<'_>, phase: &Phase<'_>) -> Option<Finding> {
    let (lines, open) = (written_lines(session, phase), phase.open_tasks().count());
    let number = &phase.number;
    let message = match open {
        0 if lines <= MAX_COLLAPSED_LINES => return None,
        0 => format!("phase {number} is Complete but not collapsed ({lines} lines)"),
        1 => format!("phase {number} is Complete, but a task is open"),
        _ => format!("phase {number} is Complete, but {open} tasks are open"),
    };
    let help = if open > 0 {
        "finish or move the open tasks, then keep only date, checkpoint and summary"
    } else {
        "keep `**Completed**: … | **Checkpoint**: …` and `**Summary**: …`; the rest is in git and in the plan"
    };
    Some(Finding::new(&RULE, message).at(phase.heading.span(), "finished before").help(help))
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
        let fresh = GOOD.replace("**Summary**: all set up\n", long);
        assert_eq!(rules_of(&findings_of(&fresh, None, &files(), None)), NONE);
    }
}
