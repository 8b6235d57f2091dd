//! An agent that has a shell, knows what the session-start hook printed, and does what it is told:
//! from a fresh clone to the next phase, and the next agent takes it up.

use serde_json::Value;

use crate::harness::{PROGRAMS, Project, Run};

const PLAN: &str = "# Implementation Phases: Shop

## Phase 1: Basket

### Tasks

- [ ] Create `src/basket.ts` with an empty basket
- [ ] Add `addItem` to `src/basket.ts`
- [ ] Add `removeItem` to `src/basket.ts`

### Verification Criteria

- [ ] An item that was added can be removed
- [ ] A basket without items is empty

## Phase 2: Orders

### Tasks

- [ ] Create `src/orders.ts`
- [ ] Store orders
";

/// A shell in a clone, and what the agent has been told in it.
struct Agent {
    project: Project,
    brief: String,
}

impl Agent {
    /// A session in the project: all that the agent knows is what the hook prints.
    fn start(project: Project) -> Self {
        let command =
            "if command -v git-checkpoint >/dev/null 2>&1; then git-checkpoint resume --hook; fi";
        let told = project.run(project.command("sh", ".").args(["-c", command])).ok().silent();
        let answer: Value = serde_json::from_str(&told.stdout).unwrap();
        let brief = answer["hookSpecificOutput"]["additionalContext"].as_str().unwrap().to_owned();
        Self { project, brief }
    }

    fn sh(&self, command: &str) -> Run {
        self.project.run(self.project.command("sh", ".").args(["-c", command]))
    }

    /// What is quoted after `key: `.
    fn quoted(&self, key: &str) -> &str {
        let line = self.brief.lines().find_map(|line| line.strip_prefix("| ")?.strip_prefix(key));
        line.unwrap_or_else(|| panic!("no {key} in {}", self.brief)).trim_start_matches([':', ' '])
    }

    /// The command that begins like this, as the hook's own words have it.
    fn command(&self, start: &str) -> String {
        let own = self.brief.lines().filter(|line| !line.starts_with('|'));
        let commands = own.flat_map(|line| line.split('`').skip(1).step_by(2));
        let found = commands.map(str::to_owned).find(|command| command.starts_with(start));
        found.unwrap_or_else(|| panic!("{start} is not in {}", self.brief))
    }

    /// Does the task that is next: writes the file that it names.
    fn work(&self) {
        let next = self.quoted("Next");
        let file = next.split('`').find(|word| word.starts_with("src/")).unwrap().to_owned();
        let now = self.project.sh_read(&file);
        self.project.write(&file, format!("{now}// {next}\n"));
        self.sh(&self.command("git checkpoint done")).ok();
        self.sh(&format!("git add {file}")).ok();
    }
}

impl Project {
    fn sh_read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap_or_default()
    }

    fn with_programs_on_path(mut self) -> Self {
        let programs = std::path::Path::new(PROGRAMS[0].1).parent().unwrap().display().to_string();
        self.set("PATH", &format!("{programs}:{}", std::env::var("PATH").unwrap()));
        self
    }

    /// A fresh clone of the project, beside it; hooks are not cloned.
    fn cloned(self, name: &str) -> Self {
        let to = self.path(&format!("../{name}"));
        self.git(&["clone", "-q", ".", to.to_str().unwrap()]).ok();
        let mut clone = self;
        clone.turn_to(&format!("../{name}"));
        clone
    }
}

/// The command that a refused commit ends with.
fn way_back(refused: &Run) -> String {
    let line = refused.stderr.lines().rfind(|line| line.starts_with("    git ")).unwrap();
    line.trim().to_owned()
}

/// What `phase complete` says is next.
fn printed_commit(run: &Run) -> String {
    let said = run.stderr.split("now commit the checkpoint: `").nth(1).unwrap();
    said.split('`').next().unwrap().to_owned()
}

#[test]
fn an_agent_goes_on_from_what_the_hook_printed_and_hands_over() {
    let origin = Project::without_hooks().with_programs_on_path();
    origin.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
    origin.checkpoint(&["init"]).ok();
    origin.git(&["add", "."]).ok();
    origin.git(&["commit", "-q", "-m", "Plan the shop"]).ok();

    // The first session, in a fresh clone: no hook runs there yet, and the brief says so.
    let agent = Agent::start(origin.cloned("first"));
    assert!(agent.brief.contains("The git hooks do not run in this clone"), "{}", agent.brief);
    agent.sh(&agent.command("git checkpoint install")).ok();
    assert_eq!(agent.quoted("Next"), "Create `src/basket.ts` with an empty basket");
    agent.work();
    agent.sh(&agent.command("git checkpoint commit -a")).ok().says("recorded in SESSION.md");
    assert_eq!(agent.project.ask(&["status", "--porcelain"]), " M SESSION.md");

    // The second one writes a message of its own, is refused, and succeeds at the second try.
    let agent = Agent::start(agent.project);
    assert!(agent.quoted("Next").starts_with("Add `addItem`"), "{}", agent.brief);
    assert!(!agent.brief.contains("do not run"), "{}", agent.brief);
    agent.work();
    let refused = agent.sh("git commit -q -a -m 'checkpoint: phase 1 in progress - addItem' -m 'Session: Added addItem'").refused();
    let again = way_back(&refused).replace("git commit", "git commit -q -a");
    agent.sh(&again).ok().says("recorded in SESSION.md");

    // The third one does the last task, verifies, completes the phase.
    let agent = Agent::start(agent.project);
    assert!(agent.quoted("Next").starts_with("Add `removeItem`"), "{}", agent.brief);
    agent.work();
    agent.sh(&agent.command("git checkpoint commit -a")).ok();
    agent.sh(&agent.command("git checkpoint stage verification")).ok();
    let open = agent.sh(&agent.command("git checkpoint phase complete"));
    assert_ne!(open.code, Some(0), "criteria are open: {open}");
    for _ in 0..2 {
        agent.sh(&agent.command("git checkpoint done")).ok();
    }
    let completed = agent.sh(&agent.command("git checkpoint phase complete")).ok();
    agent.sh(&printed_commit(&completed)).ok().says("recorded in SESSION.md");
    agent.sh("git add SESSION.md && git commit -q -m 'Record the hash'").ok();
    let log = agent.project.checkpoint(&["log"]).ok().stdout;
    assert_eq!(log.lines().filter(|line| line.contains("\t1\t")).count(), 4, "{log}");
    agent.project.checkpoint(&["check", "HEAD~5..", "--strict"]).ok();
    agent.project.checkpoint(&["check", "--strict"]).ok();

    // Another agent, in another clone, takes it up.
    let next = Agent::start(agent.project.cloned("second"));
    assert!(next.quoted("Phase").starts_with("2 - Orders [In Progress]"), "{}", next.brief);
    assert_eq!(next.quoted("Next"), "Create `src/orders.ts`");
    assert!(next.quoted("Last checkpoint").contains("Phase 1 Complete"), "{}", next.brief);
}
