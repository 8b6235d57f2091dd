//! Side by side with `git status`.

mod deep;
mod racy_index;
mod random;
mod submodules;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::git::status::uncommitted::*;
use crate::git::testing::Sandbox;

/// What git status says of the worktree against the index.
fn by_git(sandbox: &Sandbox) -> Vec<Change> {
    let hidden = UntrackedMode::of(&sandbox.repo()) == UntrackedMode::Hidden;
    let mode = if hidden { "--untracked-files=no" } else { "--untracked-files=all" };
    // git must not write down what it finds out, before we have looked.
    let status = ["--no-optional-locks", "status"];
    let shown =
        sandbox.git(&[&status[..], &["--porcelain=v2", "-z", "--no-renames", mode]].concat());
    sorted(parse_status(shown.as_bytes()))
}

fn by_us(repo: &Repo) -> Vec<Change> {
    let mode = UntrackedMode::of(repo);
    sorted(repo.ask_git(repo.index().unwrap(), None, mode).unwrap())
}

fn sorted(lines: Vec<StatusLine>) -> Vec<Change> {
    let mut changes: Vec<_> = lines.into_iter().map(|line| line.change).collect();
    changes.sort();
    changes
}

/// What is shown, with directories in the place of what they hold.
fn shown(sandbox: &Sandbox) -> Vec<String> {
    let found = sandbox.repo().uncommitted(&Expected::new("SESSION.md", [])).unwrap();
    found.into_iter().map(|found| found.change.path.to_string()).collect()
}

/// Compares with git, and counts what is shown.
#[track_caller]
fn check(sandbox: &Sandbox, count: usize) {
    let expected = by_git(sandbox);
    let repo = sandbox.repo();
    assert_eq!(by_us(&repo), expected);
    assert_eq!(shown(sandbox).len(), count, "{expected:?}");
}

fn with_files(names: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    for name in names {
        sandbox.write(name, name);
    }
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "one"]);
    sandbox
}

#[test]
fn a_clean_tree_and_an_empty_repository_leave_nothing() {
    check(&Sandbox::new(), 0);
    check(&with_files(&["a", "d/b"]), 0);
}

