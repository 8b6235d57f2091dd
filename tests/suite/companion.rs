//! `git checkpoint resume`, `log`, `check`, `explain`, and what is made of the table of the help.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fixtures::{CHECKPOINT, EXAMPLES, TEMPLATE};
use crate::harness::{Project, Run};

/// A project with two checkpoints, a commit after them, and one file uncommitted.
pub fn project() -> Project {
    let project = Project::with_session(TEMPLATE);
    for (index, message) in [EXAMPLES[1], EXAMPLES[2]].into_iter().enumerate() {
        project.write("src/routes/tasks.ts", "line\n".repeat(101 + index));
        project.write("src/lib/schemas.ts", "line\n".repeat(2 + index));
        project.git(&["add", "src"]).ok();
        project.commit(message).ok();
    }
    project.commit_file("src/more.ts", "").ok();
    project.write("src/new.ts", "");
    project
}

fn json(run: Run) -> Value {
    serde_json::from_str(&run.ok().stdout).unwrap()
}

#[test]
fn resume_says_where_the_last_session_stopped() {
    let project = project();
    let (hash, head) = (project.ask(&["rev-parse", "--short", "HEAD~1"]), project.head());
    let run = project.checkpoint(&["resume"]).ok().silent();
    let expected = format!(
        "\
Phase: 3 - Tasks API [In Progress], stage Implementation, branch main
Progress: 2 of 5 tasks, 2 of 4 phases done
Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47
Open tasks:
  PATCH /api/tasks/:id <-- CURRENT
  DELETE /api/tasks/:id
  Verify all endpoints
Last checkpoint: {hash} (2026-03-01) Phase 3 Paused - Need design decision
Its session: Built endpoints but need to decide on tag filtering approach
Its next: Decide: client-side tag filtering or SQL query parameter? Resume at src/routes/tasks.ts:89
Commits since (1):
  {head} Change src/more.ts
Uncommitted: src/new.ts
Uncommitted, as expected: SESSION.md
Read: docs/IMPLEMENTATION_PHASES.md#phase-3, docs/ARCHITECTURE.md
"
    );
    assert_eq!(run.stdout, expected);
}

#[test]
fn every_command_works_from_below_and_in_a_linked_worktree() {
    let project = project();
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    for folder in ["src/lib", "../linked/src"] {
        for command in [&["resume"][..], &["log"], &["check"], &["check", "HEAD~2.."], &["explain"]]
        {
            let run = project.checkpoint_in(folder, command).ok();
            assert!(!run.stdout.is_empty(), "{command:?}: {run}");
        }
    }
    let log = project.checkpoint_in("../linked/src", &["log"]).ok().stdout;
    assert_eq!(log, project.checkpoint(&["log"]).ok().stdout);
}

/// One sentence on stderr, nothing on stdout, exit code 2.
#[track_caller]
fn is_unable(run: &Run, part: &str) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    assert!(
        run.stderr.starts_with("git-checkpoint: error: ") && run.stderr.contains(part),
        "{run}"
    );
}

#[test]
fn where_nothing_can_be_done_a_sentence_says_what_to_do() {
    let project = Project::without_hooks();
    project.git(&["init", "-q", "--bare", "../bare.git"]).ok();
    std::fs::create_dir(project.home().join("nowhere")).unwrap();
    for command in [&["resume"][..], &["log"], &["check"]] {
        is_unable(&project.checkpoint_in("../nowhere", command), "git init");
        is_unable(&project.checkpoint_in("../bare.git", command), "git worktree add");
    }
    is_unable(&project.checkpoint_in("../nowhere", &["check", "HEAD"]), "git init");
    is_unable(&project.checkpoint_in("../bare.git", &["check", "HEAD"]), "names no commits here");
    is_unable(&project.checkpoint(&["resume"]), "git checkpoint init");
    is_unable(&project.checkpoint(&["check"]), "git checkpoint init");
    is_unable(&project.checkpoint(&["log"]), "no commit yet");
    is_unable(&project.checkpoint(&["check", "HEAD"]), "`HEAD` names no commits here");
    is_unable(&project.checkpoint(&["check", "--message", "none.txt"]), "none.txt");
    project.git(&["commit", "-q", "--allow-empty", "-m", "First"]).ok();
    project.write("SESSION.md", "# Notes of another kind\n");
    for command in ["check", "resume", "repair", "draft", "commit"] {
        let way_out = "add `**Current Phase**: Phase 1` above the first phase, or move the file away and run `git checkpoint init`";
        is_unable(&project.checkpoint(&[command]), way_out);
    }
}

