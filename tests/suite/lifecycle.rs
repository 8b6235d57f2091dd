//! The whole life of a project: from the plan to the last checkpoint, with
//! SESSION.md and the history right at each step.

use crate::harness::{Project, Run};

const PLAN: &str = "\
# Implementation Phases: Shop

## Phase 1: Setup

**Type**: Infrastructure

### Tasks

- [ ] Scaffold the app in src/app.ts
- [ ] Deploy it

### Verification Criteria

- [ ] The page answers 200

## Phase 2: Tasks API

**Type**: API

### Tasks

- [ ] Serve the list from src/routes.ts
- [ ] Store a task

### Verification Criteria

- [ ] GET /api/tasks answers 200
- [ ] POST /api/tasks stores a task

## Phase 3: Task UI

### Tasks

- [ ] Show the list in src/list.tsx
";

/// A project that is played through, and what its checkpoints should be.
struct Life {
    project: Project,
    checkpoints: Vec<&'static str>,
}

impl Life {
    /// A project made from its plan.
    fn begun() -> Self {
        let project = Project::new();
        project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
        project.checkpoint(&["init"]).ok();
        project.git(&["add", "."]).ok();
        project.git(&["commit", "-q", "-m", "Start the project"]).ok().silent();
        let life = Self { project, checkpoints: Vec::new() };
        life.is_right();
        life
    }

    /// SESSION.md passes every rule, and so does each checkpoint against its own commit.
    #[track_caller]
    fn is_right(&self) {
        self.project.checkpoint(&["check", "--strict"]).ok();
        if self.project.git(&["rev-parse", "-q", "--verify", "HEAD~1"]).code == Some(0) {
            self.project.checkpoint(&["check", "--strict", "HEAD"]).ok();
        }
        let log = self.project.ask(&["log", "--format=%s", "--grep=^checkpoint:", "--reverse"]);
        assert_eq!(log.lines().collect::<Vec<_>>(), self.checkpoints);
    }

    /// Writes some lines of code.
    fn work(&self, path: &str, lines: usize) {
        self.project.write(path, "line\n".repeat(lines));
        self.project.git(&["add", path]).ok();
    }

    /// Ticks the open box with this text.
    #[track_caller]
    fn tick(&self, text: &str) {
        self.run(&["done", text]);
        let session = self.project.read("SESSION.md");
        assert!(session.contains(&format!("- [x] {text}")), "{text} is open in\n{session}");
    }

    /// Names what comes next by hand, as an author does in the middle of a phase.
    #[track_caller]
    fn next(&self, action: &str) {
        let session = self.project.read("SESSION.md");
        let old = session.lines().find(|line| line.starts_with("**Next Action**:")).unwrap();
        self.project
            .write("SESSION.md", session.replacen(old, &format!("**Next Action**: {action}"), 1));
    }

    /// A command of the companion that goes well.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Run {
        self.project.checkpoint(arguments).ok()
    }

    /// A checkpoint that says nothing but that it is recorded.
    #[track_caller]
    fn checkpoint(&mut self, subject: &'static str, arguments: &[&str]) {
        let run = self.run(&[&["commit", "-q"], arguments].concat());
        if arguments.contains(&"--amend") {
            self.checkpoints.pop();
        }
        self.checkpoints.push(subject);
        let head = self.project.head();
        let recorded = format!("git-checkpoint: checkpoint {head} recorded in SESSION.md\n");
        assert_eq!((run.stdout.as_str(), run.stderr), ("", recorded));
        self.is_right();
    }

    fn session_has(&self, text: &str) {
        let session = self.project.read("SESSION.md");
        assert!(session.contains(text), "{text} is not in\n{session}");
    }
}

#[test]
fn a_whole_life_is_played_through() {
    let mut life = Life::begun();
    first_phase(&mut life);
    second_phase(&mut life);
    seen_from_a_fresh_clone(&life);
    last_phase(&mut life);
    looked_back_at(&life);
}