#[test]
fn every_kind_of_change_is_told_as_git_tells_it() {
    let sandbox = with_files(&["changed", "gone", "linked", "run", "d/staged", "d/both", "same"]);
    sandbox.write("changed", "CHANGED");
    sandbox.write("same", "same");
    fs::remove_file(sandbox.path("gone")).unwrap();
    fs::remove_file(sandbox.path("linked")).unwrap();
    symlink("same", sandbox.path("linked")).unwrap();
    fs::set_permissions(sandbox.path("run"), fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.write("d/staged", "new");
    sandbox.write("d/both", "new");
    sandbox.git(&["add", "d"]);
    sandbox.write("d/both", "newer");
    sandbox.write("new \u{e4}", "");
    check(&sandbox, 6);
}

#[test]
fn untracked_directories_are_collapsed() {
    let sandbox = with_files(&["src/a", "src/deep/b"]);
    sandbox.write("out/x/y", "");
    sandbox.write("src/new", "");
    sandbox.write("src/other/deep/z", "");
    fs::create_dir_all(sandbox.path("empty/within")).unwrap();
    check(&sandbox, 3);
    sandbox.git(&["config", "status.showUntrackedFiles", "all"]);
    check(&sandbox, 3);
    for (value, count) in [("no", 0), ("normal", 3), ("false", 0), ("true", 3), ("ALL", 3)] {
        // Older git knows no booleans here, so only ours is asked.
        sandbox.git(&["config", "status.showUntrackedFiles", value]);
        assert_eq!(shown(&sandbox).len(), count, "{value}");
    }
}

#[test]
fn ignored_files_are_never_told() {
    let sandbox = with_files(&["a", "kept.log"]);
    sandbox.write(".gitignore", "*.log\n/build/\n!important.log\n");
    sandbox.write("sub/.gitignore", "local\n");
    for name in
        ["x.log", "build/a/b", "sub/local", "sub/x.log", "mixed/a.log", "mixed/b", "important.log"]
    {
        sandbox.write(name, "");
    }
    sandbox.write("only/a.log", "");
    sandbox.write(".git/info/exclude", "secret\n");
    sandbox.write("secret", "");
    check(&sandbox, 4);
    sandbox.write("kept.log", "tracked though ignored");
    check(&sandbox, 5);
    sandbox.git(&["config", "status.showUntrackedFiles", "all"]);
    check(&sandbox, 5);
}

#[test]
fn files_that_are_only_intended_stay_behind() {
    let sandbox = with_files(&["a"]);
    sandbox.write("later", "x");
    sandbox.write("lost", "x");
    sandbox.git(&["add", "-N", "later", "lost"]);
    fs::remove_file(sandbox.path("lost")).unwrap();
    check(&sandbox, 2);
}

#[test]
fn unmerged_paths_are_conflicts() {
    let sandbox = with_files(&["a", "b"]);
    sandbox.git(&["checkout", "-q", "-b", "side"]);
    sandbox.commit("a", "side", "side");
    sandbox.git(&["rm", "-q", "b"]);
    sandbox.git(&["commit", "-q", "-m", "without b"]);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.commit("a", "main", "main");
    sandbox.commit("b", "main", "main");
    sandbox.may_git(&["merge", "side"]);
    check(&sandbox, 2);
}

#[test]
fn nested_repositories_and_pipes_are_told_as_git_tells_them() {
    let sandbox = with_files(&["a"]);
    sandbox.git(&["init", "-q", "nested"]);
    sandbox.write("nested/x", "");
    sandbox.git(&["init", "-q", "deep/empty"]);
    sandbox.git(&["init", "-q", "mixed/empty"]);
    sandbox.write("mixed/file", "");
    sandbox.git(&["init", "-q", "tracked/empty"]);
    sandbox.write("tracked/file", "");
    sandbox.git(&["add", "tracked/file"]);
    sandbox.fifo("pipe");
    symlink("nowhere", sandbox.path("dangling")).unwrap();
    check(&sandbox, 6);
    sandbox.git(&["config", "status.showUntrackedFiles", "all"]);
    check(&sandbox, 6);
}

#[test]
fn sparse_checkouts_miss_nothing_and_show_what_is_there() {
    let sandbox = with_files(&["a", "in/b", "out/c", "out/deep/d", "far/e"]);
    sandbox.git(&["sparse-checkout", "set", "in"]);
    check(&sandbox, 0);
    sandbox.write("out/c", "changed");
    check(&sandbox, 1);
    sandbox.write("out/new", "");
    check(&sandbox, 2);
    // Whether git has written down by now that out/c is there depends on the clock.
    sandbox.git(&["config", "sparse.expectFilesOutsideOfPatterns", "true"]);
    assert_eq!(by_us(&sandbox.repo()), by_git(&sandbox));
}

#[test]
fn untracked_files_where_all_else_is_left_out_are_told_as_git_tells_them() {
    for (options, expect) in [
        (&["--cone"][..], "false"),
        (&["--cone", "--sparse-index"], "false"),
        (&["--cone", "--sparse-index"], "true"),
        (&["--no-cone", "/a", "/in"], "false"),
        (&["--no-cone", "/a", "/in"], "true"),
    ] {
        let sandbox = with_files(&["a", "out/c", "out/deep/d", "one/e", "two/f", "two/g"]);
        sandbox.git(&[&["sparse-checkout", "set"], options].concat());
        sandbox.git(&["config", "sparse.expectFilesOutsideOfPatterns", expect]);
        for directory in ["out", "out/deep", "one", "two"] {
            sandbox.write(&format!("{directory}/new"), "");
        }
        check(&sandbox, 4);
    }
}

#[test]
fn a_sparse_index_shows_no_false_deletions() {
    let sandbox = with_files(&["a", "in/b", "out/c", "out/deep/d", "far/e"]);
    sandbox.git(&["sparse-checkout", "set", "--sparse-index", "in"]);
    check(&sandbox, 0);
    sandbox.write("in/b", "changed");
    sandbox.write("in/new", "");
    check(&sandbox, 2);
    sandbox.write("elsewhere/new", "");
    check(&sandbox, 3);
}

#[test]
fn a_file_within_a_directory_that_the_index_has_collapsed_is_told_as_git_tells_it() {
    let sandbox = with_files(&["a", "in/b", "out/c", "out/deep/d", "out/deep/e", "far/f"]);
    sandbox.git(&["sparse-checkout", "set", "--sparse-index", "in"]);
    sandbox.write("out/deep/d", "changed");
    check(&sandbox, 1);
    sandbox.write("out/c", "out/c");
    sandbox.write("out/new/x", "");
    check(&sandbox, 2);
    let repo = sandbox.repo();
    assert_eq!(repo.index_blob("far/f").unwrap().as_deref(), Some(&b"far/f"[..]));
    assert!(!repo.session_is_staged("far/f").unwrap());
    assert_eq!(repo.index_blob("far/none").unwrap(), None);
}

#[test]
fn a_directory_of_expected_files_alone_is_expected() {
    let sandbox = with_files(&["src/a"]);
    let unexpected = || {
        let expected = Expected::new("SESSION.md", ["docs/notes/", "*.tmp", "!keep.tmp"]);
        let changes = sandbox.repo().unexpected_uncommitted(&expected).unwrap();
        changes.into_iter().map(|found| found.change.path.to_string()).collect::<Vec<_>>()
    };
    for name in ["sub/CLAUDE.md", "docs/notes/deep/a", "src/x.tmp", "tmp/deep/y.tmp", "src/a"] {
        sandbox.write(name, name);
    }
    fs::create_dir_all(sandbox.path("sub/empty")).unwrap();
    assert_eq!(unexpected(), [""; 0]);
    sandbox.write("docs/other/b", "");
    sandbox.write("tmp/deep/keep.tmp", "");
    sandbox.write("tmp/z", "");
    sandbox.write("src/a", "changed");
    // A command that names a directory must take nothing expected along.
    assert_eq!(unexpected(), ["docs/other/", "src/a", "tmp/deep/keep.tmp", "tmp/z"]);
    sandbox.git(&["config", "status.showUntrackedFiles", "all"]);
    assert_eq!(unexpected(), ["docs/other/b", "src/a", "tmp/deep/keep.tmp", "tmp/z"]);
}

#[test]
fn where_case_is_ignored_a_directory_is_that_of_the_index() {
    let sandbox = with_files(&["dir/a"]);
    sandbox.git(&["config", "core.ignoreCase", "true"]);
    sandbox.write("Dir/new/x", "");
    assert_eq!(by_us(&sandbox.repo()), by_git(&sandbox));
}

#[test]
fn flags_that_hide_changes_are_respected() {
    let sandbox = with_files(&["assumed", "skipped", "skipped-gone"]);
    sandbox.git(&["update-index", "--assume-unchanged", "assumed"]);
    sandbox.git(&["update-index", "--skip-worktree", "skipped", "skipped-gone"]);
    sandbox.write("assumed", "changed");
    sandbox.write("skipped", "changed");
    fs::remove_file(sandbox.path("skipped-gone")).unwrap();
    check(&sandbox, 0);
    let sandbox = with_files(&["d/skipped", "d/too"]);
    sandbox.git(&["update-index", "--skip-worktree", "d/skipped", "d/too"]);
    sandbox.write("d/new", "");
    check(&sandbox, 1);
}

#[test]
fn line_endings_and_filters_are_applied() {
    let sandbox = with_files(&["a.txt", "b.up", "plain"]);
    sandbox.write(".gitattributes", "*.txt text eol=crlf\n*.up filter=up\n");
    sandbox.git(&["config", "filter.up.clean", "tr A-Z a-z"]);
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "attributes"]);
    sandbox.write("a.txt", "one\r\n");
    sandbox.git(&["add", "--renormalize", "."]);
    sandbox.write("b.up", "B.UP");
    check(&sandbox, 0);
    sandbox.write("b.up", "C.UP");
    check(&sandbox, 1);
}

