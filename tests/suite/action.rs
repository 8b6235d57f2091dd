//! The steps of action.yml, one by one, as a runner of GitHub starts them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::harness::{Project, Run};

const GOOD: &str = "checkpoint: Phase 1 In Progress - Work\n\nPhase: 1 - Setup\nStatus: In Progress\n\
    Session: Worked.\n\nFiles Changed:\n- file (content)\n\nNext: Go on in file:1\n";

#[derive(Deserialize)]
struct Action {
    inputs: BTreeMap<String, Input>,
    runs: Steps,
}

#[derive(Deserialize)]
struct Input {
    default: String,
}

#[derive(Deserialize)]
struct Steps {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    shell: String,
    run: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
}

/// What a runner puts in the place of `${{ … }}`.
struct Event {
    base: String,
    head: String,
    range: &'static str,
    strict: &'static str,
}

impl Event {
    fn of(base: &str, head: &str) -> Self {
        Self { base: base.to_owned(), head: head.to_owned(), range: "", strict: "false" }
    }

    fn filled(&self, text: &str) -> String {
        let Some(expression) = text.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}"))
        else {
            return text.to_owned();
        };
        match expression {
            "inputs.range" => self.range.to_owned(),
            "inputs.strict" => self.strict.to_owned(),
            "github.event.pull_request.base.sha || github.event.before" => self.base.clone(),
            "github.event.pull_request.head.sha || github.sha" => self.head.clone(),
            "github.event.repository.default_branch" => "main".to_owned(),
            other => panic!("{other} is not known here"),
        }
    }
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn action() -> Action {
    serde_yaml::from_str(&fs::read_to_string(top().join("action.yml")).unwrap()).unwrap()
}

/// Runs all steps in that repository, until one fails; the last one's run.
fn run(project: &Project, folder: &str, event: &Event) -> Run {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_git-checkpoint"));
    let path = std::env::var_os("PATH").unwrap();
    let folders =
        std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).unwrap();
    let mut last = None;
    for step in action().runs.steps {
        let mut command = project.command(&step.shell, folder);
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step.run]);
        command.env("PATH", &path).env("GITHUB_ACTION_PATH", top()).env("GITHUB_ACTIONS", "true");
        command.envs(step.env.iter().map(|(name, value)| (name, event.filled(value))));
        let run = project.run(&mut command);
        let has_failed = run.code != Some(0);
        last = Some(run);
        if has_failed {
            break;
        }
    }
    last.unwrap()
}

/// A pull request of one good and one bad checkpoint, on a main that has a bad one of its own;
/// its base and head.
fn pull_request(messages: &[&str]) -> (Project, String, String) {
    let project = Project::without_hooks();
    project.commit_file("file", "0").ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: old nonsense"]).ok();
    let base = project.ask(&["rev-parse", "HEAD"]);
    project.git(&["switch", "-q", "-c", "side"]).ok();
    for (number, message) in messages.iter().enumerate() {
        project.write("file", format!("{number} of the branch"));
        project.git(&["add", "file"]).ok();
        project.commit(message).ok();
    }
    let head = project.ask(&["rev-parse", "HEAD"]);
    // What actions/checkout checks out: the merge, and the branches of origin.
    project.git(&["update-ref", "refs/remotes/origin/main", &base]).ok();
    project.git(&["checkout", "-q", "--detach", "main"]).ok();
    project.git(&["merge", "-q", "--no-ff", "-m", "Merge", "side"]).ok();
    (project, base, head)
}

#[test]
fn the_checkpoints_of_a_pull_request_are_judged_and_no_others() {
    let (project, base, head) = pull_request(&[GOOD, "An ordinary commit\n"]);
    run(&project, ".", &Event::of(&base, &head)).ok().never_prints("::error");
    let (project, base, head) = pull_request(&[GOOD, "checkpoint: Phase 1 nonsense\n"]);
    let judged = run(&project, ".", &Event::of(&base, &head)).refused().prints("::error");
    judged.prints("title=").never_prints("old nonsense");
}

#[test]
fn strict_refuses_for_warnings() {
    let (project, base, head) = pull_request(&[&GOOD.replace("- file (", "- other (")]);
    let event = Event::of(&base, &head);
    run(&project, ".", &event).ok().prints("::warning");
    run(&project, ".", &Event { strict: "true", ..event }).refused();
}

#[test]
fn a_push_is_judged_from_where_the_branch_was() {
    let (project, base, head) = pull_request(&["checkpoint: nonsense\n", GOOD]);
    let middle = project.ask(&["rev-parse", "side~1"]);
    run(&project, ".", &Event::of(&middle, &head)).ok();
    // A new branch has no commit before, a forced push may name one that is gone.
    for before in ["0".repeat(40), "f".repeat(40), String::new()] {
        run(&project, ".", &Event::of(&before, &head)).refused();
    }
    // On the default branch the last commit is judged.
    run(&project, ".", &Event::of(&"0".repeat(40), &base)).refused();
    run(&project, ".", &Event { range: "side~1..side", ..Event::of("", "") }).ok();
}

#[test]
fn where_the_history_is_cut_off_the_remedy_is_told() {
    let (project, base, head) = pull_request(&[GOOD]);
    project.git(&["branch", "-q", "merged"]).ok();
    let origin = format!("file://{}", project.top().display());
    let clone = ["clone", "-q", "--depth=1", "--branch=merged", &origin, "../shallow"];
    project.git(&clone).ok();
    // Of the last one the newest commit is there, and would pass alone.
    let merge = project.ask(&["rev-parse", "merged"]);
    for (base, head, range) in
        [(&base, &head, ""), (&base, &head, "main..side"), (&base, &merge, "")]
    {
        let judged = run(&project, "../shallow", &Event { range, ..Event::of(base, head) });
        assert_eq!(judged.code, Some(2), "{judged}");
        judged.prints("::error").prints("fetch-depth: 0");
    }
}

/// GitHub's own names for what the runner fills in.
#[test]
fn what_the_action_asks_for_is_described() {
    let action = action();
    let names: Vec<&String> = action.inputs.keys().collect();
    assert_eq!(names, ["folder", "range", "strict"]);
    assert!(action.inputs.values().all(|input| input.default != "true"));
    assert!(action.runs.steps.iter().all(|step| step.shell == "bash"));
}
