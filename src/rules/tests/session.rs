//! A SESSION.md that no rule fires on, and what the rules say of changed ones.

use crate::finding::Finding;
use crate::plan::model::Plan;
use crate::rules::check::check_session::check;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::tree_and_history::Tree;
pub(crate) use crate::terms::tree_and_history::testing::{FakeFiles, FakeHistory};

pub(crate) const PLAN: &str = "docs/IMPLEMENTATION_PHASES.md";

/// A file that no rule complains of.
pub(crate) const GOOD: &str = "\
# Session State

**Current Phase**: Phase 2
**Current Stage**: Implementation
**Last Checkpoint**: e4f5a6b (2026-11-20)
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`

---

## Phase 1: Setup ✅

**Completed**: 2026-11-20 | **Checkpoint**: e4f5a6b
**Summary**: all set up

## Phase 2: Tasks API 🔄

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-2`

- [x] GET (commit: e4f5a6b)
- [ ] POST <-- CURRENT

**Next Action**: Implement POST in src/routes.ts:2

**Key Files**: `src/routes.ts`

## Phase 3: UI ⏸️

**Key Files**: `src/ui.ts`
";

pub(crate) fn files() -> FakeFiles {
    FakeFiles::of([
        (PLAN, "# Plan\n## Phase 1: Setup\n## Phase 2: Tasks API\n## Phase 3: UI ✅\n"),
        ("src/routes.ts", "1\n2\n3\n"),
        ("src/ui.ts", ""),
    ])
}

pub(crate) fn findings_of(
    text: &str,
    head: Option<&str>,
    tree: &FakeFiles,
    newest: Option<&'static str>,
) -> Vec<Finding> {
    let session = Session::parse(text);
    let head = head.map(Session::parse);
    let plan_text = tree.read(PLAN).unwrap_or_default();
    let plan = Plan::parse(&plan_text);
    let known = Snapshot {
        head: head.as_ref(),
        plan_path: PLAN,
        plan: Some(&plan),
        files: tree,
        history: &FakeHistory { is_known: |hash| hash == "e4f5a6b", newest },
        ..Snapshot::default()
    };
    check(&session, &known)
}

pub(crate) fn rules_of(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.name).collect()
}

/// The rules that fire once `from` stands as `to`.
pub(crate) fn changed(from: &str, to: &str) -> Vec<&'static str> {
    assert!(GOOD.contains(from), "{from}");
    rules_of(&findings_of(&GOOD.replacen(from, to, 1), Some(GOOD), &files(), None))
}

pub(crate) const NONE: [&str; 0] = [];