#[test]
fn every_form_of_index_is_read() {
    for arguments in [
        &["update-index", "--index-version", "4"][..],
        &["update-index", "--split-index"],
        &["update-index", "--untracked-cache"],
        &["config", "index.skipHash", "true"],
        &["config", "feature.manyFiles", "true"],
    ] {
        let sandbox = with_files(&["a", "d/b", "d/c"]);
        sandbox.git(arguments);
        sandbox.write("later", "");
        sandbox.git(&["add", "later"]);
        sandbox.write("d/b", "changed");
        sandbox.write("new/x", "");
        check(&sandbox, 2);
    }
}

#[test]
fn the_index_is_not_written() {
    let sandbox = with_files(&["a", "b"]);
    sandbox.write("a", "a");
    let index = || fs::read(sandbox.path(".git/index")).unwrap();
    let before = index();
    shown(&sandbox);
    assert_eq!(index(), before);
}

#[test]
fn a_linked_worktree_has_its_own_files() {
    let sandbox = with_files(&["a"]);
    sandbox.git(&["worktree", "add", "-q", "linked"]);
    sandbox.write("linked/a", "changed");
    let repo = Repo::discover_at(&sandbox.path("linked")).unwrap();
    let expected = Change { path: "a".into(), kind: ChangeKind::Modified };
    assert_eq!(by_us(&repo), [expected]);
    // Seen from outside it is passed over; what is beside it is not.
    sandbox.git(&["worktree", "add", "-q", "tools/worktrees/x"]);
    assert_eq!(shown(&sandbox), [""; 0]);
    sandbox.write("tools/settings.json", "");
    sandbox.write("tools/deep/y", "");
    assert_eq!(shown(&sandbox), ["tools/deep/", "tools/settings.json"]);
}

