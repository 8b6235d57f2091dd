//! What the file no longer holds in clean-tree mode, the companion tells.

use crate::clean_tree::{
    CONSTANT, assert_clean, checkpoint, newest, project, switch_on, tick, value, value_in,
};
use crate::companion::is_as_documented;
use crate::fixtures::TEMPLATE;
use crate::harness::Project;

fn commit_tick(project: &Project, task: &str) -> String {
    tick(project, task);
    project.git(&["add", "SESSION.md"]).ok();
    checkpoint(project);
    project.head()
}

#[test]
fn ticked_tasks_have_the_commits_that_ticked_them() {
    let project = project();
    let patch = commit_tick(&project, "PATCH");
    project.commit_file("a", "a").ok();
    let delete = commit_tick(&project, "DELETE");
    tick(&project, "Verify");
    let told = project.checkpoint(&["log", "--tasks"]).ok().silent().stdout;
    let lines: Vec<Vec<&str>> = told.lines().map(|line| line.split('\t').collect()).collect();
    let cells: Vec<_> = lines.iter().map(|cells| (cells[0], cells[3])).collect();
    assert_eq!(
        cells,
        [
            ("", "GET /api/tasks endpoint"),
            ("", "POST /api/tasks endpoint"),
            (&*patch, "PATCH /api/tasks/:id"),
            (&*delete, "DELETE /api/tasks/:id"),
            ("", "Verify all endpoints"),
        ]
    );
    let told = project.checkpoint(&["resume"]).ok().stdout;
    assert!(told.contains(&format!("PATCH /api/tasks/:id ({patch})")), "{told}");
    assert!(told.contains("  Verify all endpoints\n"), "{told}");
    let json = project.checkpoint(&["resume", "--json"]).ok().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["progress"]["done"][3]["commit"], *delete);
    assert_eq!(json["checkpoint"]["recorded"]["state"], "ancestor");
    let json = project.checkpoint(&["log", "--tasks", "--json", "--phase", "3", "-n", "3"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    is_as_documented("log-tasks", &json);
    assert_eq!(json["tasks"].as_array().unwrap().len(), 3);
    assert_eq!(json["tasks"][2]["hash"], *patch);
    assert_eq!(json["tasks"][2]["phase"], "3");
}

#[test]
fn notes_say_it_in_default_mode() {
    let project = Project::with_session(TEMPLATE);
    let patch = commit_tick(&project, "PATCH");
    let told = project.checkpoint(&["log", "--tasks"]).ok().stdout;
    assert!(told.contains(&format!("{patch}\t2026-03-01\t3\tPATCH")), "{told}");
    let told = project.checkpoint(&["resume"]).ok().stdout;
    assert!(!told.contains("Done tasks"), "{told}");
}

#[test]
fn commits_made_while_the_hooks_were_off_are_told_of() {
    let mut project = project();
    checkpoint(&project);
    let told = project.checkpoint(&["resume"]).ok().stdout;
    assert!(!told.contains("hooks"), "{told}");
    project.set("GIT_CHECKPOINT", "off");
    for name in ["a", "b"] {
        project.commit_file(name, name).ok();
    }
    let told = project.checkpoint(&["resume"]).ok().stdout;
    assert!(told.contains("2 commits are not known to the hooks"), "{told}");
    switch_on(&project).ok();
    let told = project.checkpoint(&["resume"]).ok().stdout;
    assert!(told.contains("2 commits are not known to the hooks"), "{told}");
    project.set("GIT_CHECKPOINT", "on");
    project.commit_file("c", "c").ok();
    let told = project.checkpoint(&["resume"]).ok().stdout;
    assert!(!told.contains("hooks"), "{told}");
}

#[test]
fn check_and_repair_have_nothing_to_say_of_the_value() {
    let project = project();
    let said = |project: &Project| project.checkpoint(&["check"]).stdout;
    for _ in 0..2 {
        let said = said(&project);
        assert!(!said.contains("Last Checkpoint") && !said.contains("checkpoint-stale"), "{said}");
        checkpoint(&project);
    }
    // A reset that does not touch the file leaves the value that was.
    let before = value(&project);
    project.git(&["reset", "-q", "--hard", "HEAD~1"]).ok();
    assert_eq!(value(&project), before);
    let said = said(&project);
    assert!(!said.contains("checkpoint-stale") && !said.contains(&before[..12]), "{said}");
    for (option, sum) in
        [("--color=never", "1 could be fixed"), ("--json", "\"verdict\":\"outdated\"")]
    {
        let run = project.checkpoint_in("src", &["repair", "--dry-run", option]);
        assert!(run.stdout.contains(sum), "{run}");
    }
    let run = project.checkpoint_in("src", &["repair"]);
    assert!(run.stdout.contains("0 ok, 1 fixed"), "{run}");
    assert_eq!(value(&project), newest(&project));
    let run = project.checkpoint_in("src", &["repair"]);
    assert!(run.stdout.contains("1 ok, 0 fixed"), "{run}");
    assert_clean(&project);
}

#[test]
fn without_a_checkpoint_the_command_is_shown_again() {
    let project = project();
    checkpoint(&project);
    project.git(&["reset", "-q", "--hard", "HEAD~1"]).ok();
    assert_ne!(value(&project), CONSTANT);
    assert!(!project.checkpoint(&["resume"]).ok().stdout.contains("Last Checkpoint says"));
    project.commit_file("a", "a").ok().silent();
    assert_eq!(value(&project), CONSTANT);
    assert_clean(&project);
}

#[test]
fn a_command_in_the_place_of_the_value_is_right_everywhere() {
    // A colleague with the hooks and without the filter.
    let project = Project::with_session(&crate::clean_tree::template());
    assert!(!project.checkpoint(&["check"]).stdout.contains("Last Checkpoint"));
    let text = project.read("SESSION.md");
    project.write("SESSION.md", text.replace(CONSTANT, &format!("`{CONSTANT}` - see there")));
    checkpoint(&project);
    let hash = project.head();
    assert_eq!(value(&project), format!("`{hash} (2026-03-01)` - see there"));
}

#[test]
fn a_new_file_and_a_finished_phase_hold_no_hash() {
    let project = Project::without_hooks();
    project.write("docs/IMPLEMENTATION_PHASES.md", "# Plan\n\n## Phase 1: A\n\n- [ ] one in src/routes/tasks.ts\n\n## Phase 2: B\n\n- [ ] two\n");
    project.write("src/routes/tasks.ts", "line\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Start"]).ok();
    switch_on(&project).ok();
    project.checkpoint(&["init"]).ok();
    assert_eq!(value(&project), CONSTANT);
    project.git(&["add", "SESSION.md"]).ok();
    checkpoint(&project);
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    tick(&project, "one");
    project.checkpoint(&["phase", "complete"]).ok();
    assert_eq!(value(&project), newest(&project));
    let text = project.read("SESSION.md");
    assert!(!text.contains("[pending]"), "{text}");
    project.git(&["add", "SESSION.md"]).ok();
    checkpoint(&project);
    assert_clean(&project);
    assert_eq!(value_in(&project.ask(&["show", "HEAD:SESSION.md"])), CONSTANT);
}