#[test]
fn the_git_dir_belongs_to_its_worktree() {
    let project = Project::with_session(TEMPLATE);
    for folder in [".git", ".git/refs"] {
        let run = project.checkpoint_in(folder, &["resume"]).ok().silent();
        assert!(run.stdout.starts_with("Phase: 3 - Tasks API"), "{run}");
    }
}

#[test]
fn before_the_first_commit_the_brief_says_so() {
    let project = Project::without_hooks();
    project.write("SESSION.md", TEMPLATE);
    let run = project.checkpoint(&["resume"]).ok().silent();
    for part in ["Phase: 3", "Last checkpoint: none yet", "there is no commit yet", "no plan"] {
        assert!(run.stdout.contains(part), "{part}: {run}");
    }
    project.checkpoint(&["check"]).ok();
}

#[test]
fn the_companion_works_where_the_hooks_are_switched_off() {
    let mut project = project();
    project.git(&["config", "checkpoint.enabled", "false"]).ok();
    project.set("GIT_CHECKPOINT", "off");
    assert!(project.checkpoint(&["resume"]).ok().stdout.starts_with("Phase: 3"));
}

#[test]
fn a_checkpoint_that_a_rewrite_left_behind_is_told() {
    let project = project();
    project.git(&["checkout", "-q", "HEAD~3"]).ok();
    let run = project.checkpoint(&["resume"]).ok();
    assert!(run.stdout.contains("is not an ancestor of HEAD"), "{run}");
    assert!(run.stdout.starts_with("Phase: 3 - Tasks API [In Progress], stage Implementation\n"));
}

#[test]
fn commits_without_the_hooks_are_counted() {
    let project = project();
    let none = project.home().join("no-hooks");
    project.git(&["config", "core.hooksPath", none.to_str().unwrap()]).ok();
    project.commit_file("a", "").ok();
    project.commit_file("b", "").ok();
    let brief = json(project.checkpoint(&["resume", "--json"]));
    assert_eq!(brief["checkpoint"]["unrecorded"], 2);
    assert_eq!(brief["checkpoint"]["commits_since"], 3);
    project.git(&["clone", "-q", ".", "../clone"]).ok();
    let brief = json(project.checkpoint_in("../clone", &["resume", "--json"]));
    assert_eq!(brief["checkpoint"]["unrecorded"], 0);
}

#[test]
fn log_lists_the_checkpoints_of_the_first_parents() {
    let project = project();
    project.git(&["checkout", "-q", "-b", "side"]).ok();
    project.commit(EXAMPLES[0]);
    project.git(&["commit", "-q", "--allow-empty", "-m", EXAMPLES[0]]).ok();
    project.git(&["checkout", "-q", "main"]).ok();
    project.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]).ok();
    let lines = |arguments: &[&str]| {
        let run = project.checkpoint(&[&["log"], arguments].concat()).ok();
        run.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = lines(&[]);
    assert_eq!(all.len(), 2);
    assert!(all[0].contains("\t3\tPaused\tBuilt endpoints but"), "{all:?}");
    assert_eq!(lines(&["-n", "1"]), all[..1]);
    assert_eq!(lines(&["--phase", "3"]), all);
    let run = project.checkpoint(&["log", "--phase", "4"]).ok();
    assert_eq!(run.stdout, "");
    run.says("no checkpoints found");
    assert_eq!(project.checkpoint(&["log", "--phase", "x"]).code, Some(2));
}

#[test]
fn the_table_of_the_log_fits_the_terminal() {
    let mut project = project();
    project.set("COLUMNS", "80");
    let run = project.checkpoint(&["log"]).ok();
    assert_eq!(run.stdout.lines().count(), 4, "{run}");
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{run}");
}

#[test]
fn check_judges_the_session_file_at_the_projects_levels() {
    let project = project();
    let run = project.checkpoint(&["check"]).ok();
    assert_eq!(run.stdout, "SESSION.md: no findings\n", "{run}");
    project.write("SESSION.md", TEMPLATE.replace("Implementation\n", "Bliss\n"));
    let run = project.checkpoint(&["check"]).ok().prints("warning[stage-unknown]");
    assert!(run.stdout.ends_with("\n\nSESSION.md: 2 warnings\n"), "{run}");
    run.silent();
    project.checkpoint(&["check", "--strict"]).refused();
    project.write(".git-checkpoint.yaml", "rules:\n  stage-unknown: error\n");
    project.checkpoint(&["check"]).refused().prints("error[stage-unknown]");
    let run = project.checkpoint(&["check", "--format", "github"]).refused();
    assert!(run.stdout.starts_with("::error file=SESSION.md,line=4,col="), "{run}");
}

