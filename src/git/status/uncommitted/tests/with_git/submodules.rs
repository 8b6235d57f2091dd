//! Submodules, and other repositories within.

use crate::git::status::nested::MAX_SUBMODULE_DEPTH;
use crate::git::status::uncommitted::tests::with_git::*;
use crate::git::testing::has_no_reftable;

#[test]
fn submodules_are_told_as_git_tells_them() {
    let sandbox = with_files(&["a"]);
    let inner = with_files(&["inner"]);
    let url = inner.root().to_str().unwrap().to_owned();
    let file = "protocol.file.allow=always";
    for name in ["clean", "moved", "dirty", "messy", "gone", "quiet"] {
        sandbox.git(&["-c", file, "submodule", "--quiet", "add", &url, name]);
    }
    sandbox.git(&["commit", "-q", "-m", "submodules"]);
    check(&sandbox, 0);
    sandbox.git(&["-C", "moved", "commit", "-q", "--allow-empty", "-m", "more"]);
    sandbox.write("dirty/inner", "changed");
    sandbox.write("messy/new", "");
    sandbox.write("quiet/new", "");
    sandbox.git(&["config", "-f", ".gitmodules", "submodule.quiet.ignore", "all"]);
    sandbox.git(&["add", ".gitmodules"]);
    fs::remove_dir_all(sandbox.path("gone")).unwrap();
    check(&sandbox, 4);
}

/// Repositories in repositories, each with the next one at its commit.
#[test]
fn submodules_within_submodules_are_told_and_how_deep_they_go_does_not_matter() {
    const DEPTH: usize = 6 * MAX_SUBMODULE_DEPTH;
    let sandbox = with_files(&["a"]);
    let folder = |depth: usize| vec!["s"; depth].join("/");
    for inner in (1..=DEPTH).rev().map(folder) {
        sandbox.write(&format!("{inner}/file"), "");
        sandbox.git(&["init", "-q", &inner]);
        sandbox.git(&["-C", &inner, "add", "."]);
        sandbox.git(&["-C", &inner, "commit", "-q", "-m", "one"]);
    }
    sandbox.git(&["add", "s"]);
    sandbox.git(&["commit", "-q", "-m", "s"]);
    let small = std::thread::Builder::new().stack_size(384 * 1024);
    std::thread::scope(|scope| {
        small.spawn_scoped(scope, || check(&sandbox, 0)).unwrap().join().unwrap();
    });
    sandbox.write(&format!("{}/new", folder(DEPTH)), "");
    check(&sandbox, 1);
}

#[test]
fn submodules_whose_head_gix_cannot_read_are_told_as_git_tells_them() {
    if has_no_reftable() {
        return;
    }
    let sandbox = with_files(&["a"]);
    let file = "protocol.file.allow=always";
    for name in ["clean", "moved", "dirty", "messy"] {
        let inner = sandbox.path(&format!(".git/inner/{name}"));
        let inner = inner.to_str().unwrap();
        sandbox.git(&["init", "-q", "--ref-format=reftable", inner]);
        sandbox.write(&format!(".git/inner/{name}/file"), "");
        sandbox.git(&["-C", inner, "add", "."]);
        sandbox.git(&["-C", inner, "commit", "-q", "-m", "one"]);
        let format = ["-c", file, "submodule", "--quiet", "add", "--ref-format=reftable"];
        sandbox.git(&[&format[..], &[inner, name]].concat());
    }
    sandbox.git(&["commit", "-q", "-m", "submodules"]);
    check(&sandbox, 0);
    sandbox.git(&["-C", "moved", "commit", "-q", "--allow-empty", "-m", "more"]);
    sandbox.write("dirty/file", "changed");
    sandbox.write("messy/new", "");
    check(&sandbox, 3);
}

#[test]
fn repositories_in_the_index_and_settings_on_submodules_are_told_as_git_tells_them() {
    let sandbox = with_files(&["a"]);
    let inner = with_files(&["inner"]);
    let url = inner.root().to_str().unwrap().to_owned();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url];
    sandbox.git(&[&add[..], &["sub"]].concat());
    sandbox.git(&["clone", "-q", &url, "embedded"]);
    sandbox.git(&["add", "embedded"]);
    sandbox.git(&["commit", "-q", "-m", "both"]);
    sandbox.write("sub/new", "");
    check(&sandbox, 1);
    sandbox.write("embedded/new", "");
    check(&sandbox, 2);
    sandbox.git(&["config", "status.showUntrackedFiles", "no"]);
    check(&sandbox, 0);
    sandbox.git(&["config", "--unset", "status.showUntrackedFiles"]);
    sandbox.git(&["config", "submodule.sub.ignore", "untracked"]);
    sandbox.git(&["config", "diff.ignoreSubmodules", "none"]);
    check(&sandbox, 1);
    sandbox.git(&["config", "submodule.sub.ignore", "none"]);
    sandbox.git(&["config", "diff.ignoreSubmodules", "all"]);
    check(&sandbox, 1);
}
