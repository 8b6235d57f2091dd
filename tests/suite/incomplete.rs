//! Shallow and partial clones: what is not here is unknown, and nothing is green unseen.

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{Project, Run};

/// A repository whose branch `side` has a malformed checkpoint, two commits above `main`.
fn origin() -> Project {
    let project = Project::without_hooks();
    project.fill(TEMPLATE);
    project.commit_file("src/one.ts", "one\n").ok();
    project.git(&["switch", "-q", "-c", "side"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", &malformed()]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "More"]).ok();
    project.git(&["switch", "-q", "main"]).ok();
    project.commit_file("src/two.ts", "two\n").ok();
    project.git(&["config", "uploadpack.allowFilter", "true"]).ok();
    project
}

fn malformed() -> String {
    CHECKPOINT.replace("Phase: 3", "Phase: 4")
}

/// A clone of it, `side` checked out.
fn cloned(options: &[&str]) -> Project {
    let mut project = origin();
    let url = format!("file://{}", project.top().display());
    project.git(&[&["clone", "-q", "-b", "side"], options, &[&url, "../clone"]].concat()).ok();
    project.turn_to("../clone");
    project
}

#[track_caller]
fn is_cut_off(run: Run) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
    run.says("git fetch --unshallow").says("fetch-depth: 0");
}

#[test]
fn a_range_that_a_shallow_clone_cuts_off_is_not_checked() {
    let both = ["--depth=1", "--no-single-branch"];
    for format in ["text", "json", "github"] {
        let project = cloned(&both);
        is_cut_off(project.checkpoint(&["check", "origin/main..", "--format", format]));
    }
    let project = cloned(&both);
    for range in ["origin/main...HEAD", "origin/main..HEAD", "HEAD^@", "HEAD~1..", "HEAD^-"] {
        is_cut_off(project.checkpoint(&["check", range]));
    }
    // The whole side is here, and the other not even as far as the fork.
    let project = cloned(&["--depth=1", "--single-branch"]);
    project.git(&["fetch", "-q", "--unshallow"]).ok();
    project.git(&["fetch", "-q", "--depth=1", "origin", "main:main"]).ok();
    is_cut_off(project.checkpoint(&["check", "main.."]));
}

#[test]
fn a_range_that_a_shallow_clone_has_is_checked() {
    let project = cloned(&["--depth=4", "--no-single-branch"]);
    let run = project.checkpoint(&["check", "origin/main.."]).refused();
    run.prints("\n1 checkpoint in origin/main..: ");
    let project = cloned(&["--depth=1", "--no-single-branch"]);
    for single in ["HEAD", "HEAD^!", "origin/main"] {
        let run = project.checkpoint(&["check", single]).ok();
        assert!(run.stdout.starts_with("0 checkpoints"), "{run}");
    }
    project.git(&["fetch", "-q", "--unshallow"]).ok();
    project.checkpoint(&["check", "origin/main.."]).refused();
}

#[test]
fn what_a_shallow_clone_ends_with_has_no_measure() {
    let project = cloned(&["--depth=2"]);
    project.write(".git-checkpoint.yaml", "rules: {file-not-listed: warning}\n");
    let run = project.checkpoint(&["check", "HEAD~1"]).refused();
    run.never_prints("file-not-listed").never_prints("file-not-in-commit");
}

#[test]
fn what_a_partial_clone_lacks_is_unknown_and_not_absent() {
    for filter in ["--filter=tree:0", "--filter=blob:none"] {
        let mut project = origin();
        project.git(&["switch", "-q", "side"]).ok();
        project.write("src/routes/tasks.ts", "line\n".repeat(60));
        project.write("src/lib/schemas.ts", "changed\n");
        project.git(&["commit", "-q", "-a", "-m", CHECKPOINT]).ok();
        let checkpoint = project.head();
        project.write("SESSION.md", "changed\n");
        project.git(&["rm", "-q", "-r", "src", "docs"]).ok();
        project.git(&["commit", "-q", "-a", "-m", "Clear away"]).ok();
        let url = format!("file://{}", project.top().display());
        project.git(&["clone", "-q", filter, "-b", "side", &url, "../clone"]).ok();
        project.turn_to("../clone");
        // Nothing is fetched for it.
        project.git(&["remote", "set-url", "origin", "file:///nowhere"]).ok();
        let run = project.checkpoint(&["check", &checkpoint]).ok();
        for rule in ["next-path", "phase-unknown", "phase-status", "file-not-in-commit"] {
            assert!(!run.stderr.contains(rule), "{filter} {run}");
        }
        assert!(run.stdout.starts_with("1 checkpoint in"), "{run}");
    }
}

#[test]
fn resume_knows_no_more_of_a_hash_than_check() {
    let project = cloned(&["--filter=blob:none"]);
    project.git(&["reset", "-q", "--hard", "origin/main"]).ok();
    let text = project.read("SESSION.md").replace("abc1234", "fedcba9");
    project.write("SESSION.md", text);
    project.checkpoint(&["check"]).ok().never_prints("hash-unknown");
    let run = project.checkpoint(&["resume", "--json"]).ok();
    assert!(run.stdout.contains(r#""state":"unknowable""#), "{run}");
}
