//! A bare repository: `check` of a range there, and the `pre-receive` hook of the documentation.

use std::fs;
use std::path::Path;

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;

/// A project with a bare repository beside it that runs the hook of docs/hooks.md.
fn with_server() -> Project {
    let mut project = Project::without_hooks();
    project.fill(TEMPLATE);
    let programs = Path::new(env!("CARGO_BIN_EXE_git-checkpoint")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    project.set("PATH", &path);
    project.git(&["init", "-q", "--bare", "-b", "main", "../server.git"]).ok();
    let docs =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hooks.md")).unwrap();
    let recipe = docs.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    project.write_script("../server.git/hooks/pre-receive", recipe);
    project.git(&["push", "-q", "../server.git", "main"]).ok().silent();
    project
}

#[test]
fn a_push_of_malformed_checkpoints_is_refused() {
    let project = with_server();
    project.write("src/routes/tasks.ts", "line\n".repeat(101));
    project.git(&["commit", "-q", "-a", "-m", CHECKPOINT]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    project.git(&["push", "-q", "../server.git", "main"]).ok().never_says("error");
    let malformed = CHECKPOINT.replace("Phase: 3", "Phase: 4");
    project.git(&["commit", "-q", "--allow-empty", "-m", &malformed]).ok();
    project.git(&["push", "../server.git", "main"]).refused().says("error[phase-mismatch]");
    project
        .git(&["push", "../server.git", "main:refs/heads/new"])
        .refused()
        .says("error[phase-mismatch]");
    project.git(&["push", "../server.git", "main~1:refs/heads/new"]).ok();
    project.git(&["push", "../server.git", ":new"]).ok();
}

#[test]
fn a_range_is_checked_in_a_bare_repository_with_the_projects_configuration() {
    let project = with_server();
    fs::remove_file(project.path("../server.git/hooks/pre-receive")).unwrap();
    project.write(".git-checkpoint.yaml", "rules: {phase-mismatch: off}\n");
    project.git(&["add", "."]).ok();
    let malformed = CHECKPOINT.replace("Phase: 3", "Phase: 4");
    project.git(&["commit", "-q", "-m", &malformed]).ok();
    project.git(&["push", "-q", "../server.git", "main"]).ok();
    // What lies in the folder of the repository is not the project's.
    project.write("../server.git/.git-checkpoint.yaml", "rules: {subject: off}\n");
    let run = project.checkpoint_in("../server.git", &["check", "main~1..main"]).ok();
    assert!(run.stdout.contains("1 checkpoint"), "{run}");
    project.git(&["rm", "-q", ".git-checkpoint.yaml"]).ok();
    project.git(&["commit", "-q", "-m", "checkpoint: nonsense"]).ok();
    project.git(&["push", "-q", "../server.git", "main"]).ok();
    let run = project.checkpoint_in("../server.git", &["check", "main~1..main"]).refused();
    run.prints("error[subject]");
    let run = project.checkpoint_in("../server.git", &["check"]);
    assert_eq!(run.code, Some(2), "{run}");
}
