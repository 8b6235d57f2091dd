//! `git checkpoint init`, `phase` and `stage`.

use crate::harness::{Project, Run};

const PLAN: &str = "\
# Implementation Phases: Shop

## Phase 1: Setup

**Type**: Infrastructure

### Tasks

- [ ] Scaffold the app
- [ ] Deploy it

### Verification Criteria

- [ ] The page answers 200

## Phase 2: Tasks API

### Tasks

- [ ] Serve the list in src/routes.ts
- [ ] Store a task
";

/// A project with a plan, and SESSION.md made of it, all committed.
fn begun() -> Project {
    let project = Project::new();
    project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
    project.write("src/routes.ts", "one\ntwo\n");
    project.checkpoint(&["init"]).ok().silent();
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Start the project"]).ok();
    project
}

fn tick_all(project: &Project) {
    project.write("SESSION.md", project.read("SESSION.md").replace("- [ ]", "- [x]"));
}

/// `check --strict` has nothing to say.
#[track_caller]
fn in_order(project: &Project) {
    project.checkpoint(&["check", "--strict"]).ok().silent();
}

#[track_caller]
fn unable(run: Run) -> Run {
    assert_eq!((run.code, run.stderr.lines().count()), (Some(2), 1), "{run}");
    run
}

#[test]
fn init_makes_a_session_file_of_the_plan() {
    let project = Project::new();
    project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
    project.write("docs/ARCHITECTURE.md", "# Architecture\n");
    let run = project.checkpoint(&["init"]).ok().silent();
    let expected = "\
SESSION.md: 2 phases from docs/IMPLEMENTATION_PHASES.md
Phase 1 is In Progress: Setup, 2 tasks open
Next Action: Scaffold the app, see docs/IMPLEMENTATION_PHASES.md:9
Keep SESSION.md in one of three ways:
  share it, with a clean tree (for teams, and for tools that release from a clean tree): git add SESSION.md && git checkpoint install --clean-tree
  share it, modified after each commit: git add SESSION.md && git config merge.autoStash true && git config rebase.autoStash true; change branches with `git switch -m`
  keep it to yourself (for two agents on two branches): echo /SESSION.md >>\"$(git rev-parse --git-path info/exclude)\"
";
    assert_eq!(run.stdout, expected);
    in_order(&project);
    let session = project.read("SESSION.md");
    assert!(session.starts_with("# Session State - Shop\n\n**Current Phase**: Phase 1\n"));
    assert!(session.contains("**Type**: Infrastructure | **Started**: 2026-03-01\n"), "{session}");
    assert!(
        session.contains("ing Docs**: `docs/IMPLEMENTATION_PHASES.md`, `docs/ARCHITECTURE.md`")
    );
}

#[test]
fn init_never_overwrites() {
    let project = Project::new();
    project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
    project.write("SESSION.md", "mine\n");
    unable(project.checkpoint(&["init"])).says("is there already and is never overwritten");
    assert_eq!(project.read("SESSION.md"), "mine\n");
    let shown = project.checkpoint(&["init", "--dry-run", "--dialect", "emoji"]).ok();
    assert!(shown.stdout.contains("## Phase 1: Setup 🔄\n"), "{shown}");
    assert_eq!(project.read("SESSION.md"), "mine\n");
}

#[test]
fn init_takes_the_plan_that_is_named_where_one_stands() {
    let project = Project::new();
    project.write("notes/my plan.md", PLAN);
    unable(project.checkpoint(&["init"])).says("there is no docs/IMPLEMENTATION_PHASES.md or IMPL");
    unable(project.checkpoint(&["init", "nowhere.md"]))
        .says("nowhere.md is not a text file in this worktree");
    unable(project.checkpoint(&["init", "/etc/hosts"]))
        .says("/etc/hosts is not a text file in this worktree");
    project
        .checkpoint_in("notes", &["init", "my plan.md"])
        .ok()
        .says("add `plan: notes/my plan.md` to .git-checkpoint.yaml");
    assert!(project.read("SESSION.md").contains("see `notes/my plan.md:9`"));
}

#[test]
fn a_plan_without_phases_says_what_was_looked_for() {
    let project = Project::new();
    project.write("IMPLEMENTATION_PHASES.md", "# Plan\n\n## Phase Overview\n");
    unable(project.checkpoint(&["init"]))
        .says("IMPLEMENTATION_PHASES.md has no phases: expected headings like `## Phase 1: Setup`");
    assert!(!project.path("SESSION.md").exists());
}

