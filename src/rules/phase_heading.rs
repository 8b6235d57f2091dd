//! `phase-heading`: the heading of a phase has no known status.

use crate::finding::{Finding, Level, Rule};
use crate::session::model::{Phase, Session};
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;
use crate::text::words::listed;

pub static RULE: Rule = Rule {
    name: "phase-heading",
    level: Level::Warning,
    fires: "a phase heading without a known status",
    why: "The status in the heading is how progress is seen at a glance, by people and by programs.",
    how: "End the heading with `[Pending]`, `[In Progress]`, `[Complete]` or `[Blocked]`, or with ⏸️ 🔄 ✅ 🚫.",
};

pub(crate) fn check(session: &Session<'_>, _known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let [pending, active, complete, blocked] =
        [Status::Pending, Status::InProgress, Status::Complete, Status::Blocked]
            .map(|status| session.dialect.written(status));
    let without: Vec<_> = session.phases.iter().filter(|phase| phase.status.is_none()).collect();
    let it = if without.len() > 1 { "each" } else { "it" };
    let finding = |phase: &&Phase<'_>| {
        let message = format!("the heading of phase {} has no known status", phase.number);
        Finding::new(&RULE, message)
            .at(phase.heading.span(), "expected a status at the end")
            .help(format!("end {it} with `{pending}`, `{active}`, `{complete}` or `{blocked}`"))
    };
    found.extend(Finding::merged(without.iter().map(finding).collect(), || {
        let numbers: Vec<String> = without.iter().map(|phase| phase.number.to_string()).collect();
        format!("the headings of phases {} have no known status", listed(&numbers))
    }));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn phase_headings_have_a_status() {
        assert_eq!(changed("Phase 3: UI ⏸️", "Phase 3: UI"), ["phase-heading"]);
        assert_eq!(changed("Phase 3: UI ⏸️", "Phase 3: UI [Not started]"), NONE);
        let two = GOOD.replace("Phase 3: UI ⏸️", "Phase 3: UI") + "\n## Phase 4: Z\n";
        let findings = findings_of(&two, Some(&two), &files(), None);
        assert_eq!(rules_of(&findings), ["phase-heading"]);
        assert_eq!(findings[0].message, "the headings of phases 3 and 4 have no known status");
    }
}
