//! `next-action`: the current phase has no Next Action that a session could start on.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::session::from_plan::{next_action, shortened};
use crate::session::model::{Phase, Session};
use crate::session::next::next_step::{ActionSubject, NextStep, closing_step};
use crate::session::next::written_action::{ActionHome, WrittenAction};
use crate::session::transition::write_next_action::write;
use crate::snapshot::model::Snapshot;
use crate::terms::next_step::{NextProblem, only, problems};
use crate::terms::place::places;
use crate::terms::status::Status;
use crate::text::edit::Edit;
use crate::text::span::{Position, Span};
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "next-action",
    level: Level::Warning,
    fires: "the current phase has no Next Action, or one that is vague or about a ticked task",
    why: "It is the sentence the next session begins with.",
    how: "Write `**Next Action**: Implement PATCH in src/routes/tasks.ts:47`: what to do, file and line.",
};

/// Looks at the phase at work. A Pending phase needs no action yet; that it is current is another
/// rule's.
pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let Some(phase) = session.phase_at_work() else { return };
    if matches!(phase.status(), Some(Status::Complete | Status::Pending)) {
        return;
    }
    let step = NextStep::of(session, phase, known.plan_at());
    let right = RightAction::of(session, phase, &step, known);
    match &step.action {
        None => found.push(right.absent(phase)),
        Some(action) if !action.is_kept_current() => {
            found.push(right.elsewhere(session, phase, action));
        }
        Some(action) => match (step.ticked_subject(), step.subject) {
            (Some(task), _) => {
                let text = shortened(&task.words());
                found.push(
                    right.past(action, &format!("Next Action is about `{text}`, which is ticked")),
                );
            }
            (None, ActionSubject::Past) => {
                found.push(right.past(action, "every step of Next Action is done"));
            }
            _ => found.extend(unclear(session, phase, action, known)),
        },
    }
}

/// What cannot be started on. Nobody knows a place for a task that the plan does not have, nor
/// for the end of a phase.
fn unclear(
    session: &Session<'_>,
    phase: &Phase<'_>,
    action: &WrittenAction<'_>,
    known: &Snapshot<'_>,
) -> Vec<Finding> {
    let texts = action.open_items();
    let is_task = phase.open_tasks().any(|task| texts.iter().any(|text| *text == task.words()));
    let is_planned = known.plan_context().source(&phase.number).is_some();
    let is_closing = closing_step(session, phase, known.plan_at()).is_some();
    let needs_no_place = is_closing || (is_task && !is_planned);
    let found = problems(&action.open_lines(), known.files).into_iter();
    found
        .filter(|problem| !(needs_no_place && matches!(problem, NextProblem::NoLocation(_))))
        .map(|problem| finding_of(problem, action, known))
        .collect()
}

/// The Next Action that would be right, and the edits that write it.
struct RightAction {
    text: Option<String>,
    edits: Vec<Edit>,
}

impl RightAction {
    fn of(
        session: &Session<'_>,
        phase: &Phase<'_>,
        step: &NextStep<'_, '_>,
        known: &Snapshot<'_>,
    ) -> Self {
        let context = known.plan_context();
        let closing = || closing_step(session, phase, known.plan_at())?.action(&phase.number);
        let task = step.task.map(|task| task.words()).or_else(closing);
        let text = task.map(|task| next_action(&task, context.source(&phase.number), context.tree));
        let edits = text.as_ref().map_or_else(Vec::new, |text| write(session, phase, text));
        Self { text, edits }
    }

    fn fixed(&self, finding: Finding) -> Finding {
        let Some(text) = &self.text else {
            return finding.help("write `**Next Action**: ` and what to do first, with file and line: `… in src/routes/tasks.ts:47`");
        };
        let fix = Fix { edits: self.edits.clone(), is_open: false };
        finding.help(format!("write `**Next Action**: {text}`")).fix(fix)
    }

    fn absent(&self, phase: &Phase<'_>) -> Finding {
        let finding = Finding::new(&RULE, format!("phase {} has no Next Action", phase.number));
        self.fixed(finding.at(phase.heading.span(), "the current phase"))
    }

