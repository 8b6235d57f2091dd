use crate::session::transition::stage::set_stage;
use crate::text::edit;

use crate::plan::model::Plan;
use crate::rules::check::check_session::check;
use crate::session::transition::advance::*;
use crate::snapshot::model::Snapshot;
use crate::terms::status::Stage;
use crate::terms::tree_and_history::testing::{FakeFiles, FakeHistory};

const PATH: &str = "docs/IMPLEMENTATION_PHASES.md";

const PLAN: &str = "\
# Plan
## Phase 1: Setup
**Type**: Infrastructure
**Tasks**:
- [ ] Scaffold
## Phase 2: Tasks API
**Tasks**:
- [ ] GET
- [ ] POST
**Verification Criteria**:
- [ ] GET answers 200
- [ ] POST answers 201
## Phase 3: UI
**Type**: UI
**Tasks**:
- [ ] Draw the list
- [ ] Draw the form
";

const FILE: &str = "\
# Session State

**Current Phase**: Phase 2
**Current Stage**: Verification
**Last Checkpoint**: e4f5a6b (2026-11-20)
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`

---

## Phase 1: Setup [Complete]

**Completed**: 2026-11-20 | **Checkpoint**: e4f5a6b
**Summary**: all set up

## Phase 2: Tasks API [In Progress]

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-2`

**Progress**:

- [x] GET (commit: e4f5a6b)
- [x] POST
  with a body <-- CURRENT

**Next Action**: Try it out in src/routes.ts:2

**Known Issues**:

- slow
- no paging

## Phase 3: UI [Pending]

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`
";

fn files() -> FakeFiles {
    FakeFiles::of([(PATH, PLAN), ("src/routes.ts", "1\n2\n3\n")])
}

fn with_known<T>(work: impl FnOnce(&PlanContext<'_>) -> T) -> T {
    let plan = Plan::parse(PLAN);
    work(&PlanContext { plan: Some((PATH, &plan)), tree: &files(), today: "2026-11-23" })
}

fn request(transition: Transition<'_>) -> TransitionRequest<'_> {
    TransitionRequest { phase: None, transition, is_forced: false, to_come: PendingHash::Hash }
}

fn try_advance(file: &str, request: &TransitionRequest<'_>) -> Result<String, TransitionError> {
    let edits = with_known(|known| advance(&Session::parse(file), request, known))?;
    Ok(edit::apply(file, &edits))
}

#[track_caller]
fn advanced(file: &str, transition: Transition<'_>) -> String {
    let after = try_advance(file, &request(transition)).unwrap();
    assert_clean(&after, file);
    after
}

fn staged(file: &str, stage: Stage) -> String {
    let edits = with_known(|known| set_stage(&Session::parse(file), stage, known)).unwrap();
    edit::apply(file, &edits)
}

/// No rule complains, judged against the version before as HEAD.
#[track_caller]
fn assert_clean(file: &str, before: &str) {
    let (plan, files, before) = (Plan::parse(PLAN), files(), Session::parse(before));
    let facts = Snapshot {
        head: Some(&before),
        plan_path: PATH,
        plan: Some(&plan),
        files: &files,
        history: &FakeHistory { is_known: |_| true, newest: None },
        ..Snapshot::default()
    };
    let found: Vec<String> =
        check(&Session::parse(file), &facts).into_iter().map(|finding| finding.message).collect();
    assert_eq!(found, Vec::<String>::new(), "{file}");
}

/// The same file in another dialect of Markdown and of statuses.
fn variants(file: &str) -> Vec<String> {
    let emoji =
        file.replace("[Complete]", "✅").replace("[In Progress]", "🔄").replace("[Pending]", "⏸️");
    let deep = file.replace("## Phase", "### Phase");
    let inside = file.replace("**:", ":**");
    vec![file.replace('\n', "\r\n"), emoji, deep, inside]
}

#[test]
fn completing_collapses_the_phase_and_starts_the_next() {
    let after = advanced(FILE, Transition::Complete { summary: None });
    let expected = "\
## Phase 2: Tasks API [Complete]

**Completed**: 2026-11-23 | **Checkpoint**: [pending]
**Summary**: GET; POST
**Known Issues**: slow; no paging

## Phase 3: UI [In Progress]

**Type**: UI | **Started**: 2026-11-23
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`

