use crate::rules::check::check_session::check;
use crate::session::create::*;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::tree_and_history::NoFiles;
use crate::terms::tree_and_history::testing::{FakeFiles, FakeHistory};

const PATH: &str = "docs/IMPLEMENTATION_PHASES.md";

/// The file made of this plan, which no rule may complain of.
#[track_caller]
fn made(plan: &str, files: &[(&str, &str)]) -> String {
    let tree = FakeFiles::of(files.iter().copied().chain([(PATH, plan)]));
    let plan = Plan::parse(plan);
    let known = PlanContext { plan: Some((PATH, &plan)), tree: &tree, today: "2026-11-23" };
    for dialect in [Dialect::Emoji, Dialect::Words] {
        let text = create(dialect, &known).unwrap();
        let session = Session::parse(&text);
        assert_eq!(session.dialect, dialect);
        let facts = Snapshot {
            plan_path: known.plan.map_or("", |(path, _)| path),
            plan: known.plan.map(|(_, plan)| plan),
            files: &tree,
            history: &FakeHistory { is_known: |_| false, newest: None },
            ..Snapshot::default()
        };
        let found: Vec<String> =
            check(&session, &facts).into_iter().map(|finding| finding.message).collect();
        assert_eq!(found, Vec::<String>::new(), "{text}");
    }
    create(Dialect::Words, &known).unwrap()
}

#[test]
fn the_file_has_the_shape_of_the_template() {
    let plan = "---\ntitle: Implementation Phases - Shop\ndescription: Sells things\n---\n# x\n## Phase 1: Setup (Week 1)\n**Type**: Infrastructure\n### Tasks\n- [ ] Scaffold the\n  whole app.\n- [ ] Deploy\n## Phase 2: API 🎉\n**Type**: API\n- [ ] GET\n## Phase 3: UI\n- [ ] draw\n";
    let expected = "\
# Session State - Shop

Sells things

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`, `docs/ARCHITECTURE.md`

---

## Phase 1: Setup [In Progress]

**Type**: Infrastructure | **Started**: 2026-11-23
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-1-setup-week-1`

**Progress**:

- [ ] Scaffold the whole app. <-- CURRENT
- [ ] Deploy

**Next Action**: Scaffold the whole app, see docs/IMPLEMENTATION_PHASES.md:9

**Known Issues**: None

## Phase 2: API [Pending]

**Type**: API
**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-2-api-`

## Phase 3: UI [Pending]

**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-3-ui`
";
    assert_eq!(made(plan, &[("docs/ARCHITECTURE.md", "")]), expected);
}

#[test]
fn the_next_action_names_a_place_that_the_task_or_the_plan_names() {
    let action = |task: &str, files: &[(&str, &str)]| {
        let plan =
            format!("## Phase 1: A\n**Tasks**:\n- [ ] {task}\n- [ ] b\n**Files**: `src/b.ts`\n");
        let text = made(&plan, files);
        let line = text.lines().find_map(|line| line.strip_prefix("**Next Action**: "));
        line.unwrap().to_owned()
    };
    let files: &[(&str, &str)] = &[("src/a.ts", "1\n2\n"), ("src/b.ts", "1\n")];
    assert_eq!(action("Fix `src/a.ts`", files), format!("Fix `src/a.ts`, see {PATH}:3"));
    assert_eq!(action("Fix src/a.ts:2", files), "Fix src/a.ts:2");
    assert_eq!(action("Fix src/a.ts:9", files), format!("Fix src/a.ts, see {PATH}:3"));
    assert_eq!(action("Fix it", files), format!("Fix it, see {PATH}:3"));
    assert_eq!(action("Fix it\n  in src/a.ts:2", files), "Fix it in src/a.ts:2");
    assert_eq!(action("Fix it:\n  look at src/a.ts:2", files), "Fix it in src/a.ts:2");
    assert_eq!(action("Create src/c.ts", files), "Create src/c.ts");
    assert_eq!(action("Serve src/c.ts", files), "Serve src/c.ts (to be created)");
    assert_eq!(action("Port Node.js code", files), format!("Port Node.js code, see {PATH}:3"));
    assert_eq!(action("Fix src/c.ts:4", &[]), format!("Fix src/c.ts, see {PATH}:3"));
    assert_eq!(action("TBD", &[]), format!("Begin with what stands at {PATH}:3"));
}