#[test]
fn what_took_the_place_of_a_tracked_directory_or_file_is_told_as_git_tells_it() {
    let sandbox = with_files(&["a/b/c", "a-b", "a.b", "d/e", "g/h"]);
    check(&sandbox, 0);
    // The same file, with the same stat data, reached through a symlink.
    fs::rename(sandbox.path("a"), sandbox.path("elsewhere")).unwrap();
    symlink("elsewhere", sandbox.path("a")).unwrap();
    fs::remove_dir_all(sandbox.path("d")).unwrap();
    sandbox.write("d", "a file now");
    sandbox.git(&["init", "-q", "g"]);
    check(&sandbox, 5);
    sandbox.write("g/new", "");
    sandbox.write("g/below/new", "");
    assert_eq!(by_us(&sandbox.repo()), by_git(&sandbox));
}

#[test]
fn bytes_tell_nothing_where_a_filter_applies() {
    for (attributes, content) in [
        ("a filter=up\n", "a"),
        ("a text\n", "x\r\n"),
        ("a ident\n", "$Id: 1$"),
        ("a working-tree-encoding=UTF-16LE-BOM\n", "a"),
        ("a working-tree-encoding=UTF-8-MAC\n", "a"),
        ("a working-tree-encoding=nonsense\n", "a"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("a", content);
        sandbox.write("b", "b");
        sandbox.git(&["add", "."]);
        sandbox.git(&["commit", "-q", "-m", "one"]);
        sandbox.git(&["config", "filter.up.clean", "tr a-z A-Z"]);
        sandbox.write(".git/info/attributes", attributes);
        // As new as the index, or with other stat data.
        assert_eq!(by_us(&sandbox.repo()), by_git(&sandbox), "{attributes}");
        sandbox.write("a", content);
        sandbox.write("b", "changed");
        assert_eq!(by_us(&sandbox.repo()), by_git(&sandbox), "{attributes}");
    }
}

/// A `.gitattributes` that is missing counts as the index has it, and one file is named by a setting.
#[test]
fn filters_are_found_in_every_file_of_attributes() {
    let places: [fn(&Sandbox); 3] = [
        |sandbox| sandbox.write("d/.gitattributes", "a filter=up\n"),
        |sandbox| {
            sandbox.write("d/.gitattributes", "a filter=up\n");
            sandbox.git(&["add", "d/.gitattributes"]);
            std::fs::remove_file(sandbox.path("d/.gitattributes")).unwrap();
        },
        |sandbox| {
            sandbox.write(".git/more", "a filter=up\n");
            let more = sandbox.path(".git/more");
            sandbox.git(&["config", "core.attributesFile", more.to_str().unwrap()]);
        },
    ];
    for (number, place) in places.iter().enumerate() {
        let sandbox = Sandbox::new();
        sandbox.commit("d/a", "a", "one");
        sandbox.git(&["config", "filter.up.clean", "tr a-z A-Z"]);
        place(&sandbox);
        let repo = sandbox.repo();
        let index = repo.index().unwrap();
        let entry = index.entries().iter().position(|entry| entry.path(index) == "d/a").unwrap();
        assert_eq!(repo.filtered(index, &[entry]), [entry], "{number}");
    }
}
