//! Sixty commits from a sloppy plan in either mode, with branches, merges, squashes and linked
//! worktrees, by running every command that is printed as it is printed: none fails, and nothing
//! is found after it.

use serde_json::Value;

use crate::harness::Project;

const PLAN: &str = "\
# Implementation Phases: Shop

## Phase 1 - Store (2 days)
Set up the store.

Tasks:
- [ ] Create the schema in `db/schema.sql` (20 min)
- [ ] Wire the orders page (2h)
- [ ] N/A
- [ ] Fix `src/shop.rs`

Done when:
- [ ] The page lists orders

**Phase 2: Basket**
1. Add to the basket
2. Show the basket
   - with prices

## Phase 3 Payment

| Task | Owner |
|---|---|
| Take a payment | A |
| Send the receipt | B |

### Phase 4: Launch

**Deliverables**: deploy script; runbook; on-call plan.

Acceptance:
- site is up
";

/// More phases, each with its tasks under another label.
fn plan() -> String {
    let labels = ["**Tasks**:", "### Tasks", "Livrables:", "- **Tasks**:"];
    let phase = |number: usize| {
        let label = labels[number % labels.len()];
        format!(
            "\n## Phase {number}: Part {number}\n\n{label}\n- [ ] Build list {number} in `src/list{number}.rs`\n- [ ] **Sort**: order list {number} by date\n- [ ] Test list {number}\n\n**Done when**: list {number} sorts\n"
        )
    };
    PLAN.to_owned() + &(5..21).map(phase).collect::<String>()
}

/// The commands in backticks on lines of output, but for those with a part to fill in.
fn printed_commands(output: &str) -> Vec<String> {
    let lines = output.lines().filter(|line| !line.starts_with([' ', '+', '-', '#', '@']));
    let quoted = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    let commands = quoted.filter(|text| text.starts_with("git ") && !text.contains(['<', '…']));
    let is_whole = |text: &&str| !text.ends_with(" N") && *text != "git checkpoint draft";
    commands.filter(is_whole).map(str::to_owned).collect()
}

struct FollowedLife {
    project: Project,
    round: usize,
    followed: usize,
}

impl FollowedLife {
    fn begun(options: &str) -> Self {
        let project = Project::without_hooks();
        project.write("docs/IMPLEMENTATION_PHASES.md", plan());
        project.write("src/shop.rs", "line\n".repeat(80));
        let mut life = Self { project, round: 0, followed: 0 };
        life.run(".", &format!("git checkpoint install{options}"));
        life.run(".", "git checkpoint init");
        life.run(".", "git add . && git commit -qm 'Start the project'");
        life
    }

    /// Runs a command line, and then each that it prints.
    fn run(&mut self, folder: &str, line: &str) {
        /// One that keeps naming another would go on for ever.
        const MAX_FOLLOWED: usize = 4;
        let mut lines = vec![line.to_owned()];
        for _ in 0..MAX_FOLLOWED {
            let mut printed = Vec::new();
            for line in &lines {
                let output = self.shell(folder, line);
                printed.extend(printed_commands(&output));
            }
            self.followed += printed.len();
            lines = printed;
        }
        assert!(lines.is_empty(), "{line} leads to {lines:?} for ever");
    }

    fn shell(&self, folder: &str, line: &str) -> String {
        let programs = std::path::Path::new(env!("CARGO_BIN_EXE_git-checkpoint")).parent().unwrap();
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
        let mut shell = self.project.command("sh", folder);
        let output = shell.args(["-c", line]).env("PATH", path).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(output.status.success(), "{line}\n{text}\n{}", self.project.read("SESSION.md"));
        text
    }

    /// One step, as the brief names it, and the commit of it.
    fn step(&mut self, folder: &str) {
        self.round += 1;
        let round = self.round;
        self.project.write(&format!("{folder}/src/work{round}.rs"), round.to_string());
        self.run(folder, "git add -A");
        let brief = self.shell(folder, "git checkpoint resume --json");
        let step = serde_json::from_str::<Value>(&brief).unwrap()["next_step"].clone();
        match step["command"].as_str() {
            Some(command) => self.run(folder, command),
            None if round % 7 == 3 => {
                self.run(folder, "git checkpoint next 'Look at the shop in src/shop.rs:7'");
                self.run(folder, "git checkpoint done");
            }
            None if round % 13 == 5 => {
                self.run(folder, "git checkpoint phase block --reason 'waits for a key'");
                self.run(folder, "git checkpoint resume");
                self.run(folder, "git checkpoint phase start");
            }
            None => self.run(folder, "git checkpoint done"),
        }
        self.run(folder, "git add -A");
        let is_open = !self.shell(folder, "git status --porcelain").trim().is_empty();
        if is_open && round.is_multiple_of(3) {
            let words = format!("--session 'Worked on it' --summary 'Step {round}'");
            self.run(folder, &format!("git checkpoint commit -a {words}"));
        } else if is_open {
            self.run(folder, &format!("git commit -qm 'Work {round}'"));
        }
        self.run(folder, "git checkpoint resume");
    }

    fn on_a_branch(&mut self) {
        self.run(".", "git switch -qmc side");
        self.step(".");
        self.step(".");
        self.run(".", "git switch -qm main");
        if self.round.is_multiple_of(2) {
            self.run(".", "git merge -q --squash --autostash side");
            self.run(".", "git commit -q -a --no-edit");
        } else {
            self.run(".", "git merge -q --no-ff --autostash --no-edit side");
        }
        self.run(".", "git branch -qD side");
    }

    fn in_a_worktree(&mut self) {
        self.run(".", "git worktree add -q -b far ../far");
        self.step("../far");
        self.run(".", "git merge -q --no-ff --autostash --no-edit far");
        self.run(".", "git worktree remove --force ../far");
        self.run(".", "git branch -qD far");
    }

    /// Whatever `check` and `resume` print is followed, and then nothing is left to be said.
    fn needs_no_second_look(&mut self) {
        self.run(".", "git checkpoint check");
        self.run(".", "git checkpoint resume");
        self.shell(".", "git checkpoint check --strict");
    }
}

fn play(options: &str) {
    let mut life = FollowedLife::begun(options);
    let count = |life: &FollowedLife| -> usize {
        life.project.ask(&["rev-list", "--count", "HEAD"]).trim().parse().unwrap()
    };
    for round in 1..80 {
        if life.shell(".", "git checkpoint resume --short").contains("all phases complete") {
            break;
        }
        match round % 9 {
            4 => life.on_a_branch(),
            8 => life.in_a_worktree(),
            _ => life.step("."),
        }
        life.needs_no_second_look();
        if count(&life) >= 60 {
            break;
        }
    }
    assert!(count(&life) >= 55 && life.followed >= 20, "{} commits", count(&life));
    life.run(".", "git checkpoint repair");
}

#[test]
fn every_printed_command_works_as_the_specification_has_it() {
    play("");
}

#[test]
fn every_printed_command_works_with_a_clean_tree() {
    play(" --clean-tree");
}
