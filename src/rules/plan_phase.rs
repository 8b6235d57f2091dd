//! `plan-phase`: the plan has a phase that SESSION.md lacks.

use crate::finding::{Finding, Level, Rule};
use crate::plan::model::{Plan, PlanPhase};
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::words::listed;

pub static RULE: Rule = Rule {
    name: "plan-phase",
    level: Level::Warning,
    fires: "the plan has a phase that SESSION.md lacks",
    why: "A phase that was added to the plan later is forgotten where only the plan knows it.",
    how: "Bring it in with `git checkpoint phase pending N`.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let missing = known.plan.map_or_else(Vec::new, |plan| missing_phases(session, plan));
    let Some(first) = missing.first() else { return };
    let numbers: Vec<String> = missing.iter().map(|phase| phase.number.to_string()).collect();
    let message = match numbers.as_slice() {
        [one] => format!("phase {one} of {} is not in this file", known.plan_path),
        _ => format!("phases {} of {} are not in this file", listed(&numbers), known.plan_path),
    };
    let commands: Vec<String> =
        numbers.iter().map(|n| format!("`git checkpoint phase pending {n}`")).collect();
    let help = format!("run {}", listed(&commands));
    let span =
        session.phases.iter().rfind(|phase| comes_before(phase.number.as_str(), first, known));
    let span = span.or(session.phases.first()).map(|phase| phase.heading.span());
    let finding = Finding::new(&RULE, message).help(help);
    found.push(match span {
        Some(span) => finding.at(span, "it belongs near this one"),
        None => finding,
    });
}

fn comes_before(number: &str, phase: &PlanPhase<'_>, known: &Snapshot<'_>) -> bool {
    let phases = known.plan.map_or(&[][..], |plan| &plan.phases);
    let mut before = phases.iter().take_while(|planned| planned.number != phase.number);
    before.any(|planned| planned.number.as_str() == number)
}

/// The phases of the plan that are still to be done and that the file lacks. What comes before the
/// phase at work was taken out on purpose; a file without any phase of the plan follows another one.
fn missing_phases<'p, 'a>(session: &Session<'_>, plan: &'p Plan<'a>) -> Vec<&'p PlanPhase<'a>> {
    let is_known =
        |phase: &PlanPhase<'_>| session.phases.iter().any(|own| covers(&own.number, &phase.number));
    let work = session.phase_at_work().filter(|_| !session.is_complete());
    let is_start = |phase: &PlanPhase<'_>| match work {
        Some(work) => covers(&work.number, &phase.number),
        None => is_known(phase),
    };
    let Some(start) = plan.phases.iter().position(is_start) else { return Vec::new() };
    let is_done = |phase: &PlanPhase<'_>| {
        let mut items = phase.tasks.iter().chain(&phase.criteria).peekable();
        let is_ticked = items.peek().is_some() && items.all(|item| item.is_done);
        phase.status() == Some(Status::Complete) || is_ticked
    };
    plan.phases[start..].iter().filter(|phase| !is_known(phase) && !is_done(phase)).collect()
}

/// Whether a phase of the file is that of the plan: `2-4` covers 3, and 3 covers `3a` and `3.1`.
fn covers(own: &PhaseNumber, planned: &PhaseNumber) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let (own, planned) = (own.as_str(), planned.as_str());
    let range = own.split_once('-').and_then(|(from, to)| Some((number(from)?, number(to)?)));
    let is_in_range = range.zip(number(planned)).is_some_and(|((a, b), n)| a <= n && n <= b);
    let is_part = planned
        .strip_prefix(own)
        .is_some_and(|rest| rest.starts_with(|c: char| c == '.' || c.is_ascii_alphabetic()));
    own.eq_ignore_ascii_case(planned) || is_in_range || is_part
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    fn with_plan(plan: &str) -> Vec<&'static str> {
        let tree = files().with(PLAN, plan);
        rules_of(&findings_of(GOOD, Some(GOOD), &tree, None))
    }

    #[test]
    fn phases_that_only_the_plan_has_are_named() {
        const ALL: &str = "# Plan\n## Phase 1: Setup\n## Phase 2: Tasks API\n## Phase 3: UI\n";
        assert_eq!(with_plan(ALL), NONE);
        assert_eq!(with_plan(&format!("{ALL}## Phase 4: Mail\n- [ ] a\n")), ["plan-phase"]);
        assert_eq!(with_plan(&format!("{ALL}## Phase 4: Mail\n## Phase 5: X\n")), ["plan-phase"]);
        assert_eq!(with_plan(&format!("{ALL}## Phase 4: Mail ✅\n")), NONE);
        assert_eq!(with_plan(&format!("{ALL}## Phase 4: Mail\n- [x] a\n")), NONE);
        assert_eq!(with_plan(&format!("{ALL}## Phase 3.1: Lists\n")), NONE);
    }

    #[test]
    fn a_plan_of_something_else_says_nothing() {
        assert_eq!(with_plan("# Plan\n## Phase 0: A\n## Phase 2: Tasks API\n"), NONE);
        let text =
            GOOD.replace("IMPLEMENTATION_PHASES.md#phase-2", "IMPLEMENTATION_PHASES.md#phase-8");
        let tree = files().with(PLAN, "# Plan\n## Phase 8: A\n## Phase 9: B\n");
        assert_eq!(rules_of(&findings_of(&text, Some(GOOD), &tree, None)), NONE);
    }
}
