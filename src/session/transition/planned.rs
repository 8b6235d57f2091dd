//! A phase that was added to the plan later comes into SESSION.md.

use crate::session::content::own_span;
use crate::session::from_plan::{PlanContext, PlannedPhase};
use crate::session::model::{Phase, Session};
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::edit::{Edit, apply};
use crate::text::span::line_ending;

/// The file with that phase of the plan, Pending, where the plan has it; `None` without one.
pub(crate) fn with_phase(
    session: &Session<'_>,
    number: &PhaseNumber,
    known: &PlanContext<'_>,
) -> Option<String> {
    let source = known.source(number)?;
    let block = block(session, source);
    let gap = line_ending(&session.text).repeat(2);
    let edit = match (phase_before(session, number, known), session.phases.first()) {
        (Some(before), _) => {
            let end = own_span(session, before).end;
            // Without a word of its own, the heading of the phase before is its end.
            let end = end.max(before.heading.span().end);
            Edit::insert(end, format!("{gap}{block}"))
        }
        (None, Some(first)) => Edit::insert(first.heading.span().start, format!("{block}{gap}")),
        (None, None) => return None,
    };
    let text = apply(&session.text, &[edit]);
    Session::parse(&text).phase(number).is_some().then_some(text)
}

/// The last phase of the file that comes before it in the plan.
fn phase_before<'s, 'a>(
    session: &'s Session<'a>,
    number: &PhaseNumber,
    known: &PlanContext<'_>,
) -> Option<&'s Phase<'a>> {
    let (_, plan) = known.plan?;
    let before = plan.phases.iter().take_while(|phase| phase.number != *number);
    let before: Vec<&PhaseNumber> = before.map(|phase| &phase.number).collect();
    session.phases.iter().rfind(|phase| before.contains(&&phase.number))
}

/// The phase as `init` writes one that has not begun, at the level of the others.
fn block(session: &Session<'_>, source: PlannedPhase<'_>) -> String {
    let phase = source.phase;
    let first = session.phases.first().map_or("##", |phase| phase.heading.as_str());
    let marks = first.trim_start().chars().take_while(|c| *c == '#').count().max(2);
    let name = if phase.name.is_empty() { String::new() } else { format!(": {}", phase.name) };
    let status = session.dialect.written(Status::Pending);
    let heading = format!("{} Phase {}{name} {status}", "#".repeat(marks), phase.number);
    let kind = phase.kind.map(|kind| format!("**Type**: {kind}"));
    let spec = format!("**Spec**: {}", source.spec());
    let ending = line_ending(&session.text);
    let lines: Vec<String> =
        [heading, String::new()].into_iter().chain(kind).chain([spec]).collect();
    lines.join(ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::Plan;
    use crate::session::transition::advance::{
        PendingHash, Transition, TransitionRequest, advance,
    };
    use crate::terms::tree_and_history::NoFiles;

    const PLAN: &str = "# Plan\n## Phase 1: A\n- [ ] a\n## Phase 2: B\n**Type**: API\n- [ ] b\n## Phase 3: C\n- [ ] c\n";

    fn moved(text: &str, number: &str, transition: Transition<'_>) -> String {
        let (session, plan) = (Session::parse(text), Plan::parse(PLAN));
        let known = PlanContext {
            plan: Some(("docs/PLAN.md", &plan)),
            tree: &NoFiles,
            today: "2026-01-02",
        };
        let request = TransitionRequest {
            phase: PhaseNumber::parse(number),
            transition,
            is_forced: false,
            to_come: PendingHash::Hash,
        };
        apply(text, &advance(&session, &request, &known).unwrap())
    }

    const HEAD: &str = "**Current Phase**: Phase 1\n\n---\n\n";

    #[test]
    fn a_phase_of_the_plan_comes_in_at_its_place() {
        let block = "### Phase 2: B ⏸️\n\n**Type**: API\n**Spec**: `docs/PLAN.md#phase-2-b`";
        for (text, after) in [
            (
                "### Phase 1: A 🔄\n- [ ] a\n\n### Phase 3: C ⏸️\n",
                "### Phase 1: A 🔄\n- [ ] a\n\n{}\n\n### Phase 3: C ⏸️\n",
            ),
            (
                "### Phase 1: A 🔄\n- [ ] a\n\n---\nlegend\n",
                "### Phase 1: A 🔄\n- [ ] a\n\n{}\n\n---\nlegend\n",
            ),
            ("### Phase 1: A 🔄", "### Phase 1: A 🔄\n\n{}"),
            ("### Phase 3: C 🔄\n", "{}\n\n### Phase 3: C 🔄\n"),
        ] {
            let moved = moved(&format!("{HEAD}{text}"), "2", Transition::Pending);
            assert_eq!(moved, format!("{HEAD}{}", after.replace("{}", block)));
        }
    }

    #[test]
    fn one_that_is_started_has_its_tasks() {
        let text = format!("{HEAD}## Phase 1: A ✅\n\n**Summary**: done\n");
        let moved = moved(&text, "2", Transition::Start);
        assert!(moved.starts_with("**Current Phase**: Phase 2\n"), "{moved}");
        let (_, phase) = moved.split_once("## Phase 2: B 🔄\n").unwrap();
        assert!(phase.contains("- [ ] b <-- CURRENT\n"), "{moved}");
        assert!(phase.contains("**Next Action**: b"), "{moved}");
    }
}
