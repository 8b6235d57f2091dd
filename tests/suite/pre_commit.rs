//! The `pre-commit` hook.

use crate::fixtures::TEMPLATE;
use crate::harness::Project;

/// A project with one committed file of each group, and nothing uncommitted.
fn project() -> Project {
    let project = Project::new();
    for path in ["a.ts", "src/b.ts", "vite.config.ts", "docs/ARCHITECTURE.md", "notes.txt"] {
        project.write(path, "one\n");
    }
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Start"]).ok().silent();
    project
}

/// The lines of the warning that name paths.
fn named(project: &Project, arguments: &[&str]) -> Vec<String> {
    let run = project.git(&[&["commit", "-q", "-m", "Ordinary"], arguments].concat()).ok();
    run.stderr
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn a_clean_commit_is_silent() {
    let project = project();
    project.commit_file("a.ts", "two\n").silent();
}

#[test]
fn what_is_left_behind_is_grouped() {
    let project = project();
    for path in ["a.ts", "vite.config.ts", "docs/ARCHITECTURE.md", "notes.txt"] {
        project.write(path, "two\n");
    }
    project.write("new/x.rs", "");
    project.write("new/y.rs", "");
    project.write("src/b.ts", "two\n");
    let run = project.git(&["commit", "-q", "-m", "Ordinary", "src/b.ts"]).ok();
    let expected = "\
warning[uncommitted]: 5 unexpected files and directories stay uncommitted
  source files     a.ts
  config files     vite.config.ts
  planning docs    docs/ARCHITECTURE.md
  untracked files  new/
  other            notes.txt
";
    assert!(run.stderr.starts_with(expected), "{run}");
    assert!(!run.stderr.contains("add -A") && !run.stderr.contains("add ."), "{run}");
}

#[test]
fn a_partial_commit_leaves_the_other_staged_file_behind() {
    let project = project();
    project.write("a.ts", "two\n");
    project.write("src/b.ts", "two\n");
    project.git(&["add", "src/b.ts"]).ok();
    assert_eq!(named(&project, &["a.ts"]), ["source files  src/b.ts"]);
}

#[test]
fn a_commit_of_everything_leaves_untracked_files_behind() {
    let project = project();
    project.write("a.ts", "two\n");
    project.write("new.ts", "");
    assert_eq!(named(&project, &["-a"]), ["untracked files  new.ts"]);
}

#[test]
fn a_subdirectory_and_a_linked_worktree_are_seen_from_the_top() {
    let project = project();
    project.write("a.ts", "two\n");
    project.write("src/b.ts", "two\n");
    project
        .git_in("src", &["commit", "-q", "-m", "Ordinary", "b.ts"])
        .ok()
        .says("source files  a.ts");
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    project.write("../linked/a.ts", "three\n");
    project.write("../linked/src/b.ts", "three\n");
    project
        .git_in("../linked/src", &["commit", "-q", "-m", "Ordinary", "b.ts"])
        .ok()
        .says("source files  a.ts");
}

#[test]
fn ignored_and_expected_files_are_no_news() {
    let project = project();
    project.commit_file(".gitignore", "*.log\n").ok();
    let config = "expected:\n  - notes/\n  - '*.tmp'\n  - '!keep.tmp'\n";
    project.commit_file(".git-checkpoint.yaml", config).ok();
    for path in ["x.log", "SESSION.md", "CLAUDE.md", "sub/CLAUDE.md", "notes/a.md", "x.tmp"] {
        project.write(path, "new\n");
    }
    project.commit_file("a.ts", "two\n").silent();
    project.write("keep.tmp", "");
    assert_eq!(named(&project, &["--allow-empty"]), ["untracked files  keep.tmp"]);
}

#[test]
fn what_was_told_already_is_told_in_one_line() {
    let project = project();
    project.write("new.ts", "");
    project.write("other.ts", "");
    assert_eq!(named(&project, &["--allow-empty"]).len(), 2);
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    assert_eq!(run.stderr, "warning[uncommitted]: still uncommitted: new.ts, other.ts\n");
    std::fs::remove_file(project.path("new.ts")).unwrap();
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    assert_eq!(run.stderr, "warning[uncommitted]: still uncommitted: other.ts\n");
    project.write("third.ts", "");
    assert_eq!(named(&project, &["--allow-empty"]).len(), 2);
}

#[test]
fn at_most_ten_lines_are_said() {
    let project = project();
    for number in 0..40 {
        project.write(&format!("new{number:02}.ts"), "");
    }
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    assert!(run.stderr.lines().count() <= 10, "{run}");
    assert!(run.stderr.contains("more"), "{run}");
}

#[test]
fn git_settings_on_untracked_files_are_honoured() {
    let project = project();
    project.write("new.ts", "");
    project.git(&["config", "status.showUntrackedFiles", "no"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
}

#[test]
fn the_level_is_that_of_the_configuration() {
    let project = project();
    project.commit_file(".git-checkpoint.yaml", "rules:\n  uncommitted: error\n").ok();
    project.write("new.ts", "");
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).refused();
    assert!(run.stderr.starts_with("error[uncommitted]: "), "{run}");
    project.git(&["commit", "-q", "--allow-empty", "-n", "-m", "Ordinary"]).ok().silent();
    project.write(".git-checkpoint.yaml", "rules:\n  uncommitted: off\n");
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
}

#[test]
fn paths_of_any_kind_are_harmless() {
    use std::os::unix::ffi::OsStrExt;
    let project = project();
    for name in
        [&b"blank and 'quote'.ts"[..], b"new\nline.ts", b"bell\x07.ts", b"\xff\xfe.ts", b"-dash.ts"]
    {
        std::fs::write(project.top().join(std::ffi::OsStr::from_bytes(name)), "").unwrap();
    }
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    assert!(run.stderr.contains(r#""new\nline.ts""#) && !run.stderr.contains('\x07'), "{run}");
}

#[test]
fn a_mistake_in_the_configuration_is_located_and_the_rest_counts() {
    let project = project();
    project.write(
        ".git-checkpoint.yaml",
        "expectd: []\nrules:\n  uncomitted: off\nexpected: [new.ts]\n",
    );
    project.write("new.ts", "");
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    for part in [
        "--> .git-checkpoint.yaml:1:1",
        "expected",
        "--> .git-checkpoint.yaml:3:3",
        "`uncommitted`",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run}");
    }
    assert!(!run.stderr.contains("new.ts\n"), "{run}");
}

#[test]
fn rules_on_a_staged_session_file_tell_only_what_is_new() {
    let project = Project::with_session(&TEMPLATE.replace("Implementation\n", "Bliss\n"));
    let without_stage = project.read("SESSION.md")
        + "\n```rust\nfn a() {\n    b();\n    c();\n    d();\n    e();\n}\n```\n";
    project.write("SESSION.md", without_stage);
    project.git(&["add", "SESSION.md"]).ok();
    let run = project.git(&["commit", "-q", "-m", "Ordinary"]).ok();
    assert!(run.stderr.contains("warning[code-block]: SESSION.md:4"), "{run}");
    assert!(!run.stderr.contains("stage-unknown"), "{run}");
    project.write(".git-checkpoint.yaml", "rules:\n  stage-unknown: error\n");
    project.write("SESSION.md", TEMPLATE.replace("Implementation\n", "Fury\n"));
    project.git(&["add", "SESSION.md"]).ok();
    project.git(&["commit", "-q", "-m", "Ordinary"]).refused().says("error[stage-unknown]");
}