#[test]
fn check_judges_a_message_from_a_file_or_standard_input() {
    let project = project();
    project.write("good", CHECKPOINT);
    project.write("bad", CHECKPOINT.replace("Phase: 3", "Phase: 4"));
    project.write("other", "Fix the router\n");
    project.checkpoint(&["check", "--message", "good"]).ok();
    project.checkpoint(&["check", "--message", "bad"]).refused().prints("error[phase-mismatch]");
    let run = project.checkpoint_in("src", &["check", "--message", "../other"]).ok();
    assert!(run.stdout.contains("is not a checkpoint message"), "{run}");
    let program = env!("CARGO_BIN_EXE_git-checkpoint");
    let line = format!("'{program}' check --message - <bad");
    let run = project.run(project.command("sh", ".").args(["-c", &line])).refused();
    run.prints("standard input:3:8");
}

/// A commit whose checkpoint is malformed, made without the hooks.
#[test]
fn a_fix_that_causes_another_finding_is_not_given() {
    let project = project();
    for (line, is_sure) in [("PSt`tus:Next: x", false), ("Statsu: Complete", true)] {
        project.write("message", format!("checkpoint: Phase 3 Done - x\n\n{line}\n"));
        let run = project.checkpoint(&["check", "--message", "message", "--format", "json"]);
        let found: Value = serde_json::from_str(&run.refused().stdout).unwrap();
        let found = found["findings"].as_array().unwrap().iter().find(|f| f["line"] == 3);
        assert_eq!(found.unwrap()["fix"].is_object(), is_sure, "{found:?}");
    }
}

fn with_malformed(project: &Project) -> String {
    let message = CHECKPOINT.replace("Phase: 3", "Phase: 4");
    project.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", &message]).ok();
    project.ask(&["rev-parse", "HEAD"])
}

#[test]
fn check_judges_every_checkpoint_of_a_range_also_behind_merges() {
    let project = project();
    let start = project.head();
    let run = project.checkpoint(&["check", "HEAD~3.."]).ok();
    assert_eq!(run.stdout, "2 checkpoints in HEAD~3..: no findings\n", "{run}");
    project.git(&["checkout", "-q", "-b", "side"]).ok();
    let malformed = with_malformed(&project);
    project.git(&["checkout", "-q", "main"]).ok();
    project.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]).ok();
    let range = format!("{start}..HEAD");
    let run = project.checkpoint(&["check", &range]).refused();
    run.prints(&format!("--> {}:COMMIT_MESSAGE:3:8", &malformed[..7]));
    let found = project.checkpoint(&["check", &range, "--format", "json"]).refused();
    let found: Value = serde_json::from_str(&found.stdout).unwrap();
    assert_eq!(found["findings"][0]["commit"], malformed.as_str());
    project.checkpoint(&["check", "side"]).refused();
    project.checkpoint(&["check", "HEAD"]).ok();
}

#[test]
fn each_checkpoint_is_judged_against_its_own_files() {
    let project = project();
    project.git(&["mv", "src/routes/tasks.ts", "src/routes/all.ts"]).ok();
    project.write("SESSION.md", "# Session State\n\n**Current Phase**: Phase 9\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "--no-verify", "-m", "Start anew"]).ok();
    project.checkpoint(&["check", "HEAD~4..", "--strict"]).ok();
}

#[test]
fn a_range_is_never_taken_for_an_option() {
    let project = project();
    is_unable(&project.checkpoint(&["check", "--", "--all"]), "names no commits here");
    is_unable(&project.checkpoint(&["check", "nope.."]), "names no commits here");
}

#[test]
fn explain_tells_the_level_here_and_corrects_a_slip() {
    let project = project();
    project.write(".git-checkpoint.yaml", "rules:\n  next-location: error\n");
    let run = project.checkpoint(&["explain", "next-location"]).ok();
    assert!(run.stdout.starts_with("next-location: error in this project"), "{run}");
    is_unable(&project.checkpoint(&["explain", "next_lokation"]), "did you mean `next-location`?");
    let run = project.checkpoint_in("../", &["explain"]).ok().silent();
    assert!(run.stdout.contains("  next-location       warning   "), "{run}");
}

/// The names of the fields, with their way from the top; lists are looked into.
fn fields(value: &Value, way: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let way = format!("{way}.{name}");
                fields(value, &way, found);
                found.insert(way);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| fields(value, way, found)),
        _ => {}
    }
}

fn documented(name: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/json.md");
    let page = std::fs::read_to_string(path).unwrap();
    let block = page.split(&format!("```json {name}\n")).nth(1).unwrap();
    serde_json::from_str(block.split("```").next().unwrap()).unwrap()
}

