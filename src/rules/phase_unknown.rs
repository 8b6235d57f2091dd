//! `phase-unknown`: neither SESSION.md nor the plan has the phase.

use crate::finding::{Finding, Level, Rule};
use crate::message::phase_line::PhaseLine;
use crate::message::placeholder::is_placeholder;
use crate::rules::shared::context::MessageContext;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::fold_name;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "phase-unknown",
    level: Level::Warning,
    fires: "neither SESSION.md nor the plan has this phase, or its name differs there",
    why: "A checkpoint of a phase that is written down nowhere cannot be found again.",
    how: "Use the number and name that SESSION.md has, or add the phase there.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let Some((number, parsed)) = context.agreed_number() else { return };
    if context.known.knows_phases() && !context.known.has_phase(&parsed) {
        found.push(unknown(number, context.known));
        return;
    }
    let line = context.message.phase_line();
    let line = line.filter(|line| line.number.is_none_or(|text| *text == *number));
    found.extend(line.and_then(|line| other_name(line, &parsed, context)));
}

fn unknown(number: Str<'_>, known: &Snapshot<'_>) -> Finding {
    let document = known.session_path;
    let place = match (known.session, known.plan) {
        (Some(_), Some(_)) => format!("neither in {document} nor in the plan"),
        (Some(_), None) => format!("not in {document}"),
        _ => "not in the plan".to_owned(),
    };
    let current = known.session.and_then(Session::current_number);
    let help = match current.filter(|number| known.has_phase(number)) {
        Some(current) => {
            format!("write `Phase {current}`, the current one, or add phase {number} to {document}")
        }
        None => format!("correct the number, or add phase {number} to {document}"),
    };
    Finding::new(&RULE, format!("phase {number} is {place}"))
        .at(number.span(), "no such phase")
        .help(help)
}

fn other_name(
    line: PhaseLine<'_>,
    number: &PhaseNumber,
    context: &MessageContext<'_, '_>,
) -> Option<Finding> {
    let (written, known) = (line.name?, context.known);
    let names: Vec<&str> = known.names_of(number).filter(|name| !name.trim().is_empty()).collect();
    let first = names.first()?;
    let folded = fold_name(&written);
    if is_placeholder(&written) || names.iter().any(|name| fold_name(name) == folded) {
        return None;
    }
    let of_session = known.session.is_some_and(|session| session.phase(number).is_some());
    let place = if of_session { known.session_path } else { "the plan" };
    Some(
        Finding::new(&RULE, format!("phase {number} is called `{first}` in {place}"))
            .at(written.span(), "another name")
            .write_value("Phase", line.value, context.inferred.phase()),
    )
}

#[cfg(test)]
mod tests {
    use crate::plan::model::Plan;
    use crate::rules::tests::message::*;
    use crate::snapshot::model::Snapshot;
    use crate::terms::status::Status;

    #[test]
    fn phases_are_those_of_the_project() {
        let session = session(Status::Complete);
        let changes = example_changes();
        let judged = |text: &str| {
            let facts = facts(Some(&changes), Some(&session));
            let judged = judge(Str::new(text), &guess(CleanupMode::Strip), &facts);
            let help = judged.findings.first().and_then(|finding| finding.help.clone());
            (names(&judged), help.unwrap_or_default())
        };
        let nine = COMPLETE.replace("Phase 3", "Phase 9").replace("Phase: 3", "Phase: 9");
        assert_eq!(judged(&nine).0, ["phase-unknown"]);
        let renamed = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3 - Chores");
        assert_eq!(
            judged(&renamed),
            (vec!["phase-unknown"], "write `Phase: 3 - Tasks API`".to_owned())
        );
        let folded = COMPLETE.replace("Phase: 3 - Tasks API", "Phase: 3 - **tasks api** 🎉 (done)");
        assert!(judged(&folded).0.is_empty());
    }

    #[test]
    fn a_plan_without_phases_knows_nothing() {
        let plan = Plan::parse("");
        let facts = Snapshot { plan: Some(&plan), ..facts(None, None) };
        let judged = judge(Str::new(COMPLETE), &guess(CleanupMode::Strip), &facts);
        assert!(names(&judged).is_empty(), "a plan without phases knows nothing");
    }
}
