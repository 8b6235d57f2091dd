//! SESSION.md and `resume` name a right next step through whole lives of a project: ticked with
//! `done` and by hand, with Next Action reworded, shortened and translated.

use crate::harness::Project;

/// A task, and other ways to say the same.
const TASKS: [[&str; 4]; 7] = [
    [
        "Scaffold the app with a health route",
        "App scaffolding, health route included",
        "Scaffold the app",
        "Grundgerüst anlegen",
    ],
    [
        "Read the configuration from the environment",
        "Configuration: read it from the environment",
        "Read the configuration",
        "Konfiguration einlesen",
    ],
    [
        "Deploy the worker to staging",
        "Deploying the worker (staging)",
        "Deploy the worker",
        "Auf Staging ausrollen",
    ],
    [
        "Store orders in the database",
        "Orders are to be stored in the database",
        "Store orders",
        "Bestellungen speichern",
    ],
    ["Send a receipt by mail", "Receipts sent by mail", "Send a receipt", "Quittung verschicken"],
    [
        "Show the basket on the start page",
        "The start page shows the basket",
        "Show the basket",
        "Warenkorb anzeigen",
    ],
    [
        "Translate all labels into French",
        "French labels: translate all of them",
        "Translate all labels",
        "Beschriftungen übersetzen",
    ],
];

const PLAN: &str = "# Implementation Phases: Shop

## Phase 1: Setup

### Tasks

- [ ] Scaffold the app with a health route
- [ ] Read the configuration from the environment
- [ ] Deploy the worker to staging

## Phase 2: Orders

### Tasks

- [ ] Store orders in the database
- [ ] Send a receipt by mail

### Verification Criteria

- [ ] An order survives a restart

## Phase 3: Pages

### Tasks

- [ ] Show the basket on the start page
- [ ] Translate all labels into French
";

/// What happens in a session before its commit.
#[derive(Clone, Copy, Debug)]
enum Step {
    Done,
    TickByHand,
    TickAndMoveMarker,
    /// Next Action says the next task in that other way.
    Say(usize),
}

struct Life {
    project: Project,
    choices: u64,
}

impl Life {
    fn begun(choices: u64) -> Self {
        let project = Project::new();
        project.write("docs/IMPLEMENTATION_PHASES.md", PLAN);
        project.checkpoint(&["init"]).ok();
        project.git(&["add", "."]).ok();
        project.git(&["commit", "-q", "-m", "Start the project"]).ok();
        Self { project, choices }
    }

    fn choose(&mut self, among: u64) -> u64 {
        self.choices = self
            .choices
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.choices >> 33) % among
    }

    /// The open tasks of SESSION.md, criteria left aside.
    fn open(&self) -> Vec<&'static [&'static str; 4]> {
        let session = self.project.read("SESSION.md");
        TASKS.iter().filter(|task| session.contains(&format!("- [ ] {}", task[0]))).collect()
    }

    fn change(&self, edit: impl Fn(&str) -> String) {
        let session = self.project.read("SESSION.md");
        let lines: Vec<String> = session.lines().map(edit).collect();
        self.project.write("SESSION.md", lines.join("\n") + "\n");
    }

    fn take(&self, step: Step) {
        let open = self.open();
        let Some(task) = open.first() else { return };
        match step {
            Step::Done => drop(self.project.checkpoint(&["done"]).ok()),
            Step::TickByHand | Step::TickAndMoveMarker => {
                let moves = matches!(step, Step::TickAndMoveMarker);
                let from = format!("- [ ] {}", task[0]);
                self.change(|line| match line.strip_prefix(&from) {
                    Some(rest) if moves => {
                        format!("- [x] {}{}", task[0], rest.replace(" <-- CURRENT", ""))
                    }
                    Some(rest) => format!("- [x] {}{rest}", task[0]),
                    None if moves && open.get(1).is_some_and(|next| line.ends_with(next[0])) => {
                        format!("{line} <-- CURRENT")
                    }
                    None => line.to_owned(),
                });
            }
            Step::Say(way) => self.change(|line| match line.strip_prefix("**Next Action**:") {
                Some(_) => format!("**Next Action**: {} in docs/notes.md:1", task[way]),
                None => line.to_owned(),
            }),
        }
    }

    /// The brief names an open task, or what follows when there is none.
    fn brief_is_right(&self, history: &[Step]) {
        let json = self.project.checkpoint(&["resume", "--json"]).ok().stdout;
        let brief: serde_json::Value = serde_json::from_str(&json).unwrap();
        let step = &brief["next_step"];
        let session = self.project.read("SESSION.md");
        let open = self.open();
        let told = format!("{history:?}\n{step:#}\n{session}");
        let Some(_) = open.first() else {
            assert!(step["command"].is_string(), "{told}");
            return;
        };
        let is_open =
            |text: &str| open.iter().any(|task| task.iter().any(|way| text.starts_with(way)));
        let text = step["text"].as_str().unwrap();
        let task = step["task"].as_str().unwrap_or(text);
        assert!(is_open(task), "{told}");
        // A text in another language may lead, but never alone.
        assert!(is_open(text) || TASKS.iter().any(|task| text.starts_with(task[3])), "{told}");
        let shown = self.project.checkpoint(&["resume"]).ok().stdout;
        assert!(shown.contains(task), "{told}\n{shown}");
        let short = self.project.checkpoint(&["resume", "--short"]).ok().stdout;
        assert!(
            open.iter().any(|task| task.iter().any(|way| short.contains(way))),
            "{told}\n{short}"
        );
    }

    /// Where Next Action is about a ticked task in words that can be known, `check` says so.
    fn session_is_right(&self, history: &[Step]) {
        let session = self.project.read("SESSION.md");
        let action = session.lines().find_map(|line| line.strip_prefix("**Next Action**: "));
        let open = self.open();
        let is_about = |task: &[&str; 4]| {
            task.iter().any(|way| action.is_some_and(|text| text.starts_with(way)))
        };
        let found = self.project.checkpoint(&["check"]);
        let said = format!("{}{}", found.stdout, found.stderr);
        let is_reported = said.contains("next-action") || said.contains("current-marker");
        let is_moved = matches!(history.last(), Some(Step::TickAndMoveMarker));
        let is_right = open.is_empty() || open.iter().any(|task| is_about(task));
        assert!(is_right || is_reported || is_moved, "{history:?}\n{said}\n{session}");
        if matches!(history.last(), Some(Step::Done)) {
            assert!(!said.contains("warning"), "{history:?}\n{said}\n{session}");
        }
    }
}

