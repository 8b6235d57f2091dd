//! `current-marker`: `<-- CURRENT` is not on the one task that is worked on.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::session::model::{Phase, Session, Task};
use crate::session::next::next_step::NextStep;
use crate::session::transition::write_next_action::mark;
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;

pub static RULE: Rule = Rule {
    name: "current-marker",
    level: Level::Warning,
    fires: "`<-- CURRENT` is on a ticked task, on more than one, or in another phase",
    why: "It shows at a glance where the work stands; on a task that is done it sends the next session back.",
    how: "Tick tasks with `git checkpoint done`, which moves the marker, or move it by hand.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let work = session.phase_at_work();
    let Some((phase, task, message)) = misplaced(session, work) else { return };
    let Some(marker) = task.current else { return };
    let step = work.map(|work| NextStep::of(session, work, known.plan_at()));
    let target = step.and_then(|step| step.task);
    let help = match target {
        Some(target) => format!("move it to `{}`", target.words()),
        None => format!("take it out: phase {} has no open task", phase.number),
    };
    let fix = Fix { edits: mark(session, target), is_open: false };
    found.push(Finding::new(&RULE, message).at(marker.span(), "not here").help(help).fix(fix));
}

/// The first marker that is out of place, and why.
fn misplaced<'s, 'a>(
    session: &'s Session<'a>,
    work: Option<&Phase<'_>>,
) -> Option<(&'s Phase<'a>, &'s Task<'a>, String)> {
    let marked = |phase: &'s Phase<'a>| {
        phase.tasks.iter().filter(|task| task.current.is_some()).map(move |task| (phase, task))
    };
    // Where the current phase is in question, so is the marker; that is another rule's.
    let work = work?;
    if matches!(work.status(), Some(Status::Complete | Status::Pending)) {
        return None;
    }
    let is_at_work = |phase: &Phase<'_>| {
        work.heading == phase.heading || phase.status() == Some(Status::InProgress)
    };
    let all: Vec<_> = session.phases.iter().flat_map(marked).collect();
    let ticked = all.iter().find(|(_, task)| task.is_done());
    let foreign = || all.iter().find(|(phase, _)| !is_at_work(phase));
    let (found, message) = if let Some(found) = ticked {
        (found, "`<-- CURRENT` is on a ticked task".to_owned())
    } else if let Some(found) = foreign() {
        let number = &found.0.number;
        (found, format!("`<-- CURRENT` is in phase {number}, which is not the current one"))
    } else {
        (all.get(1)?, format!("{} tasks are marked `<-- CURRENT`", all.len()))
    };
    Some((found.0, found.1, message))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;
    use crate::text::edit::apply;

    #[test]
    fn one_open_task_of_the_current_phase_is_marked() {
        let get = "- [x] GET (commit: e4f5a6b)";
        let post = "- [ ] POST <-- CURRENT";
        let moved = format!("{get} <-- CURRENT\n- [ ] POST");
        for (from, to) in [
            (format!("{get}\n{post}"), moved.clone()),
            (get.to_owned(), format!("{get} <-- CURRENT")),
            (post.to_owned(), format!("{post}\n- [ ] PATCH ← CURRENT")),
            (
                "## Phase 3: UI ⏸️\n".to_owned(),
                "## Phase 3: UI ⏸️\n\n- [ ] List <-- CURRENT\n".to_owned(),
            ),
        ] {
            let text = GOOD.replacen(&from, &to, 1);
            let found = findings_of(&text, Some(GOOD), &files(), None);
            assert_eq!(rules_of(&found), ["current-marker"], "{to}");
            let fixed = apply(&text, &found[0].fix.as_ref().unwrap().edits);
            assert_eq!(rules_of(&findings_of(&fixed, Some(GOOD), &files(), None)), NONE, "{fixed}");
            assert_eq!(fixed.matches("CURRENT").count(), 1, "{fixed}");
        }
        assert_eq!(changed(" <-- CURRENT", ""), NONE);
    }
}