**Progress**:

- [ ] Draw the list <-- CURRENT
- [ ] Draw the form

**Next Action**: Draw the list, see docs/IMPLEMENTATION_PHASES.md:16

**Known Issues**: None
";
    assert!(after.ends_with(expected), "{after}");
    assert!(after.contains("**Current Phase**: Phase 3\n**Current Stage**: Implementation\n"));
}

#[test]
fn every_dialect_is_written_as_it_was_found() {
    let words = advanced(FILE, Transition::Complete { summary: None });
    for (file, expected) in variants(FILE).iter().zip(variants(&words)) {
        assert_eq!(advanced(file, Transition::Complete { summary: None }), expected);
    }
    let verifying = staged(&FILE.replace("Verification", "Implementation"), Stage::Verification);
    for (file, expected) in variants(FILE).iter().zip(variants(&verifying)) {
        assert_eq!(
            staged(&file.replace("Verification", "Debugging"), Stage::Verification),
            expected
        );
    }
}

#[test]
fn open_work_is_in_the_way_unless_forced() {
    let file = FILE.replace("- [x] POST", "- [ ] POST");
    let mut asked = request(Transition::Complete { summary: Some("almost\nall of it") });
    let obstacle = try_advance(&file, &asked).unwrap_err();
    assert_eq!(obstacle.to_string(), "phase 2 has 1 open task");
    assert_eq!((obstacle.open(), obstacle.is_refusal()), (vec!["POST"], true));
    asked.is_forced = true;
    let after = try_advance(&file, &asked).unwrap();
    assert!(after.contains("**Summary**: almost all of it\n**Left Open**: POST\n"), "{after}");
    assert_clean(&after, &file);
    let obstacle = try_advance(
        &staged(FILE, Stage::Verification),
        &request(Transition::Complete { summary: None }),
    );
    assert_eq!(obstacle.unwrap_err().to_string(), "phase 2 has 2 open criteria");
}

#[test]
fn what_stands_around_a_phase_stays() {
    let legend = "\n---\n\n**Legend**: everything\n";
    let divided = FILE.replace("\n## Phase 3", "\n---\n\n## Phase 3") + legend;
    let after = advanced(&divided, Transition::Complete { summary: None });
    assert!(after.contains("no paging\n\n---\n\n## Phase 3"), "{after}");
    assert!(after.ends_with(&format!("**Known Issues**: None\n{legend}")), "{after}");
    let glued = FILE.replace("API [In Progress]\n\n", "API [In Progress]\n");
    let after = advanced(&glued, Transition::Complete { summary: None });
    assert!(after.contains("API [Complete]\n**Completed**: 2026"), "{after}");
}

#[test]
fn a_bare_heading_gets_a_whole_phase() {
    let spec = "\n**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3`\n";
    for (found, ends) in [("", "\n"), ("\n", "\n"), ("\n\n## Notes\n\nx\n", "\n\n## Notes\n\nx\n")]
    {
        let file = FILE.replace(spec, found);
        let after = advanced(&file, Transition::Complete { summary: None });
        let expected = format!(
            "UI [In Progress]\n\n**Type**: UI | **Started**: 2026-11-23\n\n**Progress**:\n\n- [ ] Draw the list <-- CURRENT\n- [ ] Draw the form\n\n**Next Action**: Draw the list, see {PATH}:16\n\n**Known Issues**: None{ends}"
        );
        assert!(after.ends_with(&expected), "{after}");
    }
    let at_end = FILE.replace(&format!("[Pending]\n{spec}"), "[Pending]");
    let after = advanced(&at_end, Transition::Complete { summary: None });
    assert!(after.contains("UI [In Progress]\n\n**Type**: UI"), "{after}");
}

#[test]
fn the_last_phase_leaves_nothing_to_do() {
    let file = FILE.replace("UI [Pending]", "UI [Complete]");
    let after = advanced(&file, Transition::Complete { summary: None });
    assert!(after.contains("Phase**: All phases complete\n**Current Stage**: Complete\n"));
    let again = try_advance(&after, &request(Transition::Start)).unwrap_err();
    assert_eq!(again, TransitionError::NoCurrent { is_complete: true });
}

