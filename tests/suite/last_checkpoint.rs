//! Last Checkpoint where the only checkpoint goes away again.

use std::fs;

use crate::all_hooks::recorded;
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;

/// A project whose first checkpoint was just made.
fn project() -> Project {
    let project = Project::with_session(TEMPLATE);
    project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
    assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), project.head());
    project
}

#[track_caller]
fn names_none(project: &Project) {
    let session = project.read("SESSION.md");
    assert!(session.contains("\n**Last Checkpoint**: [none yet]\n"), "{session}");
    assert_eq!(recorded(project, "SESSION.md", "Last Commit"), project.head());
}

#[test]
fn the_only_checkpoint_amended_into_an_ordinary_commit_leaves_none() {
    // Without either nobody can tell.
    for (reflog, option) in
        [(true, "--post-rewrite"), (true, "--no-post-rewrite"), (false, "--post-rewrite")]
    {
        let project = project();
        if !reflog {
            project.git(&["config", "core.logAllRefUpdates", "false"]).ok();
            fs::remove_dir_all(project.path(".git/logs")).unwrap();
        }
        let amend = ["commit", "-q", "--amend", "--allow-empty", option, "-m", "Ordinary"];
        project.git(&amend).ok().silent();
        names_none(&project);
        project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
        assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), project.head());
    }
}

#[test]
fn a_checkpoint_that_a_branch_without_any_does_not_hold_is_not_forgotten() {
    let project = project();
    let elsewhere = project.head();
    project.git(&["checkout", "-q", "-b", "other", "HEAD~1"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
    assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), elsewhere);
    assert_eq!(recorded(&project, "SESSION.md", "Last Commit"), project.head());
}

#[test]
fn a_checkpoint_that_came_in_by_a_merge_is_not_forgotten() {
    let project = project();
    let side = project.head();
    project.git(&["checkout", "-q", "-b", "ours", "HEAD~1"]).ok();
    project.git(&["merge", "-q", "--no-ff", "--no-edit", "main"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), side);
}

#[test]
fn repair_tells_a_checkpoint_that_has_become_an_ordinary_commit() {
    let project = project();
    let gone = project.head();
    let away = project.path("away");
    fs::rename(project.path("SESSION.md"), &away).unwrap();
    project.git(&["commit", "-q", "--amend", "--allow-empty", "-m", "Ordinary"]).ok();
    fs::rename(&away, project.path("SESSION.md")).unwrap();
    let run = project.checkpoint(&["repair", "--json"]).ok();
    assert!(run.stdout.contains(r#""verdict":"none-left","commit":null"#), "{run}");
    assert!(!project.read("SESSION.md").contains(&gone), "{run}");
    names_none(&project);
}