/// Work, a checkpoint in the middle, an amend, the end.
fn first_phase(life: &mut Life) {
    life.work("src/app.ts", 20);
    life.tick("Scaffold the app in src/app.ts");
    life.next("Deploy it, from src/app.ts:20");
    let subject = "checkpoint: Phase 1 In Progress - Scaffolded";
    life.checkpoint(subject, &["-a", "--summary", "Scaffolded", "--session", "Made the app"]);
    let hash = life.project.head();
    life.session_has(&format!("in src/app.ts (commit: {hash})"));
    life.work("src/more.ts", 3);
    life.checkpoint(subject, &["-a", "--amend"]);
    let amended = life.project.head();
    life.session_has(&format!("in src/app.ts (commit: {amended})"));
    life.session_has(&format!("**Last Checkpoint**: {amended} "));
    assert!(!life.project.read("SESSION.md").contains(&hash));
    life.tick("Deploy it");
    life.run(&["phase", "complete", "--summary", "The app runs"]);
    life.checkpoint("checkpoint: Phase 1 Complete - Setup", &["-a", "--session", "Deployed it"]);
    life.session_has(&format!(
        "**Checkpoint**: {}\n**Summary**: The app runs\n",
        life.project.head()
    ));
    let said = life.project.ask(&["log", "-1", "--format=%b"]);
    assert!(said.contains("\nNext: Phase 2 - Serve the list from src/routes.ts"), "{said}");
}

/// Verification with a criterion that fails at first, and a pause.
fn second_phase(life: &mut Life) {
    life.work("src/routes.ts", 50);
    life.tick("Serve the list from src/routes.ts");
    life.next("Store a task in src/routes.ts:40");
    life.project.commit("Serve the list").ok();
    life.is_right();
    let words =
        ["-a", "--summary", "Which store?", "--session", "Served the list", "--status", "paused"];
    life.checkpoint("checkpoint: Phase 2 Paused - Which store?", &words);
    life.work("src/store.ts", 10);
    life.tick("Store a task");
    life.next("Try both endpoints of src/routes.ts:1");
    life.run(&["stage", "verification"]);
    life.session_has("- [ ] POST /api/tasks stores a task");
    let words = ["-a", "--summary", "Stored", "--session", "Stored a task"];
    life.checkpoint("checkpoint: Phase 2 In Progress - Stored", &words);
    let said = life.project.ask(&["log", "-1", "--format=%b"]);
    assert!(said.contains("\nStatus: In Progress (Verification stage)\n"), "{said}");
    life.project.checkpoint(&["phase", "complete"]).refused().says("POST /api/tasks");
    life.tick("GET /api/tasks answers 200");
    life.tick("POST /api/tasks stores a task");
    life.run(&["phase", "complete"]);
    life.checkpoint("checkpoint: Phase 2 Complete - Tasks API", &["-a", "--session", "All works"]);
}

/// The next session starts somewhere else, with what was committed.
fn seen_from_a_fresh_clone(life: &Life) {
    life.project.git(&["commit", "-q", "-m", "Record the checkpoint", "SESSION.md"]).ok();
    life.is_right();
    life.project.git(&["clone", "-q", ".", "../clone"]).ok();
    let brief = life.project.checkpoint_in("../clone", &["resume"]).ok().stdout;
    assert!(brief.starts_with("Phase: 3 - Task UI [In Progress]"), "{brief}");
    assert!(brief.contains("\nNext: Show the list in src/list.tsx"), "{brief}");
    assert!(brief.contains("Phase 2 Complete - Tasks API\n"), "{brief}");
    life.project.checkpoint_in("../clone", &["check", "--strict"]).ok();
}

/// Nothing follows it.
fn last_phase(life: &mut Life) {
    life.work("src/list.tsx", 30);
    life.tick("Show the list in src/list.tsx");
    life.run(&["phase", "complete"]);
    life.checkpoint(
        "checkpoint: Phase 3 Complete - Task UI",
        &["-a", "--session", "Showed the list"],
    );
    let said = life.project.ask(&["log", "-1", "--format=%b"]);
    assert!(said.trim_end().ends_with("\nNext: All phases are complete"), "{said}");
    assert!(!life.project.read("SESSION.md").contains("[pending]"));
}

/// The history holds valid checkpoints only, and tells the same as was committed.
fn looked_back_at(life: &Life) {
    life.run(&["check", "--strict", "HEAD"]);
    let log = life.run(&["log"]).stdout;
    let column = |at: usize| -> Vec<String> {
        log.lines().map(|line| line.split('\t').nth(at).unwrap().to_owned()).collect()
    };
    assert_eq!(column(2), ["3", "2", "2", "2", "1", "1"]);
    let statuses = ["Complete", "Complete", "In Progress", "Paused", "Complete", "In Progress"];
    assert_eq!(column(3), statuses);
    assert_eq!(log.lines().count(), life.checkpoints.len());
}