#[test]
fn completing_twice_changes_nothing() {
    let mut asked = request(Transition::Complete { summary: None });
    let after = try_advance(FILE, &asked).unwrap();
    asked.phase = PhaseNumber::parse("2");
    assert_eq!(try_advance(&after, &asked).unwrap(), after);
}

#[test]
fn a_second_phase_is_started_only_by_force() {
    let mut asked = request(Transition::Start);
    asked.phase = PhaseNumber::parse("3");
    let obstacle = try_advance(FILE, &asked).unwrap_err();
    assert_eq!(obstacle.to_string(), "phase 2 is In Progress");
    asked.is_forced = true;
    let after = try_advance(FILE, &asked).unwrap();
    assert!(after.contains("Tasks API [Pending]") && after.contains("UI [In Progress]"));
    assert_clean(&after, FILE);
}

#[test]
fn a_blocked_phase_says_why_and_goes_on_as_if_nothing_had_been() {
    let after = advanced(FILE, Transition::Block { reason: Some("waits for a\nkey") });
    assert!(after.contains("Tasks API [Blocked]\n\n**Blocked**: waits for a key\n**Spec**"));
    let other = advanced(&after, Transition::Block { reason: Some("waits again") });
    assert!(other.contains("[Blocked]\n\n**Blocked**: waits again\n**Spec**"));
    let marker = FILE.replace("Verification", "Implementation");
    assert_eq!(advanced(&other, Transition::Start), marker);
}

#[test]
fn a_phase_that_is_put_back_is_current_no_more() {
    let file = FILE.replace("UI [Pending]", "UI [Blocked]");
    let after = try_advance(&file, &request(Transition::Pending)).unwrap();
    assert!(after.contains("Tasks API [Pending]"));
    assert!(after.contains("**Current Phase**: Phase 3\n"));
}

#[test]
fn the_current_phase_is_named_as_before() {
    for (before, after) in [
        ("Phase 2 - Tasks API", "Phase 3 - UI"),
        ("2: Tasks API", "Phase 3: UI"),
        ("**Phase 2** (nearly there)", "Phase 3"),
    ] {
        let file = FILE.replace("Phase**: Phase 2", &format!("Phase**: {before}"));
        let done = advanced(&file, Transition::Complete { summary: None });
        assert!(done.contains(&format!("**Current Phase**: {after}\n")), "{done}");
    }
}

#[test]
fn the_marker_stands_at_the_first_open_task() {
    let file = FILE.replace("- [x] POST\n  with a body <-- CURRENT", "- [ ] POST\n- [ ] PUT");
    let file = file.replace("e4f5a6b)\n- [ ]", "e4f5a6b) <-- CURRENT\n- [ ]");
    let after = try_advance(&file, &request(Transition::Start)).unwrap();
    assert!(after.contains("(commit: e4f5a6b)\n- [ ] POST <-- CURRENT\n- [ ] PUT\n"), "{after}");
}

#[test]
fn verification_brings_the_criteria_in_once() {
    let file = FILE.replace("Verification", "Implementation");
    let after = staged(&file, Stage::Verification);
    let list = "  with a body <-- CURRENT\n\n**Verification Progress**:\n\n- [ ] GET answers 200\n- [ ] POST answers 201\n\n**Next Action**";
    assert!(after.contains(list), "{after}");
    assert_clean(&after, FILE);
    assert_eq!(staged(&after, Stage::Verification), after);
    let debugging = staged(&after, Stage::Debugging);
    assert_eq!(debugging, after.replace("Stage**: Verification", "Stage**: Debugging"));
    let without = file.replace("**Current Stage**: Implementation\n", "");
    assert!(staged(&without, Stage::Debugging).contains("Phase 2\n**Current Stage**: Debugging\n"));
}

#[test]
fn other_files_and_phases_that_are_not_there_are_named() {
    let of = |file: &str, phase: Option<&str>| {
        let phase = phase.and_then(PhaseNumber::parse);
        let asked = TransitionRequest { phase, ..request(Transition::Start) };
        try_advance(file, &asked).unwrap_err()
    };
    assert_eq!(of("# Notes\n", None), TransitionError::NotInFormat);
    assert_eq!(of("**Current Phase**: Phase 1\n", None), TransitionError::NoPhases);
    assert_eq!(of(FILE, Some("9")).help(), "there are 1, 2, 3");
    assert_eq!(of(FILE, Some("1")).to_string(), "phase 1 is Complete");
}