    fn elsewhere(
        &self,
        session: &Session<'_>,
        phase: &Phase<'_>,
        action: &WrittenAction<'_>,
    ) -> Finding {
        let line = Position::of(&session.text, first_line(action).start).line;
        let of = match &action.home {
            ActionHome::OtherPhase(number) => format!("phase {number}"),
            _ => "another section".to_owned(),
        };
        let message = format!(
            "phase {} has no Next Action; the one in line {line} is that of {of}",
            phase.number
        );
        self.fixed(Finding::new(&RULE, message).at(phase.heading.span(), "the current phase"))
    }

    fn past(&self, action: &WrittenAction<'_>, message: &str) -> Finding {
        self.fixed(Finding::new(&RULE, message).at(first_line(action), "this is done"))
    }
}

fn first_line(action: &WrittenAction<'_>) -> Span {
    action.lines.first().map_or(Span::at(0), |line| line.span())
}

fn finding_of(
    problem: NextProblem<'_>,
    action: &WrittenAction<'_>,
    known: &Snapshot<'_>,
) -> Finding {
    let finding = |message: String| Finding::new(&RULE, message);
    match problem {
        NextProblem::Vague(text) => finding("Next Action is too vague to start on".to_owned())
            .at(text.span(), "which one, and where?")
            .help("name the task, the file and the line: `Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47`"),
        NextProblem::NoLocation(text) => no_location(text, action, known),
        NextProblem::Missing { place } => finding(format!("`{}` does not exist", place.path))
            .at(place.whole.span(), "no such file")
            .help(format!("correct the path, or write `{} (to be created)`", place.path)),
        NextProblem::TooShort { place, lines } => {
            let help = match lines {
                0 => format!("`{}` is empty; name another place", place.path),
                last => format!("correct the line: `{}:{last}` is the last", place.path),
            };
            finding(format!("`{}` has {}", place.path, only(lines)))
                .at(place.whole.span(), "past the end of the file")
                .help(help)
        }
    }
}

fn no_location(text: Str<'_>, action: &WrittenAction<'_>, known: &Snapshot<'_>) -> Finding {
    let named = action.open_lines().into_iter().flat_map(places).next();
    let Some(place) = named else {
        return Finding::new(&RULE, "Next Action names no file and line")
            .at(text.span(), "in which file and line?")
            .help("add where to start, as in `src/routes/tasks.ts:47`; a file still to be created needs no line");
    };
    let path = place.path;
    let help = match known.files.exists(&path) {
        true => format!("add the line: `{path}:<line>`"),
        false => format!("correct the path, or write `{path} (to be created)`"),
    };
    Finding::new(&RULE, format!("Next Action names `{path}` without a line"))
        .at(place.whole.span(), "in which line?")
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn the_current_phase_has_a_next_action_that_can_be_started() {
        let action = "Implement POST in src/routes.ts:2";
        assert_eq!(
            changed("**Next Action**: Implement POST in src/routes.ts:2\n", ""),
            ["next-action"]
        );
        assert_eq!(changed(action, ""), ["next-action"]);
        assert_eq!(changed(action, "TBD"), ["next-action"]);
        assert_eq!(changed(action, "continue API work"), ["next-action"]);
        assert_eq!(changed(action, "Implement POST with all of its checks"), ["next-action"]);
        assert_eq!(changed(action, "Implement POST in src/routes.ts:9"), ["next-action"]);
        assert_eq!(changed(action, "Implement POST in src/gone.ts:9"), ["next-action"]);
        assert_eq!(changed(action, "\n\n1. Implement POST in `src/routes.ts:3`"), NONE);
        assert_eq!(changed(action, "Create `src/api/` with POST"), NONE);
    }

    #[test]
    fn the_help_is_about_the_file_that_is_named() {
        let help = |action: &str| {
            let text = GOOD.replace("Implement POST in src/routes.ts:2", action);
            let findings = findings_of(&text, Some(&text), &files(), None);
            assert_eq!(rules_of(&findings), ["next-action"], "{action}");
            findings[0].help.clone().unwrap()
        };
        assert_eq!(help("Implement POST in src/routes.ts"), "add the line: `src/routes.ts:<line>`");
        for action in ["Implement POST in src/post.ts", "Implement POST in src/post.ts:3"] {
            let written = help(action);
            assert_eq!(written, "correct the path, or write `src/post.ts (to be created)`");
            let created = format!("{action} (to be created)");
            assert_eq!(changed("Implement POST in src/routes.ts:2", &created), NONE);
        }
    }
}