#[test]
fn a_phase_goes_through_its_stages_and_gives_way_to_the_next() {
    let project = begun();
    project
        .checkpoint(&["phase", "complete"])
        .refused()
        .says("phase 1 has 2 open tasks\n  - Scaff");
    let run = project.checkpoint_in("docs", &["stage", "verification"]).ok().silent();
    assert!(run.stdout.contains("+**Verification Progress**:\n+\n+- [ ] The page answers 200\n"));
    in_order(&project);
    tick_all(&project);
    let shown = project.checkpoint(&["phase", "complete", "--dry-run"]).ok();
    assert!(project.read("SESSION.md").contains("Setup [In Progress]"));
    let run = project.checkpoint(&["phase", "complete"]).ok().says("git checkpoint commit");
    assert_eq!(run.stdout, shown.stdout);
    in_order(&project);
    assert!(run.stdout.starts_with("--- a/SESSION.md\n+++ b/SESSION.md\n@@ -1,"), "{run}");
    let session = project.read("SESSION.md");
    assert!(session.contains("## Phase 1: Setup [Complete]\n\n**Completed**: 2026-03-01 | **Checkpoint**: [pending]\n**Summary**: Scaffold the app; Deploy it\n\n## Phase 2: Tasks API [In Progress]\n"), "{session}");
    assert!(session.contains("**Next Action**: Serve the list in src/routes.ts, see docs/IMPLEMENTATION_PHASES.md:20\n"), "{session}");
}

#[test]
fn the_checkpoint_commit_fills_the_hash_of_the_completed_phase() {
    let project = begun();
    tick_all(&project);
    project.checkpoint(&["phase", "complete", "--summary", "The app runs"]).ok();
    project.git(&["add", "SESSION.md"]).ok();
    let message = "checkpoint: Phase 1 Complete - Setup\n\nPhase: 1 - Setup\nStatus: Complete\nSession: Scaffolded and deployed the app\n\nFiles Changed:\n- SESSION.md (phase 1 complete)\n\nNext: Serve the list in src/routes.ts:1\n";
    project.commit(message).ok().never_says("warning");
    let filled = format!("| **Checkpoint**: {}\n**Summary**: The app runs\n", project.head());
    assert!(project.read("SESSION.md").contains(&filled), "{}", project.read("SESSION.md"));
    in_order(&project);
}

#[test]
fn phases_are_blocked_put_back_and_started() {
    let project = begun();
    project.checkpoint(&["phase", "start", "2"]).refused().says("phase 1 is In Progress");
    let run = project.checkpoint(&["phase", "block", "--reason", "no \x1b[31mkey"]).ok();
    assert!(run.stdout.contains("+**Blocked**: no [31mkey\n"), "{run}");
    run.says("no phase is In Progress now");
    project.checkpoint(&["phase", "start", "2"]).ok().silent();
    project.checkpoint(&["phase", "start", "2"]).ok().says("SESSION.md says so already");
    project.checkpoint(&["phase", "pending", "2"]).ok();
    assert!(project.read("SESSION.md").contains("**Current Phase**: Phase 1\n"));
    let run = project.checkpoint(&["phase", "start", "x"]);
    assert_eq!(run.code, Some(2));
    run.says("a phase number is like");
    let run = project.checkpoint(&["phase", "start", "7"]);
    assert_eq!(run.code, Some(2));
    run.says("there is no phase 7 in the file\nhelp: there are 1, 2\n");
}

#[test]
fn where_a_command_cannot_work_it_says_what_to_do() {
    let project = Project::new();
    for command in [&["phase", "complete"][..], &["stage", "debugging"], &["phase", "pending"]] {
        unable(project.checkpoint(command)).says("`git checkpoint init`");
        unable(project.checkpoint_in("..", command)).says("not a git repository; ");
    }
    unable(project.checkpoint_in("..", &["init"])).says("not a git repository; ");
    unable(Project::with_init(&["--bare"]).checkpoint(&["init"])).says("bare");
    project.write("SESSION.md", "# Notes on sessions\n");
    let run = project.checkpoint(&["phase", "complete"]);
    assert_eq!(run.code, Some(2));
    run.says("neither Current Phase nor Last Checkpoint");
}

#[test]
fn a_linked_worktree_has_its_own_session_file() {
    let project = begun();
    project.git(&["config", "checkpoint.enabled", "false"]).ok();
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    let linked = "../linked/docs";
    project.checkpoint_in(linked, &["phase", "block"]).ok();
    let text = std::fs::read_to_string(project.home().join("linked/SESSION.md")).unwrap();
    assert!(text.contains("Setup [Blocked]") && !project.read("SESSION.md").contains("[Blocked]"));
}

#[test]
fn the_version_before_is_kept() {
    let project = begun();
    let before = project.read("SESSION.md");
    project.checkpoint(&["phase", "complete", "--force"]).ok();
    assert_eq!(project.read(".git/checkpoint/SESSION.md.orig"), before);
    assert!(project.read("SESSION.md").contains("**Left Open**: Scaffold the app; Deploy it\n"));
}