/// Whether docs/json.md has the same fields.
#[track_caller]
pub fn is_as_documented(name: &str, printed: &Value) {
    let (mut real, mut said) = (BTreeSet::new(), BTreeSet::new());
    fields(printed, "", &mut real);
    fields(&documented(name), "", &mut said);
    assert_eq!(real, said);
    assert_eq!(printed["version"], 1);
}

#[test]
fn the_json_objects_are_as_documented() {
    let project = project();
    let criteria =
        "**Verification Progress**:\n\n- [x] answers 200\n\n**Known Issues**: It is slow";
    let session = project.read("SESSION.md");
    let session = session.replace("**Known Issues**: None", criteria);
    project
        .write("SESSION.md", session.replace("Stage**: Implementation", "Stage**: Verification"));
    let brief = json(project.checkpoint(&["resume", "--json"]));
    is_as_documented("resume", &brief);
    assert_eq!(brief["verification"][0]["done"], true);
    assert_eq!(brief["known_issues"][0], "It is slow");
    assert_eq!(brief["uncommitted"]["unexpected"][0], "src/new.ts");
    is_as_documented("log", &json(project.checkpoint(&["log", "--json"])));
    with_malformed(&project);
    let run = project.checkpoint(&["check", "HEAD", "--format", "json"]).refused();
    is_as_documented("check", &serde_json::from_str(&run.stdout).unwrap());
    let none = json(project.checkpoint(&["log", "--phase", "77", "--json"]));
    assert_eq!(none["checkpoints"], Value::Array(Vec::new()));
}

#[test]
fn what_comes_from_files_and_commits_is_harmless_and_colour_is_asked_for() {
    let project = project();
    let session = project.read("SESSION.md").replace("Tasks API", "Tasks \x1b[31mAPI");
    project.write("SESSION.md", session);
    let message = CHECKPOINT.replace("Implemented", "\x1b]0;owned\x07Implemented");
    project.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", &message]).ok();
    for command in [&["resume"][..], &["log"], &["check", "HEAD"], &["resume", "--json"]] {
        let run = project.checkpoint(command);
        assert!(!run.stdout.contains(['\x1b', '\x07']), "{command:?}: {run}");
        assert!(!run.stderr.contains(['\x1b', '\x07']), "{command:?}: {run}");
    }
    let run = project.checkpoint(&["resume", "--color", "always"]).ok();
    assert!(run.stdout.contains("\x1b[1mPhase:\x1b[0m"), "{run}");
    assert_eq!(project.checkpoint(&["--color", "maybe", "log"]).code, Some(2));
}

#[test]
fn the_line_for_a_prompt_is_the_same_wherever_the_worktree_is() {
    let mut project = Project::with_session(TEMPLATE);
    let short = |project: &Project, folder: &str| {
        project.checkpoint_in(folder, &["resume", "--short"]).ok().silent().stdout
    };
    let line = short(&project, ".");
    assert!(line.contains('3') && line.lines().count() == 1, "{line}");
    assert_eq!(short(&project, "src/routes"), line);
    project.git(&["worktree", "add", "-q", "../side"]).ok();
    assert_eq!(short(&project, "../side"), line);
    project.write("notes/HANDOFF.md", TEMPLATE.replace("Tasks API", "Other"));
    project.write(".git-checkpoint.yaml", "session: notes/HANDOFF.md\n");
    assert!(short(&project, ".").contains("Other"));
    // No worktree, or one that only git can tell.
    assert_eq!(short(&project, ".."), "");
    project.git(&["config", "core.worktree", "../../side"]).ok();
    assert_eq!(short(&project, "."), line);
    project.git(&["config", "--unset", "core.worktree"]).ok();
    project.set("GIT_WORK_TREE", &project.path("../side").display().to_string());
    project.set("GIT_DIR", &project.path(".git").display().to_string());
    assert_eq!(short(&project, "."), line);
}

#[test]
fn a_file_in_another_form_is_read_as_far_as_it_says_what_is_next() {
    let project = Project::without_hooks();
    project.write(
        "SESSION.md",
        "# Notes\n\n## What Changed\n\n- a\n\n## Next Actions\n\n1. Run the three checks\n",
    );
    project.git(&["add", "SESSION.md"]).ok();
    project.git(&["commit", "-qm", "docs: notes"]).ok();
    let run = project.checkpoint(&["resume"]).ok();
    assert!(run.stdout.contains("Run the three checks"), "{run}");
    assert!(run.stdout.contains("not in the format, so the hooks leave it alone"), "{run}");
    let line = project.checkpoint(&["resume", "--short"]).ok().stdout;
    assert_eq!(line, "Run the three checks\n");
    project.write("SESSION.md", "# Notes\n\nnothing\n");
    assert_eq!(project.checkpoint(&["resume"]).code, Some(2));
}
