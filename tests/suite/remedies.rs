//! The commands of the warning of uncommitted files, pasted.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::all_hooks::left_by_git;
use crate::harness::{Project, Run};

fn project() -> Project {
    let project = Project::new();
    for path in ["a", "b", "c", "d/x", "d/y", "run", "link"] {
        project.write(path, path);
    }
    project.git(&["add", "."]).ok();
    project.commit("Start").ok().silent();
    project
}

/// An empty commit, with what it says of the rest.
fn empty_commit(project: &Project) -> Run {
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok()
}

/// Pastes the command of the help, commits, and nothing is left.
#[track_caller]
fn is_mended(project: &Project, folder: &str, run: &Run) {
    let help = run.stderr.lines().find_map(|line| line.strip_prefix("help: `"));
    let (command, _) =
        help.unwrap_or_else(|| panic!("no command: {run}")).split_once("`,").unwrap();
    project.run(project.command("bash", folder).args(["-c", command])).ok();
    project.git(&["commit", "-q", "-m", "Mended"]).ok().silent();
    assert!(left_by_git(project).is_empty(), "{run}");
}

#[test]
fn every_kind_of_change_is_mended_by_the_command() {
    let project = project();
    fs::remove_file(project.path("a")).unwrap();
    project.write("new folder/x", "");
    project.write("intended", "");
    project.git(&["add", "-N", "intended"]).ok();
    fs::set_permissions(project.path("run"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_file(project.path("link")).unwrap();
    symlink("c", project.path("link")).unwrap();
    is_mended(&project, ".", &empty_commit(&project));
    fs::remove_file(project.path("b")).unwrap();
    project.write("b/in/stead", "");
    fs::remove_dir_all(project.path("d")).unwrap();
    project.write("d", "");
    is_mended(&project, ".", &empty_commit(&project));
}

#[test]
fn paths_of_any_kind_can_be_pasted() {
    let project = project();
    for name in [
        &b"-dash"[..],
        b":colon",
        b"blank and 'quote'",
        b"new\nline",
        b"bell\x07",
        b"\xff\xfe",
        b"s*r",
        b"[id]",
    ] {
        fs::write(project.top().join(OsStr::from_bytes(name)), "").unwrap();
    }
    is_mended(&project, ".", &empty_commit(&project));
}

#[test]
fn paths_are_those_that_the_user_would_type() {
    let project = project();
    project.write("a", "new");
    project.write("d/new", "");
    let run = project.git_in("d", &["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok();
    is_mended(&project, "d", &run.says("`git add ../a new`"));
}

#[test]
fn outside_a_sparse_checkout_too() {
    let project = project();
    project.git(&["sparse-checkout", "set", "d"]).ok();
    project.write("out/new", "");
    is_mended(&project, ".", &empty_commit(&project));
}

#[test]
fn what_is_staged_already_needs_another_commit() {
    let project = project();
    for path in ["a", "b", "new/x"] {
        project.write(path, "new");
    }
    project.git(&["rm", "-q", "c"]).ok();
    project.git(&["mv", "d/x", "d/z"]).ok();
    project.git(&["add", "b", "new"]).ok();
    let run = project.git(&["commit", "-q", "-m", "Partial", "a"]).ok();
    run.says("help: staged, but not among").never_says("git add");
    project.git(&["commit", "-q", "-m", "The rest"]).ok().silent();
    assert!(left_by_git(&project).is_empty());

    project.write("a", "newer");
    project.write("b", "newer");
    project.git(&["add", "b"]).ok();
    project.write("b", "newest");
    project.git(&["commit", "-q", "-m", "Partial", "a"]).ok().says("help: `git add b`");
}

#[test]
fn a_submodule_is_committed_inside_first() {
    let project = project();
    project.git(&["init", "-q", "../inner"]).ok();
    project.git(&["-C", "../inner", "commit", "-q", "--allow-empty", "-m", "One"]).ok();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../inner"];
    project.git(&[&add[..], &["sub"]].concat()).ok();
    project.git(&["commit", "-q", "-m", "A submodule"]).ok().silent();
    project.write("sub/new", "");
    let run = empty_commit(&project);
    run.says(
        "commit the changes inside first (`git -C sub status` shows them), then `git add sub`",
    );
    project.git(&["-C", "sub", "add", "new"]).ok();
    project.git(&["-C", "sub", "commit", "-q", "-m", "Two"]).ok();
    fs::remove_file(project.path(".git/checkpoint/reported")).unwrap();
    is_mended(&project, ".", &empty_commit(&project));
}

#[test]
fn a_repository_within_is_not_to_be_added() {
    let project = project();
    project.git(&["init", "-q", "inner"]).ok();
    empty_commit(&project).says("`git submodule add <url> inner/`").never_says("git add");
}

#[test]
fn a_conflict_is_resolved_first() {
    let project = project();
    project.write("a", "stashed");
    project.git(&["stash", "-q"]).ok();
    project.commit_file("a", "committed").ok();
    project.git(&["stash", "pop", "-q"]);
    project.write("b", "new");
    let run = project.git(&["commit", "-q", "-m", "Partial", "b"]).ok();
    run.says("help: resolve the conflict in it, then `git add a`");
}