#[test]
fn what_the_plan_says_is_done_stays_done() {
    let plan = "## Phase 1: A ✅ DONE\n- [ ] x\n## Phase 2: B\n- [x] y\n## Phase 3: C\n- [x] z\n- [ ] w\n## Phase 4: D\n**Status**: ⬜ Not started\n- ✅ v\n";
    let statuses = |text: &str| {
        let session = Session::parse(text);
        session.phases.iter().filter_map(crate::session::model::Phase::status).collect::<Vec<_>>()
    };
    use Status::{Complete, InProgress, Pending};
    let text = made(plan, &[]);
    assert_eq!(statuses(&text), [Complete, Complete, InProgress, Pending]);
    assert!(text.contains("- [x] z\n- [ ] w <-- CURRENT\n"), "{text}");
    let named = plan.replace("⬜ Not started", "🔄 In progress");
    assert_eq!(statuses(&made(&named, &[])), [Complete, Complete, Pending, InProgress]);
    let all = made("## Phase 1: A ✅\n", &[]);
    assert!(all.contains("**Current Phase**: All phases complete\n"));
}

#[test]
fn long_plans_make_short_files() {
    let tasks: String = (0..60).map(|n| format!("- [ ] task {n}\n")).collect();
    let phase = |n: usize| format!("## Phase {n}: Part {n}\n**Type**: API\n### Tasks\n{tasks}");
    let plan: String = (1..=40).map(phase).collect();
    let text = made(&plan, &[]);
    assert!(text.lines().count() <= 170, "{}", text.lines().count());
    assert!(text.contains("- [ ] 35 more tasks of `docs/IMPLEMENTATION_PHASES.md#phase-1-part-1`"));
    assert_eq!(Session::parse(&text).phases.len(), 40);
}

#[test]
fn the_project_is_named_by_the_plans_title() {
    for (title, name) in [
        ("Implementation Phases: Shop", Some("Shop")),
        ("Shop — Phased Implementation Plan (Hard Gates)", Some("Shop")),
        ("Shop v2 Implementation Phases", Some("Shop v2")),
        ("IMPLEMENTATION PHASES - DETAILED GUIDE", None),
        ("Phase 1: Setup", None),
        ("Plan d'implementation Boutique", Some("Boutique")),
        ("Plan d’implémentation : Boutique", Some("Boutique")),
        ("IMPLEMENTATION_PHASES.md", None),
        ("`IMPLEMENTATION_PHASES.md` — Shop", Some("Shop")),
        ("План реализации: Магазин", Some("Магазин")),
        ("实现计划：商店", Some("商店")),
    ] {
        let text = format!("# {title}\n## Phase 1: A\n");
        assert_eq!(project(&Plan::parse(&text)).as_deref(), name, "{title}");
    }
}

#[test]
fn without_phases_there_is_nothing_to_make() {
    let (tree, plan) = (NoFiles, Plan::parse("# Phase Overview\n"));
    let known = PlanContext { plan: Some((PATH, &plan)), tree: &tree, today: "2026-11-23" };
    assert_eq!(create(Dialect::Words, &known), None);
}

/// The lines of the check list, and Next Action.
fn steps(plan: &str) -> (Vec<String>, String) {
    let text = made(plan, &[]);
    let tasks = text.lines().filter(|line| line.trim_start().starts_with("- [")).map(str::to_owned);
    let action = text.lines().find_map(|line| line.strip_prefix("**Next Action**: "));
    (tasks.collect(), action.unwrap().to_owned())
}

#[test]
fn nested_tasks_stay_nested_and_the_innermost_comes_first() {
    let (tasks, action) =
        steps("## Phase 1: A\n### Tasks\n- [ ] Build\n    - [x] a\n    - [ ] b\n- [ ] Ship\n");
    assert_eq!(tasks, ["- [ ] Build", "  - [x] a", "  - [ ] b <-- CURRENT", "- [ ] Ship"]);
    assert!(action.starts_with("b, see "), "{action}");
}

#[test]
fn a_criterion_is_never_the_next_action() {
    let (tasks, action) = steps("## Phase 1: Setup\n**Exit criteria**:\n- [ ] It runs\n");
    assert_eq!(tasks, ["- [ ] Setup, as the plan describes it <-- CURRENT"]);
    assert!(action.starts_with("Setup, see "), "{action}");
    let (_, action) = steps("## Phase 1: Setup\n- [x] a\n### Criteria\n- [ ] It runs\n");
    assert!(action.starts_with("Verify Setup by its criteria, see "), "{action}");
}

#[test]
fn a_phase_that_is_not_a_heading_links_to_the_file() {
    let text = made("# Plan\n\n**Phase 1: A**\n- a\n\n**Phase 2: B**\n- b\n", &[]);
    assert!(text.contains("\n**Spec**: `docs/IMPLEMENTATION_PHASES.md`\n"), "{text}");
    assert!(text.contains("- [ ] a <-- CURRENT\n"), "{text}");
}
