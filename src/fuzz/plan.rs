//! Any plan, and the SESSION.md made from it.

use crate::fuzz::world::{Commits, Files, PLAN_PATH, draw};
use crate::plan::model::Plan;
use crate::rules::check::check_session::check;
use crate::session::create::create;
use crate::session::from_plan::PlanContext;
use crate::session::model::{Dialect, Session};
use crate::snapshot::model::Snapshot;

/// Reads a plan, and makes SESSION.md from it.
///
/// # Panics
/// Where something that always holds does not.
pub fn plan(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let plan = Plan::parse(&text);
    for phase in &plan.phases {
        let items = phase.tasks.iter().chain(&phase.criteria).map(|item| item.text);
        for part in items.chain([phase.heading, phase.name, phase.body]) {
            assert_eq!(&text[part.span().range()], part.as_str());
        }
    }
    plan.remarks();
    let known = PlanContext { plan: Some((PLAN_PATH, &plan)), tree: &Files, today: "2026-11-23" };
    for dialect in [Dialect::Emoji, Dialect::Words] {
        let Some(made) = create(dialect, &known) else { continue };
        assert!(!plan.phases.is_empty());
        let session = Session::parse(&made);
        assert!(session.is_in_format(), "not in the format\n{made}");
        let snapshot = Snapshot {
            plan_path: PLAN_PATH,
            plan: Some(&plan),
            files: &Files,
            history: &Commits,
            ..Snapshot::default()
        };
        let findings = check(&session, &snapshot);
        draw(&made, &findings);
        let wanted: Vec<_> = plan.phases.iter().map(|phase| &phase.number).collect();
        let found: Vec<_> = session.phases.iter().map(|phase| &phase.number).collect();
        assert_eq!(found, wanted, "the phases of the plan\n{made}");
    }
}
