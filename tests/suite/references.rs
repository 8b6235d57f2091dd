//! Wherever and however references are kept: HEAD is git's, and asked for as seldom as can be.

use std::fs;

use crate::all_hooks::{git_path, hooks_work_in, recorded};
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{Project, link};
use crate::requirements::{git_is_old, git_is_older_than, lacks};

fn reftable() -> Project {
    let project = Project::with_init(&["--ref-format=reftable"]);
    project.fill(TEMPLATE);
    project.link_hooks(&git_path(&project, "hooks"));
    project
}

/// How often git is started by the hooks of one commit of what is staged.
fn starts_of_git(project: &Project, message: &str) -> usize {
    project.write("../message", message);
    let mut strace = project.command("strace", ".");
    strace.args(["-f", "-qq", "-s", "200", "-e", "trace=execve", "-o", "../calls"]);
    project.run(strace.args(["git", "commit", "-q", "-F", "../message"])).ok();
    let calls = project.read("../calls");
    let by_us = |call: &&str| call.contains(r#"["git", "#) && !call.contains(r#"["git", "commit""#);
    calls.lines().filter(by_us).count()
}

#[test]
fn head_is_asked_for_once_in_a_run() {
    if git_is_old() || lacks("strace") {
        return;
    }
    let project = reftable();
    // What follows on a recorded commit need not look at the reflog.
    project.git(&["commit", "-q", "--allow-empty", "-m", "First"]).ok();
    for (message, most) in [(CHECKPOINT, 4), ("Ordinary", 3), (CHECKPOINT, 4)] {
        project.write("src/lib/schemas.ts", format!("{message} {most}\n"));
        project.write("src/routes/tasks.ts", "line\n".repeat(90 + most));
        project.git(&["add", "src"]).ok();
        let starts = starts_of_git(&project, message);
        assert!((1..=most).contains(&starts), "{starts} starts of git");
        assert_eq!(recorded(&project, "SESSION.md", "Last Commit"), project.head());
    }
}

#[test]
fn hooks_work_around_a_gitlink_without_gitmodules() {
    let formats: &[&[&str]] =
        if git_is_old() { &[&[]] } else { &[&[], &["--ref-format=reftable"]] };
    for options in formats {
        let project = Project::with_init(options);
        project.fill(TEMPLATE);
        project.git(&["clone", "-q", "--bare", ".", "../inner.git"]).ok();
        project.git(&["clone", "-q", "../inner.git", "inner"]).ok();
        project.git(&["-c", "advice.addEmbeddedRepo=false", "add", "inner"]).ok();
        project.git(&["commit", "-q", "-m", "Add a gitlink"]).ok();
        project.link_hooks(&git_path(&project, "hooks"));
        assert!(!project.path(".gitmodules").exists());
        hooks_work_in(&project);
        project.write("inner/src/lib/schemas.ts", "changed\n");
        let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
        run.says("inner").never_says("warning: cannot");
    }
}

#[test]
fn hooks_work_with_references_in_another_place() {
    if git_is_older_than((2, 54)) {
        return;
    }
    for backend in ["files", "reftable"] {
        let mut project = Project::without_hooks();
        fs::create_dir_all(project.path("../store")).unwrap();
        let store = project.path("../store").canonicalize().unwrap();
        let uri = format!("{backend}://{}", store.display());
        // `git init` writes it to extensions.refStorage.
        fs::remove_dir_all(project.path(".git")).unwrap();
        let mut init = project.command("git", ".");
        init.args(["init", "-q", "-b", "main", "--template="]);
        project.run(init.env("GIT_REFERENCE_BACKEND", &uri)).ok();
        project.fill(TEMPLATE);
        project.link_hooks(&git_path(&project, "hooks"));
        hooks_work_in(&project);
        let resume = project.checkpoint(&["resume", "--json"]).ok();
        assert!(resume.stdout.contains(r#""branch":"main""#), "{resume}");
        // The environment overrides what is configured.
        fs::create_dir_all(project.path("../other")).unwrap();
        let other = project.path("../other").canonicalize().unwrap();
        if backend == "files" {
            copy_references(&store, &other);
            let before = project.head();
            project.set("GIT_REFERENCE_BACKEND", &format!("files://{}", other.display()));
            project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
            assert_ne!(project.head(), before);
            for key in ["Last Commit", "Last Checkpoint"] {
                assert_eq!(recorded(&project, "SESSION.md", key), project.head());
            }
        }
    }
}

fn copy_references(from: &std::path::Path, to: &std::path::Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            copy_references(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn hooks_work_where_the_environment_names_the_plain_backend() {
    let mut project = Project::with_session(TEMPLATE);
    project.set("GIT_REFERENCE_BACKEND", "files");
    hooks_work_in(&project);
}

#[test]
fn hooks_work_with_every_form_of_head() {
    let project = Project::with_session(TEMPLATE);
    project.git(&["switch", "-q", "-c", "feature/deep/er"]).ok();
    project.git(&["pack-refs", "--all"]).ok();
    assert!(!project.path(".git/refs/heads/feature/deep/er").exists());
    hooks_work_in(&project);
    let alias = Project::with_session(TEMPLATE);
    alias.git(&["branch", "-m", "main", "trunk"]).ok();
    alias.git(&["symbolic-ref", "refs/heads/main", "refs/heads/trunk"]).ok();
    alias.git(&["symbolic-ref", "HEAD", "refs/heads/main"]).ok();
    hooks_work_in(&alias);
    assert!(alias.checkpoint(&["resume", "--json"]).ok().stdout.contains(r#""branch":"trunk""#));
}

#[test]
fn hooks_work_with_a_head_that_is_a_link() {
    let project = Project::with_session(TEMPLATE);
    fs::remove_file(project.path(".git/HEAD")).unwrap();
    link("refs/heads/main".as_ref(), &project.path(".git/HEAD"));
    hooks_work_in(&project);
}

#[test]
fn a_namespace_changes_nothing_about_head() {
    let mut project = Project::with_session(TEMPLATE);
    project.set("GIT_NAMESPACE", "other");
    project.commit_file("src/more.ts", "more\n").silent();
    assert_eq!(recorded(&project, "SESSION.md", "Last Commit"), project.head());
    project.write("src/lib/schemas.ts", "changed\n");
    project.write("src/routes/tasks.ts", "line\n".repeat(90));
    project.git(&["add", "src"]).ok();
    project.commit(CHECKPOINT).ok().says("recorded in SESSION.md");
    assert_eq!(recorded(&project, "SESSION.md", "Last Checkpoint"), project.head());
}