#[test]
fn every_brief_of_a_life_names_a_right_next_step() {
    for choices in 0..6 {
        let mut life = Life::begun(choices);
        life.project.write("docs/notes.md", "one\n");
        let mut history = Vec::new();
        for _ in 0..30 {
            let step = match life.choose(8) {
                0..=1 => Step::Done,
                2 => Step::TickByHand,
                3 => Step::TickAndMoveMarker,
                way => Step::Say(usize::try_from(way - 4).unwrap()),
            };
            life.take(step);
            history.push(step);
            life.project.git(&["add", "."]).ok();
            life.project.git(&["commit", "-q", "--allow-empty", "-m", "Work"]).ok();
            life.brief_is_right(&history);
            life.session_is_right(&history);
            if life.open().is_empty() {
                life.project.checkpoint(&["phase", "complete", "--force"]);
                if life.open().is_empty() {
                    break;
                }
            }
        }
    }
}

#[test]
fn what_commit_says_comes_next_is_what_session_md_says() {
    let project = Life::begun(0).project;
    let session = project.read("SESSION.md").replace("- [ ] Scaffold", "- [x] Scaffold");
    project.write("SESSION.md", &session);
    project.git(&["add", "SESSION.md"]).ok();
    project
        .write("SESSION.md", session.replace("**Known Issues**: None", "**Known Issues**: slow"));
    let words =
        ["commit", "--summary", "A", "--session", "b", "--next", "Create worker/src/main.rs"];
    project.checkpoint(&words).ok();
    for text in [project.read("SESSION.md"), project.ask(&["show", "HEAD:SESSION.md"])] {
        assert!(text.contains("**Next Action**: Create worker/src/main.rs\n"), "{text}");
        assert!(text.contains("the environment <-- CURRENT\n"), "{text}");
    }
    assert!(!project.ask(&["show", "HEAD:SESSION.md"]).contains("slow"));
    assert!(project.read("SESSION.md").contains("slow"));
    let brief = project.checkpoint(&["resume"]).ok().stdout;
    assert!(brief.contains("\nNext: Create worker/src/main.rs\n"), "{brief}");
}

#[test]
fn a_phase_that_was_added_to_the_plan_is_reported_and_brought_in() {
    let project = Life::begun(0).project;
    project.write(
        "docs/IMPLEMENTATION_PHASES.md",
        format!("{PLAN}\n## Phase 4: Launch\n\n- [ ] Announce it\n"),
    );
    let run = project.checkpoint(&["check"]);
    assert!(
        run.stdout.contains("`git checkpoint phase pending 4`")
            || run.stderr.contains("`git checkpoint phase pending 4`"),
        "{run}"
    );
    project.checkpoint(&["phase", "pending", "4"]).ok();
    assert!(project.read("SESSION.md").contains("\n\n## Phase 4: Launch [Pending]\n\n**Spec**: `docs/IMPLEMENTATION_PHASES.md#phase-4-launch`\n"));
    project.checkpoint(&["check", "--strict"]).ok();
}

#[test]
fn the_command_that_phase_complete_prints_works_as_printed() {
    for is_ignored in [false, true] {
        let project = Life::begun(0).project;
        if is_ignored {
            project.git(&["rm", "-q", "--cached", "SESSION.md"]).ok();
            project.write(".git/info/exclude", "SESSION.md\n");
            project.git(&["commit", "-q", "-m", "Keep SESSION.md to myself"]).ok();
        }
        for _ in 0..3 {
            project.checkpoint(&["done"]).ok();
        }
        project.checkpoint(&["phase", "complete", "-n"]).ok().never_says("commit the checkpoint");
        let run = project.checkpoint(&["phase", "complete"]).ok();
        let command = run.stderr.split('`').nth(1).unwrap();
        assert_eq!(command.contains("--allow-empty"), is_ignored, "{run}");
        for part in command.split(" && ") {
            let words =
                part.strip_prefix("git ").unwrap().replace("'Completed the phase'", "Completed");
            let words: Vec<&str> = words.split(' ').collect();
            match words.split_first().unwrap() {
                (&"checkpoint", rest) => project.checkpoint(rest).ok(),
                _ => project.git(&words).ok(),
            };
        }
        let subject = project.ask(&["log", "-1", "--format=%s"]);
        assert_eq!(subject.trim(), "checkpoint: Phase 1 Complete - Setup");
        // Phase 2 has a criterion, which nobody brought in.
        project.checkpoint(&["done"]).ok();
        project.checkpoint(&["done"]).ok().says("`git checkpoint stage verification` is next");
        let run = project.checkpoint(&["phase", "complete"]).ok();
        run.says("1 criterion of phase 2 not checked off here: docs/IMPLEMENTATION_PHASES.md:");
    }
}
