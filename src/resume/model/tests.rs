use crate::plan::model::Plan;
use crate::resume::build::ResumeFacts;
use crate::resume::history::HistoryFacts;
use crate::resume::model::*;
use crate::session::model::Session;
use crate::terms::tree_and_history::testing::FakeFiles;

const FILE: &str = "\
# Session State

**Current Phase**: Phase 3
**Current Stage**: Implementation
**Last Checkpoint**: 1a2b3c4 (2026-03-01)
**Planning Docs**: `docs/PLAN.md`, `docs/GONE.md`

## Phase 2: Database [Complete]

## Phase 3: Tasks API [In Progress]

**Spec**: `docs/PLAN.md#phase-3`

- [x] GET endpoint
- [ ] PATCH endpoint <-- CURRENT
- [ ] DELETE endpoint

**Next Action**: Implement it in src/tasks.ts:4, see src/gone.ts:2 and src/tasks.ts:9
**Known Issues**: None

## Phase 4: Task UI [Pending]
";

fn files() -> FakeFiles {
    FakeFiles::of([("docs/PLAN.md", String::new()), ("src/tasks.ts", "line\n".repeat(5))])
}

fn commit(hash: &str, is_checkpoint: bool) -> CommitSummary {
    let (hash, date) = (hash.to_owned(), "2026-03-01".to_owned());
    CommitSummary { hash, date, subject: "checkpoint: Phase 3".to_owned(), is_checkpoint }
}

fn past() -> HistoryFacts {
    HistoryFacts {
        chain: vec![commit("eeeeeee", false), commit("1a2b3c4", true)],
        checkpoint: Some(RecordedState::Ancestor),
        ..HistoryFacts::default()
    }
}

fn of(text: &str, plan: Option<&str>, past: HistoryFacts) -> ResumeData {
    let plan = plan.map(Plan::parse);
    let uncommitted = Uncommitted::default();
    let facts = ResumeFacts {
        path: "SESSION.md",
        plan_path: "docs/PLAN.md",
        plan: plan.as_ref(),
        tree: &files(),
        past,
        uncommitted,
    };
    ResumeData::of(&Session::parse(text), facts)
}

#[test]
fn a_file_in_order_needs_no_notes() {
    let handoff = of(FILE, Some("# Plan\n"), past());
    assert_eq!(handoff.notes, [] as [&str; 0]);
    let phase = handoff.phase.unwrap();
    assert_eq!((phase.name.as_str(), phase.status), ("Tasks API", Some("In Progress")));
    assert_eq!(handoff.progress.phases, Count { done: 1, all: 3 });
    assert_eq!(handoff.progress.tasks, Count { done: 1, all: 3 });
    assert_eq!(handoff.progress.current.as_deref(), Some("PATCH endpoint"));
    assert!(handoff.known_issues.is_empty() && handoff.verification.is_none());
}

#[test]
fn every_place_of_the_next_action_is_looked_up() {
    let places = of(FILE, None, past()).next_action.unwrap().places;
    let states: Vec<_> = places.iter().map(|spot| (spot.line, spot.state)).collect();
    assert_eq!(
        states,
        [
            (Some(4), PlaceState::There),
            (Some(2), PlaceState::Missing),
            (Some(9), PlaceState::PastTheEnd)
        ]
    );
    let creating = FILE.replace("Implement it", "Create src/new.ts");
    let places = of(&creating, None, past()).next_action.unwrap().places;
    assert_eq!(places[0].state, PlaceState::ToBeCreated);
}

#[test]
fn documents_are_there_or_not() {
    let docs = of(FILE, None, past()).planning_docs;
    let named: Vec<_> =
        docs.iter().map(|d| (d.path.as_str(), d.anchor.as_deref(), d.exists)).collect();
    assert_eq!(named, [("docs/PLAN.md", Some("phase-3"), true), ("docs/GONE.md", None, false)]);
}

