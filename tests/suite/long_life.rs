//! Sixty commits in either mode, with branches, merges and a linked worktree, with Next Action
//! reworded, shortened and translated by hand: after each of them SESSION.md names a right step.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::Project;

const PHASES: [&str; 4] = ["Store", "Basket", "Payment", "Launch"];
const THINGS: [&str; 12] = [
    "orders", "receipts", "customers", "labels", "prices", "coupons", "stocks", "returns",
    "invoices", "reviews", "parcels", "alerts",
];

fn task(phase: usize, at: usize) -> String {
    format!("Keep the {} of the {}", THINGS[at], PHASES[phase].to_lowercase())
}

fn plan() -> String {
    let mut text = "# Implementation Phases: Shop\n".to_owned();
    for (phase, name) in PHASES.iter().enumerate() {
        write!(text, "\n## Phase {}: {name}\n\n### Tasks\n\n", phase + 1).unwrap();
        for at in 0..THINGS.len() {
            writeln!(text, "- [ ] {}", task(phase, at)).unwrap();
        }
        write!(text, "\n### Verification Criteria\n\n- [ ] The {name} holds\n").unwrap();
    }
    text
}

/// A life, and how many commits it has.
struct LongLife {
    project: Project,
    commits: usize,
}

impl LongLife {
    fn begun(options: &[&str]) -> Self {
        let project = Project::without_hooks();
        project.write("docs/IMPLEMENTATION_PHASES.md", plan());
        project.write("src/shop.rs", "line\n".repeat(80));
        project.checkpoint(&[&["install"], options].concat()).ok();
        project.checkpoint(&["init"]).ok();
        project.git(&["add", "."]).ok();
        project.git(&["commit", "-qm", "Start the project"]).ok();
        Self { project, commits: 1 }
    }

    /// The first open item of SESSION.md in that folder.
    fn open(&self, folder: &str) -> Option<String> {
        let session = self.project.read(&format!("{folder}/SESSION.md"));
        let open = session.lines().find_map(|line| line.trim().strip_prefix("- [ ] "));
        open.map(|line| line.trim_end_matches(" <-- CURRENT").to_owned())
    }

    fn change(&self, edit: impl Fn(&str) -> String) {
        let session = self.project.read("SESSION.md");
        let lines: Vec<String> = session.lines().map(edit).collect();
        self.project.write("SESSION.md", lines.join("\n") + "\n");
    }

    /// Moves on: the next item is ticked, or what the brief names is done.
    fn advance(&self, folder: &str) {
        if self.open(folder).is_some() {
            self.project.checkpoint_in(folder, &["done"]).ok();
            return;
        }
        let command = self.next_step(folder)["command"].as_str().unwrap().to_owned();
        let words: Vec<&str> = command.split(' ').skip(2).collect();
        self.project.checkpoint_in(folder, &words).ok();
    }

    /// Next Action in the words of an author, with a place.
    fn say(&self, way: usize) {
        let Some(task) = self.open(".") else { return };
        let thing = task.split(' ').nth(2).unwrap_or_default();
        let text = match way {
            0 => format!("Keeping the {thing}, all of them, as {task}"),
            1 => task.replace("Keep the ", "Keep "),
            _ => format!("Als Nächstes: {thing} behalten"),
        };
        self.change(|line| match line.strip_prefix("**Next Action**: ") {
            Some(_) => format!("**Next Action**: {text} in src/shop.rs:7"),
            None => line.to_owned(),
        });
    }

    fn commit(&mut self, folder: &str, as_checkpoint: bool) {
        let count = self.commits.to_string();
        self.project.write(&format!("{folder}/src/work{count}.rs"), &count);
        self.project.git_in(folder, &["add", "-A"]).ok();
        if as_checkpoint {
            let words = ["commit", "-q", "-a", "--session", "Worked on it", "--summary", &count];
            self.project.checkpoint_in(folder, &words).ok();
        } else {
            self.project.git_in(folder, &["commit", "-qm", &format!("Work {count}")]).ok();
        }
        self.commits += 1;
    }

    fn next_step(&self, folder: &str) -> Value {
        let json = self.project.checkpoint_in(folder, &["resume", "--json"]).ok().stdout;
        serde_json::from_str::<Value>(&json).unwrap()["next_step"].clone()
    }

    /// The oracle: the first open item is named, or a command where none is open; the recorded
    /// checkpoint is the newest.
    fn is_right(&self, is_own_words: bool) {
        let step = self.next_step(".");
        let told = format!("{step:#}\n{}", self.project.read("SESSION.md"));
        match self.open(".") {
            Some(open) => {
                let named = step["task"].as_str().or(step["text"].as_str()).unwrap();
                let thing = open.split(' ').nth(2).unwrap();
                assert!(named.contains(thing), "{open}\n{told}");
            }
            None => assert!(step["command"].is_string() || step["kind"] == "unknown", "{told}"),
        }
        let newest = self
            .project
            .ask(&["log", "-1", "--first-parent", "--format=%h", "--grep=^checkpoint:"]);
        let session = self.project.read("SESSION.md");
        let recorded = session.lines().find(|line| line.starts_with("**Last Checkpoint**"));
        assert!(newest.is_empty() || recorded.unwrap().contains(newest.trim()), "{newest}\n{told}");
        if !is_own_words {
            self.project.checkpoint(&["check", "--strict"]).ok();
        }
    }

    /// Work on a branch, that comes back by a merge.
    fn on_a_branch(&mut self) {
        self.project.git(&["switch", "-qmc", "side"]).ok();
        self.advance(".");
        self.commit(".", true);
        self.project.git(&["switch", "-qm", "main"]).ok();
        self.project.git(&["merge", "-q", "--no-ff", "--autostash", "--no-edit", "side"]).ok();
        self.project.git(&["branch", "-qD", "side"]).ok();
        self.commits += 1;
    }

    /// The same in a linked worktree.
    fn in_a_worktree(&mut self) {
        self.project.git(&["worktree", "add", "-q", "-b", "far", "../far"]).ok();
        self.advance("../far");
        self.commit("../far", true);
        self.project.git(&["merge", "-q", "--no-ff", "--autostash", "--no-edit", "far"]).ok();
        self.project.git(&["worktree", "remove", "--force", "../far"]).ok();
        self.project.git(&["branch", "-qD", "far"]).ok();
        self.commits += 1;
    }
}

fn play(options: &[&str]) {
    let mut life = LongLife::begun(options);
    let mut round = 0;
    while life.commits < 60 {
        round += 1;
        let is_own_words = round % 5 == 2;
        match round % 11 {
            4 => life.on_a_branch(),
            8 => life.in_a_worktree(),
            _ => {
                life.advance(".");
                if is_own_words {
                    life.say(round % 3);
                }
                life.commit(".", round % 3 == 0);
            }
        }
        life.is_right(is_own_words);
    }
    let messages = life.project.ask(&["rev-list", "--count", "HEAD"]);
    assert!(messages.trim().parse::<usize>().unwrap() >= 60, "{messages}");
    life.project.checkpoint(&["repair"]).ok();
}

#[test]
fn sixty_commits_as_the_specification_has_it() {
    play(&[]);
}

#[test]
fn sixty_commits_with_a_clean_tree() {
    play(&["--clean-tree"]);
}