#[test]
fn criteria_are_those_of_the_file_else_of_the_plan() {
    let plan = "## Phase 3: Tasks API\n### Verification Criteria\n- [ ] answers 200\n";
    let verifying = FILE.replace("Implementation", "Verification");
    let text = |handoff: ResumeData| handoff.verification.unwrap().pop().unwrap();
    let planned = text(of(&verifying, Some(plan), past()));
    assert_eq!(planned, CriterionItem { text: "answers 200".into(), done: false });
    let own = "**Known Issues**: None\n\n**Verification Progress**:\n- [x] answers 404\n";
    let own = verifying.replace("**Known Issues**: None\n", own);
    assert_eq!(
        text(of(&own, Some(plan), past())),
        CriterionItem { text: "answers 404".into(), done: true }
    );
}

#[test]
fn commits_since_the_checkpoint_are_counted_and_the_newest_named() {
    let mut past = past();
    past.chain.splice(0..0, (0..20).map(|_| commit("ddddddd", false)));
    let checkpoint = of(FILE, None, past).checkpoint;
    assert_eq!((checkpoint.commits_since, checkpoint.commits.len()), (21, MOST_COMMITS));
    assert_eq!(checkpoint.newest.unwrap().hash, "1a2b3c4");
}

#[test]
fn what_does_not_fit_together_is_said() {
    let notes = |text: &str, past: HistoryFacts| of(text, Some(""), past).notes;
    let with = |checkpoint| HistoryFacts { checkpoint: Some(checkpoint), ..past() };
    assert_eq!(
        notes(FILE, with(RecordedState::NotAnAncestor)),
        ["the recorded checkpoint 1a2b3c4 is not an ancestor of HEAD"]
    );
    assert_eq!(
        notes(FILE, HistoryFacts { newer: Some("fffffff".to_owned()), ..past() }),
        ["Last Checkpoint says 1a2b3c4, but fffffff is the newest checkpoint"]
    );
    assert_eq!(
        notes(FILE, HistoryFacts { unrecorded: 2, operation: Some("rebase"), ..past() }),
        [
            "a rebase is under way: finish or abort it first",
            "2 commits are not recorded since Last Commit: made without the hooks, or pulled"
        ]
    );
    assert_eq!(
        notes(FILE, HistoryFacts { is_malformed: true, ..past() }),
        ["checkpoint 1a2b3c4 is malformed: `git checkpoint check 1a2b3c4^!` says how"]
    );
    let none = FILE.replace("1a2b3c4 (2026-03-01)", "[none yet]");
    assert_eq!(notes(&none, HistoryFacts::default()), ["there is no commit yet"]);
    assert_eq!(
        notes(&none, HistoryFacts { checkpoint: None, ..past() }),
        ["Last Checkpoint holds no hash"]
    );
    let chain = vec![commit("eeeeeee", false)];
    assert_eq!(notes(&none, HistoryFacts { chain, ..HistoryFacts::default() }), [] as [&str; 0]);
}

#[test]
fn the_phase_is_the_one_in_progress_where_none_is_named() {
    let handoff = of(&FILE.replace("Phase 3\n", "Phase 9\n"), Some(""), past());
    assert_eq!(handoff.phase.unwrap().number, "3");
    assert!(handoff.notes[0].starts_with("Current Phase names no phase"), "{:?}", handoff.notes);
    let complete = FILE.replace("[In Progress]", "[Complete]");
    let notes = of(&complete, Some(""), past()).notes;
    assert_eq!(notes, ["phase 3 is Complete; phase 4 - Task UI [Pending] is the next"]);
    let all = complete.replace("[Pending]", "[Complete]");
    assert_eq!(of(&all, Some(""), past()).notes, ["all phases are Complete"]);
}

#[test]
fn any_file_has_a_brief() {
    for text in ["", "# Nothing", "**Current Phase**:", "## Phase 1: A ✅", "**Next Action**: x"] {
        let handoff = of(text, None, HistoryFacts::default());
        assert!(!handoff.notes.is_empty());
    }
}
